import { html } from '../../vendor/js/index.js'
import { post } from '../api/client.js'
import { loadMe } from '../api/session.js'
import { useDeed, useResource } from '../api/use.js'
import { Button } from '../ui/button.js'
import { Dialog } from '../ui/dialog.js'
import { Field, Form } from '../ui/form.js'
import { ProblemNote } from '../ui/problem.js'
import { say } from '../ui/toast.js'

const kinds = [{ value: 'employee', label: 'Employee' }, { value: 'contractor', label: 'Contractor' }, { value: 'exclusive_contractor', label: 'Contractor for this partner only' }]

/** A person's own word: by the domain of an address at once, by the partner's code after it confirms. @param {{close: () => void}} p */
export function Join({ close }) {
  const open = useResource('/api/v1/me/claimable')
  const over = (/** @type {string} */ word) => async () => { await loadMe(); say(word); close() }
  const claim = useDeed(async (/** @type {string} */ partner) => { await post('/api/v1/me/affiliations', { partner }); await over('You belong to it now')() })
  return html`
    <${Dialog} title="Join a partner" close=${close}>
      ${(open.data?.data || []).map((/** @type {any} */ c) => html`<div class="row between" key=${c.partner.id}><span><span class="strong">${c.partner.name}</span> <span class="small faint">you have an address at ${c.domain}</span></span><${Button} kind="primary s" busy=${claim.busy} onClick=${() => claim.run(c.partner.id)}>Join</${Button}></div>`)}
      <${ProblemNote} problem=${claim.problem} />
      <${Form} deed=${(/** @type {any} */ v, /** @type {string} */ key) => post('/api/v1/me/affiliations', v, { key })} done=${over('The partner has to confirm it now')} submit="Ask to join" cancel=${close} testid="join-submit">
        <${Field} name="code" label="Code of the partner" required autocomplete="off" hint="Its administrator has it." testid="join-code-input" />
        <${Field} name="employment" label="You work there as" options=${kinds} />
      </${Form}>
    </${Dialog}>`
}
