import { html } from '../../../vendor/js/index.js'
import { session } from '../../api/session.js'
import { useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { count, day, keyOf, nameOf, words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Bar, Empty, Load, Pill, Skeleton } from '../../ui/states.js'
import { rolesOf } from './shapes.js'

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
      <section class="stack"><h2>In progress</h2>
        <${Load} of=${mine} kind="cards">${(/** @type {any[]} */ rows) => (rows.length
          ? html`<div class="grid">${rows.map(e => html`<${Enrolled} key=${e.id} of=${e} track=${tracks.rows.find(t => t.key === keyOf(e.track))} />`)}</div>`
          : html`<${Empty} title="You have not started a track">Pick one below: a track leads you lesson by lesson to its exam.</${Empty}>`)}</${Load}>
      </section>
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
