import { computed, signal } from '../../vendor/js/index.js'
import { call } from '../api/client.js'
import { Problem } from '../api/problem.js'
import { asProblem } from '../api/use.js'
import { Clock } from './clock.js'
import { merge } from './merge.js'
import * as outbox from './outbox.js'
import { fetchAhead } from './ahead.js'
import { announce, disown, listen } from './owner.js'
import { Sender } from './sender.js'
import { load } from './types/registry.js'

/**
 * @typedef {{position: number, type: string, stem_html: string, options?: {id: string, html: string}[], choose?: number, max_points?: number,
 *   stems?: {id: string, html: string}[], blanks?: {id: string, kind: string, options?: {id: string, html: string}[]}[], choose_min?: number, stimulus?: string, points?: number,
 *   min_words?: number, max_words?: number, upload?: {max_files: number, max_bytes: number, kinds: string[]},
 *   unit_options?: string[], image?: {url: string, width: number, height: number, alt: string}, media?: {url: string, kind: string, alt: string}[]}} Item
 * @typedef {{position: number, title: string, state?: string, deadline_at?: string, time_limit_seconds?: number, break_seconds?: number, length: number, items: Item[]}} Section
 * @typedef {{id: string, exam: string, title?: string, registration?: string, state: string, started_at?: string, deadline_at?: string, server_now: string, epoch: number, agreement?: string,
 *   length: number, section?: number, navigation: string, forward: boolean, position?: number, paused?: any, time_given: {kind: string, seconds: number, at: string}[], sections: Section[], stimuli?: {id: string, title: string, html: string, media: any[]}[], responses: any[]}} Attempt
 */

/** One attempt in one tab: what is answered, what is confirmed, how much time is left. Pages read its signals. */
export class Sitting {
  /** @param {Attempt} attempt @param {number} epoch */
  constructor(attempt, epoch) {
    this.attempt = attempt
    this.epoch = epoch
    /** Counts up when other items are shown than before: another section, another item. */
    this.round = signal(0)
    /** Why and until when the clock stands still. */
    this.paused = signal(attempt.paused || null)
    /** Time that was given, as long as the reader has not seen it. */
    this.notice = signal(/** @type {{kind: string, seconds: number}[]} */ ([]))
    /** Answers that came after their section or item was over. */
    this.late = signal(/** @type {{position: number, id: string}[]} */ ([]))
    this.told = (attempt.time_given || []).length
    this.items = itemsOf(attempt)
    this.clock = new Clock()
    /** @type {import('../../vendor/js/index.js').Signal<Record<number, import('./merge.js').Held>>} */
    this.held = signal({})
    /** `active`, `superseded` (another tab or device writes), `closed` (the server took no more) */
    this.state = signal('active')
    this.lastSaved = signal(/** @type {string|null} */ (null))
    /** Acknowledgements missed in a row; two raise the alarm. */
    this.missed = signal(0)
    this.sending = signal(false)
    this.keeps = signal(true)
    this.differing = signal(/** @type {number[]} */ ([]))
    this.closedWith = signal(/** @type {import('../api/problem.js').Problem|null} */ (null))
    this.unsent = computed(() => Object.values(this.held.value).filter(h => h.unsent).length)
    this.receipt = /** @type {any} */ (null)
    this.sender = new Sender(this)
    this.unlisten = listen(attempt.id, epoch => { if (epoch > this.epoch) this.supersede() })
  }

  /** Joins the server's answers with those kept in this browser, and sends what is left over. */
  async open() {
    /** @type {import('./outbox.js').Entry[]} */
    let kept = []
    try { kept = await outbox.entries(this.attempt.id) } catch { this.keeps.value = false }
    const { held, stale, differing } = merge(this.attempt.responses || [], kept, [...this.items.map(i => i.position), ...kept.map(k => k.position)])
    this.held.value = held
    this.differing.value = differing
    this.lastSaved.value = (this.attempt.responses || []).map(r => r.saved_at).filter(Boolean).sort().pop() || null
    await Promise.all(stale.map(e => outbox.settle(e.attempt, e.position, e.seq))).catch(() => {})
    announce(this.attempt.id, this.epoch)
    fetchAhead(this.attempt)
    this.sender.begin()
  }

  /** @param {any} said @param {import('../api/client.js').Answer} answer */
  hear(said, answer) {
    const before = this.clock.deadline
    this.clock.hear(said || {}, answer.sentAt, answer.receivedAt)
    if (this.clock.deadline > before + 999 && !said.sections) setTimeout(() => this.look(), 0) // somebody moved it: ask why
  }

  /** The number of the open section, from 1, and how many there are. */
  get section() { return this.attempt.section || 1 }
  get sections() { return this.attempt.navigation === 'sectioned' ? this.attempt.sections : [] }
  get lastSection() { return this.section >= this.sections.length }

