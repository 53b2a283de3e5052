import { html, useState } from '../../../vendor/js/index.js'
import { words } from '../../ui/format.js'
import { Pill, Stat } from '../../ui/states.js'
import { Table } from '../../ui/table.js'

/** @type {Record<string, string>} */
const tones = { imported: 'good', imported_with_losses: 'warn', rejected: 'bad' }

/** Every source item with its one outcome; the counts add up. @param {{of: any}} p */
export function ImportReport({ of }) {
  const [show, setShow] = useState(of.rejected ? 'rejected' : of.imported_with_losses ? 'imported_with_losses' : '')
  const rows = (of.entries || []).map((/** @type {any} */ e, /** @type {number} */ i) => ({ ...e, id: String(i) })).filter((/** @type {any} */ e) => !show || e.outcome === show)
  return html`
    <section class="stack" data-testid="import-report">
      <header class="row between"><h2>Import report</h2><${Pill} tone=${of.state === 'refused' ? 'bad' : 'good'}>${words(of.state)}</${Pill}></header>
      <div class="card stats"><${Stat} value=${of.source_items} label="in the file" /><${Stat} value=${of.imported} label="imported" /><${Stat} value=${of.imported_with_losses} label="with losses" /><${Stat} value=${of.rejected} label="rejected" /></div>
      <div class="chips" role="group" aria-label="Show">${[['', 'All'], ['imported', 'Imported'], ['imported_with_losses', 'With losses'], ['rejected', 'Rejected']].map(([v, l]) => html`<button type="button" class="chip" aria-pressed=${String(show === v)} onClick=${() => setShow(v)}>${l}</button>`)}</div>
      ${rows.length ? html`<${Table} caption="Entries" rows=${rows} columns=${columns} />` : html`<p class="quiet">None of that kind.</p>`}
    </section>`
}

/** @type {import('../../ui/table.js').Column[]} */
const columns = [
  { title: 'Source', head: true, cell: e => html`<span class="strong break">${e.source_ref || '–'}</span>` },
  { title: 'Line', num: true, cell: e => e.line ?? '–' },
  { title: 'Outcome', cell: e => html`<${Pill} tone=${tones[e.outcome] || ''}>${words(e.outcome)}</${Pill}>` },
  { title: 'Why', cell: e => [e.reason, ...(e.losses || []).map((/** @type {any} */ l) => l.detail || l)].filter(Boolean).join('; ') || html`<span class="faint">–</span>` },
]
