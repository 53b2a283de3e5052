import { html, useState } from '../../../vendor/js/index.js'
import { download, withQuery } from '../../api/client.js'
import { useDeed, useList } from '../../api/use.js'
import { place, setQuery } from '../../router.js'
import { Button } from '../../ui/button.js'
import { day, daysUntil, listed, words } from '../../ui/format.js'
import { ProblemNote } from '../../ui/problem.js'
import { Bar, Empty, Load, Mail, Pill, Stat } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { PartnerFrame } from './frame.js'
import { Invite } from './invite.js'

const filters = [['', 'Everyone'], ['certified', 'Certified'], ['expiring', 'Expiring soon'], ['lapsed', 'Lapsed'], ['trained', 'Trained'], ['learning', 'Learning'], ['invited', 'Invited'], ['not_started', 'Not started']]

/** The best word for one person, from their certifications and tracks. @param {any} row */
export function stateOf(row) {
  if (shown[row.state]) return row.state
  const certs = row.certifications || []
  if (certs.some((/** @type {any} */ c) => c.state === 'expiring')) return 'expiring'
  if (certs.some((/** @type {any} */ c) => c.state === 'active')) return 'certified'
  if (certs.length) return 'lapsed'
  const far = Math.max(0, ...(row.tracks || []).map((/** @type {any} */ t) => t.percent))
  return far >= 100 ? 'trained' : far > 0 ? 'learning' : 'not_started'
}

/** @type {Record<string, {word: string, tone: string}>} */
const shown = { certified: { word: 'Certified', tone: 'good' }, expiring: { word: 'Expiring', tone: 'warn' }, lapsed: { word: 'Lapsed', tone: 'bad' }, trained: { word: 'Trained', tone: 'good' }, learning: { word: 'Learning', tone: 'info' }, invited: { word: 'Invited', tone: '' }, not_started: { word: 'Not started', tone: '' } }

/** @param {{id: string}} p */
export default function Team({ id }) {
  const path = `/api/v1/partners/${encodeURIComponent(id)}/team`
  const team = useList(path, { limit: 200 })
  const [inviting, setInviting] = useState(false)
  const state = place.value.query.get('state') || '', find = (place.value.query.get('q') || '').toLowerCase()
  const csv = useDeed(() => download(withQuery(`${path}.csv`, {}), 'team.csv'))
  const here = team.rows
  const rows = here.filter(r => (!state || stateOf(r) === state || (state === 'certified' && stateOf(r) === 'expiring')) && (!find || `${r.person.name} ${r.person.email || ''}`.toLowerCase().includes(find)))
  const n = (/** @type {string[]} */ ...s) => here.filter(r => s.includes(stateOf(r))).length
  return html`
    <${PartnerFrame} id=${id} title="Team" actions=${html`<${Button} icon="download" busy=${csv.busy} onClick=${csv.run}>CSV</${Button}><${Button} kind="primary" icon="plus" onClick=${() => setInviting(true)} testid="invite-open">Invite</${Button}>`}>
      <${ProblemNote} problem=${csv.problem} />
      <${Load} of=${team}>${() => (team.rows.length ? html`
        <section class="stats card" aria-label="At a glance"><${Stat} value=${here.length} label="people" /><${Stat} value=${n('certified', 'expiring')} label="certified" /><${Stat} value=${n('expiring')} label="expiring soon" /><${Stat} value=${n('lapsed')} label="lapsed" /><${Stat} value=${n('trained')} label="trained" /><${Stat} value=${n('learning')} label="learning" /></section>
        <div class="row between">
          <div class="chips" role="group" aria-label="Show">${filters.filter(([v]) => !['trained', 'invited'].includes(v) || v === state || n(v)).map(([v, label]) => html`<button type="button" class="chip" key=${v} aria-pressed=${String(state === v)} onClick=${() => setQuery({ state: v })}>${label}</button>`)}</div>
          <input class="input search" type="search" placeholder="Find a person" aria-label="Find a person" value=${find} onInput=${(/** @type {any} */ e) => setQuery({ q: e.currentTarget.value })} />
        </div>
        ${rows.length ? html`<${Table} caption="Team" columns=${columns} rows=${rows} id=${(/** @type {any} */ r) => r.person.id} testid="team-row" more=${team} />` : html`<${Empty} title="Nobody matches">Choose another filter or clear the search.</${Empty}>`}`
        : html`<${Empty} title="No people yet" action=${html`<${Button} kind="primary" onClick=${() => setInviting(true)}>Invite the first</${Button}>`}>Invite your engineers, account managers and specialists; each gets a letter with a link.</${Empty}>`)}</${Load}>
      ${inviting && html`<${Invite} partner=${id} close=${() => setInviting(false)} done=${team.reload} />`}
    </${PartnerFrame}>`
}

/** @type {import('../../ui/table.js').Column[]} */
const columns = [
  { title: 'Person', head: true, cell: r => html`<span class="strong">${r.person.name}</span>${r.person.email && html`<br /><${Mail} of=${r.person.email} class="small faint" />`}` },
  { title: 'Role', cell: r => html`${(r.job_roles || []).map(words).join(', ') || '–'}${r.affiliation_state !== 'confirmed' && html`<br /><${Pill}>${words(r.affiliation_state)}</${Pill}>`}` },
  { title: 'State', cell: r => { const s = shown[stateOf(r)]; return html`<${Pill} tone=${s.tone}>${s.word}</${Pill}>` } },
  { title: 'Certifications', cell: r => (r.certifications?.length ? html`<ul class="stack s">${r.certifications.map((/** @type {any} */ c) => html`<${Cert} of=${c} />`)}</ul>` : html`<span class="faint">None</span>`) },
  { title: 'Tracks', cell: r => (r.tracks?.length ? html`<ul class="stack s">${r.tracks.map((/** @type {any} */ t) => html`<li class="small"><span>${t.title || t.track} <span class="faint">${t.state === 'lapsed' ? 'lapsed' : `${t.percent} %`}</span></span><${Bar} percent=${t.percent} label=${t.title || t.track} /></li>`)}</ul>` : html`<span class="faint">None</span>`) },
]

/** @param {{of: any}} p */
function Cert({ of }) {
  const left = of.valid_until ? daysUntil(of.valid_until) : null
  const note = of.state === 'revoked' ? 'revoked' : left === null ? 'no expiry' : left < 0 ? `ended ${day(of.valid_until)}` : left <= 90 ? `${left} days left` : `until ${day(of.valid_until)}`
  const tiers = /** @type {any[]} */ (of.counts_for || [])
  const programs = new Set(tiers.map(t => t.program))
  const toward = [...new Set(tiers.map(t => (programs.size > 1 ? `${t.tier_title} (${t.program_title})` : t.tier_title)))]
  return html`<li class="small"><span class="strong">${of.title || of.certification}</span> <span class="faint">${note}</span>${toward.length ? html`<br /><span class="xs faint">counts toward ${listed(toward)}</span>` : ''}</li>`
}
