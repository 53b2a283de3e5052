import { html } from '../../../vendor/js/index.js'
import { Options } from '../options.js'

/** @param {any} p */
export const Answer = ({ item, response, change, locked }) => html`
  <${Options} item=${item} locked=${locked} chosen=${response?.choice ? [response.choice] : []} pick=${(/** @type {string} */ id) => change({ choice: id })} />
  ${response?.choice && !locked && html`<button type="button" class="btn plain s" onClick=${() => change(null)}>Clear my choice</button>`}`

/** @param {any} response */
export const answered = response => !!response?.choice

/** @param {number} n @param {any} item */
export const press = (n, item) => (item.options?.[n - 1] ? { choice: item.options[n - 1].id } : undefined)

export const hint = () => 'Choose one.'
