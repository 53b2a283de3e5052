import { html, useState } from '../../../vendor/js/index.js'
import { Options } from '../options.js'

/** The chosen ids in the order of the options, so that the same choice is the same answer. @param {any} item @param {string[]} chosen @param {string} id @param {boolean} on */
function toggle(item, chosen, id, on) {
  const set = new Set(chosen)
  on ? set.add(id) : set.delete(id)
  const choices = item.options.map((/** @type {any} */ o) => o.id).filter((/** @type {string} */ o) => set.has(o))
  return choices.length ? { choices } : null
}

/** @param {any} p */
export function Answer({ item, response, change, locked }) {
  const chosen = response?.choices || []
  const [over, setOver] = useState(0)
  const pick = (/** @type {string} */ id, /** @type {boolean} */ on) => {
    if (on && item.choose && chosen.length >= item.choose) { setOver(over + 1); return }
    setOver(0)
    change(toggle(item, chosen, id, on))
  }
  return html`
    <${Options} key=${over} item=${item} locked=${locked} many chosen=${chosen} pick=${pick} />
    <p class="small quiet" role="status">${item.choose ? `${chosen.length} of ${item.choose} chosen.${over ? ' Clear one first to choose another.' : ''}` : `${chosen.length} chosen.`}</p>`
}

/** @param {any} response */
export const answered = response => (response?.choices?.length || 0) > 0

/** @param {number} n @param {any} item @param {any} response */
export function press(n, item, response) {
  const o = item.options?.[n - 1]
  const chosen = response?.choices || []
  if (!o) return undefined
  const on = !chosen.includes(o.id)
  return on && item.choose && chosen.length >= item.choose ? undefined : toggle(item, chosen, o.id, on)
}

/** @param {any} item */
export const hint = item => (item.choose ? `Choose ${item.choose}.` : 'Choose all that apply.')
