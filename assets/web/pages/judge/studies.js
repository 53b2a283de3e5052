import { html } from '../../../vendor/js/index.js'
import { useList } from '../../api/use.js'
import { Page } from '../../ui/page.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { stateWord, tone } from '../vendor/standards.js'

/** The studies whose panel the reader is on. */
export default function Studies() {
  const list = useList('/api/v1/standards')
  const columns = [
    { title: 'Study', head: true, cell: (/** @type {any} */ s) => html`<a class="strong" href=${`/app/standards/${s.id}`}>${s.title}</a>` },
    { title: 'Items', num: true, cell: (/** @type {any} */ s) => s.items },
    { title: 'State', cell: (/** @type {any} */ s) => html`<${Pill} tone=${tone(s.state)}>${stateWord(s)}</${Pill}>` },
  ]
  return html`<${Page} title="Panels" lead="Cut score studies that ask for your judgement."><${Load} of=${list}>${() => (list.rows.length ? html`<${Table} caption="Studies" columns=${columns} rows=${list.rows} />` : html`<${Empty} title="You are on no panel">Whoever leads a study puts you on it.</${Empty}>`)}</${Load}></${Page}>`
}
