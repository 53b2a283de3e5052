import { html } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { day, moment, nameOf, words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { say } from '../../ui/toast.js'

export default function Approvals() {
  const evidence = useList('/prm/v1/attestations', { state: 'pending' })
  const applications = useList('/prm/v1/applications', { state: 'pending' })
  const proposals = useList('/prm/v1/standing-proposals', { state: 'open' })
  const partners = useList('/api/v1/partners', { limit: 200 })
  const name = (/** @type {any} */ p) => p?.name || partners.rows.find(x => x.id === (p?.id || p))?.name || nameOf(p)
  return html`
    <${Page} title="Approvals" lead="Evidence, applications and proposals that wait for a second pair of eyes.">
      <${Section} title="Applications" list=${applications} none="No application waits." row=${(/** @type {any} */ a) => html`<${Row} key=${a.id} title=${`${name(a.partner)} to ${words(a.tier)}`} small=${`${words(a.kind)} · ${nameOf(a.program)} · ${moment(a.created_at || a.at)}`} yes="Accept" no="Decline" path=${`/prm/v1/applications/${a.id}`} verbs=${['accept', 'decline']} done=${applications.reload} />`} />
      <${Section} title="Evidence" list=${evidence} none="No evidence waits." row=${(/** @type {any} */ a) => html`<${Row} key=${a.id} title=${`${words(a.kind)} of ${name(a.partner)}`} small=${`Valid from ${day(a.valid_from)} · handed in by ${nameOf(a.created_by || a.submitted_by || a.by)}`} text=${a.note} yes="Approve" path=${`/prm/v1/attestations/${a.id}`} verbs=${['approve']} done=${evidence.reload} />`} />
      ${proposals.rows.length > 0 && html`<${Section} title="Proposed standings" list=${proposals} none="" row=${(/** @type {any} */ s) => html`<${Proposal} key=${s.id} of=${s} name=${name(s.partner)} done=${proposals.reload} />`} />`}
    </${Page}>`
}

/** @param {{title: string, list: any, none: string, row: (r: any) => any}} p */
const Section = ({ title, list, none, row }) => html`
  <section class="stack"><h2>${title}</h2>
    <${Load} of=${list} kind="rows">${() => (list.rows.length ? html`<div class="stack">${list.rows.map(row)}</div>` : html`<${Empty} title=${none}>New ones appear here.</${Empty}>`)}</${Load}></section>`

/** @param {{title: string, small: string, text?: string, yes: string, no?: string, path: string, verbs: string[], done: () => void}} p */
function Row({ title, small, text, yes, no, path, verbs, done }) {
  const decide = useDeed(async (/** @type {string} */ verb) => { await post(`${path}/${verb}`); say('Decided'); done() })
  return html`
    <article class="card"><header><div><h3>${title}</h3><p class="small faint">${small}</p></div><${Pill} tone="warn">Waiting</${Pill}></header>
      ${text && html`<p class="measure">${text}</p>`}<${ProblemNote} problem=${decide.problem} />
      ${changes('vendor_admin', 'program_manager') && html`<footer><${Button} kind="primary s" busy=${decide.busy} onClick=${() => decide.run(verbs[0])}>${yes}</${Button}>${no && html`<${Button} kind="s" busy=${decide.busy} onClick=${() => decide.run(verbs[1])}>${no}</${Button}>`}</footer>`}</article>`
}

/** @param {{of: any, name: string, done: () => void}} p */
function Proposal({ of, name, done }) {
  const decide = useDeed(async (/** @type {string} */ decision) => { await post('/prm/v1/standing-decisions', { proposal: of.id, decision, reason: 'Decided in the web app' }); say('Decided'); done() })
  return html`
    <article class="card"><header><div><h3>${name}: ${words(of.from || 'none')} to ${words(of.to || of.tier)}</h3><p class="small faint">${nameOf(of.program)} · ${words(of.reason)}</p></div></header><${ProblemNote} problem=${decide.problem} />
      ${changes('vendor_admin', 'program_manager') && html`<footer><${Button} kind="primary s" busy=${decide.busy} onClick=${() => decide.run('accept')}>Accept</${Button}><${Button} kind="s" busy=${decide.busy} onClick=${() => decide.run('decline')}>Decline</${Button}></footer>`}</article>`
}
