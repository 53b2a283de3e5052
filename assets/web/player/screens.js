import { html, useEffect, useRef, useState } from '../../vendor/js/index.js'
import { call } from '../api/client.js'
import { useDeed } from '../api/use.js'
import { Button } from '../ui/button.js'
import { deadline } from '../ui/format.js'
import { Icon, Mark, Wreath } from '../ui/icons.js'
import { ProblemNote } from '../ui/problem.js'
import { Skeleton } from '../ui/states.js'
import { CheckIn } from './checkin.js'
import { face } from './clock.js'
import * as outbox from './outbox.js'
import { Recording } from './signals.js'

/** @param {any} attempt */
export const titleOf = attempt => attempt.title || attempt.exam || 'Exam'

/** The frame of everything in the player that is not a question. @param {{attempt: any, children?: any}} p */
export const Plain = ({ attempt, children }) => html`
  <div class="player plain"><header class="examtop"><span class="brand"><${Mark} /><span class="examtitle">${titleOf(attempt)}</span></span></header>
    <main class="main" id="main"><div class="page narrow">${children}</div></main></div>`

/** @param {{attempt: any, start: () => Promise<void>, late: () => void}} p */
export function Agreement({ attempt, start, late }) {
  const [yes, setYes] = useState(false)
  const [released, setReleased] = useState(attempt.proctoring !== 'external')
  const begin = useDeed(start)
  const text = attempt.agreement
  return html`
    <${Plain} attempt=${attempt}>
      <header class="stack s"><span class="eyebrow">Before the clock starts</span><h1>Candidate agreement</h1></header>
      ${text ? html`<div class="card prose">${text.split(/\n{2,}/).map((/** @type {string} */ t) => html`<p>${t}</p>`)}</div>` : html`<p class="lead">You will keep the questions to yourself, work alone, and use only what the exam allows.</p>`}
      <${Recording} attempt=${attempt} />
      ${attempt.proctoring === 'external' && html`<${CheckIn} attempt=${attempt} ready=${setReleased} />`}
      ${attempt.agree_by && html`<${Countdown} until=${attempt.agree_by} now=${attempt.server_now} over=${late} before="Accept within" after="The exam’s own time has not begun. If nobody accepts, nothing is counted and you can begin again." />`}
      <label class="check"><input type="checkbox" checked=${yes} onChange=${() => setYes(!yes)} data-testid="agreement-accept" /><span>I have read this and I agree.</span></label>
      <${ProblemNote} problem=${begin.problem} />
      <div><${Button} kind="primary" disabled=${!yes || !released} busy=${begin.busy} onClick=${begin.run} testid="agreement-start">Agree and start the clock</${Button}></div>
    </${Plain}>`
}

/** Time that runs down to a moment, by the server's clock at the start and a monotonic one from there. @param {{until: string, now: string, over: () => void, before: string, after?: string}} p */
export function Countdown({ until, now, over, before, after = '' }) {
  const begun = useRef(performance.now())
  const [, tick] = useState(0)
  const left = Date.parse(until) - Date.parse(now) - (performance.now() - begun.current)
  const told = useRef(false)
  useEffect(() => { begun.current = performance.now(); told.current = false }, [until, now])
  useEffect(() => {
    const t = setInterval(() => tick(n => n + 1), 500)
    return () => clearInterval(t)
  }, [])
  useEffect(() => { if (left <= -1000 && !told.current) { told.current = true; over() } })
  return html`<p class="countdown"><span class="quiet">${before}</span> <b class="num" role="timer" aria-live="off" data-testid="countdown">${face(Math.max(0, left))}</b>${after && html`<span class="small quiet">${after}</span>`}</p>`
}

/** The attempt came to nothing. @param {{attempt: any}} p */
export const Lapsed = ({ attempt }) => html`
  <${Plain} attempt=${attempt}>
    <header class="stack s" role="status"><span class="eyebrow">Not begun</span><h1>${attempt.started_at ? 'This attempt does not count' : 'The agreement was not accepted in time'}</h1></header>
    <p class="lead">${attempt.started_at ? 'It was annulled by a decision. You were written to; your cases say why and what you can do.' : 'You have seen no question and nothing was counted. Begin again from your registration when you are ready.'}</p>
    <div class="row"><${Button} kind="primary" href=${attempt.started_at ? '/app/cases' : `/app/registrations/${attempt.registration}`} testid="back-to-registration">${attempt.started_at ? 'See your cases' : 'Back to the registration'}</${Button}></div>
  </${Plain}>`

