import { html, useEffect, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { acceptInvitation } from '../../api/session.js'
import { asProblem } from '../../api/use.js'
import { go, place } from '../../router.js'
import { Button } from '../../ui/button.js'
import { Field, Form } from '../../ui/form.js'
import { ProblemNote } from '../../ui/problem.js'
import { Skeleton } from '../../ui/states.js'
import { Door } from './door.js'

export default function Accept() {
  const token = place.value.query.get('token') || ''
  const [inv, setInv] = useState(/** @type {any} */ (null))
  const [problem, setProblem] = useState(/** @type {any} */ (null))
  useEffect(() => { if (token) post('/api/v1/invitations/preview', { token }, { open: true }).then(setInv, e => setProblem(asProblem(e))) }, [token])
  if (!token || problem?.status === 410 || problem?.status === 404) {
    return html`<${Door} title=${token ? 'This invitation is over' : 'This link is incomplete'}><p>${token ? 'It has been used, withdrawn, or has run out. Ask for a new one; if you have joined already, just sign in.' : 'Open the link of the invitation letter once more; it may have been cut by your mail program.'}</p><${Button} kind="wide" href="/sign-in">Sign in</${Button}></${Door}>`
  }
  if (problem) return html`<${Door} title="Your invitation"><${ProblemNote} problem=${problem} retry=${() => location.reload()} /></${Door}>`
  if (!inv) return html`<${Door} title="Your invitation"><${Skeleton} /></${Door}>`
  const join = (/** @type {any} */ v) => acceptInvitation({ token, ...(v.name ? { name: v.name } : {}), password: v.password || '' })
  return html`
    <${Door} title=${inv.partner ? `Join ${inv.partner.name}` : 'Join'} lead=${html`This invitation is for <b>${inv.email}</b>.`}>
      <${Form} deed=${join} done=${() => go('/app', { replace: true })} submit="Join" testid="accept-submit" wide>
        ${!inv.has_password && html`<${Field} name="name" label="Full name" value=${inv.name} autocomplete="name" required maxlength="120" testid="accept-name" hint="Stands on your certificates the way you write it here." />`}
        <${Field} name="password" label=${inv.has_password ? 'Your password' : 'Choose a password'} type="password" autocomplete=${inv.has_password ? 'current-password' : 'new-password'} required testid="accept-password" hint=${inv.has_password ? 'This address has an account already.' : `At least ${inv.partner ? 12 : 15} characters. A sentence works well.`} />
      </${Form}>
      ${inv.partner && html`<p class="small faint">By joining you confirm that you work with ${inv.partner.name}.</p>`}
    </${Door}>`
}
