import { html } from '../../../vendor/js/index.js'
import { changes } from '../../api/session.js'
import { useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { money, nameOf, span, words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'

export default function VendorExams() {
  const list = useList('/api/v1/exams', { limit: 200 })
  return html`
    <${Page} title="Exams" actions=${changes('vendor_admin', 'author') && html`<${Button} kind="primary" icon="plus" href="/app/vendor/exams/new">New exam</${Button}>`}>
      <${Load} of=${list}>${() => (list.rows.length ? html`<${Table} caption="Exams" columns=${columns} rows=${list.rows} id=${(/** @type {any} */ r) => r.key} more=${list} />`
        : html`<${Empty} title="No exams yet">Import a bank and create a certification first; the exam ties them together.</${Empty}>`)}</${Load}>
    </${Page}>`
}

/** @type {import('../../ui/table.js').Column[]} */
const columns = [
  { title: 'Exam', head: true, cell: x => html`<a class="strong" href=${`/app/vendor/exams/${encodeURIComponent(x.key)}`}>${x.title}</a><br /><code class="small faint">${x.key}</code>` },
  { title: 'Certification', cell: x => nameOf(x.certification) || '–' },
  { title: 'Length', cell: x => `${x.blueprint?.length ?? '–'} questions, ${x.time_limit_seconds ? span(x.time_limit_seconds) : '–'}` },
  { title: 'Price', num: true, cell: x => money(x.price) },
  { title: 'State', cell: x => html`<${Pill} tone=${x.state === 'published' ? 'good' : ''}>${words(x.state)}</${Pill}>${x.state === 'published' && x.published_version < x.version ? html`<br /><span class="xs faint">draft is newer</span>` : ''}` },
]
