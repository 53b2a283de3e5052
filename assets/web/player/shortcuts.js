import { useLayoutEffect } from '../../vendor/js/index.js'

const name = 'laurel.keys'

/** Single letters can be in the way of speech input, so they can be switched off. */
export const keysOn = () => { try { return localStorage.getItem(name) !== 'off' } catch { return true } }
/** @param {boolean} on */
export function setKeys(on) { try { on ? localStorage.removeItem(name) : localStorage.setItem(name, 'off') } catch { /* stays on */ } }

/** What the help shows and the player does. @type {[string, string][]} */
export const keys = [
  ['1 – 9', 'choose or clear an option'], ['↑ ↓', 'move between options'], ['Space', 'choose the option in focus'],
  ['N or →', 'next question'], ['P or ←', 'previous question'], ['F', 'flag or unflag'], ['R', 'review and submit'], ['T', 'hear the time left'], ['?', 'this help'],
]

/**
 * @param {{next: () => void, prev: () => void, flag: () => void, review: () => void, help: () => void, time: () => void, press: (n: number) => void}} deeds
 * @param {boolean} active
 */
export function useShortcuts(deeds, active) {
  useLayoutEffect(() => {
    if (!active) return
    const on = (/** @type {KeyboardEvent} */ e) => {
      if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || document.querySelector('dialog[open], [role="alertdialog"]')) return
      const el = e.target instanceof HTMLElement ? e.target : document.body
      const choice = el instanceof HTMLInputElement && (el.type === 'radio' || el.type === 'checkbox')
      const typing = !choice && el.matches('input, textarea, select, [contenteditable]')
      if (typing || !keysOn()) return
      if (arrows(e, el, choice, deeds)) return
      const k = e.key.toLowerCase()
      const deed = { n: deeds.next, p: deeds.prev, f: deeds.flag, r: deeds.review, t: deeds.time, '?': deeds.help }[k]
      if (deed) { e.preventDefault(); deed() } else if (/^[1-9]$/.test(k)) { e.preventDefault(); deeds.press(Number(k)) }
    }
    addEventListener('keydown', on)
    return () => removeEventListener('keydown', on)
  })
}

/**
 * Radio buttons move by themselves with the arrows; check boxes and the page do not, so that is added here.
 * @param {KeyboardEvent} e @param {HTMLElement} el @param {boolean} choice @param {any} deeds
 */
function arrows(e, el, choice, deeds) {
  if (e.key === 'ArrowRight' || e.key === 'ArrowLeft') {
    if (choice && el instanceof HTMLInputElement && el.type === 'radio') return true
    e.preventDefault()
    e.key === 'ArrowRight' ? deeds.next() : deeds.prev()
    return true
  }
  if (e.key !== 'ArrowDown' && e.key !== 'ArrowUp') return false
  if (choice && el instanceof HTMLInputElement && el.type === 'radio') return true
  const boxes = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll('.options input')])
  if (!boxes.length) return false
  e.preventDefault()
  const i = boxes.indexOf(/** @type {HTMLInputElement} */ (el))
  const step = e.key === 'ArrowDown' ? 1 : -1
  boxes[i < 0 ? (step > 0 ? 0 : boxes.length - 1) : (i + step + boxes.length) % boxes.length].focus()
  return true
}
