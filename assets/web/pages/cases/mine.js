import { html } from '../../../vendor/js/index.js'
import { useList } from '../../api/use.js'
import { day } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { Empty, Load } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { kinds, StatePill } from './words.js'

export default function MyCases() {
  const list = useList('/api/v1/me/cases')
  const columns = [
    { title: 'Number', head: true, cell: (/** @type {any} */ c) => html`<a class="strong" href=${`/app/cases/${c.number}`} data-testid="my-case">${c.number}</a><br /><span class="small faint">${kinds[c.kind]}${c.position ? ` · question ${c.position}` : ''}</span>` },
    { title: 'Exam', cell: (/** @type {any} */ c) => c.exam || '–' },
    { title: 'Opened', cell: (/** @type {any} */ c) => day(c.created_at) },
    { title: 'State', cell: (/** @type {any} */ c) => html`<${StatePill} of=${c} />${c.may_appeal ? html`<br /><span class="small">until ${day(c.appeal_until)}</span>` : ''}` },
  ]
  return html`
    <${Page} title="My cases" lead="What you reported, and what is being looked at. Nothing here is decided by a machine or by one person alone.">
      <${Load} of=${list} kind="rows">${() => (list.rows.length ? html`<${Table} caption="My cases" columns=${columns} rows=${list.rows} id=${(/** @type {any} */ c) => c.number} more=${list} />` : html`<${Empty} title="No cases">A report of yours, or a question about an attempt, appears here with its number.</${Empty}>`)}</${Load}>
    </${Page}>`
}
