import { html } from '../../vendor/js/index.js'
import { Rich } from '../ui/rich.js'

/**
 * The list of options for types that choose: native radio buttons or check boxes, so arrow keys and screen readers work as everywhere.
 * @param {{item: import('./sitting.js').Item, chosen: string[], pick: (id: string, on: boolean) => void, many?: boolean, locked: boolean}} p
 */
export const Options = ({ item, chosen, pick, many = false, locked }) => html`
  <div class="options">${(item.options || []).map((o, i) => html`
    <label class="option" key=${o.id}>
      <input type=${many ? 'checkbox' : 'radio'} name="q${item.position}" checked=${chosen.includes(o.id)} disabled=${locked} data-testid="option-${i + 1}"
        onChange=${(/** @type {any} */ e) => pick(o.id, e.currentTarget.checked)} />
      <kbd aria-hidden="true">${i + 1}</kbd>
      <${Rich} as="span" class="rich" html=${o.html} />
    </label>`)}</div>`
