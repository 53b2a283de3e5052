import { html } from '../../../vendor/js/index.js'
import { acceptInvitation } from '../../api/session.js'
import { go, place } from '../../router.js'
import { Button } from '../../ui/button.js'
import { Field, Form } from '../../ui/form.js'
import { Door } from './door.js'

export default function Accept() {
  const token = place.value.query.get('token') || ''
  if (!token) return html`<${Door} title="This link is incomplete"><p>Open the link of the invitation letter once more; it may have been cut by your mail program.</p><${Button} kind="wide" href="/sign-in">Sign in instead</${Button}></${Door}>`
  return html`
    <${Door} title="Accept your invitation" lead="Your name will stand on your certificates the way you write it here.">
      <${Form} deed=${(/** @type {any} */ v) => acceptInvitation({ token, name: v.name || '', password: v.password || '' })} done=${() => go('/app', { replace: true })} submit="Join" testid="accept-submit" wide>
        <${Field} name="name" label="Full name" autocomplete="name" required maxlength="120" testid="accept-name" />
        <${Field} name="password" label="Password" type="password" autocomplete="new-password" required minlength="12" testid="accept-password" hint="At least 12 characters. A sentence works well. If you already have an account, use its password." />
      </${Form}>
      <p class="small faint">By joining you confirm that you work with the partner that invited you.</p>
    </${Door}>`
}
