import { html, useEffect } from '../../../vendor/js/index.js'
import { session, signIn } from '../../api/session.js'
import { go, place } from '../../router.js'
import { Field, Form } from '../../ui/form.js'
import { Door } from './door.js'

/** Only ways inside the app are followed after the sign-in. */
const onward = () => { const to = place.value.query.get('next') || '/app'; return /^\/app(\/|\?|$)/.test(to) ? to : '/app' }

export default function SignIn() {
  useEffect(() => { if (session.value.state === 'in') go(onward(), { replace: true }) }, [session.value.state])
  return html`
    <${Door} title="Sign in" lead="Welcome back.">
      <${Form} deed=${(/** @type {any} */ v) => signIn(v.email || '', v.password || '')} submit="Sign in" testid="sign-in-submit" wide>
        <${Field} name="email" label="E-mail" type="email" autocomplete="username" required testid="sign-in-email" autofocus />
        <${Field} name="password" label="Password" type="password" autocomplete="current-password" required testid="sign-in-password" />
      </${Form}>
      <p class="small"><a href="/reset">Forgotten your password?</a></p>
      <p class="small faint">New here? Accounts are opened by invitation: ask your partner administrator for one.</p>
    </${Door}>`
}
