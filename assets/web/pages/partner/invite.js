import { html } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { Dialog } from '../../ui/dialog.js'
import { Check, Field, Form } from '../../ui/form.js'
import { say } from '../../ui/toast.js'

const jobs = [['engineer', 'Engineer'], ['account_manager', 'Account manager'], ['specialist', 'Specialist']]

/** @param {{partner: string, close: () => void, done?: () => void}} p */
export function Invite({ partner, close, done }) {
  const send = (/** @type {any} */ v, /** @type {string} */ key) => post(`/api/v1/partners/${encodeURIComponent(partner)}/invitations`, {
    email: v.email || '', name: v.name || '', roles: ['candidate', ...(v.admin ? ['partner_admin'] : [])], job_roles: v.job_roles || [],
  }, { key })
  return html`
    <${Dialog} title="Invite a person" close=${close}>
      <${Form} deed=${send} done=${() => { say('The invitation is on its way'); done?.(); close() }} submit="Send invitation" testid="invite-submit" cancel=${close}>
        <${Field} name="name" label="Name" required maxlength="120" autocomplete="off" testid="invite-name" />
        <${Field} name="email" label="E-mail" type="email" required autocomplete="off" hint="The letter holds a link that works once." testid="invite-email" />
        <fieldset class="stack s"><legend class="label">Job roles</legend>${jobs.map(([v, l]) => html`<${Check} name="job_roles" many value=${v} label=${l} checked=${v === 'engineer'} />`)}</fieldset>
        <${Check} name="admin" label="May administer this partner: see the team, invite, hand out vouchers" />
      </${Form}>
    </${Dialog}>`
}
