import { html, useState } from '../../../vendor/js/index.js'
import { put } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { ProblemNote } from '../../ui/problem.js'
import { Empty, Load } from '../../ui/states.js'
import { say } from '../../ui/toast.js'
import { called, itemPage } from './item-words.js'

/** Items that never stand in one form with this one. @param {{of: any, reload: () => any}} p */
export function Enemies({ of: i, reload }) {
  const [open, setOpen] = useState(false)
  const list = useList(i.enemies.length || open ? `/api/v1/item-banks/${encodeURIComponent(i.bank)}/items` : null, { limit: 200 })
  const name = (/** @type {string} */ id) => { const other = list.rows.find(x => x.id === id); return other ? called(other, 110) : id }
  return html`
    <section class="stack"><div class="row between"><h2>Enemies</h2>${changes('vendor_admin', 'author') && html`<${Button} kind="s" onClick=${() => setOpen(true)} testid="enemies-open">Choose</${Button}>`}</div>
      ${i.enemies.length ? html`<ul class="stack s">${i.enemies.map((/** @type {string} */ id) => html`<li key=${id}><a class="break" href=${itemPage(id)}>${name(id)}</a></li>`)}</ul>` : html`<p class="quiet small">No item gives this one away. Items that do never stand in one form with it.</p>`}
      ${open && html`<${Dialog} title="Items that give this one away" wide close=${() => setOpen(false)}><${Load} of=${list} kind="rows">${() => html`<${Choice} of=${i} list=${list} close=${() => setOpen(false)} done=${() => { setOpen(false); say('Kept'); reload() }} />`}</${Load}></${Dialog}>`}
    </section>`
}

/** @param {{of: any, list: any, close: () => void, done: () => void}} p */
function Choice({ of: i, list, close, done }) {
  const [picked, set] = useState(/** @type {string[]} */ (i.enemies))
  const [words, setWords] = useState('')
  const save = useDeed(async () => { await put(`/api/v1/items/${encodeURIComponent(i.id)}/enemies`, { enemies: picked }); done() })
  const rows = list.rows.filter((/** @type {any} */ x) => x.id !== i.id && (picked.includes(x.id) || called(x, 400).toLowerCase().includes(words.toLowerCase())))
  if (list.rows.length < 2) return html`<${Empty} title="No other items">The bank has this one only.</${Empty}>`
  return html`
    <div class="stack"><div class="field"><label for="enemy-words">Find</label><input id="enemy-words" class="input" type="search" value=${words} onInput=${(/** @type {any} */ e) => setWords(e.currentTarget.value)} /></div>
      <div class="stack s scrolls" tabindex="0" role="group" aria-label="Items of the bank">${rows.map((/** @type {any} */ x) => html`<label class="check" key=${x.id}><input type="checkbox" checked=${picked.includes(x.id)} onChange=${(/** @type {any} */ e) => set(e.currentTarget.checked ? [...picked, x.id] : picked.filter(p => p !== x.id))} /><span>${called(x, 140)}</span></label>`)}</div>
      ${list.next && html`<div><${Button} kind="s" busy=${list.busy} onClick=${list.more}>Show more</${Button}></div>`}
      <${ProblemNote} problem=${save.problem} />
      <div class="form-foot"><${Button} onClick=${close}>Cancel</${Button}><${Button} kind="primary" busy=${save.busy} onClick=${save.run}>Keep</${Button}></div></div>`
}
