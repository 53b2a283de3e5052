import { html } from '../../../vendor/js/index.js'
import { useList } from '../../api/use.js'
import { day } from '../../ui/format.js'
import { Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'

/** Results of exams that somebody else delivered; nothing where there are none. */
export function Outside() {
  const list = useList('/api/v1/me/results/external')
  const rows = list.rows.filter(r => !r.superseded)
  if (!rows.length) return null
  const columns = [
    { title: 'Exam', head: true, cell: (/** @type {any} */ r) => html`<span class="strong">${r.exam}</span><br /><span class="small faint">delivered by ${r.source_title}</span>` },
    { title: 'Score', num: true, cell: (/** @type {any} */ r) => `${r.score}${r.max ? ` of ${r.max}` : ''}` },
    { title: 'Result', cell: (/** @type {any} */ r) => html`<${Pill} tone=${r.decision === 'pass' ? 'good' : ''}>${r.decision === 'pass' ? 'Passed' : 'Not passed'}</${Pill}>` },
    { title: 'Taken', cell: (/** @type {any} */ r) => day(r.taken_at) },
  ]
  return html`<section class="stack"><h2>Exams taken elsewhere</h2><${Table} caption="Exams taken elsewhere" columns=${columns} rows=${rows} more=${list} /></section>`
}
