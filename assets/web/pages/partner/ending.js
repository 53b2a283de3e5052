import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { Dialog } from '../../ui/dialog.js'
import { words } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { ProblemNote } from '../../ui/problem.js'
import { useDeed } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { say } from '../../ui/toast.js'

/** What an end takes is shown before it happens. @param {{of: {affiliation: string, name: string}, mine?: boolean, close: () => void, done: () => void}} p */
export function Ending({ of, mine = false, close, done }) {
  const [ask, setAsk] = useState(/** @type {any} */ (null))
  const path = `/api/v1/affiliations/${encodeURIComponent(of.affiliation)}/end`
  const look = async (/** @type {any} */ v) => { const seen = await post(`${path}/preview`, v); setAsk({ v, effects: seen.effects }) }
  const end = useDeed(async () => { await post(path, ask.v); say(ask.v.on ? 'The end is set' : 'Ended'); close(); done() })
  return html`
    <${Dialog} title=${mine ? `Leave ${of.name}` : `End the affiliation of ${of.name}`} close=${close}>
      ${!ask ? html`
        <${Form} deed=${look} submit="Show what changes" testid="end-look" cancel=${close}>
          <${Field} name="on" label="On" type="date" optional hint="Empty ends it now. A day ahead is a notice: rights last until then." testid="end-on" />
          <${Field} name="reason" label="Reason" optional maxlength="500" />
        </${Form}>` : html`
        <div class="stack" data-testid="end-effects">
          ${ask.effects.length ? html`<p>${ask.v.on ? 'If it ended today, this would change:' : 'This changes:'}</p><ul class="stack s">${ask.effects.map((/** @type {any} */ e) => html`<${Effect} of=${e} />`)}</ul>`
            : html`<p>${mine ? 'Your certifications stay yours. They no longer count for this partner, and its rights end.' : 'No headcount, qualification or tier changes today.'}</p>`}
          <${ProblemNote} problem=${end.problem} />
          <div class="form-foot"><${Button} onClick=${() => setAsk(null)}>Back</${Button}><${Button} kind="danger" busy=${end.busy} onClick=${end.run} testid="end-sure">${ask.v.on ? `End on ${ask.v.on}` : 'End now'}</${Button}></div>
        </div>`}
    </${Dialog}>`
}

/** @param {{of: any}} p */
export function Effect({ of }) {
  const [program, ...tier] = of.key.split(' ')
  if (of.what === 'headcount') return html`<li><span class="strong">${of.key}</span>: ${of.from || 0} certified become ${of.to || 0}</li>`
  if (of.what === 'standing') return html`<li>Tier in <span class="strong">${words(program)}</span>: ${words(of.from || 'none')} becomes ${words(of.to || 'none')}</li>`
  return html`<li><span class="strong">${words(tier.join(' '))}</span> in ${words(program)}: ${words(of.from || 'unknown')} becomes ${words(of.to || 'unknown')}</li>`
}
