import { html, useState } from '../../../vendor/js/index.js'
import { changes } from '../../api/session.js'
import { useList, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { moment, words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { kinds, MarkingTabs } from './marking.js'

const states = /** @type {Record<string, [string, string]>} */ ({ open: ['', 'Open'], adjudication: ['warn', 'Adjudication'], final: ['good', 'Final'] })

/** Every response that people mark, for those who keep watch. */
export default function MarkingRecord() {
  const [state, setState] = useState('')
  const [open, setOpen] = useState('')
  const list = useList('/api/v1/marking/works', { state })
  const columns = [
    { title: 'Opened', head: true, cell: (/** @type {any} */ w) => moment(w.opened_at) },
    { title: 'Exam', cell: (/** @type {any} */ w) => html`${w.exam}, ${words(w.type).toLowerCase()}` },
    { title: 'Rule', cell: (/** @type {any} */ w) => (w.mode === 'double_blind' ? `Two, blind; may differ by ${w.tolerance_points}` : 'One') },
    { title: 'State', cell: (/** @type {any} */ w) => html`<${Pill} tone=${states[w.state][0]}>${states[w.state][1]}</${Pill}>${w.fraction ? html` <span class="small">${w.fraction} of the points</span>` : ''}` },
    { title: 'Actions', act: true, cell: (/** @type {any} */ w) => html`<div class="row">${changes('vendor_admin', 'author') && html`<${Button} kind="s plain" href=${`/app/vendor/items/${w.item}/rubric`}>Rubric</${Button}>`}<${Button} kind="s" aria-expanded=${open === w.id} onClick=${() => setOpen(open === w.id ? '' : w.id)}>Marks</${Button}></div>` },
  ]
  return html`
    <${Page} title="Marking record" lead="Every response that people mark, and every mark that was given.">
      <${MarkingTabs} />
      <div class="markexams" role="group" aria-label="Show a state">${['', 'open', 'adjudication', 'final'].map(s => html`<button type="button" class="btn s" key=${s} aria-pressed=${state === s} onClick=${() => setState(s)}>${s ? states[s][1] : 'All'}</button>`)}</div>
      ${open && html`<${Marks} key=${open} id=${open} />`}
      <${Load} of=${list}>${() => (list.rows.length ? html`<${Table} caption="Responses" columns=${columns} rows=${list.rows} more=${list} testid="marking-work" />` : html`<${Empty} title="Nothing here">Essays, uploads and labs of closed attempts appear here.</${Empty}>`)}</${Load}>
    </${Page}>`
}

/** @param {{id: string}} p */
function Marks({ id }) {
  const res = useResource(`/api/v1/marking/works/${encodeURIComponent(id)}`)
  return html`<section class="card" aria-live="polite"><${Load} of=${res} kind="rows">${(/** @type {any} */ w) => html`
    <header><h2>Marks</h2><span class="small faint break">Attempt ${w.attempt}, position ${w.position}</span></header>
    ${w.marks.map((/** @type {any} */ m) => html`<div class="row between" key=${m.kind}><span><b>${kinds[m.kind]}</b> ${m.state === 'done' ? html`${m.points} points, by ${m.marker || 'somebody who left'}, ${moment(m.done_at)}` : html`<span class="faint">${m.state === 'claimed' ? `being given by ${m.marker || 'somebody'}` : 'waits'}</span>`}${m.comment && html`<br /><span class="small pre">${m.comment}</span>`}</span></div>`)}`}</${Load}></section>`
}
