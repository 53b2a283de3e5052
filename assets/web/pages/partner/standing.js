import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { useDeed, useList, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { day, keyOf, money, nameOf, period, words } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { ProblemNote } from '../../ui/problem.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { say } from '../../ui/toast.js'
import { PartnerFrame } from './frame.js'
import { Ladder } from './ladder.js'
import { Nodes } from './nodes.js'

/** @param {{id: string}} p */
export default function Standing({ id }) {
  const standing = useResource(`/prm/v1/partners/${encodeURIComponent(id)}/standing`)
  return html`
    <${PartnerFrame} id=${id} title="Standing" lead="Where the partner stands, what the next tier asks, and what is still short.">
      <${Load} of=${standing}>${(/** @type {any} */ s) => {
        const rows = s.data || s.standings || (s.program ? [s] : [])
        return rows.length ? rows.map((/** @type {any} */ x) => html`<${Program} key=${keyOf(x.program)} partner=${id} of=${x} reload=${standing.reload} />`)
          : html`<${Empty} title="No program yet">This partner takes part in no program. The vendor can add it to one.</${Empty}>`
      }}</${Load}>
    </${PartnerFrame}>`
}

/** @param {{partner: string, of: any, reload: () => void}} p */
function Program({ partner, of, reload }) {
  const program = keyOf(of.program)
  const q = useResource(`/prm/v1/partners/${encodeURIComponent(partner)}/qualification?program=${encodeURIComponent(program)}&horizon=P90D`)
  const team = useList(`/api/v1/partners/${encodeURIComponent(partner)}/team`, { limit: 200 })
  const [open, setOpen] = useState('')
  const held = of.tier?.key || of.tier || of.holds || q.data?.holds || ''
  const target = q.data?.target || ''
  const names = new Map(team.rows.map(r => [r.person?.id || r.person, nameOf(r.person)]))
  const apply = useDeed(async () => { await post(`/prm/v1/partners/${encodeURIComponent(partner)}/applications`, { program, tier: target, kind: 'application' }); say('The application is with the vendor'); reload(); q.reload() })
  return html`
    <section class="stack l">
      <header class="row between"><h2>${of.program_title || words(nameOf(of.program))}</h2>${of.grace_until || of.grace ? html`<${Pill} tone="warn">In grace until ${day(of.grace_until || of.grace?.until)}</${Pill}>` : ''}</header>
      <${Ladder} program=${program} version=${of.version || q.data?.version} held=${held} target=${target} />
      <dl class="kv">
        <dt>Tier held</dt><dd>${held ? words(held) : 'None yet'}${of.since ? html` <span class="faint">since ${day(of.since)}</span>` : ''}</dd>
        ${(of.next_checkpoint || of.checkpoint) && html`<dt>Next checkpoint</dt><dd>${day(of.next_checkpoint || of.checkpoint)}</dd>`}
        ${grantsOf(of.grants).length > 0 && html`<dt>What it gives</dt><dd>${grantsOf(of.grants).join(' · ')}</dd>`}
      </dl>
      <${Load} of=${q}>${(/** @type {any} */ e) => (e.target ? html`
        <section class="card">
          <header><div><span class="eyebrow">Next tier</span><h2>${words(e.target)}</h2></div><${Pill} tone=${e.result === 'met' ? 'good' : e.result === 'unknown' ? 'info' : 'warn'}>${words(e.result)}</${Pill}></header>
          ${e.summary && html`<p class="lead">${e.summary}</p>`}
          <${Nodes} nodes=${e.nodes || []} names=${names} />
          ${e.forecast?.length > 0 && html`<div class="note warn"><p class="strong">Ahead</p><ul class="small stack s">${e.forecast.map((/** @type {any} */ f) => html`<li>${day(f.on)}: ${f.event}${f.then ? `, then ${f.then}` : ''}</li>`)}</ul></div>`}
          <${ProblemNote} problem=${apply.problem} />
          <footer><${Button} kind=${e.result === 'met' ? 'primary' : ''} busy=${apply.busy} onClick=${apply.run}>Apply for ${words(e.target)}</${Button}><${Button} onClick=${() => setOpen('attest')}>Hand in evidence</${Button}></footer>
        </section>` : html`<div class="note good"><p><b>The top of the ladder.</b> There is no higher tier in this program.</p></div>`)}</${Load}>
      ${open === 'attest' && html`<${Attest} partner=${partner} close=${() => setOpen('')} done=${q.reload} />`}
    </section>`
}

/** @param {any} g @returns {string[]} */
export const grantsOf = g => (Array.isArray(g) ? g.map(x => `${words(x.kind || x.key)}: ${x.value ?? x.range ?? ''}`) : Object.entries(g || {}).map(([k, v]) => grant(k, v)))

/** `commission_pct: 10` reads 10 % commission. @param {string} k @param {any} v */
function grant(k, v) {
  const value = typeof v === 'object' && v ? ('amount' in v ? money(v) : v.value ?? v.range?.join(' to ') ?? JSON.stringify(v)) : v
  if (k.endsWith('_pct')) return `${value} % ${words(k.slice(0, -4)).toLowerCase()}`
  return /^P\d/.test(String(value)) ? `${period(String(value))} ${words(k).toLowerCase()}` : `${words(k)} ${value}`
}

/** @param {{partner: string, close: () => void, done: () => void}} p */
const Attest = ({ partner, close, done }) => html`
  <${Dialog} title="Hand in evidence" close=${close}>
    <${Form} deed=${(/** @type {any} */ v, /** @type {string} */ key) => post(`/prm/v1/partners/${encodeURIComponent(partner)}/attestations`, { kind: v.kind, valid_from: `${v.valid_from}T00:00:00Z`, note: v.note || '' }, { key })} done=${() => { close(); say('Handed in; somebody else has to approve it'); done() }} submit="Hand in" cancel=${close}>
      <${Field} name="kind" label="Kind" options=${['case_study', 'reference', 'business_plan', 'audit', 'sla'].map(v => ({ value: v, label: words(v) }))} />
      <${Field} name="valid_from" label="Valid from" type="date" value=${new Date().toISOString().slice(0, 10)} required />
      <${Field} name="note" label="What it shows, and where it can be read" rows=${4} required />
    </${Form}>
  </${Dialog}>`
