import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { moment } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Table } from '../../ui/table.js'

/** Names on documents that differ from accounts, for a proctor to settle. */
export function DoubtfulNames() {
  const list = useResource('/api/v1/legal-names')
  const [one, setOne] = useState(/** @type {any} */ (null))
  const rows = list.data?.data || []
  if (!rows.length) return null
  const columns = [
    { title: 'On the document', head: true, cell: (/** @type {any} */ n) => n.stated }, { title: 'In the account', cell: (/** @type {any} */ n) => n.account_name },
    { title: 'Stated', cell: (/** @type {any} */ n) => moment(n.stated_at) }, { title: 'Actions', act: true, cell: (/** @type {any} */ n) => html`<${Button} kind="s" onClick=${() => setOne(n)}>Confirm</${Button}>` },
  ]
  return html`<section class="stack"><h2>Names to confirm</h2><${Table} caption="Names to confirm" columns=${columns} rows=${rows} id=${(/** @type {any} */ n) => n.person} />
    ${one && html`<${Dialog} title="Are these one person?" close=${() => setOne(null)}><p><b>${one.stated}</b> on the document, <b>${one.account_name}</b> in the account.</p>
      <${Form} deed=${(/** @type {any} */ v) => post(`/api/v1/legal-names/${one.person}/confirm`, { reason: v.reason || '' })} done=${() => { setOne(null); list.reload() }} submit="They are" cancel=${() => setOne(null)}><${Field} name="reason" label="What you saw" rows=${3} required /></${Form}></${Dialog}>`}</section>`
}
