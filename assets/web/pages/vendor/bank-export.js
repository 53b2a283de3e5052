import { html, useState } from '../../../vendor/js/index.js'
import { download, get } from '../../api/client.js'
import { useDeed } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { count } from '../../ui/format.js'
import { ProblemNote } from '../../ui/problem.js'
import { Table } from '../../ui/table.js'

/** @type {[string, string, string, string][]} */
const formats = [
  ['qti3', 'QTI 3.0 package', '.zip', 'Everything, with pictures and shared texts'], ['gift', 'GIFT', '.gift', 'Text only, for Moodle'], ['csv', 'CSV', '.csv', 'Text only, for spreadsheets'],
]

/** The bank as a file. What a format cannot carry is said before it is taken. @param {{bank: string, name: string}} p */
export function Export({ bank, name }) {
  const [report, setReport] = useState(/** @type {any} */ (null))
  const path = `/api/v1/item-banks/${encodeURIComponent(bank)}/export`
  const look = useDeed(async (/** @type {string} */ format) => setReport(await get(`${path}?format=${format}&report=true`, { timeout: 120000 })))
  const take = useDeed(() => download(`${path}?format=${report.format}`, `${name.replace(/[^\w-]+/g, '-') || bank}${formats.find(f => f[0] === report.format)?.[2]}`))
  return html`
    <section class="card pad stack" aria-label="Export">
      <h2>Export</h2>
      <p class="quiet">The file holds the answer keys, so every export is on record.</p>
      <div class="row">${formats.map(([v, l]) => html`<${Button} kind="s" icon="download" busy=${look.busy} onClick=${() => look.run(v)} testid="export-${v}">${l}</${Button}>`)}</div>
      <${ProblemNote} problem=${look.problem || take.problem} />
      ${report && html`
        <p>${formats.find(f => f[0] === report.format)?.[3]}. ${count(report.written, 'question')} of ${report.items.toLocaleString()} can be written${report.written_with_losses ? `, ${report.written_with_losses.toLocaleString()} with losses` : ''}.</p>
        ${report.entries.length > 0 && html`<${Table} caption="What the format cannot carry" columns=${columns} rows=${report.entries.slice(0, 100)} id=${(/** @type {any} */ e) => e.item} />`}
        <div><${Button} kind="primary" icon="download" busy=${take.busy} disabled=${!report.written} onClick=${take.run} testid="export-take">Download</${Button}></div>`}
    </section>`
}

/** @type {import('../../ui/table.js').Column[]} */
const columns = [
  { title: 'Item', head: true, cell: e => html`<span class="break">${e.item || '–'}</span>` },
  { title: 'What is lost', cell: e => e.reason ? html`<span class="fault">Not written: ${e.reason}</span>` : e.losses.join('; ') },
]
