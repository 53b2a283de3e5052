import { html, useState } from '../../../vendor/js/index.js'
import { useList } from '../../api/use.js'
import { words } from '../../ui/format.js'
import { Load, Pill, Stat } from '../../ui/states.js'
import { Table } from '../../ui/table.js'

/** @type {Record<string, string>} */
const tones = { imported: 'good', imported_with_losses: 'warn', rejected: 'bad' }

/** Every source item with its one outcome; the counts add up. @param {{bank: string, of: any}} p */
export function ImportReport({ bank, of }) {
  const [show, setShow] = useState(of.rejected ? 'rejected' : of.imported_with_losses ? 'imported_with_losses' : '')
  const list = useList(`/api/v1/item-banks/${encodeURIComponent(bank)}/imports/${encodeURIComponent(of.id)}/entries`, { limit: 100, outcome: show })
  const rows = list.rows.map((/** @type {any} */ e, /** @type {number} */ i) => ({ ...e, id: String(i) }))
  /** @type {[string, string, number][]} */
  const kinds = [['', 'All', of.source_items], ['imported', 'Imported', of.imported], ['imported_with_losses', 'With losses', of.imported_with_losses], ['rejected', 'Rejected', of.rejected]]
  return html`
    <section class="stack" data-testid="import-report">
      <header class="row between"><h2>Import report</h2><${Pill} tone=${of.state === 'refused' ? 'bad' : 'good'}>${words(of.state)}</${Pill}></header>
      ${of.reason && html`<p class="fault" role="alert">${of.reason}</p>`}
      <div class="card stats"><${Stat} value=${of.source_items} label="in the file" /><${Stat} value=${of.imported} label="imported" /><${Stat} value=${of.imported_with_losses} label="with losses" /><${Stat} value=${of.rejected} label="rejected" /></div>
      ${of.source_items > 0 && html`
        <div class="chips" role="group" aria-label="Show">${kinds.map(([v, l, n]) => html`<button type="button" class="chip" aria-pressed=${String(show === v)} onClick=${() => setShow(v)}>${l} ${n.toLocaleString()}</button>`)}</div>
        <${Load} of=${list}>${() => (rows.length ? html`<${Table} caption="Entries" rows=${rows} columns=${columns} more=${list} />` : html`<p class="quiet">None of that kind.</p>`)}</${Load}>`}
    </section>`
}

/** @type {import('../../ui/table.js').Column[]} */
const columns = [
  { title: 'Source', head: true, cell: e => html`<span class="strong break">${e.source_ref || '–'}</span>${e.file && html`<br /><span class="small quiet break">${e.file}</span>`}` },
  { title: 'Line', num: true, cell: e => e.line ?? '–' },
  { title: 'Outcome', cell: e => html`<${Pill} tone=${tones[e.outcome] || ''}>${words(e.outcome)}</${Pill}>` },
  { title: 'Why', cell: e => [e.reason, ...(e.losses || []).map((/** @type {any} */ l) => l.detail || l)].filter(Boolean).join('; ') || html`<span class="faint">–</span>` },
]
