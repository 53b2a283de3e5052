import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { administered } from '../../api/session.js'
import { useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { moment } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Empty, Load } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { PartnerFrame } from './frame.js'

/** What a partner's administrator reported: the numbers, and no more. @param {{id: string}} p */
export default function Concerns({ id }) {
  const path = `/api/v1/partners/${encodeURIComponent(id)}/concerns`
  const mine = administered().some(a => a.partner.id === id)
  const list = useList(mine ? path : null)
  const team = useList(mine ? `/api/v1/partners/${encodeURIComponent(id)}/team` : null, { limit: 200 })
  const exams = useList('/api/v1/exams', { limit: 200 })
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState(/** @type {any} */ (null))
  const person = (/** @type {string} */ p) => (p ? team.rows.find(r => r.person.id === p)?.person.name || 'somebody of yours' : '')
  const exam = (/** @type {string} */ key) => exams.rows.find(x => x.key === key)?.title || key
  const columns = [
    { title: 'Case', head: true, cell: (/** @type {any} */ c) => html`<b class="nowrap">${c.numbers.join(', ')}</b>` },
    { title: 'About', cell: (/** @type {any} */ c) => html`${c.about === 'leak' ? 'A leak' : `A sitting${c.person ? ` of ${person(c.person)}` : ''}`}${c.exam ? html`<br /><span class="small quiet">${exam(c.exam)}</span>` : ''}` },
    { title: 'What you wrote', cell: (/** @type {any} */ c) => html`<span class="small break">${c.text}</span>` },
    { title: 'When', cell: (/** @type {any} */ c) => moment(c.created_at) },
  ]
  return html`
    <${PartnerFrame} id=${id} title="Concerns" lead="Something about a sitting of your people that is not right, or questions that are passed around: tell the vendor. Nobody is judged by a report alone, and what comes of it is told to those it concerns."
      actions=${mine && html`<${Button} kind="primary" icon="plus" onClick=${() => setOpen(true)} testid="concern-new">Report a concern</${Button}>`}>
      ${made && html`<div class="note good" role="status" data-testid="concern-number"><p>Thank you. Your report has the number <b>${made.numbers.join(', ')}</b>; name it when you write about it.</p></div>`}
      ${mine ? html`<${Load} of=${list}>${() => (list.rows.length ? html`<${Table} caption="Your reports" columns=${columns} rows=${list.rows} more=${list} testid="concern-row" />` : html`<${Empty} title="You have reported nothing">Only you see your reports here.</${Empty}>`)}</${Load}>` : html`<${Empty} title="Only administrators of the partner report here">The vendor’s people open cases on the page of cases.</${Empty}>`}
      ${open && html`<${New} path=${path} people=${team.rows} exams=${exams.rows} close=${() => setOpen(false)} done=${(/** @type {any} */ c) => { setOpen(false); setMade(c); list.reload() }} />`}
    </${PartnerFrame}>`
}

/** @param {{path: string, people: any[], exams: any[], close: () => void, done: (c: any) => void}} p */
function New({ path, people, exams, close, done }) {
  const [about, setAbout] = useState('sitting')
  const send = (/** @type {any} */ v, /** @type {string} */ key) => post(path, { about, text: v.text || '', ...(v.exam ? { exam: v.exam } : {}), ...(about === 'sitting' && v.person ? { person: v.person } : {}) }, { key })
  return html`<${Dialog} title="Report a concern" close=${close}><${Form} deed=${send} done=${done} submit="Report" cancel=${close} testid="concern-send">
    <fieldset class="stack s"><legend class="label">What is it about?</legend>
      ${[['sitting', 'A sitting', 'One of your people sat an exam, and something was not right.'], ['leak', 'A leak', 'Questions or answers are passed around.']].map(([v, label, more]) => html`<label class="choice" key=${v}><input type="radio" name="what" value=${v} checked=${about === v} onChange=${() => setAbout(v)} data-testid="concern-${v}" /><span><span class="strong">${label}</span><br /><span class="small quiet">${more}</span></span></label>`)}</fieldset>
    ${about === 'sitting' && html`<${Field} name="person" label="Whose" required options=${[{ value: '', label: 'Choose' }, ...people.map(r => ({ value: r.person.id, label: r.person.name }))]} testid="concern-person" />`}
    <${Field} name="exam" label="Exam" optional options=${[{ value: '', label: 'Not sure' }, ...exams.map(x => ({ value: x.key, label: x.title }))]} />
    <${Field} name="text" label="What you saw or heard" rows=${6} required minlength="10" maxlength="4000" hint="Where, when, and how you know" testid="concern-text" /></${Form}></${Dialog}>`
}
