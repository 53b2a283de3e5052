import { html, useEffect } from '../../../vendor/js/index.js'
import { call, download } from '../../api/client.js'
import { useDeed, useResource } from '../../api/use.js'
import { own } from '../../player/owner.js'
import { go } from '../../router.js'
import { Button } from '../../ui/button.js'
import { count, moment, money, span, words } from '../../ui/format.js'
import { Icon } from '../../ui/icons.js'
import { Invoice } from '../../ui/invoice.js'
import { Page } from '../../ui/page.js'
import { windowOf } from '../vendor/exam-parts.js'
import { Appointment } from './appointment.js'
import { tongue } from './checkout.js'
import { ProblemNote } from '../../ui/problem.js'
import { Load, Pill } from '../../ui/states.js'

/** @param {{id: string}} p */
export default function Registration({ id }) {
  const reg = useResource(`/api/v1/registrations/${encodeURIComponent(id)}`)
  const r = reg.data
  const exam = useResource(r && `/api/v1/exams/${encodeURIComponent(r.exam)}`)
  const attempt = useResource(r?.attempt ? `/api/v1/attempts/${encodeURIComponent(r.attempt)}` : null)
  const waiting = r?.state === 'awaiting_payment'
  useEffect(() => {
    if (!waiting) return
    const t = setInterval(reg.reload, 3000)
    return () => clearInterval(t)
  }, [waiting])
  const running = ['ready', 'in_progress', 'paused'].includes(attempt.data?.state)
  const over = attempt.data && !running
  return html`
    <${Page} title=${exam.data?.title || attempt.data?.title || r?.exam || 'Registration'} eyebrow="Registration" narrow crumbs=${[{ href: '/app/catalogue', label: 'Exams' }]}
      actions=${r && html`<${Pill} tone=${tones[r.state] || ''}>${running ? 'Open' : r.state === 'used' ? 'Sat' : words(r.state)}</${Pill}>`}>
      <${Load} of=${reg}>${() => html`
        ${waiting && html`<${Waiting} of=${r} />`}
        ${(r.state === 'ready' || running) && exam.data?.delivery === 'appointment' && html`<${Appointment} registration=${r} />`}
        ${(r.state === 'ready' || running) && html`<${Begin} of=${r} exam=${exam.data || {}} running=${running} />`}
        ${over && html`<div class="note good"><p>You have sat this exam.</p><div><${Button} kind="primary s" href=${`/app/attempts/${r.attempt}/result`}>See the result</${Button}></div></div>`}
        <section class="card"><h2>Details</h2><dl class="kv">
          <dt>Number</dt><dd><code>${r.id}</code></dd>
          <dt>Paid with</dt><dd>${words(r.pay_with)}</dd><dt>Registered</dt><dd>${moment(r.created_at)}</dd>
          ${r.locale && html`<dt>Language</dt><dd>${tongue(r.locale)}${r.second_language ? ', not your first: more time is given' : ''}</dd>`}${exam.data?.window && html`<dt>Can be sat</dt><dd>${windowOf(exam.data.window)}</dd>`}</dl></section>
        ${r.order?.id && html`<${Order} id=${r.order.id} state=${r.state} exam=${r.exam} title=${exam.data?.title || ''} />`}`}</${Load}>
    </${Page}>`
}

/** @type {Record<string, string>} */
const tones = { ready: 'good', awaiting_payment: 'warn' }

/** @param {{of: any}} p */
const Waiting = ({ of }) => html`
  <div class="note warn" role="status"><p><b>Waiting for the payment.</b> This page changes by itself as soon as the provider confirms it.</p>
    ${of.order?.checkout_url && html`<div><${Button} kind="primary s" href=${of.order.checkout_url}>Go to the payment page</${Button}></div>`}</div>`

