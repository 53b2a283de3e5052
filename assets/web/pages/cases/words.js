import { html } from '../../../vendor/js/index.js'
import { moment } from '../../ui/format.js'
import { Pill } from '../../ui/states.js'

/** @type {Record<string, string>} */
export const kinds = { integrity: 'Question about an attempt', incident: 'Incident', item_challenge: 'Challenge of a question' }

/** @type {Record<string, [string, string]>} what a state is called, and its tone */
const states = {
  open: ['Being looked at', ''], held: ['Held', 'warn'], proposed: ['Decision proposed', 'warn'], decided: ['Decided', ''], notified: ['May be appealed', 'warn'],
  appealed: ['Appealed', 'warn'], final: ['Final', 'good'], dismissed: ['Closed', 'good'],
}

/** @param {{of: any}} p */
export const StatePill = ({ of }) => html`<${Pill} tone=${(states[of.state] || [])[1]}>${(states[of.state] || [of.state])[0]}</${Pill}>`

/** @type {Record<string, string>} */
const lines = {
  opened: 'The case was opened', comment: 'Comment', statement: 'Statement of the person', hold_reason: 'Why it is held', held: 'The result is held', lift_reason: 'Why the hold was lifted',
  hold_lifted: 'The hold was lifted', proposed: 'A decision was proposed', declined: 'The proposal was declined', decided: 'Two people decided', notified: 'The letter went out',
  appeal: 'Appeal', appeal_decided: 'The appeal was decided', final: 'The case is final', dismissed: 'The case was closed',
}

/** What happened, in order. @param {{of: any[]}} p */
export const History = ({ of }) => html`
  <ol class="stack s">${of.map((e, i) => html`<li key=${i}><span class="strong">${lines[e.kind] || e.kind}</span> <span class="small faint">${moment(e.at)}${e.by ? ` · ${e.by}` : ''}${e.shown === false ? ' · not shown to the person' : ''}</span>
    ${e.text && html`<p class="measure">${e.text}</p>`}</li>`)}</ol>`

/** A ruling in sentences. @param {any} s */
export function sanctionLines(s) {
  const out = []
  if (s.void) out.push('The attempt is annulled; a pass and what came of it are withdrawn.')
  if (s.revoke?.length) out.push('The credential is revoked.')
  if (s.bar) out.push(`No ${s.bar.exams.includes('*') ? 'exam' : `sitting of ${s.bar.exams.join(', ')}`} until ${moment(s.bar.until)}.`)
  if (s.waive_retake) out.push('The exam may be sat again at once; this attempt does not count.')
  return out.length ? out : ['Nothing is taken away.']
}
