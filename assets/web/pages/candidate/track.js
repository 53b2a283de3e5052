import { html } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { useDeed, useList, useResource } from '../../api/use.js'
import { go } from '../../router.js'
import { Button } from '../../ui/button.js'
import { count, keyOf, words } from '../../ui/format.js'
import { Icon } from '../../ui/icons.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Bar, Empty, Load, Skeleton } from '../../ui/states.js'
import { doneIn, lessonsOf, rolesOf } from './shapes.js'

/** @param {{track: string}} p */
export default function Track({ track: key }) {
  const tracks = useList('/api/v1/tracks')
  const mine = useList('/api/v1/me/enrollments')
  const t = tracks.rows.find(x => x.key === key)
  const e = mine.rows.find(x => keyOf(x.track) === key)
  const detail = useResource(t && !t.courses ? `/api/v1/tracks/${encodeURIComponent(key)}` : null)
  const enroll = useDeed(async () => {
    const made = await post(`/api/v1/tracks/${encodeURIComponent(key)}/enrollments`)
    await mine.reload()
    const first = lessonsOf(detail.data || t)[0]
    if (made?.id && first) go(`/app/learning/${made.id}/lessons/${encodeURIComponent(first.id)}`)
  })
  if (tracks.loading || mine.loading) return html`<${Skeleton} kind="page" />`
  if (!t) return html`<${Page} title="Track"><${ProblemNote} problem=${tracks.problem} retry=${tracks.reload} />${!tracks.problem && html`<${Empty} title="There is no such track" action=${html`<${Button} href="/app/learning">My learning</${Button}>`}>It may have been withdrawn.</${Empty}>`}</${Page}>`
  const full = detail.data || t
  const lessons = lessonsOf(full)
  const done = doneIn(e)
  const next = lessons.find(l => !done.has(l.id)) || lessons[0]
  const percent = e?.percent ?? 0
  return html`
    <${Page} title=${t.title} eyebrow=${rolesOf(t).map(words).join(', ') || 'Track'} lead=${t.description || t.summary} crumbs=${[{ href: '/app/learning', label: 'My learning' }]}
      actions=${e ? (next && percent < 100 && html`<${Button} kind="primary" href=${`/app/learning/${e.id}/lessons/${encodeURIComponent(next.id)}`}>${done.size ? 'Continue' : 'Start'}</${Button}>`) : html`<${Button} kind="primary" busy=${enroll.busy} onClick=${enroll.run} testid="track-enroll">Take this track</${Button}>`}>
      <${ProblemNote} problem=${enroll.problem} />
      ${e && html`<section class="stack s"><${Bar} percent=${percent} label="Progress in this track" /><p class="small faint">${percent} % · ${done.size} of ${count(lessons.length, 'lesson')}</p></section>`}
      ${e && percent >= 100 && html`<div class="note good"><p><b>Track completed.</b> ${(full.opens || []).length ? 'Its exam is open to you now.' : ''}</p>${(full.opens || []).map((/** @type {any} */ x) => html`<div><${Button} kind="primary s" href=${`/app/catalogue/${encodeURIComponent(keyOf(x))}`}>Register for the exam</${Button}></div>`)}</div>`}
      <${Load} of=${detail.loading ? detail : { ...tracks, rows: undefined, data: full }}>${() => (full.courses || []).map((/** @type {any} */ c) => html`
        <section class="card flush" key=${c.key}>
          <header class="coursehead"><h2>${c.title}</h2><span class="small faint">${count((c.lessons || []).length, 'lesson')}</span></header>
          <ol class="lessons">${(c.lessons || []).map((/** @type {any} */ l) => html`<${Row} key=${l.id} of=${l} done=${done.has(l.id)} enrollment=${e} />`)}</ol>
        </section>`)}</${Load}>
    </${Page}>`
}

/** @param {{of: any, done: boolean, enrollment: any}} p */
function Row({ of, done, enrollment }) {
  const inside = html`<span class="tick ${done ? 'done' : ''}">${done && html`<${Icon} name="check" />`}</span><span class="grow"><span class="strong">${of.title}</span>${done && html`<span class="vh"> (done)</span>`}</span>${of.minutes ? html`<span class="small faint nowrap">${of.minutes} min</span>` : ''}`
  return html`<li>${enrollment ? html`<a href=${`/app/learning/${enrollment.id}/lessons/${encodeURIComponent(of.id)}`}>${inside}</a>` : html`<span class="off">${inside}</span>`}</li>`
}
