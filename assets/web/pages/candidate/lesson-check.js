import { html, useState } from '../../../vendor/js/index.js'
import { useDeed } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { ProblemNote } from '../../ui/problem.js'
import { Pill } from '../../ui/states.js'
import { Rich } from '../../ui/rich.js'

/**
 * The questions at the end of a lesson. They may be taken again; the best result stays.
 * @param {{check: any, best: any, send: (answers: Record<string, string[]>) => Promise<any>, passed: () => void}} p
 */
export function LessonCheck({ check, best, send, passed }) {
  const [answers, setAnswers] = useState(/** @type {Record<string, string[]>} */ ({}))
  const [marks, setMarks] = useState(/** @type {any} */ (null))
  const deed = useDeed(async () => {
    const out = await send(answers)
    setMarks(out.check)
    if (out.check?.passed) passed()
  })
  const pick = (/** @type {any} */ q, /** @type {string} */ id, /** @type {boolean} */ on) => {
    setMarks(null)
    setAnswers(a => ({ ...a, [q.id]: q.multiple ? [...(a[q.id] || []).filter(x => x !== id), ...(on ? [id] : [])] : [id] }))
  }
  const ready = check.questions.every((/** @type {any} */ q) => answers[q.id]?.length)
  const markOf = (/** @type {string} */ id) => marks?.questions?.find((/** @type {any} */ m) => m.id === id)
  return html`
    <section class="card" aria-labelledby="check-h">
      <header><h2 id="check-h">Check yourself</h2>${best?.check_passed && !marks && html`<${Pill} tone="good">Passed with ${best.check_percent} %</${Pill}>`}</header>
      ${check.questions.map((/** @type {any} */ q, /** @type {number} */ i) => {
        const m = markOf(q.id)
        return html`
        <fieldset class="stack s checkq" key=${q.id} aria-labelledby="cq-${q.id}">
          <legend class="vh">Question ${i + 1}</legend>
          <${Rich} as="div" class="rich strong" id="cq-${q.id}" html=${q.stem_html} />
          ${q.multiple && html`<p class="small quiet">Choose all that apply.</p>`}
          ${q.options.map((/** @type {any} */ o, /** @type {number} */ j) => html`
            <label class="choice" key=${o.id}><input type=${q.multiple ? 'checkbox' : 'radio'} name=${q.id} checked=${(answers[q.id] || []).includes(o.id)} data-testid="check-${i + 1}-${j + 1}" onChange=${(/** @type {any} */ e) => pick(q, o.id, e.currentTarget.checked)} /><${Rich} as="span" class="rich" html=${o.html} /></label>`)}
          ${m && html`<div class="note ${m.right ? 'good' : 'warn'}" role="status"><p><b>${m.right ? 'Right.' : 'Not quite.'}</b></p><${Rich} as="div" class="rich small" html=${m.explanation_html} /></div>`}
        </fieldset>`
      })}
      ${marks && html`<p role="status">${marks.passed ? html`<b>Passed</b> with ${marks.percent} %.` : html`${marks.percent} %; ${marks.pass_percent} % is needed. Change your answers and try again.`}</p>`}
      <${ProblemNote} problem=${deed.problem} />
      <footer><${Button} busy=${deed.busy} disabled=${!ready} onClick=${deed.run} testid="check-submit">Check my answers</${Button}></footer>
    </section>`
}
