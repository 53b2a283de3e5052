import { html, useState } from '../../../vendor/js/index.js'
import { put } from '../../api/client.js'
import { administered } from '../../api/session.js'
import { useDeed, useList, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { words } from '../../ui/format.js'
import { ProblemNote } from '../../ui/problem.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { say } from '../../ui/toast.js'
import { PartnerFrame } from './frame.js'

/** The partner above with what it may see, and the partners below with their numbers. @param {{id: string}} p */
export default function Family({ id }) {
  const base = `/api/v1/partners/${encodeURIComponent(id)}`
  const list = useList(`${base}/resellers`)
  const [team, setTeam] = useState(/** @type {any} */ (null))
  return html`
    <${PartnerFrame} id=${id} title="Family" lead="Partners below yours show you how many people are certified, their tier and what ends soon. They show people only if they choose to.">
      <${Above} id=${id} base=${base} />
      <${Load} of=${list}>${() => (list.rows.length ? html`<div class="stack">${list.rows.map(r => html`<${Reseller} key=${r.partner.id} of=${r} people=${() => setTeam(r)} />`)}</div>`
        : html`<${Empty} title="No partners below">The vendor says which partners belong under this one.</${Empty}>`)}</${Load}>
      ${team && html`<${Team} base=${base} of=${team} close=${() => setTeam(null)} />`}
    </${PartnerFrame}>`
}

/** @param {{id: string, base: string}} p */
function Above({ id, base }) {
  const sharing = useResource(`${base}/sharing`)
  const turn = useDeed(async (/** @type {boolean} */ people) => { await put(`${base}/sharing`, { people }); say(people ? 'Your people are shown by name' : 'Only numbers are shown'); sharing.reload() })
  const own = administered().some(a => a.partner.id === id)
  const s = sharing.data
  if (!s?.parent) return null
  return html`
    <section class="card stack s"><h2>Above: ${s.parent_name}</h2>
      <p>${s.people ? 'It sees your people by name with what they hold, but not their addresses.' : 'It sees your headcounts, tiers and what ends soon, and no people.'}</p>
      <${ProblemNote} problem=${turn.problem} />
      ${own && html`<div><${Button} kind="s" busy=${turn.busy} onClick=${() => turn.run(!s.people)} testid="sharing-turn">${s.people ? 'Show numbers only' : 'Show our people by name'}</${Button}></div>`}
    </section>`
}

/** @param {{of: any, people: () => void}} p */
function Reseller({ of, people }) {
  const columns = [
    { title: 'Certification', head: true, cell: (/** @type {any} */ c) => html`<span class="break">${c.certification}</span>` },
    { title: 'Certified', num: true, cell: (/** @type {any} */ c) => c.count },
    { title: 'End in 30 days', num: true, cell: (/** @type {any} */ c) => c.within_30_days },
    { title: 'In 90 days', num: true, cell: (/** @type {any} */ c) => c.within_90_days },
  ]
  return html`
    <article class="stack s" data-testid="reseller-row">
      <header class="row between"><div><h2>${of.partner.name}</h2><p class="small faint">${of.country} · ${of.certified_count} ${of.certified_count === 1 ? 'person' : 'people'} certified</p></div>
        ${of.shares_people && html`<${Button} kind="s" onClick=${people} testid="reseller-people">People</${Button}>`}</header>
      ${of.standings.length > 0 && html`<div class="row">${of.standings.map((/** @type {any} */ s) => html`<${Pill} key=${s.program + s.track}>${s.program_title || words(s.program)}: ${s.tier ? s.tier_title || words(s.tier) : 'no tier yet'}</${Pill}>`)}</div>`}
      ${of.headcounts.length > 0 && html`<${Table} caption=${`Headcounts of ${of.partner.name}`} columns=${columns} rows=${of.headcounts} id=${(/** @type {any} */ c) => c.certification} />`}
    </article>`
}

/** @param {{base: string, of: any, close: () => void}} p */
function Team({ base, of, close }) {
  const list = useList(`${base}/resellers/${encodeURIComponent(of.partner.id)}/team`, { limit: 100 })
  const columns = [
    { title: 'Person', head: true, cell: (/** @type {any} */ m) => m.person.name },
    { title: 'Holds', cell: (/** @type {any} */ m) => m.certifications.map((/** @type {any} */ c) => c.title).join(', ') || html`<span class="faint">nothing yet</span>` },
  ]
  return html`
    <${Dialog} title=${`People of ${of.partner.name}`} close=${close} wide>
      <${Load} of=${list}>${() => html`<${Table} caption="People" columns=${columns} rows=${list.rows} id=${(/** @type {any} */ m) => m.affiliation} more=${list} />`}</${Load}>
    </${Dialog}>`
}
