import { html, useState } from '../../vendor/js/index.js'
import { useDeed } from '../api/use.js'
import { Button } from '../ui/button.js'
import { Dialog } from '../ui/dialog.js'
import { count } from '../ui/format.js'
import { ProblemNote } from '../ui/problem.js'
import { length } from './pause.js'

/** The last position of the open section. @param {import('./sitting.js').Sitting} sitting */
export const lastOf = sitting => sitting.sections.slice(0, sitting.section).reduce((n, s) => n + s.length, 0)

/** Where the candidate stands among the sections, or how the items go. @param {{sitting: import('./sitting.js').Sitting, states: any[], review: () => void}} p */
export function SectionBar({ sitting, review }) {
  const { sections, attempt } = sitting
  if (!sections.length && !attempt.forward) return null
  const open = sections[sitting.section - 1]
  return html`
    <div class="sectionbar" data-testid="section-bar">
      ${open ? html`<span class="grow"><span class="quiet small">Section ${sitting.section} of ${sections.length}</span> <b class="sectionname">${open.title}</b></span>` : html`<span class="grow"></span>`}
      ${attempt.forward && html`<span class="small quiet">Questions go forward only</span>`}
      ${open && !sitting.lastSection && html`<${Button} kind="s" onClick=${review} testid="section-review">End section</${Button}>`}
    </div>`
}

/** The last look at a section that is not the last one. @param {{sitting: import('./sitting.js').Sitting, states: any[], goTo: (i: number) => void, back: () => void}} p */
export function SectionReview({ sitting, states, goTo, back }) {
  const [asking, setAsking] = useState(false)
  const here = sitting.sections[sitting.section - 1], next = sitting.sections[sitting.section]
  const close = useDeed(() => sitting.go('sections/next', { section: sitting.section }))
  const open = states.filter(s => !s.answered).length
  const rest = lastOf(sitting) - sitting.items[sitting.items.length - 1].position
  return html`
    <section class="stack l review">
      <header class="stack s"><span class="eyebrow">End of the section</span><h1>${here.title}</h1>
        <p class="lead">${sitting.attempt.forward ? `${rest ? `${count(rest, 'question')} of this section you have not seen yet. ` : ''}Once closed, a section cannot be opened again.` : `${states.length - open} of ${states.length} questions answered. Once closed, a section cannot be opened again.`}</p></header>
      ${!sitting.attempt.forward && open > 0 && html`<section class="card"><h2>Not answered <span class="pill bare warn">${open}</span></h2>
        <ol class="qgrid">${states.map((s, i) => !s.answered && html`<li key=${i}><button type="button" class="qcell" aria-label="Go to question ${sitting.items[i].position}" onClick=${() => goTo(i)}>${sitting.items[i].position}</button></li>`)}</ol></section>`}
      <section class="card stack s"><h2>Next</h2><p>${here.break_seconds ? `A break of up to ${length(here.break_seconds)}; the clock stands still. Then ` : ''}<b>${next.title}</b>, ${next.length} questions${next.time_limit_seconds ? `, ${length(next.time_limit_seconds)}` : ''}.</p></section>
      <div class="row"><${Button} icon="prev" onClick=${back}>Back to the questions</${Button}><${Button} kind="primary" onClick=${() => setAsking(true)} testid="close-section">Close the section</${Button}></div>
      ${asking && html`
        <${Dialog} title="Close this section for good?" close=${() => setAsking(false)}>
          <p>${open && !sitting.attempt.forward ? html`<b>${count(open, 'question is', 'questions are')} not answered</b> and will count as wrong. ` : ''}You cannot come back to “${here.title}”.</p>
          <${ProblemNote} problem=${close.problem} />
          <div class="form-foot"><${Button} onClick=${() => setAsking(false)}>Not yet</${Button}><${Button} kind="primary" busy=${close.busy} onClick=${close.run} testid="confirm-close-section">Close and go on</${Button}></div>
        </${Dialog}>`}
    </section>`
}
