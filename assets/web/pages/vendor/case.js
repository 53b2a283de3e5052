import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { changes, session } from '../../api/session.js'
import { useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { moment, words } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { Load, Pill } from '../../ui/states.js'
import { say } from '../../ui/toast.js'
import { History, kinds, sanctionLines, StatePill } from '../cases/words.js'
import { Propose } from './case-ruling.js'

/** @param {{number: string}} p */
export default function Case({ number }) {
  const path = `/api/v1/cases/${encodeURIComponent(number)}`
  const res = useResource(path)
  return html`
    <${Page} title=${number} eyebrow=${kinds[res.data?.kind] || 'Case'} crumbs=${[{ href: '/app/vendor/cases', label: 'Cases' }]}>
      <${Load} of=${res}>${(/** @type {any} */ c) => html`<${Body} of=${c} path=${path} show=${res.set} />`}</${Load}>
    </${Page}>`
}

/** The deeds that ask for one text: path, title, member, label. @type {Record<string, [string, string, string]>} */
const texts = {
  hold: ['Hold the result', 'reason', 'Why it has to be held'], lift: ['Lift the hold', 'reason', 'Why it can be lifted'],
  dismiss: ['Close without consequence', 'answer', 'What the person reads, if they know of the case'], comments: ['Comment', 'text', 'Not shown to the person concerned'],
}

/** @param {{of: any, path: string, show: (c: any) => void}} p */
function Body({ of, path, show }) {
  const [open, setOpen] = useState('')
  const done = (/** @type {any} */ c) => { setOpen(''); say('Kept'); show(c) }
  const item = of.kind === 'item_challenge'
  const holds = changes('vendor_admin', 'proctor', 'support')
  const decides = holds || (item && changes('author', 'grader'))
  const asked = of.rulings.find((/** @type {any} */ r) => r.state === 'proposed')
  const may = (/** @type {string[]} */ ...states) => states.includes(of.state)
  return html`
    <section class="card"><header><div><h2>How it stands</h2><p class="small faint">${of.exam || 'No exam'}${of.position ? ` · question ${of.position}` : ''} · ${words(of.origin)} · opened ${moment(of.created_at)}</p></div><${StatePill} of=${of} /></header>
      <p class="measure">${of.summary}</p>
      <p class="small faint wrap">Person <code>${of.person}</code>${of.attempt && html` · attempt <code>${of.attempt}</code>`}</p>
      ${of.held && html`<p><${Pill} tone="warn">The result is held</${Pill}> until the decision takes effect: not shown, not counted. The credential stays valid for outsiders.</p>`}
      ${of.appeal_until && may('notified') && html`<p>Takes effect on <b>${moment(of.appeal_until)}</b>, unless it is appealed.</p>`}
      <footer>
        ${holds && may('open') && of.attempt && html`<${Button} kind="s" onClick=${() => setOpen('hold')} testid="case-hold">Hold the result</${Button}>`}
        ${holds && may('held') && html`<${Button} kind="s" onClick=${() => setOpen('lift')}>Lift the hold</${Button}>`}
        ${decides && (may('open', 'held') || (may('appealed') && !asked)) && html`<${Button} kind="primary s" onClick=${() => setOpen('propose')} testid="case-propose">${may('appealed') ? 'Propose a decision on the appeal' : 'Propose a decision'}</${Button}>`}
        ${holds && may('open', 'held') && html`<${Button} kind="s" onClick=${() => setOpen('dismiss')}>Close without consequence</${Button}>`}
        ${changes('vendor_admin', 'proctor', 'support', 'author', 'grader') && html`<${Button} kind="plain s" onClick=${() => setOpen('comments')}>Comment</${Button}>`}
      </footer>
    </section>
    ${of.rulings.map((/** @type {any} */ r, /** @type {number} */ i) => html`<${Ruling} key=${i} of=${r} path=${path} done=${done} may=${decides} />`)}
    <section class="card"><h2>What happened</h2><${History} of=${of.history} /></section>
    ${texts[open] && html`<${Dialog} title=${texts[open][0]} close=${() => setOpen('')}>
      <${Form} deed=${(/** @type {any} */ v, /** @type {string} */ key) => post(`${path}/${open}`, { [texts[open][1]]: v[texts[open][1]] || '' }, { key })} done=${done} submit="Keep" cancel=${() => setOpen('')} testid="case-send">
        <${Field} name=${texts[open][1]} label=${texts[open][2]} rows=${4} required maxlength="4000" testid="case-text" />
      </${Form}></${Dialog}>`}
    ${open === 'propose' && html`<${Propose} of=${of} path=${path} close=${() => setOpen('')} done=${done} />`}`
}

/** @param {{of: any, path: string, done: (c: any) => void, may: boolean}} p */
function Ruling({ of, path, done, may }) {
  const [answer, setAnswer] = useState('')
  const own = of.proposed_by === session.value.me?.id
  return html`
    <section class="card" data-testid="ruling"><header><div><h2>${of.round === 2 ? 'Decision on the appeal' : 'Decision'}</h2><p class="small faint wrap">Proposed by <code>${of.proposed_by}</code> ${moment(of.proposed_at)}${of.answered_by && html` · ${of.state} by <code>${of.answered_by}</code> ${moment(of.answered_at)}`}</p></div><${Pill} tone=${of.state === 'confirmed' ? 'good' : of.state === 'declined' ? 'bad' : 'warn'}>${words(of.state)}</${Pill}></header>
      <ul>${sanctionLines(of.sanction).map(l => html`<li key=${l}><b>${l}</b></li>`)}</ul>
      <h3>Findings</h3><p class="measure">${of.findings}</p>
      ${of.evidence.length > 0 && html`<h3>Evidence</h3><ul>${of.evidence.map((/** @type {any} */ e, /** @type {number} */ i) => html`<li key=${i}><b>${words(e.kind)}</b>${e.ref ? html` <code>${e.ref}</code>` : ''}: ${e.note}</li>`)}</ul>`}
      <h3>What the person reads</h3><p class="measure">${of.notice}</p>
      ${of.comment && html`<p class="small">${of.comment}</p>`}
      ${may && of.state === 'proposed' && html`<footer>${own ? html`<span class="small faint">Somebody else has to confirm it.</span>` : html`<${Button} kind="primary s" onClick=${() => setAnswer('accept')} testid="case-confirm">Confirm</${Button}>`}<${Button} kind="s" onClick=${() => setAnswer('decline')}>${own ? 'Take it back' : 'Decline'}</${Button}></footer>`}
      ${answer && html`<${Dialog} title=${answer === 'accept' ? 'Confirm the decision' : 'Decline the decision'} close=${() => setAnswer('')}>
        ${answer === 'accept' && html`<p>You confirm that you read the findings and looked at the evidence. A letter goes out; what is taken away is taken when the time to appeal is over.</p>`}
        <${Form} deed=${(/** @type {any} */ v, /** @type {string} */ key) => post(`${path}/decision`, { accept: answer === 'accept', ...(v.comment ? { comment: v.comment } : {}) }, { key })} done=${(/** @type {any} */ c) => { setAnswer(''); done(c) }} submit=${answer === 'accept' ? 'Confirm' : 'Decline'} cancel=${() => setAnswer('')} testid="case-answer">
          <${Field} name="comment" label="Comment" rows=${2} optional maxlength="4000" /></${Form}></${Dialog}>`}
    </section>`
}
