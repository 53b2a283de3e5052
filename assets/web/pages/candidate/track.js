import { html } from '../../../vendor/js/index.js'
import { newKey, post } from '../../api/client.js'
import { useDeed, useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { count, words } from '../../ui/format.js'
import { Icon } from '../../ui/icons.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Bar, Empty, Skeleton } from '../../ui/states.js'
import { lessonAt, lessonsOf } from './shapes.js'

/** @param {{track: string}} p */
export default function Track({ track: key }) {
  const tracks = useList('/api/v1/tracks')
  const mine = useList('/api/v1/me/enrollments')
  const enroll = useDeed(async () => { await post(`/api/v1/tracks/${encodeURIComponent(key)}/enrollments`, undefined, { key: newKey() }); await mine.reload() })
  if (tracks.loading || mine.loading) return html`<${Skeleton} kind="page" />`
  const e = mine.rows.filter(x => x.track.key === key).sort((a, b) => b.round - a.round)[0]
  const t = tracks.rows.find(x => x.key === key) || e?.track
  const crumbs = [{ href: '/app/learning', label: 'My learning' }]
  if (!t) return html`<${Page} title="Track" crumbs=${crumbs}><${ProblemNote} problem=${tracks.problem || mine.problem} retry=${() => { tracks.reload(); mine.reload() }} />${!tracks.problem && html`<${Empty} title="There is no such track" action=${html`<${Button} href="/app/learning">My learning</${Button}>`}>It may have been withdrawn.</${Empty}>`}</${Page}>`
  const lessons = lessonsOf(e)
  const done = lessons.filter(l => l.completed).length
  const action = e ? (e.next_lesson && html`<${Button} kind="primary" href=${lessonAt(e.id, e.next_lesson)} testid="track-continue">${done ? 'Continue' : 'Start'}</${Button}>`)
    : html`<${Button} kind="primary" busy=${enroll.busy} onClick=${enroll.run} testid="track-enroll">Take this track</${Button}>`
  return html`
    <${Page} title=${t.title} eyebrow=${t.job_role ? words(t.job_role) : 'Track'} lead=${t.description} crumbs=${crumbs} actions=${action}>
      <${ProblemNote} problem=${enroll.problem || mine.problem} />
      ${!e && html`<div class="card"><h2>What awaits you</h2><p class="quiet">${count((t.courses || []).length, 'course')}, ${count(t.lessons || 0, 'lesson')}${t.minutes ? `, about ${t.minutes} minutes` : ''}. You go at your own pace, and your place is kept.</p>${(t.opens || []).length > 0 && html`<p class="small">Finishing it opens its exam.</p>`}</div>`}
      ${e && html`<section class="stack s"><${Bar} percent=${e.percent} label="Progress in this track" /><p class="small faint">${e.percent} % · ${done} of ${count(lessons.length, 'lesson')}</p></section>`}
      ${e?.state === 'completed' && html`<div class="note good"><p><b>Track completed.</b> ${(t.opens || []).length ? 'Its exam is open to you now.' : ''}</p><div class="row">${(t.opens || []).map((/** @type {string} */ x) => html`<${Button} kind="primary s" href=${`/app/catalogue/${encodeURIComponent(x)}`}>Register for the exam</${Button}>`)}</div></div>`}
      ${(e?.courses || []).map((/** @type {any} */ c) => html`
        <section class="card flush" key=${c.key}>
          <header class="coursehead"><h2>${c.title}</h2><span class="small faint">${count(c.lessons.length, 'lesson')}${c.minutes ? ` · ${c.minutes} min` : ''}</span></header>
          <ol class="lessons">${c.lessons.map((/** @type {any} */ l) => html`<${Row} key=${l.id} of=${l} enrollment=${e.id} />`)}</ol>
        </section>`)}
    </${Page}>`
}

/** @param {{of: any, enrollment: string}} p */
const Row = ({ of, enrollment }) => html`
  <li><a href=${lessonAt(enrollment, of.id)} data-testid="lesson-row"><span class="tick ${of.completed ? 'done' : ''}">${of.completed && html`<${Icon} name="check" />`}</span>
    <span class="grow"><span class="strong">${of.title}</span>${of.completed && html`<span class="vh"> (done)</span>`}${of.has_check && html`<br /><span class="xs faint">with a check</span>`}</span>
    ${of.minutes ? html`<span class="small faint nowrap">${of.minutes} min</span>` : ''}</a></li>`
