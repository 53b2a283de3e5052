/**
 * @typedef {{response: any, flagged: boolean, seq: number, savedAt: string | null, unsent: boolean, refused?: string}} Held
 * one position as this tab knows it; `unsent` until the server has acknowledged exactly this
 */

/** @param {any} a @param {any} b */
export const same = (a, b) => stable(a) === stable(b)

/** JSON with sorted members. @param {any} v @returns {string} */
function stable(v) {
  if (v === null || typeof v !== 'object') return JSON.stringify(v ?? null)
  if (Array.isArray(v)) return `[${v.map(stable).join()}]`
  return `{${Object.keys(v).sort().map(k => `${JSON.stringify(k)}:${stable(v[k])}`).join()}}`
}

/**
 * What the server holds, joined with what this browser could not send before. A later sequence number is a later answer.
 * With the same number the server's word stands; where the contents differ the reader is told.
 * @param {{position: number, seq: number, response: any, flagged?: boolean, saved_at?: string}[]} server
 * @param {import('./outbox.js').Entry[]} kept
 * @param {number[]} positions
 */
export function merge(server, kept, positions) {
  /** @type {Record<number, Held>} */
  const out = {}
  const stale = []
  const differing = []
  for (const p of positions) out[p] = { response: null, flagged: false, seq: 0, savedAt: null, unsent: false }
  for (const r of server) if (out[r.position]) out[r.position] = { response: r.response ?? null, flagged: !!r.flagged, seq: r.seq, savedAt: r.saved_at || null, unsent: false }
  for (const k of kept) {
    const s = out[k.position]
    if (!s) { stale.push(k); continue }
    if (k.seq > s.seq) { out[k.position] = { response: k.response, flagged: k.flagged, seq: k.seq, savedAt: s.savedAt, unsent: true }; continue }
    stale.push(k)
    if (k.seq === s.seq && !same(k.response, s.response)) differing.push(k.position)
  }
  return { held: out, stale, differing }
}
