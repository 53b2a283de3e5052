import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { Field, Form } from '../../ui/form.js'

/**
 * Lets a candidate challenge a question, or say what went wrong. Each report gets a number, which is shown.
 * @param {{attempt: string, position?: number, number?: number, length?: number, close: () => void, incident?: boolean}} p `position` when the question is known
 */
export function Report({ attempt, position, number, length, close, incident }) {
  const [made, setMade] = useState(/** @type {any} */ (null))
  if (made) {
    return html`<${Dialog} title="Your report is kept" close=${close}>
      <p>Its number is <b data-testid="case-number">${made.number}</b>. People will look at it; you find it under My cases.</p>
      <div class="form-foot"><${Button} kind="primary" onClick=${close}>Close</${Button}></div></${Dialog}>`
  }
  const path = `/api/v1/attempts/${encodeURIComponent(attempt)}/`
  const title = incident ? 'Report what went wrong' : position ? `Challenge question ${number ?? position}` : 'Challenge a question'
  const deed = (/** @type {any} */ v, /** @type {string} */ key) => (incident
    ? post(`${path}incidents`, { what_happened: v.what_happened || '' }, { key })
    : post(`${path}challenges`, { position: position || Number(v.position), comment: v.comment || '' }, { key }))
  return html`<${Dialog} title=${title} close=${close}>
    <${Form} deed=${deed} done=${setMade} submit="Send" cancel=${close} testid="case-send">
      ${!incident && !position && html`<${Field} name="position" label="Number of the question" type="number" min="1" max=${length} required hint="As it was numbered in your attempt" />`}
      ${incident
        ? html`<${Field} name="what_happened" label="What happened" rows=${4} required minlength="10" maxlength="4000" hint="When, what you saw, and how long it took" testid="case-text" />`
        : html`<${Field} name="comment" label="What is wrong with it" rows=${4} required minlength="10" maxlength="4000" hint="A challenge changes nothing by itself. If you are right, all who sat the exam are scored again" testid="case-text" />`}
    </${Form}></${Dialog}>`
}

/** A small button beside a question. @param {{attempt: string, position: number, number: number}} p */
export function ChallengeButton({ attempt, position, number }) {
  const [open, setOpen] = useState(false)
  return html`<${Button} kind="plain s" onClick=${() => setOpen(true)} testid="challenge">Challenge</${Button}>
    ${open && html`<${Report} attempt=${attempt} position=${position} number=${number} close=${() => setOpen(false)} />`}`
}

/** What a candidate can do about a finished attempt. @param {{attempt: string, length?: number}} p */
export function Objections({ attempt, length }) {
  const [open, setOpen] = useState('')
  return html`
    <section class="card"><h2>Was something wrong?</h2>
      <p class="measure">Until 15 days after the attempt you can challenge a question by its number, or report what went wrong. Each report gets a number and is read by people.</p>
      <footer><${Button} kind="s" onClick=${() => setOpen('item')} testid="challenge-item">Challenge a question</${Button}><${Button} kind="s" onClick=${() => setOpen('incident')} testid="report-incident">Report an incident</${Button}><${Button} kind="plain s" href="/app/cases">My cases</${Button}></footer>
      ${open && html`<${Report} attempt=${attempt} length=${length} incident=${open === 'incident'} close=${() => setOpen('')} />`}
    </section>`
}
