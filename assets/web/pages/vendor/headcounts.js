import { html, useState } from '../../../vendor/js/index.js'
import { withQuery } from '../../api/client.js'
import { useList, useResource } from '../../api/use.js'
import { place, setQuery } from '../../router.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { day, deadline, nameOf, period, words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { Empty, Load } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { whyOf } from '../partner/nodes.js'

const groupings = [['partner,certification', 'Partner and certification'], ['partner', 'Partner'], ['certification', 'Certification'], ['level', 'Level'], ['role', 'Role'], ['country', 'Country']]

export default function Headcounts() {
  const q = place.value.query
  const asOf = q.get('as_of') || '', group = q.get('group_by') || 'partner,certification', basis = q.get('basis') || ''
  const list = useList('/prm/v1/headcounts', { as_of: asOf, group_by: group, basis, limit: 100 })
  const partners = useList('/api/v1/partners', { limit: 200 })
  const certs = useList('/api/v1/certifications', { limit: 200 })
  const [who, setWho] = useState(/** @type {any} */ (null))
  const partnerName = (/** @type {any} */ p) => p?.name || partners.rows.find(x => x.id === p?.id)?.name || p?.external_id || '–'
  const certName = (/** @type {string} */ k) => certs.rows.find(c => c.key === k)?.title || k
  const dims = group.split(',').filter(d => d !== 'partner')
  const columns = [
    ...(group.includes('partner') ? [{ title: 'Partner', head: true, cell: (/** @type {any} */ r) => html`<a class="strong" href=${`/app/partners/${r.partner?.id}/team`}>${partnerName(r.partner)}</a>` }] : []),
    ...dims.map((d, i) => ({ title: words(d), head: !group.includes('partner') && i === 0, cell: (/** @type {any} */ r) => (d === 'certification' ? certName(r.group?.[d]) : words(nameOf(r.group?.[d]))) })),
    { title: 'People', num: true, cell: (/** @type {any} */ r) => html`<b>${r.count}</b>` },
    { title: 'Expiring', cell: (/** @type {any} */ r) => { const e = (r.expiring || []).filter((/** @type {any} */ x, /** @type {number} */ i, /** @type {any[]} */ all) => x.count > (all[i - 1]?.count ?? 0)); return e.length ? e.map((/** @type {any} */ x) => `${x.count} within ${period(x.within)}`).join(', ') : html`<span class="faint">none soon</span>` } },
    { title: 'Not confirmed', num: true, cell: (/** @type {any} */ r) => r.pending_confirmation ?? 0 },
    { title: 'Actions', act: true, cell: (/** @type {any} */ r) => (group === 'partner,certification' ? html`<${Button} kind="s" onClick=${() => setWho(r)}>Who</${Button}>` : '') },
  ]
  return html`
    <${Page} title="Headcounts" lead="Distinct certified people. Rows do not add up: one person may stand in several.">
      <div class="card"><div class="fields three">
        <div class="field"><label for="hc-day">As of</label><input id="hc-day" class="input" type="date" value=${asOf} onChange=${(/** @type {any} */ e) => setQuery({ as_of: e.currentTarget.value })} /></div>
        <div class="field"><label for="hc-by">By</label><select id="hc-by" class="input" onChange=${(/** @type {any} */ e) => setQuery({ group_by: e.currentTarget.value })}>${groupings.map(([v, l]) => html`<option value=${v} selected=${v === group}>${l}</option>`)}</select></div>
        <div class="field"><label for="hc-basis">Count</label><select id="hc-basis" class="input" onChange=${(/** @type {any} */ e) => setQuery({ basis: e.currentTarget.value })}><option value="" selected=${!basis}>People</option><option value="awards" selected=${basis === 'awards'}>Awards</option></select></div>
      </div>${list.first && html`<p class="small faint">As of ${deadline(list.first.as_of)}, as known ${deadline(list.first.known_at)}.</p>`}</div>
      <${Load} of=${list}>${() => (list.rows.length ? html`<${Table} caption="Headcounts" columns=${columns} rows=${list.rows} id=${(/** @type {any} */ r) => JSON.stringify([r.partner?.id, r.group])} more=${list} testid="headcount-row" />` : html`<${Empty} title="Nobody is counted">On this day no partner had a certified person, or the filter is too narrow.</${Empty}>`)}</${Load}>
      ${who && html`<${Who} of=${who} title=${`${partnerName(who.partner)}: ${certName(who.group.certification)}`} asOf=${asOf} close=${() => setWho(null)} />`}
    </${Page}>`
}

/** @param {{of: any, title: string, asOf: string, close: () => void}} p */
function Who({ of, title, asOf, close }) {
  const people = useResource(withQuery(`/prm/v1/partners/${encodeURIComponent(of.partner.id)}/headcounts/${encodeURIComponent(of.group.certification)}/people`, { as_of: asOf }))
  return html`
    <${Dialog} title=${title} close=${close}>
      <${Load} of=${people} kind="rows">${() => {
        const { counted, excluded } = people.data
        return html`<h3>Counted (${counted.length})</h3><ul class="stack s">${counted.map((/** @type {any} */ p) => html`<li>${p.name || 'Somebody'}${p.valid_until ? html` <span class="faint small">until ${day(p.valid_until)}</span>` : ''}</li>`)}</ul>
          <h3>Not counted (${excluded.length})</h3><ul class="stack s">${excluded.map((/** @type {any} */ p) => html`<li>${p.name || 'Somebody'} <span class="faint small">${whyOf(p)}</span></li>`)}</ul>`
      }}</${Load}>
    </${Dialog}>`
}
