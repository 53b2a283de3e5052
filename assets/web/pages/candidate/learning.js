import { html } from '../../../vendor/js/index.js'
import { session } from '../../api/session.js'
import { useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { count, day, words } from '../../ui/format.js'
import { Wreath } from '../../ui/icons.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Bar, Empty, Load, Pill, Skeleton } from '../../ui/states.js'
import { lessonAt, lessonsOf, trackAt } from './shapes.js'

export default function Learning() {
  const mine = useList('/api/v1/me/enrollments')
  const tracks = useList('/api/v1/tracks')
  const exams = useList('/api/v1/exams')
  const name = session.value.me?.name || ''
  const latest = [...new Map([...mine.rows].reverse().map(e => [e.track.key, e])).values()]
  const jobs = new Set((session.value.me?.affiliations || []).flatMap(a => a.job_roles || []))
  const fits = (/** @type {any} */ t) => jobs.has(t.job_role)
  const free = tracks.rows.filter(t => !t.mine && !latest.some(e => e.track.key === t.key)).sort((a, b) => Number(fits(b)) - Number(fits(a)))
  return html`
    <${Page} title=${name ? `Hello, ${name}` : 'My learning'} eyebrow="My learning">
      ${exams.rows.filter(x => x.mine?.registration).map(x => html`<${Booked} key=${x.key} exam=${x} />`)}
      <${Load} of=${mine} kind="cards">${() => {
        const e = latest.find(x => x.state !== 'completed')
        const rest = latest.filter(x => x !== e)
        return html`
          ${e && html`<${Continue} of=${e} />`}
          ${!latest.length && html`<${Empty} title="You have not started a track">Pick one below: a track leads you lesson by lesson to its exam.</${Empty}>`}
          ${rest.length > 0 && html`<section class="stack"><h2>Your tracks</h2><div class="grid">${rest.map(x => html`<${Enrolled} key=${x.id} of=${x} />`)}</div></section>`}`
      }}</${Load}>
      <section class="stack"><h2>Tracks you can take</h2>
        ${tracks.loading ? html`<${Skeleton} kind="cards" />` : ''}
        <${ProblemNote} problem=${tracks.problem} retry=${tracks.reload} />
        ${!tracks.loading && !free.length && !tracks.problem && html`<p class="quiet">You have taken every track there is.</p>`}
        <div class="grid">${free.map(t => html`
          <a class="card track" key=${t.key} href=${trackAt(t.key)}>
            <header><span class="eyebrow">${t.job_role ? words(t.job_role) : 'For everyone'}</span>${fits(t) && html`<${Pill} tone="good" bare>For your role</${Pill}>`}</header>
            <h2>${t.title}</h2><p class="quiet small">${t.description}</p><footer class="small faint">${count(t.lessons, 'lesson')}${t.minutes ? ` · ${t.minutes} min` : ''}</footer></a>`)}</div>
      </section>
    </${Page}>`
}

/** An exam that is registered for, or running. @param {{exam: any}} p */
const Booked = ({ exam }) => html`
  <div class="note ${exam.mine.attempt ? 'warn' : 'good'}"><div class="row between"><p class="grow">${exam.mine.attempt ? html`<b>${exam.title}</b> is open. A running clock does not stop.` : html`You are registered for <b>${exam.title}</b>.`}</p>
    <${Button} kind=${exam.mine.attempt ? 'primary s' : 's'} href=${`/app/registrations/${exam.mine.registration}`}>${exam.mine.attempt ? 'Back to the exam' : 'Open the registration'}</${Button}></div></div>`

/** The track to go on with, and its next lesson. @param {{of: any}} p */
function Continue({ of }) {
  const next = lessonsOf(of).find(l => l.id === of.next_lesson)
  return html`
    <section class="verdict"><${Wreath} />
      <span class="eyebrow">${of.percent ? 'Go on where you stopped' : 'Ready to start'}${of.due_at ? ` · due ${day(of.due_at)}` : ''}</span>
      <h2>${of.track.title}</h2>
      <div class="stack s"><${Bar} percent=${of.percent} label="Progress" /><p class="small">${of.percent} %${next ? ` · next: ${next.title}` : ''}</p></div>
      <div class="row"><${Button} kind="primary" href=${next ? lessonAt(of.id, next.id) : trackAt(of.track.key)} testid="track-continue">${of.percent ? 'Continue' : 'Start'}</${Button}><${Button} href=${trackAt(of.track.key)}>All lessons</${Button}></div>
    </section>`
}

/** @param {{of: any}} p */
const Enrolled = ({ of }) => html`
  <a class="card track" href=${trackAt(of.track.key)}>
    <header><span class="eyebrow">${of.track.job_role ? words(of.track.job_role) : 'Track'}</span>${of.state === 'completed' ? html`<${Pill} tone="good">Completed</${Pill}>` : of.due_at ? html`<${Pill} tone="warn">Due ${day(of.due_at)}</${Pill}>` : ''}</header>
    <h2>${of.track.title}</h2><${Bar} percent=${of.percent} label="Progress" />
    <footer class="small faint">${of.state === 'completed' ? `Completed ${day(of.completed_at)}` : `${of.percent} %`}</footer>
  </a>`
