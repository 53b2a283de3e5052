import { html, signal } from '../../vendor/js/index.js'
import { IconButton } from './button.js'
import { Icon } from './icons.js'

/** @type {import('../../vendor/js/index.js').Signal<{id: number, tone: string, text: string}[]>} */
const toasts = signal([])
let last = 0

/** A word that passes; never the only place where something important is said. @param {string} text @param {'good'|'bad'} [tone] */
export function say(text, tone = 'good') {
  const id = ++last
  toasts.value = [...toasts.value.slice(-2), { id, tone, text }]
  setTimeout(() => hush(id), 6000)
}

/** @param {number} id */
const hush = id => { toasts.value = toasts.value.filter(t => t.id !== id) }

export const Toasts = () => html`
  <div class="toasts" role="status" aria-live="polite">${toasts.value.map(t => html`
    <div class="toast ${t.tone}" key=${t.id}><${Icon} name=${t.tone === 'good' ? 'check' : 'warn'} /><span class="grow">${t.text}</span><${IconButton} name="close" label="Dismiss" onClick=${() => hush(t.id)} /></div>`)}
  </div>`

/** @param {string} text @param {string} [what] */
export async function copy(text, what = 'Copied') {
  try { await navigator.clipboard.writeText(text); say(what) } catch { say('Copying is blocked here; select the text instead.', 'bad') }
}
