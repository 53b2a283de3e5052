import { html } from '../../../vendor/js/index.js'
import { useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { deadline, words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { Person } from './person.js'

/** @type {Record<string, string>} */
export const tones = { in_progress: 'info', paused: 'warn', graded: 'good', voided: 'bad' }

/** The attempts at an exam, newest first, for the exam team. @param {{exam: string}} p */
export default function Sittings({ exam }) {
  const list = useList(`/api/v1/exams/${encodeURIComponent(exam)}/attempts`)
  return html`
    <${Page} title="Attempts" crumbs=${[{ href: '/app/vendor/exams', label: 'Exams' }, { href: `/app/vendor/exams/${exam}`, label: exam }]} actions=${html`<${Button} kind="s" onClick=${list.reload}>Look again</${Button}>`}>
      <${Load} of=${list} kind="rows">${() => (list.rows.length
        ? html`<${Table} caption="Attempts" columns=${columns} rows=${list.rows} more=${list} testid="attempt-row" />`
        : html`<${Empty} title="Nobody has sat this exam yet">Attempts show here as soon as a candidate begins.</${Empty}>`)}</${Load}>
    </${Page}>`
}

/** @type {import('../../ui/table.js').Column[]} */
const columns = [
  { title: 'Attempt', head: true, cell: a => html`<a href="/app/vendor/attempts/${a.id}"><code class="small break">${a.id}</code></a>` },
  { title: 'Person', cell: a => html`<${Person} id=${a.person} />` },
  { title: 'State', cell: a => html`<${Pill} tone=${tones[a.state] || ''}>${words(a.state)}</${Pill}>` },
  { title: 'Started', cell: a => deadline(a.started_at) },
  { title: 'Ends or ended', cell: a => deadline(a.closed_at || a.deadline_at) },
]
