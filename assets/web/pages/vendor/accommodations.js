import { html, useState } from '../../../vendor/js/index.js'
import { newKey, post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useList } from '../../api/use.js'
import { place } from '../../router.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { day, moment } from '../../ui/format.js'
import { Check, Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Empty, Load, Mail, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { say } from '../../ui/toast.js'
import { Person } from './person.js'

const home = '/app/vendor/accommodations'

/** More time for people who need it: find somebody, or see what one is given. */
export default function Accommodations() {
  const person = place.value.query.get('person')
  return person ? html`<${Given} person=${person} />` : html`<${Find} />`
}

function Find() {
  const [query, setQuery] = useState('')
  const [asked, setAsked] = useState('')
  const list = useList(asked ? '/api/v1/people' : null, { query: asked, limit: 20 })
  const columns = [
    { title: 'Person', head: true, cell: (/** @type {any} */ p) => html`<a class="strong" href=${`${home}?person=${encodeURIComponent(p.id)}`} data-testid="accommodation-person">${p.name}</a>` },
    { title: 'E-mail', cell: (/** @type {any} */ p) => html`<${Mail} of=${p.email} />` },
  ]
  return html`
    <${Page} title="Accommodations" narrow lead="Somebody who needs more time gets one factor on everything that is counted: the limit, sections, breaks and the end of the window. Partners and their systems never learn of it.">
      <form class="row" role="search" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); setAsked(query.trim()) }}>
        <input class="input grow" type="search" aria-label="Name or e-mail of a person" placeholder="Name or e-mail" value=${query} maxlength="200" onInput=${(/** @type {any} */ e) => setQuery(e.currentTarget.value)} data-testid="accommodation-query" />
        <${Button} type="submit" kind="primary" testid="accommodation-find">Find</${Button}></form>
      ${asked && html`<${Load} of=${list} kind="rows">${() => (list.rows.length ? html`<${Table} caption="People" columns=${columns} rows=${list.rows} more=${list} />` : html`<${Empty} title="Nobody of that name">Look for another part of the name or the address.</${Empty}>`)}</${Load}>`}
    </${Page}>`
}

/** @param {{person: string}} p */
function Given({ person }) {
  const path = `/api/v1/people/${encodeURIComponent(person)}/accommodations`
  const list = useList(path)
  const exams = useList('/api/v1/exams', { limit: 200 })
  const [open, setOpen] = useState(/** @type {any} */ (null))
  const may = changes('vendor_admin', 'support')
  const title = (/** @type {string} */ key) => exams.rows.find(x => x.key === key)?.title || key
  const done = (/** @type {string} */ what) => { setOpen(null); say(what); list.reload() }
  return html`
    <${Page} title=${html`<${Person} id=${person} />`} eyebrow="Accommodations" narrow crumbs=${[{ href: home, label: 'Accommodations' }]} lead="Good for attempts that are made from now on. A running one has its time already: change it on the page of the attempt."
      actions=${may && html`<${Button} kind="primary" icon="plus" onClick=${() => setOpen('new')} testid="accommodation-new">Give more time</${Button}>`}>
      <${Load} of=${list}>${() => (list.rows.length ? html`<${Table} caption="Accommodations" columns=${columnsOf(title, may ? setOpen : null)} rows=${list.rows} testid="accommodation-row" />` : html`<${Empty} title="Nothing is given">This person sits exams in the usual time.</${Empty}>`)}</${Load}>
      ${open === 'new' && html`<${New} path=${path} exams=${exams.rows} close=${() => setOpen(null)} done=${() => done('Given')} />`}
      ${open?.id && html`<${End} of=${open} close=${() => setOpen(null)} done=${() => done('Ended')} />`}
    </${Page}>`
}

/** @param {any} a */
const stateOf = a => (a.ended_at ? ['', `Ended ${day(a.ended_at)}`] : a.valid_until && Date.parse(a.valid_until) <= Date.now() ? ['', 'Over'] : ['good', 'Holds'])

/** @param {(key: string) => string} title @param {((a: any) => void)|null} end @returns {import('../../ui/table.js').Column[]} */
const columnsOf = (title, end) => [
  { title: 'Time', head: true, cell: a => html`<b>${a.time_factor_percent} %</b>${a.note && html`<br /><span class="small quiet">${a.note}</span>`}` },
  { title: 'Exams', cell: a => a.exams.map(title).join(', ') || 'All' },
  { title: 'Until', cell: a => (a.valid_until ? moment(a.valid_until) : 'No end') },
  { title: 'State', cell: a => html`<${Pill} tone=${stateOf(a)[0]}>${stateOf(a)[1]}</${Pill}>` },
  ...(end ? [{ title: 'End', act: true, cell: (/** @type {any} */ a) => stateOf(a)[1] === 'Holds' && html`<${Button} kind="s" onClick=${() => end(a)} testid="accommodation-end">End</${Button}>` }] : []),
]

/** @param {{path: string, exams: any[], close: () => void, done: () => void}} p */
function New({ path, exams, close, done }) {
  const [all, setAll] = useState(true)
  const give = (/** @type {any} */ v, /** @type {string} */ key) => post(path, {
    time_factor_percent: v.time_factor_percent || 0, ...(all || !v.exams?.length ? {} : { exams: v.exams }), ...(v.valid_until ? { valid_until: new Date(`${v.valid_until}T23:59:59`).toISOString() } : {}), ...(v.note ? { note: v.note } : {}),
  }, { key })
  return html`<${Dialog} title="Give more time" close=${close}><${Form} deed=${give} done=${done} submit="Give" cancel=${close} testid="accommodation-submit">
    <div class="fields two"><${Field} name="time_factor_percent" label="Time, percent of the usual" type="number" min="100" max="300" value="150" required hint="150 gives half as much again" testid="accommodation-factor" />
      <${Field} name="valid_until" label="Until" type="date" optional /></div>
    <label class="check"><input type="checkbox" checked=${all} onChange=${() => setAll(!all)} data-testid="accommodation-all" /><span>For every exam</span></label>
    ${!all && html`<fieldset class="stack s"><legend class="label">Exams</legend>${exams.map(x => html`<${Check} key=${x.key} name="exams" many value=${x.key} label=${x.title} />`)}</fieldset>`}
    <${Field} name="note" label="Note" rows=${2} maxlength="2000" optional hint="Between those who may see this page. Write no diagnosis." /></${Form}></${Dialog}>`
}

/** @param {{of: any, close: () => void, done: () => void}} p */
function End({ of, close, done }) {
  const end = useDeed(async () => { await post(`/api/v1/accommodations/${encodeURIComponent(of.id)}/end`, undefined, { key: newKey() }); done() })
  return html`<${Dialog} title="End it?" close=${close}><p>Attempts that were made under it keep their time. Those that come get the usual time.</p><${ProblemNote} problem=${end.problem} />
    <div class="form-foot"><${Button} onClick=${close}>Not yet</${Button}><${Button} kind="primary" busy=${end.busy} onClick=${end.run} testid="accommodation-end-sure">End it</${Button}></div></${Dialog}>`
}
