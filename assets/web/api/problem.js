/**
 * @typedef {{field: string, code: string, detail: string}} FieldFault
 * @typedef {{kind: string, id: string, title: string, have?: number, need?: number, link?: string}} Unmet
 */

/** A refusal by the server (problem+json), or the lack of any answer (status 0, code `network`). */
export class Problem extends Error {
  /** @param {{status: number, code: string, title?: string, detail?: string, errors?: FieldFault[], unmet?: Unmet[], request_id?: string, retryAfter?: number, body?: any}} p */
  constructor(p) {
    super(p.detail || p.title || p.code)
    this.status = p.status
    this.code = p.code
    this.title = p.title || ''
    this.detail = p.detail || ''
    this.errors = p.errors || []
    this.unmet = p.unmet || []
    this.requestId = p.request_id || ''
    this.retryAfter = p.retryAfter || 0
    this.body = p.body || {}
  }

  /** The one sentence a reader should see first. */
  get sentence() { return sentences[this.code] || this.detail || this.title || 'Something went wrong.' }

  /** True where the same call may succeed later without any change. */
  get passing() { return this.status === 0 || this.status === 429 || this.status >= 500 }
}

/** What our own conditions read as; the server's sentence is used for all others. @type {Record<string, string>} */
const sentences = {
  network: 'Laurel could not be reached. Check your connection, then try again.',
  timeout: 'Laurel took too long to answer. Try again in a moment.',
  unreadable_answer: 'The answer from Laurel could not be read. Try again in a moment.',
}

/** @param {Response} res @returns {Promise<Problem>} */
export async function problemOf(res) {
  let body = null
  try { body = await res.json() } catch { /* a proxy may answer in HTML */ }
  const retry = Number(res.headers.get('Retry-After'))
  return new Problem({
    ...(body && typeof body === 'object' ? body : {}),
    status: res.status,
    code: body?.code || fallback(res.status),
    title: body?.title || words[res.status] || 'The request was refused.',
    request_id: body?.request_id || res.headers.get('X-Request-Id') || '',
    retryAfter: Number.isFinite(retry) ? retry : 0,
    body: body || {},
  })
}

/** @param {number} status */
const fallback = status => (status >= 500 ? 'unavailable' : `http_${status}`)

/** @type {Record<number, string>} */
const words = {
  401: 'Please sign in first.', 403: 'Your role does not allow this.', 404: 'There is nothing here, or you may not see it.',
  409: 'This is no longer possible in the present state.', 410: 'This link has been used or has expired.',
  412: 'Somebody else changed this in the meantime. Reload and try again.', 413: 'This file is too large.',
  422: 'Some of the input needs another look.', 429: 'Too many requests. Wait a moment.', 503: 'Laurel is busy. Try again in a moment.',
}
