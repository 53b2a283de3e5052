import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { count, deadline } from '../../ui/format.js'
import { Check, Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { copy } from '../../ui/toast.js'

/** Every type of event with what it tells. */
const types = [
  ['headcount.changed', 'A headcount changed'], ['headcount.expiring', 'Certifications are about to lapse'], ['qualification.changed', 'A requirement set is met or no longer met'],
  ['standing.proposed', 'A tier is proposed'], ['standing.changed', 'A partner changed tier'], ['affiliation.changed', 'Somebody joined or left a partner'],
  ['affiliation.conflict', 'Two partners claim one person'], ['program.published', 'A program version is in force'], ['partner.merged', 'Partners were merged'],
  ['voucher.pool_low', 'A partner runs out of vouchers'], ['credential.issued', 'A credential was issued'], ['credential.revoked', 'A credential was revoked'], ['credential.expired', 'A credential expired'],
]

/** How an endpoint is. @param {{of: any}} p */
export const State = ({ of }) => (of.state === 'disabled'
  ? html`<${Pill} tone="bad">${{ failing: 'Switched off: failing', gone: 'Switched off: gone' }[/** @type {'failing'} */ (of.disabled_reason)] || 'Switched off'}</${Pill}>`
  : of.failing_since ? html`<${Pill} tone="warn">Failing</${Pill}> <span class="xs faint">since ${deadline(of.failing_since)}</span>` : html`<${Pill} tone="good">Active</${Pill}>`)

export default function Webhooks() {
  const list = useList('/prm/v1/webhook-endpoints')
  const [open, setOpen] = useState(/** @type {any} */ (null))
  const may = changes('vendor_admin', 'program_manager')
  const columns = [
    { title: 'Endpoint', head: true, cell: (/** @type {any} */ e) => html`<a class="strong break" href=${`/app/vendor/webhooks/${e.id}`}>${e.description || e.url}</a>${e.description && html`<br /><span class="small faint break">${e.url}</span>`}` },
    { title: 'Events', cell: (/** @type {any} */ e) => html`<span class="nowrap" title=${e.types.join(', ')}>${e.types.length ? count(e.types.length, 'type') : 'all types'}</span>` },
    { title: 'State', cell: (/** @type {any} */ e) => html`<${State} of=${e} />` },
    { title: 'Actions', act: true, cell: (/** @type {any} */ e) => html`<${Button} kind="s" href=${`/app/vendor/webhooks/${e.id}`}>Deliveries</${Button}>` },
  ]
  return html`
    <${Page} title="Webhooks" lead="Laurel tells your PRM what changed: signed, and repeated until it is heard." actions=${may && html`<${Button} kind="primary" icon="plus" onClick=${() => setOpen({ create: true })} testid="webhook-new">New endpoint</${Button}>`}>
      <${Load} of=${list}>${() => (list.rows.length ? html`<${Table} caption="Endpoints" columns=${columns} rows=${list.rows} more=${list} testid="webhook-row" />` : html`<${Empty} title="No endpoints yet">Give the address of your PRM, and it hears of headcounts and standings without asking.</${Empty}>`)}</${Load}>
      ${open?.create && html`<${Create} close=${() => setOpen(null)} show=${(/** @type {any} */ made) => { setOpen({ made }); list.reload() }} />`}
      ${open?.made && html`<${Secret} secret=${open.made.secret} close=${() => setOpen(null)} />`}
    </${Page}>`
}

/** @param {{close: () => void, show: (made: any) => void}} p */
const Create = ({ close, show }) => html`
  <${Dialog} title="New endpoint" close=${close}>
    <${Form} deed=${(/** @type {any} */ v, /** @type {string} */ key) => post('/prm/v1/webhook-endpoints', { url: v.url || '', ...(v.description ? { description: v.description } : {}), ...(v.types?.length ? { types: v.types } : {}) }, { key })} done=${show} submit="Create" cancel=${close} testid="webhook-submit">
      <${Field} name="url" label="Address" type="url" inputmode="url" required maxlength="2048" placeholder="https://" hint="A public https address" testid="webhook-url" />
      <${Field} name="description" label="Name" optional maxlength="200" />
      <fieldset class="stack s"><legend class="label">Events</legend><p class="small faint">None chosen means all, those of later versions too.</p>
        ${types.map(([v, l]) => html`<${Check} key=${v} name="types" many value=${v} label=${html`${l} <code class="xs faint">${v}</code>`} />`)}</fieldset>
    </${Form}>
  </${Dialog}>`

/** @param {{secret: string, close: () => void}} p */
export const Secret = ({ secret, close }) => html`
  <${Dialog} title="The signing secret" close=${close} firm>
    <p>Copy it now. It is shown this once and cannot be read again. Your program checks with it that a message is ours (Standard Webhooks).</p>
    <p class="secret" data-testid="webhook-secret">${secret}</p>
    <div class="form-foot"><${Button} icon="copy" onClick=${() => copy(secret, 'Secret copied')}>Copy</${Button}><${Button} kind="primary" onClick=${close}>I have kept it</${Button}></div>
  </${Dialog}>`
