import { html, useEffect, useState } from '../../vendor/js/index.js'
import { post } from '../api/client.js'
import { loadMe } from '../api/session.js'
import { useDeed, useResource } from '../api/use.js'
import { place, setQuery } from '../router.js'
import { Button } from '../ui/button.js'
import { Dialog } from '../ui/dialog.js'
import { moment } from '../ui/format.js'
import { Field, Form } from '../ui/form.js'
import { ProblemNote } from '../ui/problem.js'
import { Mail, Pill } from '../ui/states.js'
import { say } from '../ui/toast.js'

const at = '/api/v1/me/mails'

/** Every address that leads to the person; each signs in, and letters go to the first. */
export function Mails() {
  const list = useResource(at)
  const [open, setOpen] = useState(/** @type {any} */ (null))
  const link = useDeed(async (/** @type {string} */ token) => { await post(`${at}/verify`, { token }); say('The address is yours'); list.reload() })
  const token = place.value.query.get('mail') || ''
  useEffect(() => { if (token) { setQuery({ mail: '' }); link.run(token) } }, [token])
  const done = (/** @type {string} */ word) => () => { say(word); setOpen(null); list.reload(); loadMe() }
  return html`
    <section class="card stack"><div class="row between"><h2>E-mail addresses</h2><${Button} kind="s" onClick=${() => setOpen({ add: true })} testid="mail-new">Add</${Button}></div>
      <p class="small">You sign in with any of them. An invitation to any of them finds you.</p>
      <${ProblemNote} problem=${list.problem || link.problem} />
      ${(list.data?.data || []).map((/** @type {any} */ m) => html`
        <div class="stack s" key=${m.email} data-testid="mail-row">
          <div class="row between"><span><${Mail} of=${m.email} /> ${m.primary ? html`<${Pill} tone="good">Letters go here</${Pill}>` : !m.verified_at && html`<${Pill} tone="warn">Not proven</${Pill}>`}</span>
            <span class="row">${m.verified_at && !m.primary && html`<${Button} kind="s" onClick=${() => setOpen({ primary: m.email })} testid="mail-first">Send letters here</${Button}>`}${!m.primary && html`<${Button} kind="s" onClick=${() => setOpen({ remove: m.email })} testid="mail-remove">Remove</${Button}>`}</span></div>
          ${!m.verified_at && html`<${Form} deed=${(/** @type {any} */ v) => post(`${at}/verify`, { ...v, email: m.email })} done=${done('The address is yours')} submit="Prove" testid="mail-verify">
            <${Field} name="code" label="Code from the letter" inputmode="numeric" autocomplete="one-time-code" required hint=${`Six digits, good until ${moment(m.expires_at)}.`} testid="mail-code" /></${Form}>`}
        </div>`)}
      ${open && html`
        <${Dialog} title=${open.add ? 'Add an address' : open.primary ? 'Send letters to this address' : 'Remove this address'} close=${() => setOpen(null)}>
          <${Form} deed=${(/** @type {any} */ v, /** @type {string} */ key) => (open.add ? post(at, { email: '', ...v }, { key }) : post(`${at}/${open.primary ? 'primary' : 'remove'}`, { ...v, email: open.primary || open.remove }))}
            done=${done(open.add ? 'A letter with a code is on its way' : 'Done')} submit=${open.add ? 'Send the code' : 'Confirm'} cancel=${() => setOpen(null)} testid="mail-add">
            ${open.add ? html`<${Field} name="email" label="E-mail" type="email" required autocomplete="off" testid="mail-email" />` : html`<p class="strong">${open.primary || open.remove}</p>`}
            <${Field} name="password" label="Your password" type="password" required autocomplete="current-password" testid="mail-password" />
          </${Form}>
        </${Dialog}>`}
    </section>`
}