/** What was bought, what it came to, and the paper for it. @param {{id: string, state: string, exam: string, title: string}} p */
function Order({ id, state, exam, title }) {
  const order = useResource(`/api/v1/orders/${encodeURIComponent(id)}`)
  const o = order.data
  useEffect(() => { if (o && state !== 'awaiting_payment') order.reload() }, [state])
  return html`
    <section class="card"><header><h2>Order</h2>${o && html`<${Pill} tone=${o.state === 'paid' ? 'good' : ''}>${words(o.state)}</${Pill}>`}</header>
      <${Load} of=${order} kind="rows">${() => html`
        <dl class="kv"><dt>Number</dt><dd><code>${o.id}</code></dd>${o.refund && html`<dt>Refund</dt><dd>${money(o.refund.amount, '')}, ${words(o.refund.state).toLowerCase()}</dd>`}</dl>
        <ul class="bill">${o.lines.map((/** @type {any} */ l) => html`<li><span>${title ? l.description.replace(exam, title) : l.description}${l.quantity > 1 ? ` × ${l.quantity}` : ''}</span><span class="num nowrap">${money(l.amount, '')}</span></li>`)}
          ${o.tax.amount > 0 && html`<li><span>Tax ${o.tax_note}</span><span class="num nowrap">${money(o.tax, '')}</span></li>`}
          <li class="strong"><span>Total</span><span class="num nowrap">${money(o.total, '')}</span></li></ul>
        <${Invoice} of=${o} />`}</${Load}>
    </section>`
}

/** @param {{of: any, exam: any, running: boolean}} p */
function Begin({ of, exam: x, running }) {
  const begin = useDeed(async () => {
    const a = await call(`/api/v1/registrations/${encodeURIComponent(of.id)}/attempts`, { method: 'POST' })
    // Only the call that made the attempt may write in it; who finds one offers to take it over.
    if (a.status === 201) own(a.body.id, a.body.epoch)
    go(`/app/attempts/${a.body.id}`)
  })
  return html`
    <section class="card">
      <h2>${running ? 'The exam is running' : 'Before you begin'}</h2>
      ${running ? html`<p>The clock does not stop. Go back to it now.</p>` : html`
        <ul class="stack s">
          ${x.time_limit_seconds && html`<li class="row"><${Icon} name="clock" /><span class="grow"><b>${span(x.time_limit_seconds)}</b>, counted by the server from the moment you begin${x.agreement ? ' (after the agreement)' : ''}.</span></li>`}
          ${x.blueprint?.length && html`<li class="row"><${Icon} name="grid" /><span class="grow">${count(x.blueprint.length, 'question')}; you can move freely, flag, and review before you submit.</span></li>`}
          ${x.lockdown === 'safe_exam_browser' && html`<${Browser} exam=${x.key} />`}
          <li class="row top"><${Icon} name="check" /><span class="grow">Every answer is saved at once. A reload or a lost network loses nothing.</span></li>
          <li class="row top"><${Icon} name="help" /><span class="grow">Everything works by keyboard; press <kbd>?</kbd> in the exam for the keys.</span></li>
        </ul>`}
      <${ProblemNote} problem=${begin.problem} />
      <footer><${Button} kind="primary" busy=${begin.busy} onClick=${begin.run} testid="attempt-begin">${running ? 'Back to the exam' : 'Begin the exam'}</${Button}></footer>
    </section>`
}

/** The exam is sat in another browser, which this file opens. @param {{exam: string}} p */
function Browser({ exam }) {
  const file = useDeed(() => download(`/api/v1/exams/${encodeURIComponent(exam)}/settings.seb`, `${exam}.seb`))
  return html`<li class="row top"><${Icon} name="account" /><span class="grow">It is sat in <b>Safe Exam Browser</b>. Open this file there, sign in, and begin from this page.<br /><${Button} kind="s" icon="download" busy=${file.busy} onClick=${file.run} testid="seb-file">Settings file</${Button}><${ProblemNote} problem=${file.problem} /></span></li>`
}
