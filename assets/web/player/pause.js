import { html } from '../../vendor/js/index.js'
import { useDeed } from '../api/use.js'
import { Button } from '../ui/button.js'
import { Icon } from '../ui/icons.js'
import { ProblemNote } from '../ui/problem.js'
import { Countdown, Plain } from './screens.js'
import { Lifeline } from './top.js'

/** A length of time in words. @param {number} seconds */
export function length(seconds) {
  const m = Math.floor(seconds / 60), s = Math.round(seconds % 60)
  const minutes = m ? `${m} ${m === 1 ? 'minute' : 'minutes'}` : ''
  return [minutes, s || !m ? `${s} ${s === 1 ? 'second' : 'seconds'}` : ''].filter(Boolean).join(' ')
}

/** The clock stands still: a break, or a pause by the exam team. Questions are not shown meanwhile. @param {{sitting: import('./sitting.js').Sitting}} p */
export function Pause({ sitting }) {
  const p = sitting.paused.value
  const on = useDeed(() => sitting.go('break/end'))
  const next = sitting.sections[sitting.section - 1]
  const rest = p.for === 'break'
  return html`
    <${Plain} attempt=${sitting.attempt}>
      <${Lifeline} sitting=${sitting} over=${false} />
      <header class="stack s" role="status"><span class="eyebrow">The clock stands still</span><h1 data-testid="paused">${rest ? 'Break' : 'Your exam is paused'}</h1></header>
      <p class="lead">${rest ? 'The section before is closed and its answers are kept. You may leave the screen.' : 'The exam team has stopped your exam. Everything the server has confirmed is kept, and no time is lost.'}</p>
      <div class="card stack">
        ${rest ? html`<${Countdown} until=${p.ends_at} now=${sitting.attempt.server_now} over=${() => sitting.look()} before="The exam goes on by itself in" />`
          : html`<p class="row"><${Icon} name="clock" /><span>Left when it goes on: <b>${length(Math.floor(p.remaining_seconds))}</b></span></p><p class="small quiet">Stay where you are, and keep this tab open: it goes on here as soon as the exam team lets it.</p>`}
        ${rest && next && html`<p>Next: <b>${next.title}</b>, ${next.length} questions${next.time_limit_seconds ? `, ${length(next.time_limit_seconds)}` : ''}.</p>`}
      </div>
      <${ProblemNote} problem=${on.problem} />
      ${rest ? html`<div><${Button} kind="primary" busy=${on.busy} onClick=${on.run} testid="end-break">Go on now</${Button}></div>`
        : html`<div><${Button} onClick=${() => sitting.look()}>Look again</${Button}></div>`}
    </${Plain}>`
}
