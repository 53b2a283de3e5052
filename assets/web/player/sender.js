import { call } from '../api/client.js'
import { asProblem } from '../api/use.js'

const patience = [1000, 2000, 4000, 8000, 15000]
const heartbeat = 30000
const most = 50
const over = new Set(['section_closed', 'item_left', 'section_not_open', 'item_not_reached'])

/** Brings unsent answers to the server: one call in the air at a time, again and again until acknowledged. */
export class Sender {
  /** @param {import('./sitting.js').Sitting} sitting */
  constructor(sitting) {
    this.sitting = sitting
    this.running = false
    this.flying = false
    this.due = 0
    this.timer = 0
    this.beat = 0
    this.lastHeard = performance.now()
    this.online = () => this.wake(0)
  }

  begin() {
    this.running = true
    addEventListener('online', this.online)
    this.beat = window.setInterval(() => { if (performance.now() - this.lastHeard > heartbeat) this.knock() }, 5000)
    this.wake(0)
  }

  end() {
    this.running = false
    clearTimeout(this.timer)
    clearInterval(this.beat)
    removeEventListener('online', this.online)
  }

  /** @param {number} ms */
  wake(ms) {
    if (!this.running) return
    clearTimeout(this.timer)
    this.due = performance.now() + ms
    this.timer = window.setTimeout(() => this.pump(), ms)
  }

  /** The reader asks for a try now. */
  unsleep() { this.pending().length ? this.wake(0) : this.knock() }

  /** Resolves when nothing is left to send, or with false when that cannot be had now. */
  async flush() {
    for (let i = 0; i < 3 && this.running && this.pending().length; i++) {
      clearTimeout(this.timer)
      await this.pump()
      while (this.flying) await new Promise(r => setTimeout(r, 50))
    }
    return this.pending().length === 0
  }

  pending() {
    return Object.entries(this.sitting.held.value).filter(([, h]) => h.unsent).map(([p, h]) => ({ position: Number(p), seq: h.seq, response: h.response, flagged: h.flagged }))
  }

  async pump() {
    if (!this.running || this.flying) return
    const batch = this.pending().slice(0, most)
    if (!batch.length) return
    this.flying = this.sitting.sending.value = true
    let wait = -1
    try {
      await (batch.length === 1 ? this.one(batch[0]) : this.many(batch))
      this.sitting.missed.value = 0
      wait = 0
    } catch (e) { wait = await this.judge(asProblem(e), batch) } finally { this.flying = this.sitting.sending.value = false }
    if (wait >= 0 && this.pending().length) this.wake(wait)
  }

  /** @param {{position: number, seq: number, response: any, flagged: boolean}} entry */
  async one(entry) {
    const { position, ...rest } = entry
    const a = await call(`${this.path()}/${position}`, { method: 'PUT', body: { epoch: this.sitting.epoch, ...rest }, timeout: 8000 })
    this.heard(a)
    await this.settle(entry, a.body, a.body.server_now)
  }

  /** @param {{position: number, seq: number, response: any, flagged: boolean}[]} batch */
  async many(batch) {
    const a = await call(this.path(), { method: 'PUT', body: { epoch: this.sitting.epoch, responses: batch }, timeout: 12000 })
    this.heard(a)
    for (const r of a.body.results || []) {
      const entry = batch.find(b => b.position === r.position)
      if (entry) await this.settle(entry, r, a.body.server_now)
    }
  }

  /** @param {{position: number, seq: number}} entry @param {{seq?: number, applied?: boolean, code?: string}} result @param {string} at */
  async settle(entry, result, at) {
    const s = this.sitting
    if (result.code === 'seq_reuse') return s.overtake(entry.position, entry.seq)
    if (over.has(result.code || '')) return this.tooLate(entry.position, result.code || '', /** @type {any} */ (result).quarantine_id)
    if (result.code) return s.held.value[entry.position].seq === entry.seq ? s.refused(entry.position, result.code) : undefined
    if (result.applied === false && (result.seq ?? 0) > entry.seq) return s.overtake(entry.position, result.seq ?? 0)
    return s.confirmed(entry.position, entry.seq, at)
  }

  /** The place of this answer takes none any more. @param {number} position @param {string} code @param {string} [id] */
  async tooLate(position, code, id) {
    const s = this.sitting
    if (id) s.late.value = [...s.late.value, { position, id }]
    await s.refused(position, code)
    await s.look()
  }

  /** How long to wait before the next try; -1 for never. @param {import("../api/problem.js").Problem} p @param {any[]} batch @returns {Promise<number>} */
  async judge(p, batch) {
    const s = this.sitting
    if (p.code === 'superseded') { s.supersede(); return -1 }
    if (p.code === 'attempt_closed') { s.close(p); return -1 }
    if (p.code === 'seq_reuse') { await s.overtake(batch[0].position, batch[0].seq); return 0 }
    if (p.code === 'paused') { await s.look(); return 4000 }
    if (over.has(p.code) && batch.length === 1) { await this.tooLate(batch[0].position, p.code, p.body?.quarantine_id); return 0 }
    if (p.passing || p.status === 401) {
      s.missed.value++
      const base = p.retryAfter ? p.retryAfter * 1000 : patience[Math.min(s.missed.value - 1, patience.length - 1)]
      return base * (0.8 + Math.random() * 0.4)
    }
    if (batch.length === 1) { await s.refused(batch[0].position, p.sentence); return 0 }
    // Something in the batch is unacceptable: send one by one, so that the good ones are saved and the bad one is named.
    for (const entry of batch) {
      try { await this.one(entry) } catch (e) {
        const q = asProblem(e)
        if (q.passing || q.code === 'superseded' || q.code === 'attempt_closed' || q.code === 'seq_reuse') return this.judge(q, [entry])
        await s.refused(entry.position, q.sentence)
      }
    }
    return 0
  }

  /** A sign of life when nothing is to be saved: an empty batch is the cheapest question about deadline and epoch. */
  async knock() {
    if (!this.running || this.flying) return
    this.lastHeard = performance.now()
    try {
      this.heard(await call(this.path(), { method: 'PUT', body: { epoch: this.sitting.epoch, responses: [] }, timeout: 8000 }))
      this.sitting.missed.value = 0
    } catch (e) {
      const p = asProblem(e)
      if (p.code === 'superseded') this.sitting.supersede()
      else if (p.code === 'attempt_closed') this.sitting.close(p)
      else if (p.passing) this.sitting.missed.value++
      else await this.sitting.look()
    }
  }

  /** @param {import('../api/client.js').Answer} a */
  heard(a) { this.lastHeard = performance.now(); this.sitting.hear(a.body, a) }

  path() { return `/api/v1/attempts/${this.sitting.attempt.id}/responses` }
}
