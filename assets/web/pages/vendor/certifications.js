import { html, useState } from '../../../vendor/js/index.js'
import { call, put } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { words } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { say } from '../../ui/toast.js'

export default function Certifications() {
  const list = useList('/api/v1/certifications', { limit: 200 })
  const [open, setOpen] = useState(/** @type {any} */ (null))
  const may = changes('vendor_admin', 'author', 'program_manager')
  const columns = [
    { title: 'Certification', head: true, cell: (/** @type {any} */ c) => html`<span class="strong">${c.title}</span><br /><code class="small faint">${c.key}</code>` },
    { title: 'Level', cell: (/** @type {any} */ c) => words(c.level) }, { title: 'Family', cell: (/** @type {any} */ c) => words(c.family) },
    { title: 'Roles', cell: (/** @type {any} */ c) => (c.roles || []).map(words).join(', ') || '–' },
    { title: 'Valid', cell: (/** @type {any} */ c) => html`${c.validity_months ? `${c.validity_months} months` : 'no expiry'}${c.retired_on ? html` <${Pill} tone="warn">retired</${Pill}>` : ''}` },
    { title: 'Actions', act: true, cell: (/** @type {any} */ c) => may && html`<${Button} kind="s" onClick=${() => setOpen(c)}>Edit</${Button}>` },
  ]
  return html`
    <${Page} title="Certifications" actions=${may && html`<${Button} kind="primary" icon="plus" onClick=${() => setOpen({})}>New certification</${Button}>`}>
      <${Load} of=${list}>${() => (list.rows.length ? html`<${Table} caption="Certifications" columns=${columns} rows=${list.rows} id=${(/** @type {any} */ c) => c.key} />` : html`<${Empty} title="No certifications yet">A certification is what a person holds after passing; exams name it.</${Empty}>`)}</${Load}>
      ${open && html`<${Edit} of=${open} close=${() => setOpen(null)} done=${() => { setOpen(null); say('Saved'); list.reload() }} />`}
    </${Page}>`
}

/** What the form shows; all other members of the document go back as they came. */
const shown = ['title', 'description', 'level', 'family', 'roles', 'validity_months', 'criteria', 'skills']
const kept = ['requires', 'implies', 'equivalents', 'renewal', 'retired_on', 'counts_until']

/** @param {{of: any, close: () => void, done: () => void}} p */
function Edit({ of, close, done }) {
  const list = (/** @type {string|undefined} */ s) => (s || '').split(',').map(x => x.trim()).filter(Boolean)
  const save = async (/** @type {any} */ v) => {
    /** @type {Record<string, any>} */
    const doc = {}
    for (const k of kept) if (of[k] !== undefined && of[k] !== null) doc[k] = of[k]
    for (const k of shown) if (v[k] !== undefined) doc[k] = k === 'roles' || k === 'skills' ? list(v[k]) : v[k]
    const path = `/api/v1/certifications/${encodeURIComponent(of.key || v.key)}`
    const etag = of.key ? (await call(path)).etag : ''
    return put(path, doc, { ifMatch: etag })
  }
  return html`
    <${Dialog} title=${of.key ? 'Edit certification' : 'New certification'} close=${close} wide>
      <${Form} deed=${save} done=${done} cancel=${close}>
        <div class="fields two">
          <${Field} name="title" label="Title" value=${of.title} required all />
          ${!of.key && html`<${Field} name="key" label="Key" required pattern="[A-Za-z0-9._\\-]+" hint="Letters, digits, dot, dash; stays for ever" all />`}
          <${Field} name="description" label="Description" rows=${3} value=${of.description} all />
          <${Field} name="level" label="Level" value=${of.level} hint="associate, professional, expert, …" /><${Field} name="family" label="Family" value=${of.family} />
          <${Field} name="roles" label="Roles" value=${(of.roles || []).join(', ')} hint="Separate with commas" /><${Field} name="validity_months" label="Valid for months" type="number" min="1" value=${of.validity_months || ''} optional />
          <${Field} name="criteria" label="Criteria" rows=${3} value=${of.criteria} all hint="Stands on the public page: what a holder has shown" />
          <${Field} name="skills" label="Skills" value=${(of.skills || []).map((/** @type {any} */ s) => s.name || s).join(', ')} all optional />
        </div>
      </${Form}>
    </${Dialog}>`
}
