import { html, useState } from '../../../vendor/js/index.js'
import { newKey, patch, post, remove } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useList, useResource } from '../../api/use.js'
import { go } from '../../router.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { count, deadline, words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { say } from '../../ui/toast.js'
import { Secret, State } from './webhooks.js'

/** @param {{id: string}} p */
export default function Webhook({ id }) {
  const path = `/prm/v1/webhook-endpoints/${encodeURIComponent(id)}`
  const endpoint = useResource(path)
  const list = useList(`${path}/deliveries`)
  const [open, setOpen] = useState(/** @type {any} */ (null))
  const again = () => { endpoint.reload(); list.reload() }
  const test = useDeed(async () => { await post(`${path}/test`, undefined, { key: newKey() }); say('A test message is on its way'); setTimeout(again, 1500) })
  const turn = useDeed(async (/** @type {string} */ state) => { await patch(path, { state }); say(state === 'active' ? 'Switched on' : 'Switched off'); again() })
  const rotate = useDeed(async () => { const made = await post(`${path}/rotate`, undefined, { key: newKey() }); setOpen({ secret: made.secret }); endpoint.reload() })
  const e = endpoint.data
  const may = changes('vendor_admin', 'program_manager')
  const replay = may && e?.state === 'active' ? (/** @type {any} */ d) => html`<${Replay} of=${d} path=${path} done=${() => setTimeout(again, 1000)} />` : () => ''
  return html`
    <${Page} title=${e?.description || 'Endpoint'} crumbs=${[{ href: '/app/vendor/webhooks', label: 'Webhooks' }]} actions=${e && html`<${State} of=${e} />`}>
      <${Load} of=${endpoint}>${() => html`
        <section class="card"><dl class="kv"><dt>Address</dt><dd>${e.url}</dd><dt>Events</dt><dd>${e.types.length ? html`<ul>${e.types.map((/** @type {string} */ t) => html`<li>${t}</li>`)}</ul>` : 'all types'}</dd>${e.previous_secret_until && html`<dt>Old secret</dt><dd>signs along until ${deadline(e.previous_secret_until)}</dd>`}</dl>
          <${ProblemNote} problem=${test.problem || turn.problem || rotate.problem} />
          ${may && html`<footer>
            ${e.state === 'active' && html`<${Button} kind="primary s" busy=${test.busy} onClick=${test.run} testid="webhook-test">Send a test</${Button}>`}
            <${Button} kind="s" busy=${turn.busy} onClick=${() => turn.run(e.state === 'active' ? 'disabled' : 'active')}>${e.state === 'active' ? 'Switch off' : 'Switch on'}</${Button}>
            <${Button} kind="s" busy=${rotate.busy} onClick=${rotate.run}>New secret</${Button}>
            <${Button} kind="danger s" onClick=${() => setOpen({ leave: true })}>Delete</${Button}></footer>`}</section>
        <section class="stack"><header class="row between"><h2>Deliveries</h2><${Button} kind="s" onClick=${again}>Look again</${Button}></header>
          <${Load} of=${list} kind="rows">${() => (list.rows.length ? html`<${Table} caption="Deliveries" columns=${[...facts, { title: 'Actions', act: true, cell: replay }]} rows=${list.rows} more=${list} testid="delivery-row" />` : html`<${Empty} title="Nothing sent yet">Send a test, or wait for the first event.</${Empty}>`)}</${Load}></section>`}</${Load}>
      ${open?.secret && html`<${Secret} secret=${open.secret} close=${() => setOpen(null)} />`}
      ${open?.leave && html`<${Delete} path=${path} close=${() => setOpen(null)} />`}
    </${Page}>`
}

/** @type {Record<string, string>} */
const tones = { delivered: 'good', failed: 'bad', pending: 'info' }
/** @type {Record<string, string>} */
const errors = { timeout: 'no answer in time', no_connection: 'no connection', broken_connection: 'the connection broke', name_not_found: 'the name was not found', address_not_public: 'the address is not public', bad_url: 'the address is not valid', endpoint_disabled: 'the endpoint was switched off' }
/** @param {number|undefined} status @param {string|undefined} error */
const outcome = (status, error) => (status ? `HTTP ${status}` : error ? errors[error] || words(error).toLowerCase() : 'not tried yet')

/** @type {import('../../ui/table.js').Column[]} */
const facts = [
  { title: 'Event', head: true, cell: d => html`<span class="strong">${d.event_type}</span><br /><code class="xs faint break">${d.event_id}</code>` },
  { title: 'When', cell: d => deadline(d.created_at) },
  { title: 'State', cell: d => html`<${Pill} tone=${tones[d.state] || ''}>${words(d.state)}</${Pill}>${d.state === 'pending' && d.attempts > 0 && d.next_at && html`<br /><span class="xs faint">again ${deadline(d.next_at)}</span>`}` },
  { title: 'Answer', cell: d => (d.log.length > 0
    ? html`<details><summary>${outcome(d.last_status, d.last_error)}, ${count(d.attempts, 'attempt')}</summary><ol class="small stack s">${d.log.map((/** @type {any} */ a) => html`<li>${deadline(a.at)}: ${outcome(a.status, a.error)}, ${a.took_ms} ms${a.response && html`<br /><code class="xs break">${a.response.slice(0, 200)}</code>`}</li>`)}</ol></details>`
    : html`<span class="faint">${outcome(d.last_status, d.last_error)}</span>`) },
]

/** @param {{of: any, path: string, done: () => void}} p */
function Replay({ of, path, done }) {
  const deed = useDeed(async () => { await post(`${path}/deliveries/${encodeURIComponent(of.id)}/replay`, undefined, { key: newKey() }); say('Sent again under the same number'); done() })
  return html`<${Button} kind="s" busy=${deed.busy} disabled=${of.state === 'pending'} onClick=${deed.run}>Send again</${Button}>${deed.problem && html`<span class="small fault">${deed.problem.sentence}</span>`}`
}

/** @param {{path: string, close: () => void}} p */
function Delete({ path, close }) {
  const deed = useDeed(async () => { await remove(path); say('Deleted'); go('/app/vendor/webhooks') })
  return html`<${Dialog} title="Delete this endpoint?" close=${close}><p>Nothing is sent to it any more, and its deliveries can no longer be read here.</p><${ProblemNote} problem=${deed.problem} /><div class="form-foot"><${Button} onClick=${close}>Keep it</${Button}><${Button} kind="danger solid" busy=${deed.busy} onClick=${deed.run}>Delete</${Button}></div></${Dialog}>`
}
