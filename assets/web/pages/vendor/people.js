import { html, useState } from '../../../vendor/js/index.js'
import { useList } from '../../api/use.js'
import { day } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { Empty, Load, Mail, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'

/** Everybody who has an account, found by a part of a name or an address. */
export default function People() {
  const [find, setFind] = useState('')
  const list = useList('/api/v1/people', { limit: 50, query: find })
  const columns = [
    { title: 'Person', head: true, cell: (/** @type {any} */ p) => html`<a class="strong" href=${`/app/vendor/people/${p.id}`}>${p.name}</a>` },
    { title: 'Address', cell: (/** @type {any} */ p) => html`<${MailOf} of=${p} />` },
    { title: 'State', cell: (/** @type {any} */ p) => html`<${State} of=${p} />` },
    { title: 'Since', cell: (/** @type {any} */ p) => day(p.created_at) },
  ]
  return html`
    <${Page} title="People">
      <input class="input search" type="search" aria-label="Find a person" placeholder="Part of a name or address" maxlength="200" value=${find} onChange=${(/** @type {any} */ e) => setFind(e.currentTarget.value)} data-testid="people-find" />
      <${Load} of=${list}>${() => (list.rows.length ? html`<${Table} caption="People" columns=${columns} rows=${list.rows} more=${list} testid="people-row" />`
        : html`<${Empty} title="Nobody found">Try a shorter part of the name or address.</${Empty}>`)}</${Load}>
    </${Page}>`
}

/** The address of who can be written to; an account that became a part of another has none. @param {{of: any}} p */
export const MailOf = ({ of }) => (of.merged_into ? html`<span class="faint">leads to another account</span>` : html`<${Mail} of=${of.email} />`)

/** @param {{of: any}} p */
export const State = ({ of }) => html`<${Pill} tone=${{ active: 'good', merged: 'warn', disabled: 'warn' }[/** @type {string} */ (of.state)] || ''}>${{ active: 'Active', invited: 'Invited', disabled: 'Closed', merged: 'Merged' }[/** @type {string} */ (of.state)] || of.state}</${Pill}>`
