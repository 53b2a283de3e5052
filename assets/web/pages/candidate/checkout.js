import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { session } from '../../api/session.js'
import { useList } from '../../api/use.js'
import { go } from '../../router.js'
import { Button } from '../../ui/button.js'
import { deadline, money } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { ProblemNote, Unmet } from '../../ui/problem.js'
import { Empty, Skeleton } from '../../ui/states.js'
import { windowOf } from '../vendor/exam-parts.js'
import { Facts } from './catalogue.js'
import { useCertifications } from './shapes.js'

/** @param {{exam: string}} p */
export default function Checkout({ exam }) {
  const list = useList('/api/v1/exams', { limit: 200 })
  const vouchers = useList('/api/v1/me/vouchers')
  const title = useCertifications()
  const x = list.rows.find(e => e.key === exam)
  if (list.loading || vouchers.loading) return html`<${Skeleton} kind="page" />`
  if (!x) return html`<${Page} title="Exam"><${ProblemNote} problem=${list.problem} retry=${list.reload} />${!list.problem && html`<${Empty} title="This exam is not offered" action=${html`<${Button} href="/app/catalogue">All exams</${Button}>`}>It may have been withdrawn, or the link is old.</${Empty}>`}</${Page}>`
  const mine = x.mine || { state: 'open' }
  const assigned = vouchers.rows.some(v => v.exam === exam && v.state === 'assigned')
  return html`
    <${Page} title=${x.title} eyebrow="Registration" narrow crumbs=${[{ href: '/app/catalogue', label: 'Exams' }]}>
      <${Facts} of=${x} title=${title(x.certification)} />
      ${x.window && html`<p class="note">It can be sat ${windowOf(x.window)}.</p>`}
      ${x.description && html`<p class="quiet measure">${x.description}</p>`}
      ${mine.registration ? html`<div class="note good"><p>You are registered already.</p><div><${Button} kind="primary s" href=${`/app/registrations/${mine.registration}`}>Go to your registration</${Button}></div></div>`
        : mine.state === 'open' ? html`<${Pay} exam=${x} assigned=${assigned} />`
          : html`<${Closed} mine=${mine} exams=${list.rows} />`}
    </${Page}>`
}

/** @param {{mine: any, exams: any[]}} p */
const Closed = ({ mine, exams }) => html`
  <div class="note warn">
    ${mine.state === 'passed' && html`<p><b>You have passed this exam.</b> <a href="/app/credentials">See your credentials</a></p>`}
    ${mine.state === 'cooling_down' && html`<p><b>There is a waiting time between attempts.</b> ${mine.until ? `You can register from ${deadline(mine.until)}.` : ''}</p>`}
    ${mine.state === 'pending_marking' && html`<p><b>Your last attempt is still being marked.</b> When its result is there you see whether you can sit again.</p>`}
    ${mine.state === 'locked' && html`<p><b>Not open to you yet.</b> Still needed:</p><${Unmet} items=${mine.unmet || []} exams=${exams} />`}
  </div>`

/** A language by its name in itself. @param {string} tag */
export function tongue(tag) {
  try { return new Intl.DisplayNames([tag], { type: 'language' }).of(tag)?.replace(/^./, c => c.toUpperCase()) || tag } catch { return tag }
}

/** @param {{exam: any, assigned: boolean}} p */
function Pay({ exam, assigned }) {
  const free = exam.price && exam.price.amount === 0
  const [how, setHow] = useState(free ? 'free' : assigned ? 'assigned' : 'voucher')
  const partners = session.value.me?.affiliations || []
  const ways = free ? [['free', 'Free of charge', 'Nothing is to be paid for this exam.']] : [
    ...(assigned ? [['assigned', 'The voucher reserved for you', 'Your partner has set one aside for this exam.']] : []),
    ['voucher', 'Voucher code', 'You have a code from your partner or the vendor.'],
    ['card', 'Card', 'You pay on a page of the payment provider and come back here.'],
  ]
  const register = async (/** @type {any} */ v, /** @type {string} */ key) => {
    /** @type {Record<string, any>} */
    const body = { pay_with: how === 'assigned' ? 'voucher' : how }
    if (how === 'voucher') body.voucher_code = v.voucher_code || ''
    if (v.affiliation) body.affiliation = v.affiliation
    if (v.locale) body.locale = v.locale
    if (v.second_language) body.second_language = true
    return post(`/api/v1/exams/${encodeURIComponent(exam.key)}/registrations`, body, { key })
  }
  const done = (/** @type {any} */ r) => (r.state === 'awaiting_payment' && r.order?.checkout_url ? location.assign(r.order.checkout_url) : go(`/app/registrations/${r.id}`))
  return html`
    <${Form} deed=${register} done=${done} submit=${how === 'card' ? 'Pay by card' : 'Register'} testid="pay-submit" class="card stack">
      <fieldset class="stack s"><legend class="label">How is it paid?</legend>
        ${ways.map(([v, label, more]) => html`<label class="choice" key=${v}><input type="radio" name="way" value=${v} checked=${how === v} onChange=${() => setHow(v)} data-testid="pay-${v}" /><span><span class="strong">${label}</span><br /><span class="small quiet">${more}</span></span></label>`)}
      </fieldset>
      ${how === 'voucher' && html`<${Field} name="voucher_code" label="Voucher code" required autocomplete="off" autocapitalize="characters" spellcheck=${false} testid="pay-voucher-code" />`}
      ${partners.length > 1 && html`<${Field} name="affiliation" label="For which partner do you sit it?" options=${partners.map(a => ({ value: a.id, label: a.partner.name }))} />`}
      ${(exam.languages || []).length > 1 && html`<${Field} name="locale" label="In which language do you sit it?" value=${exam.languages[0]} options=${exam.languages.map((/** @type {string} */ l) => ({ value: l, label: tongue(l) }))} testid="exam-language" />`}
      ${exam.second_language_factor_percent > 100 && html`<label class="check"><input type="checkbox" name="second_language" data-testid="second-language" /><span>That is not my first language: I ask for more time<br /><span class="small quiet">${exam.second_language_factor_percent} % of the usual time. Nobody else is told, and the certificate does not say it.</span></span></label>`}
      <p class="total"><span>To pay</span><span class="price">${how === 'card' ? money(exam.price) : how === 'free' ? 'Free' : 'Nothing'}</span></p>
    </${Form}>`
}
