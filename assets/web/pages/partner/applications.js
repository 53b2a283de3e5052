import { html } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { administered, changes } from '../../api/session.js'
import { useDeed, useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { moment, words } from '../../ui/format.js'
import { ProblemNote } from '../../ui/problem.js'
import { Pill } from '../../ui/states.js'
import { say } from '../../ui/toast.js'

/** Applications and invitations that wait for an answer. @param {{partner: string, program: string, done: () => void}} p */
export function Applications({ partner, program, done }) {
  const list = useList(`/prm/v1/partners/${encodeURIComponent(partner)}/applications`)
  const waiting = list.rows.filter(a => a.state === 'pending' && a.program === program)
  if (list.problem) return html`<${ProblemNote} problem=${list.problem} retry=${list.reload} />`
  return waiting.map(a => html`<${Row} key=${a.id} of=${a} partner=${partner} done=${done} />`)
}

/** The vendor answers an application, the partner an invitation. @param {{of: any, partner: string, done: () => void}} p */
function Row({ of, partner, done }) {
  const mine = of.kind === 'invitation' ? administered().some(a => a.partner.id === partner) : changes('vendor_admin', 'program_manager')
  const tier = of.tier_title || words(of.tier)
  const answer = useDeed(async (/** @type {string} */ verb) => { await post(`/prm/v1/applications/${of.id}/${verb}`, {}); say(verb === 'accept' ? 'Accepted' : 'Declined'); done() })
  return html`
    <article class="card"><header><div><h3>${of.kind === 'invitation' ? `Invitation to ${tier}` : `Application for ${tier}`}</h3><p class="small faint">${moment(of.created_at)}</p></div><${Pill} tone="warn">Waiting</${Pill}></header>
      <${ProblemNote} problem=${answer.problem} />
      ${mine ? html`<footer><${Button} kind="primary s" busy=${answer.busy} onClick=${() => answer.run('accept')}>Accept</${Button}><${Button} kind="s" busy=${answer.busy} onClick=${() => answer.run('decline')}>Decline</${Button}></footer>` : html`<p class="small quiet">Waits for ${of.kind === 'invitation' ? 'the partner' : 'the vendor'}.</p>`}</article>`
}
