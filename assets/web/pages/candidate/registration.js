import { html, useEffect } from '../../../vendor/js/index.js'
import { call } from '../../api/client.js'
import { useDeed, useResource } from '../../api/use.js'
import { own } from '../../player/owner.js'
import { go } from '../../router.js'
import { Button } from '../../ui/button.js'
import { count, keyOf, moment, money, nameOf, span, words } from '../../ui/format.js'
import { Icon } from '../../ui/icons.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Load, Pill } from '../../ui/states.js'

/** @param {{id: string}} p */
export default function Registration({ id }) {
  const reg = useResource(`/api/v1/registrations/${encodeURIComponent(id)}`)
  const waiting = reg.data?.state === 'awaiting_payment'
  useEffect(() => {
    if (!waiting) return
    const t = setInterval(reg.reload, 3000)
    return () => clearInterval(t)
  }, [waiting])
  return html`
    <${Page} title=${reg.data ? nameOf(reg.data.exam_title || reg.data.exam) : 'Registration'} eyebrow="Registration" narrow crumbs=${[{ href: '/app/catalogue', label: 'Exams' }]}
      actions=${reg.data && html`<${Pill} tone=${tones[reg.data.state] || ''}>${words(reg.data.state)}</${Pill}>`}>
      <${Load} of=${reg}>${(/** @type {any} */ r) => html`
        ${r.state === 'awaiting_payment' && html`<${Waiting} of=${r} />`}
        ${(r.state === 'ready' || r.state === 'in_progress' || r.state === 'started') && html`<${Begin} of=${r} />`}
        ${['finished', 'submitted', 'graded', 'used', 'closed', 'consumed', 'done'].includes(r.state) && attemptOf(r) && html`<div class="note good"><p>You have sat this exam.</p><div><${Button} kind="primary s" href=${`/app/attempts/${attemptOf(r)}/result`}>See the result</${Button}></div></div>`}
        <section class="card"><h2>Details</h2><dl class="kv">
          <dt>Number</dt><dd><code>${r.id}</code></dd>
          ${r.order && html`<dt>Order</dt><dd><code>${r.order.id}</code> · ${money(r.order.total)}</dd>`}
          ${r.expires_at && html`<dt>Sit it before</dt><dd>${moment(r.expires_at)}</dd>`}
          ${r.created_at && html`<dt>Registered</dt><dd>${moment(r.created_at)}</dd>`}</dl></section>`}</${Load}>
    </${Page}>`
}

/** @type {Record<string, string>} */
const tones = { ready: 'good', awaiting_payment: 'warn', in_progress: 'info', cancelled: 'bad', expired: 'bad' }

/** @param {any} r */
const attemptOf = r => r.attempt?.id || r.attempt || r.attempt_id || ''

/** @param {{of: any}} p */
const Waiting = ({ of }) => html`
  <div class="note warn" role="status"><p><b>Waiting for the payment.</b> This page changes by itself as soon as the provider confirms it.</p>
    ${of.order?.checkout_url && html`<div><${Button} kind="primary s" href=${of.order.checkout_url}>Go to the payment page</${Button}></div>`}</div>`

/** @param {{of: any}} p */
function Begin({ of }) {
  const list = useResource('/api/v1/exams?limit=200')
  const x = (list.data?.data || []).find((/** @type {any} */ e) => e.key === keyOf(of.exam)) || {}
  const begin = useDeed(async () => {
    const a = await call(`/api/v1/registrations/${encodeURIComponent(of.id)}/attempts`, { method: 'POST' })
    // Only the call that made the attempt may write in it; who finds one offers to take it over.
    if (a.status === 201) own(a.body.id, a.body.epoch)
    go(`/app/attempts/${a.body.id}`)
  })
  const running = of.state !== 'ready' || of.attempt?.state === 'in_progress'
  return html`
    <section class="card">
      <h2>${running ? 'The exam is running' : 'Before you begin'}</h2>
      ${running ? html`<p>The clock does not stop. Go back to it now.</p>` : html`
        <ul class="stack s">
          ${x.time_limit_seconds && html`<li class="row"><${Icon} name="clock" /><span class="grow"><b>${span(x.time_limit_seconds)}</b>, counted by the server from the moment you begin${x.agreement ? ' (after the agreement)' : ''}.</span></li>`}
          ${x.blueprint?.length && html`<li class="row"><${Icon} name="grid" /><span class="grow">${count(x.blueprint.length, 'question')}; you can move freely, flag, and review before you submit.</span></li>`}
          <li class="row top"><${Icon} name="check" /><span class="grow">Every answer is saved at once. A reload or a lost network loses nothing.</span></li>
          <li class="row top"><${Icon} name="help" /><span class="grow">Everything works by keyboard; press <kbd>?</kbd> in the exam for the keys.</span></li>
        </ul>`}
      <${ProblemNote} problem=${begin.problem} />
      <footer><${Button} kind="primary" busy=${begin.busy} onClick=${begin.run} testid="attempt-begin">${running ? 'Back to the exam' : 'Begin the exam'}</${Button}></footer>
    </section>`
}
