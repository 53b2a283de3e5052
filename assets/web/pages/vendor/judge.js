import { html, useState } from '../../../vendor/js/index.js'
import { call } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Field, Form } from '../../ui/form.js'
import { ProblemNote } from '../../ui/problem.js'
import { Pill } from '../../ui/states.js'
import { say } from '../../ui/toast.js'

/** What waits until somebody else than its author approves it; nothing for what is approved. @param {{path: string, state: string, comment?: string, etag?: string, done: () => void}} p */
export function Judge({ path, state, comment, etag, done }) {
  const [declining, setDeclining] = useState(false)
  const approve = useDeed(async () => { await call(`${path}/approve`, { method: 'POST', ifMatch: etag }); say('Approved'); done() })
  if (state === 'approved') return null
  if (state === 'declined') return html`<section class="card"><p><${Pill} tone="bad">Declined</${Pill}> It is not used. ${comment}</p></section>`
  return html`
    <section class="card stack s" data-testid="waits"><p><${Pill} tone="warn">Waits for approval</${Pill}> Until somebody else than its author approves it, what was approved before stays in use.</p>
      <${ProblemNote} problem=${approve.problem} />
      ${changes('vendor_admin', 'author') && (declining
        ? html`<${Form} deed=${(/** @type {any} */ v) => call(`${path}/decline`, { method: 'POST', body: { comment: v.comment || '' }, ifMatch: etag })} done=${() => { setDeclining(false); say('Declined'); done() }} submit="Decline" cancel=${() => setDeclining(false)}><${Field} name="comment" label="Why" rows=${3} required hint="Its author reads this" /></${Form}>`
        : html`<div class="row"><${Button} kind="primary s" busy=${approve.busy} onClick=${approve.run} testid="judge-approve">Approve</${Button}><${Button} kind="s" onClick=${() => setDeclining(true)} testid="judge-decline">Decline</${Button}></div>`)}
    </section>`
}
