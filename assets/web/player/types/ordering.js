import { html, useLayoutEffect, useRef, useState } from '../../../vendor/js/index.js'
import { Icon } from '../../ui/icons.js'
import { Rich } from '../../ui/rich.js'
import { plain } from '../plain.js'

/** @param {string[]} order @param {number} from @param {number} to */
function moved(order, from, to) {
  const next = [...order]
  next.splice(to, 0, ...next.splice(from, 1))
  return next
}

/** A list that is moved with buttons, or dragged. The order shown first is not an answer until it is moved or kept. @param {any} p */
export function Answer({ item, response, change, locked }) {
  const order = /** @type {string[]} */ (response?.order || item.options.map((/** @type {any} */ o) => o.id))
  const list = useRef(/** @type {HTMLElement|null} */ (null))
  const focus = useRef('')
  const [said, setSaid] = useState('')
  const [held, setHeld] = useState(-1)
  const [over, setOver] = useState(-1)
  const of = (/** @type {string} */ id) => item.options.find((/** @type {any} */ o) => o.id === id)
  useLayoutEffect(() => {
    if (!focus.current) return
    const want = list.current?.querySelector(`[data-move="${focus.current}"]`)
    const other = list.current?.querySelector(`[data-move="${focus.current.replace(/^(up|down)/, m => (m === 'up' ? 'down' : 'up'))}"]`)
    const el = want instanceof HTMLButtonElement && !want.disabled ? want : other
    if (el instanceof HTMLElement) el.focus()
    focus.current = ''
  })
  const put = (/** @type {number} */ from, /** @type {number} */ to, /** @type {string} */ by = '') => {
    if (locked || to < 0 || to >= order.length || from === to) return
    focus.current = by && `${by}-${order[from]}`
    setSaid(`${plain(of(order[from]).html).slice(0, 60)}: now ${to + 1} of ${order.length}.`)
    change({ order: moved(order, from, to) })
  }
  const drop = (/** @type {any} */ e, /** @type {number} */ i) => { e.preventDefault(); put(held, i); setHeld(-1); setOver(-1) }
  return html`
    <ol class="order" ref=${list}>${order.map((id, i) => html`
      <li key=${id} class="orderitem ${held === i ? 'held' : ''} ${over === i && held >= 0 && held !== i ? 'over' : ''}" draggable=${locked ? 'false' : 'true'} data-testid="order-${i + 1}"
        onDragStart=${(/** @type {any} */ e) => { setHeld(i); e.dataTransfer.effectAllowed = 'move'; e.dataTransfer.setData('text/plain', '') }}
        onDragOver=${(/** @type {any} */ e) => { if (held >= 0) { e.preventDefault(); setOver(i) } }} onDrop=${(/** @type {any} */ e) => drop(e, i)} onDragEnd=${() => { setHeld(-1); setOver(-1) }}>
        <b class="place" aria-hidden="true">${i + 1}</b><${Rich} as="span" html=${of(id).html} />
        <span class="moves">
          <button type="button" class="iconbtn" disabled=${locked || i === 0} data-move="up-${id}" data-testid="up-${i + 1}" aria-label="Move up: ${plain(of(id).html).slice(0, 60)}, now ${i + 1} of ${order.length}" onClick=${() => put(i, i - 1, 'up')}><${Icon} name="up" /></button>
          <button type="button" class="iconbtn" disabled=${locked || i === order.length - 1} data-move="down-${id}" data-testid="down-${i + 1}" aria-label="Move down: ${plain(of(id).html).slice(0, 60)}, now ${i + 1} of ${order.length}" onClick=${() => put(i, i + 1, 'down')}><${Icon} name="down" /></button>
        </span>
      </li>`)}</ol>
    <p class="vh" role="status">${said}</p>
    ${!locked && (response
      ? html`<button type="button" class="btn plain s" onClick=${() => { setSaid('Your order was taken back.'); change(null) }}>Clear my order</button>`
      : html`<div class="row"><button type="button" class="btn s" data-testid="order-keep" onClick=${() => { setSaid('This order is your answer.'); change({ order }) }}>Keep this order</button><span class="small quiet">Not answered yet: move something, or keep the order as it stands.</span></div>`)}`
}

/** @param {any} response */
export const answered = response => (response?.order?.length || 0) > 0

export const hint = () => 'Put these in the right order, the first at the top. Use the arrows, or drag.'
