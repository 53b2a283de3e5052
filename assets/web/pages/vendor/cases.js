import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useList } from '../../api/use.js'
import { go } from '../../router.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { day } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { Empty, Load } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { kinds, StatePill } from '../cases/words.js'

const states = [['', 'All states'], ['open', 'Open'], ['held', 'Held'], ['proposed', 'Decision proposed'], ['decided', 'Decided'], ['notified', 'May be appealed'], ['appealed', 'Appealed'], ['final', 'Final'], ['dismissed', 'Closed']]

export default function Cases() {
  const [state, setState] = useState('')
  const [kind, setKind] = useState('')
  const [open, setOpen] = useState(false)
  const list = useList('/api/v1/cases', { state, kind })
  const columns = [
    { title: 'Number', head: true, cell: (/** @type {any} */ c) => html`<a class="strong" href=${`/app/vendor/cases/${c.number}`} data-testid="case-row">${c.number}</a><br /><span class="small faint">${kinds[c.kind]}${c.position ? ` · question ${c.position}` : ''}</span>` },
    { title: 'About', cell: (/** @type {any} */ c) => html`<span class="clip">${c.summary.length > 120 ? `${c.summary.slice(0, 120)}…` : c.summary}</span>` },
    { title: 'Exam', cell: (/** @type {any} */ c) => c.exam || '–' },
    { title: 'Opened', cell: (/** @type {any} */ c) => day(c.created_at) },
    { title: 'State', cell: (/** @type {any} */ c) => html`<${StatePill} of=${c} />` },
  ]
  const pick = (/** @type {string} */ label, /** @type {string} */ value, /** @type {any} */ set, /** @type {string[][]} */ options) => html`
    <label class="field"><span class="label">${label}</span><select class="input" value=${value} onChange=${(/** @type {any} */ e) => set(e.target.value)}>${options.map(([v, l]) => html`<option value=${v}>${l}</option>`)}</select></label>`
  return html`
    <${Page} title="Cases" lead="Reports, incidents and challenges. A signal decides nothing: two people do, and the person concerned can appeal to two others."
      actions=${changes('vendor_admin', 'proctor', 'support', 'author', 'grader') && html`<${Button} kind="primary" icon="plus" onClick=${() => setOpen(true)} testid="case-new">New case</${Button}>`}>
      <div class="row">${pick('State', state, setState, states)}${pick('Kind', kind, setKind, [['', 'All kinds'], ...Object.entries(kinds)])}</div>
      <${Load} of=${list} kind="rows">${() => (list.rows.length ? html`<${Table} caption="Cases" columns=${columns} rows=${list.rows} id=${(/** @type {any} */ c) => c.number} more=${list} />` : html`<${Empty} title="No cases">What candidates, proctors and signals report appears here.</${Empty}>`)}</${Load}>
      ${open && html`<${Dialog} title="New case" close=${() => setOpen(false)}>
        <${Form} deed=${(/** @type {any} */ v, /** @type {string} */ key) => post('/api/v1/cases', v, { key })} done=${(/** @type {any} */ c) => go(`/app/vendor/cases/${c.number}`)} submit="Open the case" cancel=${() => setOpen(false)} testid="case-create">
          <${Field} name="kind" label="Kind" options=${[{ value: 'integrity', label: kinds.integrity }, { value: 'incident', label: kinds.incident }]} />
          <${Field} name="origin" label="Where it comes from" options=${[{ value: 'signal', label: 'A signal or statistics' }, { value: 'partner', label: 'A partner reported it' }, { value: 'person', label: 'I saw it myself' }]} hint="Who saw it themselves does not decide" />
          <${Field} name="attempt" label="Attempt" optional hint="Its id; or name a person" />
          <${Field} name="person" label="Person" optional />
          <${Field} name="summary" label="What is in doubt" rows=${4} required minlength="10" maxlength="4000" />
        </${Form}></${Dialog}>`}
    </${Page}>`
}
