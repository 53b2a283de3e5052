import { html, useState } from '../../../vendor/js/index.js'
import { newKey, post } from '../../api/client.js'
import { changes, holds } from '../../api/session.js'
import { useDeed, useList, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { deadline, span, words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { say } from '../../ui/toast.js'
import { Person } from './person.js'
import { tones } from './sittings.js'
import { Verify } from './verify.js'

/** An attempt for those who watch over it. @param {{id: string}} p */
export default function Sitting({ id }) {
  const path = `/api/v1/attempts/${encodeURIComponent(id)}`
  const seen = useResource(`${path}/supervision`, { every: 10000 })
  const log = useList(`${path}/log`)
  const [open, setOpen] = useState(/** @type {any} */ (null))
  const a = seen.data
  const may = changes('vendor_admin', 'proctor', 'support')
  const running = a && ['ready', 'in_progress', 'paused'].includes(a.state)
  const done = (/** @type {string} */ what) => { setOpen(null); say(what); seen.reload(); log.reload() }
  return html`
    <${Page} title="Attempt" crumbs=${a ? [{ href: '/app/vendor/exams', label: 'Exams' }, { href: `/app/vendor/exams/${a.exam}/attempts`, label: a.title }] : []} actions=${a && html`<${Pill} tone=${tones[a.state] || ''}>${words(a.state)}</${Pill}><${Button} href=${`/app/vendor/attempts/${encodeURIComponent(id)}/proctoring`} testid="to-record">What was noticed</${Button}>`}>
      <${Load} of=${seen}>${() => html`
        <section class="card">
          <dl class="kv"><dt>Attempt</dt><dd><code class="break">${a.id}</code></dd><dt>Person</dt><dd><${Person} id=${a.person} /></dd>
            <dt>Started</dt><dd>${deadline(a.started_at)}</dd><dt>${a.closed_at ? 'Ended' : 'Ends'}</dt><dd>${deadline(a.closed_at || a.deadline_at)}${a.close_reason ? ` (${words(a.close_reason).toLowerCase()})` : ''}</dd>
            <dt>Its limit</dt><dd>${span(a.limits.limit_seconds)}${a.limits.factor_percent ? ` (${a.limits.factor_percent} % of the usual)` : ''}</dd>
            ${a.paused && html`<dt>Paused</dt><dd>since ${deadline(a.paused.at)}, ${a.paused.for === 'break' ? 'a break' : 'by the exam team'}, until ${deadline(a.paused.ends_at)} at the latest; ${span(a.paused.remaining_seconds)} left</dd>`}
            ${a.navigation === 'sectioned' && running && html`<dt>Section</dt><dd>${a.section} of ${a.limits.sections.length}</dd>`}</dl>
          ${may && running && html`<footer>
            ${a.state === 'in_progress' && html`<${Button} kind="primary s" onClick=${() => setOpen('pause')} testid="attempt-pause">Pause</${Button}>`}
            ${a.paused?.for === 'proctor' && html`<${Button} kind="primary s" onClick=${() => setOpen('resume')} testid="attempt-resume">Let it go on</${Button}>`}
            <${Button} kind="s" onClick=${() => setOpen('adjust')} testid="attempt-adjust">Change its time</${Button}></footer>`}
        </section>
        <section class="stack"><h2>Changes of its time</h2>
          ${a.ledger.length ? html`<${Table} caption="Ledger" columns=${ledger} rows=${a.ledger} testid="ledger-row" />` : html`<${Empty} title="None">The time is the exam’s own. Pauses, breaks, time given by people and time the service failed are entered here.</${Empty}>`}</section>
        <${Verify} path=${path} may=${holds('vendor_admin', 'program_manager', 'support')} />
        ${a.late_responses.length > 0 && html`<section class="stack"><h2>Answers that came too late</h2>
          <p class="quiet">They are kept and do not count. Two people together can let one count; then the attempt is scored again, and both results stay.</p>
          <${Table} caption="Late answers" columns=${late(may && a.state === 'graded' ? setOpen : null)} rows=${a.late_responses} testid="late-row" /></section>`}
        <section class="stack"><header class="row between"><h2>What happened</h2><${Button} kind="s" onClick=${log.reload}>Look again</${Button}></header>
          <${Load} of=${log} kind="rows">${() => html`<${Table} caption="Log" columns=${lines} rows=${log.rows} more=${log} />`}</${Load}></section>`}</${Load}>
      ${open === 'pause' && html`<${Reason} title="Pause this attempt?" text="The clock stops at once, the questions are hidden, and nothing is taken until you let it go on. No time is lost." act="Pause" path=${`${path}/pause`} close=${() => setOpen(null)} done=${() => done('Paused')} />`}
      ${open === 'resume' && html`<${Reason} title="Let it go on?" text="The clock runs again, with all that remained." act="Go on" path=${`${path}/resume`} close=${() => setOpen(null)} done=${() => done('It goes on')} />`}
      ${open === 'adjust' && html`<${Reason} title="Change its time" text=${`${span(a.adjustment_seconds_given)} given so far, ${span(a.adjustment_seconds_left)} more can be given.`} act="Change" minutes path=${`${path}/adjustments`} close=${() => setOpen(null)} done=${() => done('The time was changed')} />`}
      ${open?.late && html`<${Reason} title=${open.late.state === 'proposed' ? 'Let this answer count?' : 'Propose that this answer counts?'} text=${open.late.state === 'proposed' ? `Proposed because: ${open.late.reason}. When you confirm, the attempt is scored again.` : 'A colleague has to confirm it. What the answer says is not shown: whether it counts must not depend on that.'} act=${open.late.state === 'proposed' ? 'Confirm' : 'Propose'} path=${`${path}/late-responses/${open.late.id}/admit`} close=${() => setOpen(null)} done=${() => done('Noted')} />`}
    </${Page}>`
}

/** A deed with its reason. @param {{title: string, text: string, act: string, path: string, minutes?: boolean, close: () => void, done: () => void}} p */
function Reason({ title, text, act, path, minutes, close, done }) {
  const [reason, setReason] = useState('')
  const [more, setMore] = useState('10')
  const [key] = useState(newKey)
  const deed = useDeed(async () => { await post(path, minutes ? { seconds: Math.round(Number(more) * 60), reason } : { reason }, { key }); done() })
  return html`
    <${Dialog} title=${title} close=${close}>
      <p>${text}</p>
      ${minutes && html`<label class="field"><span class="strong">Minutes</span><span class="hint">A negative number takes back what was given.</span><input class="input" type="number" step="0.5" value=${more} onInput=${(/** @type {any} */ e) => setMore(e.target.value)} data-testid="adjust-minutes" /></label>`}
      <label class="field"><span class="strong">Reason, for the record</span><textarea class="input" rows="3" maxlength="1000" value=${reason} onInput=${(/** @type {any} */ e) => setReason(e.target.value)} data-testid="reason"></textarea></label>
      <${ProblemNote} problem=${deed.problem} />
      <div class="form-foot"><${Button} onClick=${close}>Cancel</${Button}><${Button} kind="primary" disabled=${reason.trim().length < 3} busy=${deed.busy} onClick=${deed.run} testid="reason-submit">${act}</${Button}></div>
    </${Dialog}>`
}

/** @type {Record<string, string>} */
const kinds = { pause: 'Pause', break: 'Break', adjustment: 'Given by people', clock_credit: 'The service failed' }
/** @param {number} s */
const signed = s => `${s < 0 ? '−' : '+'}${span(Math.abs(s))}`

/** @type {import('../../ui/table.js').Column[]} */
const ledger = [
  { title: 'Why', head: true, cell: e => html`<span class="strong">${kinds[e.kind]}</span>${e.reason && html`<br /><span class="small quiet">${words(e.reason)}</span>`}` },
  { title: 'Time', cell: e => signed(e.seconds) },
  { title: 'When', cell: e => deadline(e.at) },
  { title: 'By', cell: e => html`<code class="xs faint break">${e.actor || 'the service'}</code>` },
]

/** @param {((open: any) => void)|null} open @returns {import('../../ui/table.js').Column[]} */
const late = open => [
  { title: 'Question', head: true, cell: l => html`${l.position}<br /><code class="xs faint break">${l.id}</code>` },
  { title: 'Came', cell: l => deadline(l.received_at) },
  { title: 'State', cell: l => html`<${Pill} tone=${l.state === 'admitted' ? 'good' : l.state === 'proposed' ? 'warn' : ''}>${words(l.state)}</${Pill}>${l.reason && html`<br /><span class="small quiet">${l.reason}</span>`}` },
  ...(open ? [{ title: 'Actions', act: true, cell: (/** @type {any} */ l) => (l.state === 'admitted' ? '' : html`<${Button} kind="s" onClick=${() => open({ late: l })} testid="late-admit">${l.state === 'proposed' ? 'Confirm' : 'Propose'}</${Button}>`) }] : []),
]

/** @type {import('../../ui/table.js').Column[]} */
const lines = [
  { title: 'What', head: true, cell: l => words(l.kind) },
  { title: 'When', cell: l => html`<span class="nowrap">${deadline(l.at)}</span>` },
  { title: 'Details', cell: l => html`<span class="small">${Object.entries(l.detail).filter(([, v]) => typeof v !== 'object').map(([k, v]) => html`<span class="nowrap">${words(k).toLowerCase()}: <b class="break">${String(v)}</b></span> `)}</span>` },
]
