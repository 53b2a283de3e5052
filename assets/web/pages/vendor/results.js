import { html, useState } from '../../../vendor/js/index.js'
import { call, post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { day } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { copy, say } from '../../ui/toast.js'

export default function Results() {
  const sources = useList('/api/v1/result-sources')
  const list = useList('/api/v1/results/external')
  const [open, setOpen] = useState(/** @type {any} */ (null))
  const admin = changes('vendor_admin')
  const disable = async (/** @type {any} */ s) => { await post(`/api/v1/result-sources/${s.id}/disable`); say('Nothing more is taken from it'); sources.reload() }
  const from = [
    { title: 'Source', head: true, cell: (/** @type {any} */ s) => html`<span class="strong">${s.title}</span><br /><code class="small faint">${s.key}</code>` },
    { title: 'Since', cell: (/** @type {any} */ s) => day(s.created_at) },
    { title: 'State', cell: (/** @type {any} */ s) => html`<${Pill} tone=${s.disabled_at ? 'bad' : 'good'}>${s.disabled_at ? 'Disabled' : 'Active'}</${Pill}>` },
    { title: 'Actions', act: true, cell: (/** @type {any} */ s) => admin && !s.disabled_at && html`<${Button} kind="s" onClick=${() => setOpen({ upload: s })}>Upload a file</${Button}> <${Button} kind="plain s" onClick=${() => disable(s)}>Disable</${Button}>` },
  ]
  const columns = [
    { title: 'Reference', head: true, cell: (/** @type {any} */ r) => html`<code>${r.source_ref}</code><br /><span class="small faint">${r.source_title}${r.superseded ? ' · corrected by another' : ''}</span>` },
    { title: 'Exam', cell: (/** @type {any} */ r) => r.exam },
    { title: 'Person', cell: (/** @type {any} */ r) => html`<code class="small">${r.person}</code>` },
    { title: 'Score', num: true, cell: (/** @type {any} */ r) => `${r.score}${r.max ? ` of ${r.max}` : ''}` },
    { title: 'Decision', cell: (/** @type {any} */ r) => html`<${Pill} tone=${r.decision === 'pass' ? 'good' : ''}>${r.decision === 'pass' ? 'Passed' : 'Not passed'}</${Pill}>` },
    { title: 'Taken', cell: (/** @type {any} */ r) => day(r.taken_at) },
  ]
  return html`
    <${Page} title="Results from outside" lead="Exams that others deliver for you. Their results count like your own, and say who delivered them." actions=${admin && html`<${Button} kind="primary" icon="plus" onClick=${() => setOpen({ add: true })}>New source</${Button}>`}>
      <section class="stack"><h2>Sources</h2><${Load} of=${sources} kind="rows">${() => (sources.rows.length ? html`<${Table} caption="Sources" columns=${from} rows=${sources.rows} />` : html`<${Empty} title="No sources yet">A source signs what it delivers with a secret of its own.</${Empty}>`)}</${Load}></section>
      <section class="stack"><h2>Results</h2><${Load} of=${list} kind="rows">${() => (list.rows.length ? html`<${Table} caption="Results from outside" columns=${columns} rows=${list.rows} more=${list} />` : html`<${Empty} title="No results yet">They appear here as they arrive.</${Empty}>`)}</${Load}></section>
      ${open?.add && html`<${Dialog} title="New source" close=${() => setOpen(null)}><${Form} deed=${(/** @type {any} */ v, /** @type {string} */ key) => post('/api/v1/result-sources', { key: v.key || '', title: v.title || '' }, { key })} done=${(/** @type {any} */ s) => { setOpen({ made: s }); sources.reload() }} submit="Register" cancel=${() => setOpen(null)}>
        <${Field} name="title" label="Name" required hint="Stands in credentials as who delivered the exam" /><${Field} name="key" label="Key" required hint="Letters, digits, dots and dashes" /></${Form}></${Dialog}>`}
      ${open?.made && html`<${Dialog} title="Its secret" close=${() => setOpen(null)} firm><p>Copy it now. It is shown this once.</p><p class="secret">${open.made.secret}</p><div class="form-foot"><${Button} icon="copy" onClick=${() => copy(open.made.secret, 'Secret copied')}>Copy</${Button}><${Button} kind="primary" onClick=${() => setOpen(null)}>I have kept it</${Button}></div></${Dialog}>`}
      ${open?.upload && html`<${Upload} of=${open.upload} close=${() => setOpen(null)} done=${list.reload} />`}
    </${Page}>`
}

/** @param {{of: any, close: () => void, done: () => void}} p */
function Upload({ of, close, done }) {
  const [out, setOut] = useState(/** @type {any} */ (null))
  const deed = async (/** @type {any} */ v) => (await call(`/api/v1/results/external.csv?source=${encodeURIComponent(of.key)}`, { method: 'POST', body: v.file, type: 'text/csv' })).body
  return html`<${Dialog} title=${`Results of ${of.title}`} close=${close} wide>
    ${out ? html`<p><b>${out.rows}</b> rows: ${out.created} new, ${out.unchanged} as before, ${out.refused} refused.</p>
      <ul class="small">${out.entries.filter((/** @type {any} */ e) => e.outcome === 'refused').map((/** @type {any} */ e) => html`<li key=${e.line}>Line ${e.line}${e.source_ref ? ` (${e.source_ref})` : ''}: ${e.reason}</li>`)}</ul><div class="form-foot"><${Button} kind="primary" onClick=${close}>Close</${Button}></div>`
    : html`<${Form} deed=${deed} done=${(/** @type {any} */ o) => { setOut(o); done() }} submit="Upload" cancel=${close}><${Field} name="file" label="CSV file" type="file" accept=".csv,text/csv" required hint="Columns source_ref, email or person, exam, score, max, scaled_score, decision, taken_at, form, incident, supersedes" /></${Form}>`}
  </${Dialog}>`
}
