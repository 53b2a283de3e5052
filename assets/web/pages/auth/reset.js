import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { place } from '../../router.js'
import { Button } from '../../ui/button.js'
import { Field, Form } from '../../ui/form.js'
import { Door } from './door.js'

export default function Reset() {
  const token = place.value.query.get('token')
  return token ? html`<${Choose} token=${token} />` : html`<${Request} />`
}

function Request() {
  const [sent, setSent] = useState(false)
  if (sent) return html`<${Door} title="Look into your mail"><p>If the address belongs to an account, a letter with a link is on its way. The link works once.</p><${Button} kind="wide" href="/sign-in">Back to sign-in</${Button}></${Door}>`
  return html`
    <${Door} title="Forgotten password" lead="We send you a link to choose a new one.">
      <${Form} deed=${(/** @type {any} */ v) => post('/api/v1/password-resets', { email: v.email }, { open: true })} done=${() => setSent(true)} submit="Send the link" testid="reset-submit" wide>
        <${Field} name="email" label="E-mail" type="email" autocomplete="username" required testid="reset-email" />
      </${Form}>
      <p class="small"><a href="/sign-in">Back to sign-in</a></p>
    </${Door}>`
}

/** @param {{token: string}} p */
function Choose({ token }) {
  const [done, setDone] = useState(false)
  if (done) return html`<${Door} title="Password changed"><p>Sign in with the new password. All other sessions have ended.</p><${Button} kind="primary wide" href="/sign-in">Sign in</${Button}></${Door}>`
  return html`
    <${Door} title="Choose a new password">
      <${Form} deed=${(/** @type {any} */ v) => post('/api/v1/password-resets/accept', { token, password: v.password }, { open: true })} done=${() => setDone(true)} submit="Change password" wide>
        <${Field} name="password" label="New password" type="password" autocomplete="new-password" required hint="At least 12 characters, 15 for the vendor’s staff. A sentence works well." />
      </${Form}>
    </${Door}>`
}
