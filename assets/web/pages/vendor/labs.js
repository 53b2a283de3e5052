import { html, useState } from '../../../vendor/js/index.js'
import { useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { moment, words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'

const tones = /** @type {Record<string, string>} */ ({ graded: 'good', failed: 'bad', marking: 'warn', grading: 'warn' })

/** Labs of candidates and how each stands. */
export default function Labs() {
  const [state, setState] = useState('')
  const [open, setOpen] = useState('')
  const list = useList('/api/v1/labs', { state })
  const shown = list.rows.find(l => l.id === open)
  const columns = [
    { title: 'Opened', head: true, cell: (/** @type {any} */ l) => moment(l.created_at) },
    { title: 'Exam', cell: (/** @type {any} */ l) => l.grade.exam },
    { title: 'State', cell: (/** @type {any} */ l) => html`<${Pill} tone=${tones[l.state] || ''}>${words(l.state)}</${Pill}>${l.grade.reason && html` <span class="small">${words(l.grade.reason)}</span>`}` },
    { title: 'Worth', cell: (/** @type {any} */ l) => (l.grade.fraction ? `${l.grade.fraction} of the points` : '–') },
    { title: 'Actions', act: true, cell: (/** @type {any} */ l) => html`<div class="row"><${Button} kind="s plain" href=${`/app/vendor/items/${l.grade.item}/lab`}>Definition</${Button}><${Button} kind="s" aria-expanded=${open === l.id} onClick=${() => setOpen(open === l.id ? '' : l.id)}>Checks</${Button}></div>` },
  ]
  return html`
    <${Page} title="Labs" lead="What candidates did in labs, and how it was graded. What nothing could grade went to people, with its reason.">
      <div class="markexams" role="group" aria-label="Show a state">${['', 'requested', 'provisioning', 'ready', 'handed_in', 'grading', 'graded', 'marking', 'failed'].map(s => html`<button type="button" class="btn s" key=${s} aria-pressed=${state === s} onClick=${() => setState(s)}>${s ? words(s) : 'All'}</button>`)}</div>
      ${shown && html`<section class="card" aria-live="polite"><header><h2>Checks</h2><span class="small faint break">${shown.id}, asked ${shown.grade.tries} times</span></header>
        ${shown.grade.detail && html`<p class="small pre">${shown.grade.detail}</p>`}
        ${shown.grade.checks.length ? html`<ul class="labchecks">${shown.grade.checks.map((/** @type {any} */ c) => html`<li key=${c.name}><${Pill} tone=${c.passed ? 'good' : 'bad'}>${c.passed ? 'Passed' : 'Failed'}</${Pill}> ${c.name}${c.detail && html` <span class="small faint">${c.detail}</span>`}</li>`)}</ul>` : html`<p class="faint">Nothing was checked.</p>`}
        ${shown.grade.tasks.length > 0 && html`<ul class="labchecks">${shown.grade.tasks.map((/** @type {any} */ t) => html`<li key=${t.task}>Task ${t.task}: ${t.points} of ${t.of} points, ${t.passed} of ${t.checks} checks</li>`)}</ul>`}</section>`}
      <${Load} of=${list}>${() => (list.rows.length ? html`<${Table} caption="Labs" columns=${columns} rows=${list.rows} more=${list} testid="lab-row" />` : html`<${Empty} title="No labs here">Labs appear when candidates open them.</${Empty}>`)}</${Load}>
    </${Page}>`
}
