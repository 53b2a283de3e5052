import { html } from '../../vendor/js/index.js'
import { post } from '../api/client.js'
import { loadMe, session, signOut } from '../api/session.js'
import { useDeed } from '../api/use.js'
import { Button } from '../ui/button.js'
import { day, words } from '../ui/format.js'
import { Page } from '../ui/page.js'
import { ProblemNote } from '../ui/problem.js'
import { Pill } from '../ui/states.js'
import { setTheme, theme } from '../ui/theme.js'
import { say } from '../ui/toast.js'

export default function Account() {
  const me = session.value.me
  if (!me) return null
  return html`
    <${Page} title="Account" narrow>
      <section class="card"><h2>You</h2>
        <dl class="kv"><dt>Name</dt><dd>${me.name}</dd><dt>E-mail</dt><dd>${me.email}</dd>
          ${me.roles.length > 0 && html`<dt>Vendor roles</dt><dd>${me.roles.map(words).join(', ')}</dd>`}</dl>
      </section>
      <section class="stack"><h2>Partners you work with</h2>
        ${me.affiliations.length ? me.affiliations.map(a => html`<${Affiliation} key=${a.id} of=${a} />`) : html`<p class="quiet">You are not affiliated with a partner.</p>`}
      </section>
      <section class="card"><h2>Colours</h2>
        <div class="chips" role="group" aria-label="Colours">${['auto', 'light', 'dark'].map(t => html`<button type="button" class="chip" aria-pressed=${String(theme.value === t)} onClick=${() => setTheme(t)}>${t === 'auto' ? 'As the system' : words(t)}</button>`)}</div>
      </section>
      <div><${Button} icon="exit" onClick=${signOut}>Sign out</${Button}></div>
    </${Page}>`
}

/** @param {{of: import('../api/session.js').Affiliation}} p */
function Affiliation({ of }) {
  const confirm = useDeed(async () => { await post(`/api/v1/affiliations/${of.id}/confirm`, {}); await loadMe(); say('Confirmed') })
  const pending = of.state === 'pending'
  return html`
    <article class="card">
      <header><div><h3>${of.partner.name}</h3><p class="small faint">${[...(of.roles || []), ...(of.job_roles || [])].map(words).join(' · ')}${of.from ? ` · since ${day(of.from)}` : ''}</p></div>
        ${of.state && html`<${Pill} tone=${pending ? 'warn' : 'good'}>${words(of.state)}</${Pill}>`}</header>
      ${pending && html`<footer><${Button} kind="primary s" busy=${confirm.busy} onClick=${confirm.run}>Yes, I work here</${Button}></footer>`}
      <${ProblemNote} problem=${confirm.problem} />
    </article>`
}
