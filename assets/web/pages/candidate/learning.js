import { html } from '../../../vendor/js/index.js'
import { session } from '../../api/session.js'
import { useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { count, day, keyOf, nameOf, words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Bar, Empty, Load, Pill, Skeleton } from '../../ui/states.js'
import { Wreath } from '../../ui/icons.js'
import { doneIn, lessonsOf, rolesOf } from './shapes.js'

export default function Learning() {
  const mine = useList('/api/v1/me/enrollments')
  const tracks = useList('/api/v1/tracks')
  const regs = useList('/api/v1/me/registrations')
  const name = (session.value.me?.name || '').split(' ')[0]
  const taken = new Set(mine.rows.map(e => keyOf(e.track)))
  const jobs = new Set((session.value.me?.affiliations || []).flatMap(a => a.job_roles || []))
  const free = tracks.rows.filter(t => !taken.has(t.key)).sort((a, b) => Number(rolesOf(b).some(r => jobs.has(r))) - Number(rolesOf(a).some(r => jobs.has(r))))
  const running = regs.rows.filter(r => r.state === 'in_progress' || r.attempt?.state === 'in_progress')
  const ready = regs.rows.filter(r => r.state === 'ready')
  return html`
    <${Page} title=${name ? `Hello, ${name}` : 'My learning'} eyebrow="My learning">
      ${running.map(r => html`<div class="note warn" key=${r.id}><p><b>${nameOf(r.exam_title || r.exam)}</b> is running. The clock does not stop.</p><div><${Button} kind="primary s" href=${`/app/registrations/${r.id}`}>Back to the exam</${Button}></div></div>`)}
      ${ready.map(r => html`<div class="note good" key=${r.id}><p>You are registered for <b>${nameOf(r.exam_title || r.exam)}</b>.</p><div><${Button} kind="s" href=${`/app/registrations/${r.id}`}>Open the registration</${Button}></div></div>`)}
      <${Load} of=${mine} kind="cards">${(/** @type {any[]} */ rows) => {
        const e = rows.find(x => (x.percent ?? 0) < 100)
        const rest = rows.filter(x => x !== e)
        return html`
          ${e && html`<${Continue} of=${e} track=${tracks.rows.find(t => t.key === keyOf(e.track))} />`}
          ${!rows.length && html`<${Empty} title="You have not started a track">Pick one below: a track leads you lesson by lesson to its exam.</${Empty}>`}
          ${rest.length > 0 && html`<section class="stack"><h2>Your tracks</h2><div class="grid">${rest.map(x => html`<${Enrolled} key=${x.id} of=${x} track=${tracks.rows.find(t => t.key === keyOf(x.track))} />`)}</div></section>`}`
      }}</${Load}>
      <section class="stack"><h2>Tracks you can take</h2>
        ${tracks.loading ? html`<${Skeleton} kind="cards" />` : ''}
        <${ProblemNote} problem=${tracks.problem} retry=${tracks.reload} />
        ${!tracks.loading && !free.length && !tracks.problem && html`<p class="quiet">You have taken every track there is.</p>`}
        <div class="grid">${free.map(t => html`
          <a class="card track" key=${t.key} href=${`/app/learning/tracks/${encodeURIComponent(t.key)}`}>
            <header><span class="eyebrow">${rolesOf(t).map(words).join(', ') || 'For everyone'}</span>${rolesOf(t).some(r => jobs.has(r)) && html`<${Pill} tone="good" bare>For your role</${Pill}>`}</header>
            <h2>${t.title}</h2><p class="quiet small">${t.description || t.summary || ''}</p><footer class="small strong">See the track</footer></a>`)}</div>
      </section>
    </${Page}>`
}

/** The track to go on with, and its next lesson. @param {{of: any, track?: any}} p */
function Continue({ of, track }) {
  const done = doneIn(of)
  const next = lessonsOf(track).find(l => !done.has(l.id))
  const there = `/app/learning/tracks/${encodeURIComponent(keyOf(of.track))}`
  const percent = of.percent ?? 0
  return html`
    <section class="verdict"><${Wreath} />
      <span class="eyebrow">${percent ? 'Go on where you stopped' : 'Ready to start'}${of.due_at ? ` · due ${day(of.due_at)}` : ''}</span>
      <h2>${of.track_title || track?.title || nameOf(of.track)}</h2>
      <div class="stack s"><${Bar} percent=${percent} label="Progress" /><p class="small">${percent} %${next ? html` · next: ${next.title}` : ''}</p></div>
      <div class="row"><${Button} kind="primary" href=${next ? `/app/learning/${of.id}/lessons/${encodeURIComponent(next.id)}` : there}>${percent ? 'Continue' : 'Start'}</${Button}><${Button} href=${there}>All lessons</${Button}></div>
    </section>`
}

/** @param {{of: any, track?: any}} p */
function Enrolled({ of, track }) {
  const percent = of.percent ?? 0
  const done = percent >= 100 || of.completed_at
  return html`
    <a class="card track" href=${`/app/learning/tracks/${encodeURIComponent(keyOf(of.track))}`}>
      <header><span class="eyebrow">${done ? 'Completed' : 'In progress'}</span>${done ? html`<${Pill} tone="good">Done</${Pill}>` : of.due_at ? html`<${Pill} tone="warn">Due ${day(of.due_at)}</${Pill}>` : ''}</header>
      <h2>${of.track_title || track?.title || nameOf(of.track)}</h2>
      <${Bar} percent=${percent} label="Progress" />
      <footer class="small faint">${percent} %${of.lessons_total ? ` · ${of.lessons_done} of ${count(of.lessons_total, 'lesson')}` : ''}</footer>
    </a>`
}
