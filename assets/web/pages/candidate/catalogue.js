import { html } from '../../../vendor/js/index.js'
import { useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { count, day, deadline, money, span } from '../../ui/format.js'
import { Icon } from '../../ui/icons.js'
import { Page } from '../../ui/page.js'
import { Unmet } from '../../ui/problem.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { stateWords, useCertifications } from './shapes.js'

export default function Catalogue() {
  const exams = useList('/api/v1/exams')
  const title = useCertifications()
  return html`
    <${Page} title="Exams" lead="Each exam leads to a credential that anyone can verify.">
      <${Load} of=${exams} kind="cards">${(/** @type {any[]} */ rows) => (rows.length
        ? html`<div class="grid">${rows.map(x => html`<${Card} key=${x.key} of=${x} leads=${title(x.certification)} exams=${rows} />`)}</div>${exams.next && html`<div><${Button} busy=${exams.busy} onClick=${exams.more}>Show more</${Button}></div>`}`
        : html`<${Empty} title="No exam is published yet">As soon as one is, it stands here with what it asks for.</${Empty}>`)}</${Load}>
    </${Page}>`
}

/** @param {{of: any, title?: string}} p `title` is that of the certification */
export const Facts = ({ of, title = of.certification_title }) => html`
  <p class="facts">
    ${of.time_limit_seconds && html`<span><${Icon} name="clock" />${span(of.time_limit_seconds)}</span>`}
    ${of.blueprint?.length && html`<span><${Icon} name="grid" />${count(of.blueprint.length, 'question')}</span>`}
    ${title && html`<span><${Icon} name="certifications" />Leads to ${title}</span>`}
  </p>`

/** @param {{of: any, leads: string, exams: any[]}} p */
function Card({ of, leads, exams }) {
  const mine = of.mine || { state: 'open' }
  const s = stateWords[mine.state] || { word: mine.state, tone: '' }
  const href = `/app/catalogue/${encodeURIComponent(of.key)}`
  return html`
    <article class="card exam">
      <header><${Pill} tone=${s.tone}>${s.word}</${Pill}><span class="price">${money(of.price)}</span></header>
      <h2>${of.title}</h2>
      <${Facts} of=${of} title=${leads} />
      ${mine.state === 'locked' && mine.unmet?.length > 0 && html`<div class="stack s"><p class="small strong">Still needed</p><${Unmet} items=${mine.unmet} exams=${exams} /></div>`}
      ${mine.state === 'cooling_down' && html`<p class="small">You can try again ${mine.until ? `from ${deadline(mine.until)}` : 'after the waiting time'}.</p>`}
      ${mine.state === 'pending_marking' && html`<p class="small">Your last attempt is still being marked. You see here when its result is there.</p>`}
      ${mine.state === 'passed' && html`<p class="small">You passed${mine.at ? ` on ${day(mine.at)}` : ''}. <a href="/app/credentials">See your credentials</a></p>`}
      <footer>${mine.registration
        ? html`<${Button} kind="primary" href=${`/app/registrations/${mine.registration}`}>${mine.attempt ? 'Back to the exam' : 'Go to your registration'}</${Button}>`
        : mine.state === 'open' ? html`<${Button} kind="primary" href=${href} testid="exam-register">Register</${Button}>`
          : html`<${Button} href=${href}>Details</${Button}>`}</footer>
    </article>`
}
