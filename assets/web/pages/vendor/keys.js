import { html, useState } from '../../../vendor/js/index.js'
import { post, remove } from '../../api/client.js'
import { useDeed, useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { day } from '../../ui/format.js'
import { Check, Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { copy, say } from '../../ui/toast.js'

const scopes = [['headcount:read', 'Headcounts'], ['qualification:read', 'Qualifications and standings'], ['people:read', 'Names of people'], ['partners:write', 'Create and change partners'], ['facts:write', 'Report facts such as pipeline'], ['evidence:write', 'Hand in evidence'], ['standing:write', 'Decide standings'], ['export:read', 'Exports'], ['webhooks:manage', 'Webhook endpoints'], ['catalog:read', 'Definitions']]

export default function Keys() {
  const list = useList('/api/v1/api-keys')
  const [open, setOpen] = useState(/** @type {any} */ (null))
  const columns = [
    { title: 'Name', head: true, cell: (/** @type {any} */ k) => html`<span class="strong">${k.name}</span><br /><code class="small faint">${k.kind === 'client' ? `client_id ${k.id}` : k.prefix ? `${k.prefix}…` : k.id}</code>` },
    { title: 'May', cell: (/** @type {any} */ k) => html`<span class="small">${(k.scopes || []).join(', ')}</span>` },
    { title: 'Last used', cell: (/** @type {any} */ k) => (k.last_used_at ? day(k.last_used_at) : 'never') },
    { title: 'Expires', cell: (/** @type {any} */ k) => (k.expires_at ? day(k.expires_at) : 'never') },
    { title: 'State', cell: (/** @type {any} */ k) => html`<${Pill} tone=${k.revoked_at ? 'bad' : 'good'}>${k.revoked_at ? 'Revoked' : 'Active'}</${Pill}>` },
    { title: 'Actions', act: true, cell: (/** @type {any} */ k) => !k.revoked_at && html`<${Button} kind="danger s" onClick=${() => setOpen({ revoke: k })}>Revoke</${Button}>` },
  ]
  return html`
    <${Page} title="API keys" lead="For your PRM and other programs: a key is sent as it is, an OAuth 2 client is traded for tokens that live an hour. Either secret is shown once." actions=${html`<${Button} kind="primary" icon="plus" onClick=${() => setOpen({ create: true })}>New key</${Button}>`}>
      <${Load} of=${list}>${() => (list.rows.length ? html`<${Table} caption="API keys" columns=${columns} rows=${list.rows} more=${list} />` : html`<${Empty} title="No keys yet">Your PRM needs one to read headcounts and report facts.</${Empty}>`)}</${Load}>
      ${open?.create && html`<${Create} close=${() => setOpen(null)} show=${(/** @type {any} */ k) => { setOpen({ made: k }); list.reload() }} />`}
      ${open?.made && html`<${Dialog} title=${open.made.kind === 'client' ? 'Your new client' : 'Your new key'} close=${() => setOpen(null)} firm><p>Copy it now. It is shown this once and cannot be read again.</p>${open.made.kind === 'client' && html`<p>client_id <code class="break">${open.made.id}</code>, token address <code class="break">${location.origin}/oauth/token</code>, and the client_secret:</p>`}<p class="secret" data-testid="api-key">${open.made.key}</p><div class="form-foot"><${Button} icon="copy" onClick=${() => copy(open.made.key, 'Key copied')}>Copy</${Button}><${Button} kind="primary" onClick=${() => setOpen(null)}>I have kept it</${Button}></div></${Dialog}>`}
      ${open?.revoke && html`<${Revoke} of=${open.revoke} close=${() => setOpen(null)} done=${() => { setOpen(null); list.reload() }} />`}
    </${Page}>`
}

/** @param {{close: () => void, show: (k: any) => void}} p */
const Create = ({ close, show }) => html`
  <${Dialog} title="New API key" close=${close}>
    <${Form} deed=${(/** @type {any} */ v, /** @type {string} */ key) => post('/api/v1/api-keys', { name: v.name, kind: v.client ? 'client' : 'key', scopes: v.scopes || [], ...(v.expires_at ? { expires_at: `${v.expires_at}T23:59:59Z` } : {}) }, { key })} done=${show} submit="Create" cancel=${close}>
      <${Field} name="name" label="Name" required hint="Who uses it, such as PRM production" />
      <${Check} name="client" label="OAuth 2 client instead of a key" />
      <fieldset class="stack s"><legend class="label">What it may do</legend>${scopes.map(([v, l]) => html`<${Check} name="scopes" many value=${v} label=${html`${l} <code class="xs faint">${v}</code>`} checked=${v === 'headcount:read'} />`)}</fieldset>
      <${Field} name="expires_at" label="Expires on" type="date" optional />
    </${Form}>
  </${Dialog}>`

/** @param {{of: any, close: () => void, done: () => void}} p */
function Revoke({ of, close, done }) {
  const deed = useDeed(async () => { await remove(`/api/v1/api-keys/${of.id}`); say('Revoked'); done() })
  return html`<${Dialog} title=${`Revoke “${of.name}”?`} close=${close}><p>Programs that use this key stop working at once.</p><${ProblemNote} problem=${deed.problem} /><div class="form-foot"><${Button} onClick=${close}>Keep it</${Button}><${Button} kind="danger solid" busy=${deed.busy} onClick=${deed.run}>Revoke</${Button}></div></${Dialog}>`
}
