import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useList, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { Export } from './bank-export.js'
import { Import, PastImports } from './bank-import.js'
import { ImportReport } from './import-report.js'

/** @param {{id: string}} p */
export default function Bank({ id }) {
  const bank = useResource(`/api/v1/item-banks/${encodeURIComponent(id)}`)
  const items = useList(`/api/v1/item-banks/${encodeURIComponent(id)}/items`, { limit: 100 })
  const [report, setReport] = useState(/** @type {any} */ (null))
  const columns = [...facts, { title: 'Actions', act: true, cell: (/** @type {any} */ i) => i.state === 'draft' && changes('vendor_admin', 'author') && html`<${Approve} item=${i} done=${items.reload} />` }]
  const done = (/** @type {any} */ r) => { setReport(r); items.reload(); bank.reload() }
  return html`
    <${Page} title=${bank.data?.name || 'Item bank'} crumbs=${[{ href: '/app/vendor/banks', label: 'Item banks' }]}>
      ${bank.problem && bank.problem.status !== 404 && html`<${ProblemNote} problem=${bank.problem} retry=${bank.reload} />`}
      ${changes('vendor_admin', 'author') && html`<${Import} bank=${id} done=${done} />`}
      ${report && html`<${ImportReport} key=${report.id} bank=${id} of=${report} />`}
      <${PastImports} bank=${id} stamp=${report?.id || ''} open=${setReport} />
      ${changes('vendor_admin', 'author') && bank.data && html`<${Export} bank=${id} name=${bank.data.name} />`}
      <section class="stack"><h2>Items</h2>
        <${Load} of=${items}>${() => (items.rows.length ? html`<${Table} caption="Items" columns=${columns} rows=${items.rows} more=${items} />` : html`<${Empty} title="No items yet">Import a file above. Every source item is accounted for in the report.</${Empty}>`)}</${Load}>
      </section>
    </${Page}>`
}

/** @type {import('../../ui/table.js').Column[]} */
const facts = [
  { title: 'Item', head: true, cell: i => html`<span class="break">${plain(i.stem_html || i.title || i.id)}</span>` },
  { title: 'Type', cell: i => words(i.type) },
  { title: 'Domain', cell: i => i.domain || '–' },
  { title: 'State', cell: i => html`<${Pill} tone=${i.state === 'operational' ? 'good' : ''}>${words(i.state)}</${Pill}>` },
]

/** Text of a piece of HTML, parsed without running or loading anything. @param {string} s */
const plain = s => { const t = new DOMParser().parseFromString(s, 'text/html').body.textContent || ''; return t.length > 160 ? t.slice(0, 160) + '…' : t }

/** A second person lets an imported item into use. @param {{item: any, done: () => void}} p */
function Approve({ item, done }) {
  const deed = useDeed(async () => { await post(`/api/v1/items/${item.id}/approve`); done() })
  return html`<${Button} kind="s" busy=${deed.busy} onClick=${deed.run}>Approve</${Button}>${deed.problem && html`<span class="small fault">${deed.problem.sentence}</span>`}`
}
