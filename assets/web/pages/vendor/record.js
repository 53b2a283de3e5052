import { html, useState } from '../../../vendor/js/index.js'
import { newKey, post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { clock, count, moment, words } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { say } from '../../ui/toast.js'

/** What was noticed about one sitting, as it happened. @param {{id: string}} p */
export default function Record({ id }) {
  const record = useResource(`/api/v1/attempts/${encodeURIComponent(id)}/proctoring`, { every: 10000 })
  const [open, setOpen] = useState('')
  const r = record.data
  const done = (/** @type {string} */ what) => () => { setOpen(''); say(what); record.reload() }
  const may = changes('vendor_admin', 'proctor')
  return html`
    <${Page} title=${r?.name || 'Sitting'} eyebrow=${r?.exam || 'Proctoring'} narrow crumbs=${r && [{ href: `/app/vendor/exams/${encodeURIComponent(r.exam)}/room`, label: 'Exam room' }]}
      lead="What the player noticed, beside what may innocently have caused it. No program judges, and no single line proves anything."
      actions=${r && html`<${Button} href=${`/app/vendor/attempts/${encodeURIComponent(id)}`} testid="to-clock">Pause, resume, add time</${Button}>${may && html`${r.locked && html`<${Button} kind="primary" onClick=${() => setOpen('unlock')} testid="unlock">Unlock</${Button}>`}${(r.lockdown === 'safe_exam_browser' || r.proctoring === 'external') && html`<${Button} onClick=${() => setOpen('override')}>${without(r)}</${Button}>`}`}`}>
      <${Load} of=${record}>${() => html`
        <div class="row"><${Pill}>${words(r.state)}</${Pill}>${r.locked && html`<${Pill} tone="bad">Locked</${Pill}>`}${r.session && html`<${Pill}>Outside proctor: ${words(r.session.state)}</${Pill}>`}</div>
        <${Timeline} lines=${linesOf(r)} />`}</${Load}>
      ${open === 'unlock' && html`<${Dialog} title="Unlock the exam" close=${() => setOpen('')}><p>The candidate goes on where the exam stopped. Answers were kept.</p>
        <${Form} deed=${(/** @type {any} */ v) => post(`/api/v1/attempts/${id}/unlock`, { reason: v.reason || '' })} done=${done('Unlocked')} submit="Unlock" cancel=${() => setOpen('')}><${Field} name="reason" label="Reason" rows=${3} required hint="Kept on record" /></${Form}></${Dialog}>`}
      ${open === 'override' && html`<${Dialog} title=${without(r)} close=${() => setOpen('')}>
        <${Form} deed=${(/** @type {any} */ v) => post(`/api/v1/registrations/${r.registration}/lockdown-overrides`, { reason: v.reason || '', minutes: v.minutes || 0 }, { key: newKey() })} done=${done('Allowed')} submit="Allow" cancel=${() => setOpen('')}>
          <${Field} name="minutes" label="Minutes" type="number" min="1" max="1440" value="120" required /><${Field} name="reason" label="Reason" rows=${3} required hint="Kept on record" /></${Form}></${Dialog}>`}
    </${Page}>`
}

/** @param {any} r */
function without(r) {
  if (r.lockdown !== 'safe_exam_browser') return 'Let start without the proctor'
  return r.proctoring === 'external' ? 'Let sit without browser and proctor' : 'Let sit without the browser'
}

/** @param {any} r */
function linesOf(r) {
  const lines = [
    ...r.signals.map((/** @type {any} */ s) => ({ at: s.at, title: words(s.kind), detail: [s.seconds ? count(s.seconds, 'second') : '', s.count ? count(s.count, 'display') : ''].filter(Boolean).join(', '), causes: s.innocent_causes })),
    ...r.refusals.map((/** @type {any} */ f) => ({ at: f.at, title: 'Turned away: not Safe Exam Browser', detail: f.received_config_key_hash ? 'The browser showed another key than the exam takes.' : 'The browser showed no key.', causes: ['The page was opened in the usual browser by mistake', 'Settings or client were updated', 'A proxy changes addresses'], more: f })),
    ...r.locks.flatMap((/** @type {any} */ l) => [{ at: l.locked_at, title: 'Delivery stopped', detail: '' }, ...(l.unlocked_at ? [{ at: l.unlocked_at, title: 'Unlocked by a supervisor', detail: l.reason }] : [])]),
    ...r.overrides.map((/** @type {any} */ o) => ({ at: o.given_at, title: r.lockdown === 'safe_exam_browser' ? 'Allowed without Safe Exam Browser' : 'Allowed without the outside proctor', detail: `Until ${moment(o.expires_at)}. ${o.reason}` })),
    ...r.reports.map((/** @type {any} */ p) => ({ at: p.at, title: `Outside proctor: ${p.type}${p.severity ? `, ${p.severity}` : ''}`, detail: p.note || '' })),
  ]
  return lines.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

/** @param {{lines: any[]}} p */
const Timeline = ({ lines }) => (lines.length ? html`<ol class="timeline card" data-testid="timeline">${lines.map((l, i) => html`<li key=${i}><time datetime=${l.at} title=${moment(l.at)}>${clock(l.at)}</time>
  <div><b>${l.title}</b>${l.detail && html`<p class="small">${l.detail}</p>`}
    ${l.causes && html`<details open><summary>Innocent causes</summary><ul class="bullets small">${l.causes.map((/** @type {string} */ c) => html`<li>${c}</li>`)}</ul></details>`}
    ${l.more && html`<details><summary>Expected and received</summary><dl class="kv xs"><dt>Asked for</dt><dd class="break">${l.more.address}</dd><dt>Expected</dt><dd><code class="break">${l.more.expected_config_key_hash}</code></dd><dt>Received</dt><dd><code class="break">${l.more.received_config_key_hash || 'nothing'}</code></dd></dl></details>`}</div></li>`)}</ol>`
  : html`<${Empty} title="Nothing was noticed">Signals of the player and words of an outside proctor appear here.</${Empty}>`)
