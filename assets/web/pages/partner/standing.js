import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useList, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { date, words } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { ProblemNote } from '../../ui/problem.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { say } from '../../ui/toast.js'
import { Applications } from './applications.js'
import { PartnerFrame } from './frame.js'
import { grantsOf } from './grants.js'
import { Ladder } from './ladder.js'
import { Nodes, Ways } from './nodes.js'

/** @param {{id: string}} p */
export default function Standing({ id }) {
  const standing = useResource(`/prm/v1/partners/${encodeURIComponent(id)}/standing`)
  const team = useList(`/api/v1/partners/${encodeURIComponent(id)}/team`, { limit: 200 })
  const names = new Map(/** @type {[string, string][]} */ (team.rows.map(r => [r.person.id, r.person.name])))
  return html`
    <${PartnerFrame} id=${id} title="Standing" lead="Where the partner stands, what the next tier asks, and what is still short.">
      <${Load} of=${standing}>${(/** @type {any} */ s) => (s.standings.length
        ? s.standings.map((/** @type {any} */ x) => html`<${Program} key=${x.program + x.track} partner=${id} of=${x} names=${names} reload=${standing.reload} />`)
        : html`<${Empty} title="No program yet">This partner takes part in no program. The vendor can add it to one.</${Empty}>`)}</${Load}>
    </${PartnerFrame}>`
}

/** @param {{partner: string, of: any, names: Map<string, string>, reload: () => void}} p */
function Program({ partner, of, names, reload }) {
  const base = `/prm/v1/partners/${encodeURIComponent(partner)}`
  const q = useResource(`${base}/qualification?program=${encodeURIComponent(of.program)}&horizon=P90D`)
  const [open, setOpen] = useState('')
  const [turn, setTurn] = useState(0)
  const e = q.data
  const all = new Map([...names, ...Object.entries(e?.people || {})])
  const target = e?.target && e.target !== of.tier ? e.target : ''
  const again = () => { reload(); q.reload(); setTurn(turn + 1) }
  return html`
    <section class="stack l">
      <header class="row between"><h2>${of.program_title || words(of.program)}</h2>${of.grace_until && html`<${Pill} tone="warn">In grace until ${date(of.grace_until)}</${Pill}>`}</header>
      <${Ladder} program=${of.program} version=${of.version} track=${of.track} held=${of.tier || ''} target=${target} />
      <dl class="kv">
        <dt>Tier held</dt><dd>${of.tier ? of.title || words(of.tier) : 'None yet'}${of.since ? html` <span class="faint">since ${date(of.since)}</span>` : ''}</dd>
        ${of.next_checkpoint && html`<dt>Next checkpoint</dt><dd>${date(of.next_checkpoint)}</dd>`}
        ${of.hold_until && html`<dt>Held at least until</dt><dd>${date(of.hold_until)}</dd>`}
        ${of.grants.length > 0 && html`<dt>What it gives</dt><dd>${grantsOf(of.grants).join(' · ')}</dd>`}
      </dl>
      <${Applications} key=${turn} partner=${partner} program=${of.program} done=${again} />
      <${Load} of=${q}>${() => (target ? html`
        <section class="card">
          <header><div><span class="eyebrow">Next tier</span><h2>${e.target_title || words(target)}</h2></div><${Pill} tone=${e.result === 'met' ? 'good' : e.result === 'unknown' ? 'info' : 'warn'}>${words(e.result)}</${Pill}></header>
          ${e.summary && html`<p class="lead">${e.summary}</p>`}
          <${Nodes} nodes=${e.nodes} names=${all} />
          <${Ways} ways=${e.ways_up || []} names=${all} />
          ${e.targets?.length > 0 && html`<details><summary>Targets: shown, they decide nothing</summary><${Nodes} nodes=${e.targets} names=${all} /></details>`}
          ${e.forecast?.length > 0 && html`<div class="note warn"><p class="strong">Ahead</p><ul class="small stack s">${e.forecast.map((/** @type {any} */ f) => html`<li>${date(f.on)}: ${f.event}${f.then ? `; ${f.then}` : ''}${f.grace_until ? ` (grace until ${date(f.grace_until)})` : ''}</li>`)}</ul></div>`}
          <${Apply} base=${base} program=${of.program} of=${e} done=${again} attest=${() => setOpen('attest')} />
        </section>` : html`<div class="note good"><p><b>The top of the ladder.</b> There is no higher tier in this program.</p></div>`)}</${Load}>
      ${open === 'attest' && html`<${Attest} base=${base} close=${() => setOpen('')} done=${q.reload} />`}
    </section>`
}

/** What can be done towards the target, by the way it is entered. @param {{base: string, program: string, of: any, done: () => void, attest: () => void}} p */
function Apply({ base, program, of, done, attest }) {
  const vendor = changes('vendor_admin', 'program_manager')
  const tier = of.target_title || words(of.target)
  const kind = of.entry === 'invitation' ? (vendor ? 'invitation' : '') : of.entry === 'application' ? 'application' : ''
  const deed = useDeed(async () => { await post(`${base}/applications`, { program, tier: of.target, kind }); say(kind === 'invitation' ? 'Invited' : 'The application is with the vendor'); done() })
  const waiting = of.record === 'pending'
  return html`
    <${ProblemNote} problem=${deed.problem} />
    <footer>
      ${kind && !waiting && of.record !== 'accepted' && html`<${Button} kind=${of.result === 'met' ? 'primary' : ''} busy=${deed.busy} onClick=${deed.run} testid="tier-apply">${kind === 'invitation' ? `Invite to ${tier}` : `Apply for ${tier}`}</${Button}>`}
      <${Button} onClick=${attest}>Hand in evidence</${Button}>
      ${of.entry === 'invitation' && !vendor && of.record === 'none' && html`<span class="small quiet">This tier is entered by invitation of the vendor.</span>`}
      ${waiting && html`<span class="small quiet">${of.entry === 'invitation' ? 'An invitation waits for the partner.' : 'An application waits for the vendor.'}</span>`}
    </footer>`
}

/** @param {{base: string, close: () => void, done: () => void}} p */
const Attest = ({ base, close, done }) => html`
  <${Dialog} title="Hand in evidence" close=${close}>
    <${Form} deed=${(/** @type {any} */ v, /** @type {string} */ key) => post(`${base}/attestations`, { kind: v.kind, valid_from: v.valid_from, note: v.note || '' }, { key })} done=${() => { close(); say('Handed in; somebody else has to approve it'); done() }} submit="Hand in" cancel=${close}>
      <${Field} name="kind" label="Kind" options=${['case_study', 'reference', 'business_plan', 'audit', 'sla'].map(v => ({ value: v, label: words(v) }))} />
      <${Field} name="valid_from" label="Valid from" type="date" value=${new Date().toISOString().slice(0, 10)} required />
      <${Field} name="note" label="What it shows, and where it can be read" rows=${4} required />
    </${Form}>
  </${Dialog}>`
