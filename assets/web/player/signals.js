import { html, useEffect } from '../../vendor/js/index.js'
import { call } from '../api/client.js'
import { newKey } from '../api/client.js'

/** @param {any} attempt */
export const recorded = attempt => ['signals', 'live', 'external'].includes(attempt.proctoring)

/** What is recorded is said before the clock starts, in full. @param {{attempt: any}} p */
export const Recording = ({ attempt }) => recorded(attempt) && html`
  <section class="card" data-testid="recording-notice"><h2>What is recorded while you sit</h2>
    <ul class="bullets">
      <li>that this window loses and regains the focus, and for how long</li>
      <li>copying, cutting and pasting (that it happened, never the text)</li>
      <li>entering and leaving full screen, and whether more than one display is connected</li>
      <li>gaps in your connection</li>
    </ul>
    <p class="quiet small">All of it happens to honest people every day. No program concludes anything from it: a person may look at it beside its innocent causes. No picture, sound, key or screen content is recorded by Laurel.</p>
  </section>`

/**
 * Notices for one sitting and tells the server in batches. It never stands in the way of the exam: what cannot be sent is let go.
 * @param {string} attempt @returns {() => void} ends it
 */
export function watch(attempt) {
  /** @type {{kind: string, at: number, count?: number, seconds?: number}[]} */
  let waiting = []
  let away = 0, offline = 0, displays = 1
  const note = (/** @type {string} */ kind, more = {}) => { if (waiting.length < 200) waiting.push({ kind, at: performance.now(), ...more }) }
  const send = async (keepalive = false) => {
    const batch = waiting.splice(0, 50)
    if (!batch.length) return
    const now = performance.now()
    const signals = batch.map(({ at, ...s }) => ({ ...s, ago_ms: Math.max(0, Math.round(now - at)) }))
    try { await call(`/api/v1/attempts/${attempt}/signals`, { method: 'POST', body: { signals }, key: newKey(), keepalive, timeout: 10000 }) } catch (e) {
      if (/** @type {any} */ (e).passing && waiting.length < 150) waiting = [...batch, ...waiting]
    }
  }
  const since = (/** @type {number} */ t) => Math.min(86400, Math.round((performance.now() - t) / 1000))
  const left = () => { if (!away) { away = performance.now(); note('focus_lost') } }
  const back = () => { if (away) { note('focus_regained', { seconds: since(away) }); away = 0 } }
  const shown = () => (document.visibilityState === 'hidden' ? left() : back())
  const screens = () => {
    const n = /** @type {any} */ (screen).isExtended ? 2 : 1
    if (n !== displays) { displays = n; note('displays', { count: n }) }
  }
  /** @type {[EventTarget, string, (e?: any) => void][]} */
  const ears = [
    [window, 'blur', left], [window, 'focus', back], [document, 'visibilitychange', shown],
    [document, 'copy', () => note('copy')], [document, 'cut', () => note('cut')], [document, 'paste', () => note('paste')],
    [document, 'fullscreenchange', () => note(document.fullscreenElement ? 'fullscreen_entered' : 'fullscreen_left')],
    [window, 'offline', () => { offline ||= performance.now() }], [window, 'online', () => { if (offline) { note('network_gap', { seconds: since(offline) }); offline = 0 } }],
    [window, 'pagehide', () => { send(true) }],
  ]
  for (const [on, what, ear] of ears) on.addEventListener(what, ear)
  const tick = setInterval(() => { screens(); send() }, 10000)
  screens()
  return () => {
    clearInterval(tick)
    for (const [on, what, ear] of ears) on.removeEventListener(what, ear)
    send(true)
  }
}

/** @param {any} attempt */
export function useSignals(attempt) {
  useEffect(() => (recorded(attempt) ? watch(attempt.id) : undefined), [attempt.id])
}
