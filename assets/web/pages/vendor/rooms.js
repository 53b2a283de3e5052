import { html } from '../../../vendor/js/index.js'
import { useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { Empty, Load } from '../../ui/states.js'
import { Table } from '../../ui/table.js'

/** Exams, for those who watch over them. */
export default function Rooms() {
  const list = useList('/api/v1/exams', { limit: 200 })
  const columns = [
    { title: 'Exam', head: true, cell: (/** @type {any} */ x) => html`<a class="strong" href=${`/app/vendor/exams/${encodeURIComponent(x.key)}/room`}>${x.title}</a>` },
    { title: 'Watched by', cell: (/** @type {any} */ x) => (x.proctoring && x.proctoring !== 'none' ? words(x.proctoring) : '–') },
    { title: 'Browser', cell: (/** @type {any} */ x) => (x.lockdown === 'safe_exam_browser' ? 'Safe Exam Browser' : 'Any') },
    { title: 'Given', cell: (/** @type {any} */ x) => (x.delivery === 'appointment' ? 'By appointment' : 'On demand') },
    { title: 'Actions', act: true, cell: (/** @type {any} */ x) => x.delivery === 'appointment' && html`<${Button} kind="s" href=${`/app/vendor/exams/${encodeURIComponent(x.key)}/appointments`}>Appointments</${Button}>` },
  ]
  return html`<${Page} title="Exam rooms" lead="Who sits now, what was noticed, and when exams are given.">
    <${Load} of=${list}>${() => { const rows = list.rows.filter(x => x.state === 'published'); return rows.length ? html`<${Table} caption="Exams" columns=${columns} rows=${rows} id=${(/** @type {any} */ r) => r.key} more=${list} />` : html`<${Empty} title="No exams yet">Exams appear here once they are published.</${Empty}>` }}</${Load}></${Page}>`
}
