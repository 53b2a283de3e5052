import { html } from '../../../vendor/js/index.js'
import { useList } from '../../api/use.js'
import { count, moment, words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { Person } from './person.js'

/** @type {Record<string, [string, string]>} */
const states = { looking: ['info', 'Being looked at'], ready: ['warn', 'Waits for a decision'], applying: ['info', 'Being applied'], applied: ['good', 'Applied'], declined: ['', 'Declined'] }

/** @param {{of: string}} p */
export const RegradeState = ({ of }) => html`<${Pill} tone=${states[of]?.[0] || ''}>${states[of]?.[1] || words(of)}</${Pill}>`

/** @type {import('../../ui/table.js').Column[]} */
const columns = [
  { title: 'Asked', head: true, cell: r => html`<a href=${`/app/vendor/regrades/${encodeURIComponent(r.id)}`}>${moment(r.created_at)}</a>` },
  { title: 'By', cell: r => html`<${Person} id=${r.created_by} />` },
  { title: 'About', cell: r => (r.kind === 'line' ? html`The line of a form, ${r.form_cut} points` : html`Key ${r.key}: <span class="break">${r.stem || r.item || 'an item'}</span>`) },
  { title: 'State', cell: r => html`<${RegradeState} of=${r.state} />` },
  { title: 'Would change', cell: r => (r.outlook ? `${count(r.outlook.scores, 'score')}, ${count(r.outlook.flips.length, 'decision')}` : '–') },
  { title: 'Changed', num: true, cell: r => (r.state === 'applied' || r.state === 'applying' ? count(r.changed, 'result') : '–') },
]

/** What keys that turned out wrong have changed, or would. */
export default function Regrades() {
  const list = useList('/api/v1/regrades', { limit: 50 })
  return html`
    <${Page} title="Regrades" lead="When a key was wrong, another is proposed on the page of its item. What it would change is counted here before anybody decides.">
      <${Load} of=${list} kind="rows">${() => (list.rows.length ? html`<${Table} caption="Regrades" columns=${columns} rows=${list.rows} more=${list} testid="regrade-row" />` : html`<${Empty} title="No regrades">No key has been called into question. Propose another key on the page of an item.</${Empty}>`)}</${Load}>
    </${Page}>`
}