  /** What the server shows now: other items, a pause, more time. @param {any} body */
  async adopt(body) {
    const before = this.items.map(i => i.position).join()
    this.attempt = body
    const given = (body.time_given || []).slice(this.told).filter((/** @type {any} */ g) => g.kind === 'adjustment' || g.kind === 'clock_credit')
    this.told = (body.time_given || []).length
    if (given.length) this.notice.value = [...this.notice.value, ...given]
    if (body.state === 'in_progress') {
      const items = itemsOf(body)
      await load(items.map(i => i.type))
      const { held } = merge(body.responses || [], [], items.map(i => i.position))
      this.held.value = { ...held, ...this.held.value }
      this.items = items
    }
    this.paused.value = body.state === 'paused' ? body.paused : null
    if (this.items.map(i => i.position).join() !== before) this.round.value++
  }

  /** Goes on for good: to the next item or section, or out of a break. @param {string} path @param {any} [more] */
  async go(path, more = {}) {
    if (!(await this.sender.flush())) throw new Problem({ status: 0, code: 'unsent', detail: 'Your answers have not all reached the server yet. They are being sent; try again in a moment.' })
    const a = await call(`/api/v1/attempts/${this.attempt.id}/${path}`, { method: 'POST', body: { epoch: this.epoch, ...more }, timeout: 12000 })
    this.hear(a.body, a)
    await this.adopt(a.body)
    this.sender.wake(0)
  }

  /**
   * An answer or a flag has changed: kept first, then sent.
   * @param {number} position @param {{response?: any, flagged?: boolean}} change @param {{later?: boolean, above?: number}} [opt]
   *   `later` waits for the end of typing; `above` is a sequence number that has been used already
   */
  async change(position, change, opt = {}) {
    if (this.state.value !== 'active') return
    const old = this.held.value[position]
    const now = { ...old, ...change, seq: Math.max(old.seq, opt.above || 0) + 1, unsent: true, refused: undefined }
    this.held.value = { ...this.held.value, [position]: now }
    try {
      await outbox.put({ attempt: this.attempt.id, position, seq: now.seq, response: now.response, flagged: now.flagged, at: Date.now() })
    } catch { this.keeps.value = false }
    this.sender.wake(opt.later ? 600 : 0)
  }

  /** The server has confirmed this sequence number of a position. @param {number} position @param {number} seq @param {string} at */
  async confirmed(position, seq, at) {
    const h = this.held.value[position]
    if (h && h.seq <= seq) this.held.value = { ...this.held.value, [position]: { ...h, unsent: false, savedAt: at } }
    this.lastSaved.value = at
    await outbox.settle(this.attempt.id, position, seq).catch(() => {})
  }

  /** The server holds something else under this number: what the reader sees is the truth, so it goes out under a later one. @param {number} position @param {number} above */
  overtake(position, above) { return this.change(position, {}, { above }) }

  /** The server will not take this content; the reader must change it. @param {number} position @param {string} why */
  async refused(position, why) {
    const h = this.held.value[position]
    this.held.value = { ...this.held.value, [position]: { ...h, unsent: false, refused: why } }
    await outbox.settle(this.attempt.id, position, h.seq).catch(() => {})
  }

  supersede() {
    if (this.state.value !== 'active') return
    this.state.value = 'superseded'
    disown(this.attempt.id)
    this.sender.end()
  }

  /** @param {import('../api/problem.js').Problem | null} problem */
  close(problem) {
    if (this.state.value === 'closed') return
    this.closedWith.value = problem
    this.state.value = 'closed'
    this.sender.end()
  }

  /** Ends the attempt, or fetches the receipt of one that has ended. */
  async submit() {
    const a = await call(`/api/v1/attempts/${this.attempt.id}/submit`, { method: 'POST', body: { epoch: this.epoch } })
    this.receipt = a.body
    this.close(null)
    await outbox.clear(this.attempt.id).catch(() => {})
    return a.body
  }

  /** A fresh look: the clock, the deadline (it may have been extended), the epoch, the state. */
  async look() {
    try {
      const a = await call(`/api/v1/attempts/${this.attempt.id}`, { timeout: 10000 })
      this.hear(a.body, a)
      this.missed.value = 0
      if (a.body.epoch > this.epoch) this.supersede()
      else if (a.body.state !== 'in_progress' && a.body.state !== 'paused') this.close(null)
      else await this.adopt(a.body)
    } catch (e) {
      if (asProblem(e).passing) this.missed.value++
    }
  }

  leave() { this.unlisten(); this.sender.end() }
}

/** The items that are shown, with the title of their section where there are several. @param {any} attempt @returns {Item[]} */
function itemsOf(attempt) {
  const sections = attempt.sections || []
  return sections.flatMap((/** @type {any} */ s) => (s.items || []).map((/** @type {any} */ i) => ({ ...i, section: sections.length > 1 ? s.title : '' })))
}
