/**
 * The exam's clock. The browser's wall clock may be wrong or be changed, so only differences of a monotonic clock are used,
 * anchored to what the server said and re-anchored by every answer.
 */
export class Clock {
  /** @param {() => number} [now] monotonic milliseconds */
  constructor(now = () => performance.now()) {
    this.now = now
    this.deadline = NaN
    this.section = NaN
    /** @type {{server: number, local: number, error: number} | null} */
    this.anchor = null
  }

  /**
   * The server's word lies somewhere between sending and receiving: half the round trip is the best guess and the worst error.
   * A slow answer does not replace a good anchor that is still fresh (clocks drift about a millisecond in ten seconds at worst).
   * @param {{server_now?: string, deadline_at?: string, section_deadline_at?: string, navigation?: string, sections?: any[]}} said @param {number} sentAt @param {number} receivedAt
   */
  hear(said, sentAt, receivedAt) {
    if (said.deadline_at) this.deadline = Date.parse(said.deadline_at)
    const open = said.sections?.find(s => s.state === 'open')
    if (said.sections) this.section = said.navigation === 'sectioned' && open?.deadline_at ? Date.parse(open.deadline_at) : NaN
    else if (said.deadline_at) this.section = said.section_deadline_at ? Date.parse(said.section_deadline_at) : NaN
    const server = Date.parse(said.server_now || '')
    if (Number.isNaN(server)) return
    const error = Math.max(0, receivedAt - sentAt) / 2
    const old = this.anchor
    if (old && error > old.error + (receivedAt - old.local) * 1e-4) return
    this.anchor = { server: server + error, local: receivedAt, error }
  }

  /** Forgets the anchor: after sleep the monotonic clock may have stood still. */
  doubt() { if (this.anchor) this.anchor.error = Infinity }

  /** The server's present moment in milliseconds, NaN before its first word. */
  get serverNow() { return this.anchor ? this.anchor.server + (this.now() - this.anchor.local) : NaN }

  /** Milliseconds left, NaN while unknown. */
  get left() { return this.deadline - this.serverNow }

  /** Milliseconds left of the open section: its own limit or the exam's, whichever is sooner. */
  get sectionLeft() { return (this.section < this.deadline ? this.section : this.deadline) - this.serverNow }
}

/** 3725000 reads 1:02:05. @param {number} ms */
export function face(ms) {
  if (Number.isNaN(ms)) return '–:––'
  const s = Math.max(0, Math.ceil(ms / 1000)), h = Math.floor(s / 3600), m = Math.floor((s % 3600) / 60)
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0')
  return h ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`
}

/** The same for ears. @param {number} ms */
export function spoken(ms) {
  if (Number.isNaN(ms)) return 'The remaining time is not known yet.'
  const s = Math.max(0, Math.ceil(ms / 1000)), h = Math.floor(s / 3600), m = Math.floor((s % 3600) / 60)
  const part = (/** @type {number} */ n, /** @type {string} */ w) => (n ? `${n} ${w}${n === 1 ? '' : 's'}` : '')
  return `${[part(h, 'hour'), part(m, 'minute'), !h && m < 5 ? part(s % 60, 'second') : ''].filter(Boolean).join(' ') || 'No time'} left.`
}
