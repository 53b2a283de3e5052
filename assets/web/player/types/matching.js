import { html, useId } from '../../../vendor/js/index.js'
import { Rich } from '../../ui/rich.js'
import { letter, needsShowing, plain } from '../plain.js'

/** A list to choose from for every stem. Options that text cannot show stand above with a letter each. @param {any} p */
export function Answer({ item, response, change, locked }) {
  const id = useId()
  const pairs = response?.pairs || {}
  const show = needsShowing(item.options)
  const names = item.options.map((/** @type {any} */ o, /** @type {number} */ i) => (show ? `${letter(i)}: ${plain(o.html).slice(0, 40)}` : plain(o.html)))
  const pick = (/** @type {string} */ stem, /** @type {string} */ option) => {
    const next = { ...pairs, [stem]: option }
    if (!option) delete next[stem]
    change(Object.keys(next).length ? { pairs: next } : null)
  }
  const done = item.stems.filter((/** @type {any} */ s) => pairs[s.id]).length
  return html`
    ${show && html`<ol class="lettered" aria-label="To choose from">${item.options.map((/** @type {any} */ o, /** @type {number} */ i) => html`
      <li key=${o.id}><b aria-hidden="true">${letter(i)}</b><span class="vh">${letter(i)}: </span><${Rich} as="span" html=${o.html} /></li>`)}</ol>`}
    <div class="pairs">${item.stems.map((/** @type {any} */ s, /** @type {number} */ i) => html`
      <div class="pair ${pairs[s.id] ? 'done' : ''}" key=${s.id}>
        <label id="${id}-${i}" for="${id}-s${i}"><${Rich} as="span" html=${s.html} /></label>
        <select id="${id}-s${i}" class="input" disabled=${locked} data-testid="match-${i + 1}" onChange=${(/** @type {any} */ e) => pick(s.id, e.currentTarget.value)}>
          <option value="" selected=${!pairs[s.id]}>Choose its match</option>
          ${item.options.map((/** @type {any} */ o, /** @type {number} */ n) => html`<option value=${o.id} selected=${pairs[s.id] === o.id}>${names[n]}</option>`)}
        </select>
      </div>`)}</div>
    <p class="small quiet" role="status">${done} of ${item.stems.length} matched.</p>`
}

/** @param {any} response @param {any} item */
export const answered = (response, item) => item.stems.every((/** @type {any} */ s) => response?.pairs?.[s.id])

export const hint = () => 'Choose a match for each. A match may be used more than once, or not at all.'
