import { html, useEffect, useRef, useState } from '../../vendor/js/index.js'
import { useDeed } from '../api/use.js'
import { Button } from '../ui/button.js'
import { Dialog } from '../ui/dialog.js'
import { count } from '../ui/format.js'
import { ProblemNote } from '../ui/problem.js'

/**
 * The last look: what is unanswered, flagged or not yet saved, and the way to close the exam.
 * @param {{sitting: import('./sitting.js').Sitting, states: import('./navigator.js').State[], goTo: (i: number) => void, back: () => void}} p
 */
export function Review({ sitting, states, goTo, back }) {
  const [asking, setAsking] = useState(false)
  const h = useRef(/** @type {HTMLElement|null} */ (null))
  useEffect(() => { h.current?.focus() }, [])
  const where = (/** @type {(s: any) => boolean} */ test) => states.map((s, i) => (test(s) ? i : -1)).filter(i => i >= 0)
  const open = where(s => !s.answered), flagged = where(s => s.flagged), refused = where(s => s.refused)
  const unsent = sitting.unsent.value
  const submit = useDeed(async () => {
    if (!(await sitting.sender.flush())) return
    await sitting.submit()
  })
  return html`
    <section class="stack l review">
      <header class="stack s"><h1 tabindex="-1" ref=${h}>Review</h1><p class="lead">${states.length - open.length} of ${states.length} questions answered.</p></header>
      <${List} title="Not answered" none="Every question has an answer." at=${open} goTo=${goTo} tone="warn" />
      <${List} title="Flagged" none="You flagged nothing." at=${flagged} goTo=${goTo} />
      ${refused.length > 0 && html`<${List} title="Not accepted by the server" none="" at=${refused} goTo=${goTo} tone="bad" />`}
      ${unsent > 0 && html`<div class="note warn" role="status"><p><b>${count(unsent, 'answer')} not yet saved.</b> They are being sent; the exam can be submitted as soon as all are confirmed.</p></div>`}
      <div class="row"><${Button} icon="prev" onClick=${back}>Back to the questions</${Button}><${Button} kind="primary" onClick=${() => setAsking(true)} testid="submit-attempt">Submit the exam</${Button}></div>
      ${asking && html`
        <${Dialog} title="Submit for good?" close=${() => setAsking(false)}>
          <p>${open.length ? html`<b>${count(open.length, 'question is', 'questions are')} not answered</b> and will count as wrong. ` : ''}After this nothing can be changed.</p>
          ${submit.busy && unsent > 0 && html`<p role="status">Waiting for ${count(unsent, 'answer')} to be confirmed…</p>`}
          ${!submit.busy && unsent > 0 && html`<div class="note bad"><p>${count(unsent, 'answer')} cannot be saved just now. Stay here; submitting works as soon as the connection is back.</p></div>`}
          <${ProblemNote} problem=${submit.problem} />
          <div class="form-foot"><${Button} onClick=${() => setAsking(false)}>Not yet</${Button}><${Button} kind="primary" busy=${submit.busy} onClick=${submit.run} testid="confirm-submit">Submit now</${Button}></div>
        </${Dialog}>`}
    </section>`
}

/** @param {{title: string, none: string, at: number[], goTo: (i: number) => void, tone?: string}} p */
const List = ({ title, none, at, goTo, tone = '' }) => html`
  <section class="card"><h2>${title}${at.length > 0 && html` <span class="pill bare ${tone}">${at.length}</span>`}</h2>
    ${at.length ? html`<ol class="qgrid">${at.map(i => html`<li key=${i}><button type="button" class="qcell" aria-label="Go to question ${i + 1}" onClick=${() => goTo(i)}>${i + 1}</button></li>`)}</ol>` : html`<p class="quiet">${none}</p>`}
  </section>`