/** This tab found an attempt it did not start. @param {{attempt: any, takeOver: () => Promise<void>}} p */
export function Guest({ attempt, takeOver }) {
  const take = useDeed(takeOver)
  return html`
    <${Plain} attempt=${attempt}>
      <header class="stack s"><span class="eyebrow">Attempt in progress</span><h1>This exam is open somewhere else</h1></header>
      <p class="lead">It was started in another tab or on another device. The clock runs on${attempt.deadline_at ? ` until ${deadline(attempt.deadline_at)}` : ''}. Only one place can answer at a time.</p>
      <p>If that place is gone, go on here: everything the server has confirmed is kept, and the other place is locked.</p>
      <${ProblemNote} problem=${take.problem} />
      <div class="row"><${Button} kind="primary" busy=${take.busy} onClick=${take.run} testid="takeover">Go on here</${Button}><${Button} href="/app/catalogue">Leave it there</${Button}></div>
    </${Plain}>`
}

/** @param {{attempt: any, unsent: number, takeOver: () => Promise<void>}} p */
export function Superseded({ attempt, unsent, takeOver }) {
  const take = useDeed(takeOver)
  return html`
    <${Plain} attempt=${attempt}>
      <header class="stack s" role="alert"><span class="eyebrow">Locked</span><h1>The exam goes on in another place</h1></header>
      <p class="lead">Another tab or device has taken this attempt over. Nothing you do in this tab would count, so it is locked.</p>
      ${unsent > 0 && html`<div class="note warn"><p>${unsent === 1 ? 'One answer' : `${unsent} answers`} from this tab had not reached the server. They stay in this browser; if you go on here, they are sent.</p></div>`}
      <${ProblemNote} problem=${take.problem} />
      <div class="row"><${Button} busy=${take.busy} onClick=${take.run} testid="takeover">Go on here instead</${Button}></div>
    </${Plain}>`
}

/** The attempt has ended; the server's receipt says with what. @param {{attempt: any, epoch: number, given?: any, left?: number, problem?: any}} p */
export function Receipt({ attempt, epoch, given, left = 0, problem }) {
  const [receipt, setReceipt] = useState(given || null)
  const fetchIt = useDeed(async () => {
    const { body } = await call(`/api/v1/attempts/${attempt.id}/submit`, { method: 'POST', body: { epoch } })
    setReceipt(body)
    await outbox.clear(attempt.id).catch(() => {})
  })
  useEffect(() => { if (!receipt) fetchIt.run() }, [])
  if (!receipt) {
    return html`<${Plain} attempt=${attempt}><h1>Your exam has ended</h1>${fetchIt.problem ? html`<${ProblemNote} problem=${fetchIt.problem} retry=${fetchIt.run} /><div><${Button} href="/app/attempts/${attempt.id}/result">See the result</${Button}></div>` : html`<${Skeleton} label="Fetching the receipt" />`}</${Plain}>`
  }
  const late = receipt.close_reason !== 'candidate'
  return html`
    <${Plain} attempt=${attempt}>
      <section class="verdict receipt" role="status"><${Wreath} /><span class="eyebrow">Receipt</span><h1 data-testid="receipt">Your answers are in.</h1>
        <p>${late ? 'The time was up, and the exam was closed with everything the server had confirmed.' : 'The exam is closed and its answers are sealed.'}</p></section>
      ${(left > 0 || problem?.body?.quarantine_id) && html`<div class="note warn"><p><${Icon} name="warn" /> ${left > 0 ? `${left === 1 ? 'One answer' : `${left} answers`} reached the server too late to count.` : 'An answer came too late to count.'}
        ${problem?.body?.quarantine_id ? html` It is kept under <code>${problem.body.quarantine_id}</code>; quote this number if you ask for a review.` : ''}</p></div>`}
      <dl class="kv card receiptlist">
        <dt>Closed</dt><dd>${deadline(receipt.closed_at)} ${late ? ' (time was up)' : ''}</dd>
        <dt>Answered</dt><dd data-testid="receipt-answered">${receipt.answered}</dd><dt>Unanswered</dt><dd>${receipt.unanswered}</dd>
        <dt>Seal of the answers</dt><dd><code class="break">${receipt.responses_sha256}</code></dd>
        ${receipt.signature && html`<dt>Signature</dt><dd><details><summary>Show</summary><code class="break xs">${receipt.signature}</code></details></dd>`}
      </dl>
      <div class="row"><${Button} kind="primary" href="/app/attempts/${attempt.id}/result" testid="to-result">See the result</${Button}><${Button} href="/app/learning">Back to learning</${Button}></div>
    </${Plain}>`
}
