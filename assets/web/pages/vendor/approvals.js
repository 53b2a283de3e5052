import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { day, moment, nameOf, words } from '../../ui/format.js'
import { Dialog } from '../../ui/dialog.js'
import { Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { say } from '../../ui/toast.js'

export default function Approvals() {
  const evidence = useList('/prm/v1/attestations', { state: 'pending' })
  const applications = useList('/prm/v1/applications', { state: 'pending' })
  const programs = useList('/api/v1/programs')
  const partners = useList('/api/v1/partners', { limit: 200 })
  const title = (/** @type {any} */ p) => nameOf(programs.rows.find(x => x.key === p)?.title || words(p))
  const name = (/** @type {any} */ p) => p?.name || partners.rows.find(x => x.id === (p?.id || p))?.name || p?.external_id || 'A partner'
  return html`
    <${Page} title="Approvals" lead="Evidence, applications and proposals that wait for a second pair of eyes.">
      <${Section} title="Applications" list=${applications} none="No application waits." row=${(/** @type {any} */ a) => html`<${Row} key=${a.id} title=${`${a.partner_name || name(a.partner)} to ${a.tier_title || words(a.tier)}`} small=${`${words(a.kind)} · ${a.program_title || title(a.program)} · ${moment(a.created_at)}`} yes="Accept" no="Decline" path=${`/prm/v1/applications/${a.id}`} verbs=${['accept', 'decline']} done=${applications.reload} />`} />
      <${Section} title="Evidence" list=${evidence} none="No evidence waits." row=${(/** @type {any} */ a) => html`<${Row} key=${a.id} title=${`${a.kind_title || words(a.kind)} of ${a.partner_name || name(a.partner)}`} small=${`Valid from ${day(a.valid_from)} · handed in ${moment(a.created_at)}`} text=${a.note} yes="Approve" path=${`/prm/v1/attestations/${a.id}`} verbs=${['approve']} done=${evidence.reload} />`} />
      ${[...new Set(programs.rows.map(p => p.key))].map(key => html`<${Proposals} key=${key} program=${key} title=${title(key)} name=${name} />`)}
    </${Page}>`
}

/** @param {{title: string, list: any, none: string, row: (r: any) => any}} p */
const Section = ({ title, list, none, row }) => html`
  <section class="stack"><h2>${title}</h2>
    <${Load} of=${list} kind="rows">${() => (list.rows.length ? html`<div class="stack">${list.rows.map(row)}</div>` : html`<${Empty} title=${none}>New ones appear here.</${Empty}>`)}</${Load}></section>`

/** @param {{title: string, small: string, text?: string, yes: string, no?: string, path: string, verbs: string[], done: () => void}} p */
function Row({ title, small, text, yes, no, path, verbs, done }) {
  const decide = useDeed(async (/** @type {string} */ verb) => { await post(`${path}/${verb}`, verb === 'approve' ? undefined : {}); say('Decided'); done() })
  return html`
    <article class="card"><header><div><h3>${title}</h3><p class="small faint">${small}</p></div><${Pill} tone="warn">Waiting</${Pill}></header>
      ${text && html`<p class="measure">${text}</p>`}<${ProblemNote} problem=${decide.problem} />
      ${changes('vendor_admin', 'program_manager') && html`<footer><${Button} kind="primary s" busy=${decide.busy} onClick=${() => decide.run(verbs[0])}>${yes}</${Button}>${no && html`<${Button} kind="s" busy=${decide.busy} onClick=${() => decide.run(verbs[1])}>${no}</${Button}>`}</footer>`}</article>`
}

/** Standings that the rules propose and a person decides. @param {{program: string, title: string, name: (p: any) => string}} p */
function Proposals({ program, title, name }) {
  const list = useList('/prm/v1/standings', { program, limit: 200 })
  const open = list.rows.flatMap(s => s.proposals.filter((/** @type {any} */ p) => p.state === 'open' || p.state === 'pending').map((/** @type {any} */ p) => ({ ...p, partner: s.partner })))
  if (!open.length) return null
  return html`<section class="stack"><h2>Proposed standings: ${title}</h2>${open.map(p => html`<${Proposal} key=${p.id} of=${p} name=${name(p.partner)} done=${list.reload} />`)}</section>`
}

/** @param {{of: any, name: string, done: () => void}} p */
function Proposal({ of, name, done }) {
  const [decision, setDecision] = useState('')
  return html`
    <article class="card"><header><div><h3>${name}: ${of.from_title || (of.from ? words(of.from) : 'no tier')} to ${of.to_title || (of.to ? words(of.to) : 'no tier')}</h3><p class="small faint">${words(of.reason)} · ${moment(of.created_at)}</p></div><${Pill} tone="warn">Proposed</${Pill}></header>
      ${changes('vendor_admin', 'program_manager') && html`<footer><${Button} kind="primary s" onClick=${() => setDecision('accept')}>Accept</${Button}><${Button} kind="s" onClick=${() => setDecision('decline')}>Decline</${Button}></footer>`}
      ${decision && html`<${Dialog} title=${decision === 'accept' ? 'Accept the proposal' : 'Decline the proposal'} close=${() => setDecision('')}>
        <${Form} deed=${(/** @type {any} */ v) => post('/prm/v1/standing-decisions', { proposal: of.id, decision, reason: v.reason })} done=${() => { setDecision(''); say('Decided'); done() }} submit=${words(decision)} cancel=${() => setDecision('')}><${Field} name="reason" label="Reason" rows=${3} required hint="Stands in the journal of decisions" /></${Form}></${Dialog}>`}
    </article>`
}
