import { html } from '../../vendor/js/index.js'
import { Icon } from './icons.js'
import { Button } from './button.js'
import { count, words } from './format.js'

/** What is still missing, each with the way to it. @param {{items: import('../api/problem.js').Unmet[], exams?: any[]}} p `exams` leads a missing certification to its exam */
export const Unmet = ({ items, exams = [] }) => html`
  <ul class="unmet small">${items.map(u => html`<li key=${u.kind + u.id}><span>
    ${kinds[u.kind] && html`<span class="faint">${kinds[u.kind]} </span>`}${linkOf(u, exams) ? html`<a href=${linkOf(u, exams)}>${u.title || words(u.id)}</a>` : html`<span class="strong">${u.title || words(u.id)}</span>`}
    ${(u.need ?? 0) > 1 ? html` <span class="faint">(${u.have ?? 0} of ${u.need}${u.kind === 'track' ? ' %' : ''})</span>` : ''}
  </span></li>`)}</ul>`

/** @type {Record<string, string>} what is to be done with a missing thing */
const kinds = { track: 'Finish the track', exam: 'Pass the exam', certification: 'Hold the certification', equipment_check: 'Before you pay:', legal_name: 'Before you pay:', appointment: 'Appointment:', safe_exam_browser: 'Browser:', barred: 'By decision:', held: 'Held:' }

/** A page of the app where there is one, else the server's link when it leads to something for readers. @param {import('../api/problem.js').Unmet} u @param {any[]} exams */
export function linkOf(u, exams) {
  const by = u.kind === 'certification' && exams.find(x => x.certification === u.id)
  if (by) return `/app/catalogue/${encodeURIComponent(by.key)}`
  if (u.kind === 'track') return `/app/learning/${encodeURIComponent(u.id)}`
  if (u.kind === 'exam') return `/app/catalogue/${encodeURIComponent(u.id)}`
  return u.link && (/^https?:\/\//.test(u.link) || /^\/(?!\/|api\/|prm\/)/.test(u.link)) ? u.link : ''
}

/**
 * A refusal for readers: one sentence, what is missing, field faults that have no field on this page, and the request id small.
 * @param {{problem: import('../api/problem.js').Problem|null, retry?: () => void, shown?: string[]}} p
 */
export function ProblemNote({ problem, retry, shown = [] }) {
  if (!problem) return null
  const loose = problem.errors.filter(e => !shown.includes(e.field))
  return html`
    <div class="note bad" role="alert">
      <p class="row top"><${Icon} name="warn" /><span class="grow"><span class="strong">${problem.sentence}</span>
        ${problem.retryAfter ? html` <span>Try again in ${count(problem.retryAfter, 'second')}.</span>` : ''}</span></p>
      ${problem.unmet.length > 0 && html`<${Unmet} items=${problem.unmet} />`}
      ${loose.length > 0 && html`<ul class="small stack s">${loose.map(e => html`<li><code>${e.field}</code> ${e.detail}</li>`)}</ul>`}
      <div class="row">
        ${retry && problem.status !== 404 && html`<${Button} kind="s" onClick=${retry}>Try again</${Button}>`}
        ${problem.requestId && html`<span class="xs faint">Request ${problem.requestId}</span>`}
      </div>
    </div>`
}
