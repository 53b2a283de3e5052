import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { day, words } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { say } from '../../ui/toast.js'

export default function VendorCredentials() {
  const list = useList('/api/v1/credentials', { limit: 100 })
  const [open, setOpen] = useState(/** @type {any} */ (null))
  const may = changes('vendor_admin', 'program_manager')
  const columns = [
    { title: 'Holder', head: true, cell: (/** @type {any} */ c) => html`<span class="strong">${c.holder_name}</span>` },
    { title: 'Certification', cell: (/** @type {any} */ c) => c.certification_title },
    { title: 'Awarded', cell: (/** @type {any} */ c) => day(c.awarded_at) }, { title: 'Valid until', cell: (/** @type {any} */ c) => (c.valid_until ? day(c.valid_until) : 'no expiry') },
    { title: 'State', cell: (/** @type {any} */ c) => html`<${Pill} tone=${c.state === 'active' ? 'good' : c.state === 'revoked' ? 'bad' : 'warn'}>${words(c.state)}</${Pill}>` },
    { title: 'Actions', act: true, cell: (/** @type {any} */ c) => html`<div class="row"><${Button} kind="s" href=${`/credentials/${c.id}`} target="_blank" rel="noopener">Page</${Button}>${may && c.state !== 'revoked' && html`<${Button} kind="danger s" onClick=${() => setOpen(c)}>Revoke</${Button}>`}</div>` },
  ]
  return html`
    <${Page} title="Credentials" lead="What was issued, and the way to withdraw it." actions=${may && html`<${Button} onClick=${() => setOpen({})}>Revoke by number</${Button}>`}>
      <${Load} of=${list}>${() => (list.rows.length ? html`<${Table} caption="Credentials" columns=${columns} rows=${list.rows} more=${list} />` : html`<${Empty} title="Nothing issued yet">Credentials appear when people pass.</${Empty}>`)}</${Load}>
      ${open && html`
        <${Dialog} title="Revoke a credential" close=${() => setOpen(null)}>
          <p>Its public page says so from now on, and it stops counting. This cannot be undone.</p>
          <${Form} deed=${(/** @type {any} */ v) => post(`/api/v1/credentials/${encodeURIComponent(open.id || v.id)}/revoke`, { reason: v.reason })} done=${() => { setOpen(null); say('Revoked'); list.reload() }} submit="Revoke" kind="danger solid" cancel=${() => setOpen(null)}>
            ${!open.id && html`<${Field} name="id" label="Number" required hint="cre_…" />`}
            <${Field} name="reason" label="Reason" rows=${3} required hint="Kept in the audit record" />
          </${Form}>
        </${Dialog}>`}
    </${Page}>`
}
