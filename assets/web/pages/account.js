import { html, useState } from '../../vendor/js/index.js'
import { post } from '../api/client.js'
import { loadMe, session, signOut } from '../api/session.js'
import { useDeed, useList } from '../api/use.js'
import { Button } from '../ui/button.js'
import { day, words } from '../ui/format.js'
import { Page } from '../ui/page.js'
import { ProblemNote } from '../ui/problem.js'
import { Mail, Pill } from '../ui/states.js'
import { setTheme, theme } from '../ui/theme.js'
import { say } from '../ui/toast.js'
import { Mails } from './account-mails.js'
import { Join } from './account-join.js'
import { Ending } from './partner/ending.js'

export default function Account() {
  const me = session.value.me
  const [joining, setJoining] = useState(false)
  if (!me) return null
  return html`
    <${Page} title="Account" narrow>
      <section class="card"><h2>You</h2>
        <dl class="kv"><dt>Name</dt><dd>${me.name}</dd><dt>E-mail</dt><dd><${Mail} of=${me.email} /></dd>
          ${me.roles.length > 0 && html`<dt>Vendor roles</dt><dd>${me.roles.map(words).join(', ')}</dd>`}</dl>
      </section>
      <${Mails} />
      <section class="stack"><div class="row between"><h2>Partners you work with</h2><${Button} kind="s" onClick=${() => setJoining(true)} testid="join-open">Join a partner</${Button}></div>
        ${me.pending_affiliations.map(a => html`<${Affiliation} key=${a.id} of=${a} pending />`)}
        ${me.affiliations.map(a => html`<${Affiliation} key=${a.id} of=${a} />`)}
        ${me.affiliations.length + me.pending_affiliations.length === 0 && html`<p class="quiet">You are not affiliated with a partner.</p>`}
      </section>
      <${MoreTime} />
      <section class="card"><h2>Colours</h2>
        <div class="chips" role="group" aria-label="Colours">${['auto', 'light', 'dark'].map(t => html`<button type="button" class="chip" aria-pressed=${String(theme.value === t)} onClick=${() => setTheme(t)}>${t === 'auto' ? 'As the system' : words(t)}</button>`)}</div>
      </section>
      ${joining && html`<${Join} close=${() => setJoining(false)} />`}
      <div><${Button} icon="exit" onClick=${signOut}>Sign out</${Button}></div>
    </${Page}>`
}

/** @param {{of: import('../api/session.js').Affiliation, pending?: boolean}} p */
function Affiliation({ of, pending = false }) {
  const [leaving, setLeaving] = useState(false)
  const confirm = useDeed(async () => { await post(`/api/v1/affiliations/${of.id}/confirm`, {}); await loadMe(); say('Confirmed') })
  return html`
    <article class="card">
      <header><div><h3>${of.partner.name}</h3><p class="small faint">${[...(of.roles || []), ...(of.job_roles || [])].map(words).join(' · ')}${of.from ? ` · since ${day(of.from)}` : ''}</p></div>
        <${Pill} tone=${pending ? 'warn' : 'good'}>${pending ? (of.confirmed_by_person ? 'Waits for the partner' : 'Waits for you') : 'Confirmed'}</${Pill}></header>
      ${pending && !of.confirmed_by_person && html`<p class="small">The partner says that you work there. Confirm only what is true: your certifications will count for it.</p><footer><${Button} kind="primary s" busy=${confirm.busy} onClick=${confirm.run}>Yes, I work here</${Button}></footer>`}
      <${ProblemNote} problem=${confirm.problem} />
      <footer><${Button} kind="s" onClick=${() => setLeaving(true)} testid="leave-open">${pending ? 'Decline' : 'Leave'}</${Button}></footer>
      ${leaving && html`<${Ending} mine of=${{ affiliation: of.id, name: of.partner.name }} close=${() => setLeaving(false)} done=${loadMe} />`}
    </article>`
}

/** What the reader is given in exams; nobody but the exam team sees it. */
function MoreTime() {
  const list = useList('/api/v1/me/accommodations')
  const now = list.rows.filter(a => !a.ended_at && !(a.valid_until && Date.parse(a.valid_until) <= Date.now()))
  if (!now.length) return null
  return html`<section class="card" data-testid="my-accommodations"><h2>More time in exams</h2><ul class="stack s">${now.map(a => html`<li key=${a.id}><b>${a.time_factor_percent} %</b> of the usual time in ${a.exams.length ? a.exams.join(', ') : 'every exam'}${a.valid_until ? `, until ${day(a.valid_until)}` : ''}</li>`)}</ul><p class="small quiet">Neither your partner nor its systems are told, and no certificate says it.</p></section>`
}
