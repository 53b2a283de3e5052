import { Problem, problemOf } from './problem.js'
import { proofHeaders } from './proof.js'
import { bearer, lost } from './session.js'

/**
 * @typedef {object} Ask
 * @property {string} [method]
 * @property {any} [body] JSON by default; a Blob or string goes out as it is
 * @property {string} [type] content type of a raw body
 * @property {string} [key] Idempotency-Key
 * @property {string} [ifMatch] ETag of the version being changed
 * @property {number} [timeout] milliseconds until the call is given up
 * @property {boolean} [open] true for calls that need no sign-in
 * @property {boolean} [keepalive] let the call outlive the page
 */

/**
 * One answer with what belongs to it: the body, the status, the ETag, and when it was asked and received
 * on the monotonic clock (the exam's clock is anchored with that).
 * @typedef {{body: any, status: number, etag: string, sentAt: number, receivedAt: number}} Answer
 */

/** @param {string} path @param {Ask} [ask] @returns {Promise<Answer>} */
export async function call(path, ask = {}) {
  const token = ask.open ? '' : await bearer()
  const answer = await once(path, ask, token)
  if (answer.status !== 401 || ask.open) return settle(answer)
  const fresh = await bearer(token)
  if (!fresh) { lost(); return settle(answer) }
  return settle(await once(path, ask, fresh))
}

/** @param {string} path @param {Ask} ask @param {string} token */
async function once(path, ask, token) {
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json, application/problem+json', ...proofHeaders() }
  if (token) headers.Authorization = `Bearer ${token}`
  if (ask.key) headers['Idempotency-Key'] = ask.key
  if (ask.ifMatch) headers['If-Match'] = ask.ifMatch
  let body = ask.body
  if (body !== undefined) {
    headers['Content-Type'] = ask.type || 'application/json'
    if (!ask.type) body = JSON.stringify(body)
  }
  const sentAt = performance.now()
  try {
    const res = await fetch(path, {
      method: ask.method || (body === undefined ? 'GET' : 'POST'), headers, body, credentials: 'same-origin',
      keepalive: ask.keepalive, signal: AbortSignal.timeout(ask.timeout || 20000), cache: 'no-store',
    })
    return { res, status: res.status, sentAt, receivedAt: performance.now() }
  } catch (e) {
    const timeout = e instanceof DOMException && e.name === 'TimeoutError'
    throw new Problem({ status: 0, code: timeout ? 'timeout' : 'network' })
  }
}

/** @param {{res: Response, status: number, sentAt: number, receivedAt: number}} a @returns {Promise<Answer>} */
async function settle(a) {
  if (!a.res.ok) throw await problemOf(a.res)
  let body = null
  if (a.status !== 204 && (a.res.headers.get('Content-Type') || '').includes('json')) {
    try { body = await a.res.json() } catch { throw new Problem({ status: 0, code: 'unreadable_answer' }) }
  }
  return { body, status: a.status, etag: a.res.headers.get('ETag') || '', sentAt: a.sentAt, receivedAt: a.receivedAt }
}

/** @param {string} path @param {Ask} [ask] */
export const get = async (path, ask) => (await call(path, ask)).body
/** @param {string} path @param {any} [body] @param {Ask} [ask] */
export const post = async (path, body, ask) => (await call(path, { method: 'POST', body, ...ask })).body
/** @param {string} path @param {any} body @param {Ask} [ask] */
export const put = async (path, body, ask) => (await call(path, { method: 'PUT', body, ...ask })).body
/** @param {string} path @param {any} body @param {Ask} [ask] */
export const patch = async (path, body, ask) => (await call(path, { method: 'PATCH', body, ...ask })).body
/** @param {string} path @param {Ask} [ask] */
export const remove = async (path, ask) => (await call(path, { method: 'DELETE', ...ask })).body

/** A file behind the sign-in: fetched with the token, then handed to the browser as a download. @param {string} path @param {string} name */
export async function download(path, name) {
  const token = await bearer()
  const res = await fetch(path, { headers: token ? { Authorization: `Bearer ${token}` } : {}, cache: 'no-store' })
    .catch(() => { throw new Problem({ status: 0, code: 'network' }) })
  if (!res.ok) throw await problemOf(res)
  const url = URL.createObjectURL(await res.blob())
  const a = Object.assign(document.createElement('a'), { href: url, download: name })
  document.body.append(a)
  a.click()
  a.remove()
  setTimeout(() => URL.revokeObjectURL(url), 10000)
}

/** A key that makes a repeated creating call harmless. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(18))
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_')
}

/** @param {string} path @param {Record<string, string | number | boolean | undefined | null>} query */
export function withQuery(path, query) {
  const q = new URLSearchParams()
  for (const [k, v] of Object.entries(query)) if (v !== undefined && v !== null && v !== '' && v !== false) q.set(k, String(v))
  const s = q.toString()
  return s ? `${path}?${s}` : path
}
