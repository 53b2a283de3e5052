import { html } from '../../../vendor/js/index.js'
import { put } from '../../api/client.js'
import { useDeed, useList, useResource } from '../../api/use.js'
import { go } from '../../router.js'
import { Button } from '../../ui/button.js'
import { keyOf } from '../../ui/format.js'
import { Icon } from '../../ui/icons.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Bar, Pill, Skeleton } from '../../ui/states.js'
import { say } from '../../ui/toast.js'
import { doneIn, lessonsOf } from './shapes.js'

/** @param {{enrollment: string, lesson: string}} p */
export default function Lesson({ enrollment, lesson }) {
  const text = useResource(`/api/v1/lessons/${encodeURIComponent(lesson)}`)
  const mine = useList('/api/v1/me/enrollments')
  const tracks = useList('/api/v1/tracks')
  const e = mine.rows.find(x => x.id === enrollment)
  const t = tracks.rows.find(x => x.key === keyOf(e?.track))
  const detail = useResource(t && !t.courses ? `/api/v1/tracks/${encodeURIComponent(t.key)}` : null)
  const all = lessonsOf(detail.data || t)
  const i = all.findIndex(l => l.id === lesson)
  const done = doneIn(e)
  const back = e ? `/app/learning/tracks/${encodeURIComponent(keyOf(e.track))}` : '/app/learning'
  const to = (/** @type {any} */ l) => `/app/learning/${enrollment}/lessons/${encodeURIComponent(l.id)}`
  const finish = useDeed(async () => {
    await put(`/api/v1/enrollments/${encodeURIComponent(enrollment)}/lessons/${encodeURIComponent(lesson)}/progress`, { state: 'completed' })
    const next = all[i + 1]
    say(next ? 'Lesson done' : 'That was the last lesson of this track')
    next ? go(to(next)) : go(back)
  })
  if (text.loading || mine.loading) return html`<${Skeleton} kind="page" />`
  if (!text.data) return html`<${Page} title="Lesson"><${ProblemNote} problem=${text.problem} retry=${text.reload} /></${Page}>`
  const l = text.data
  return html`
    <${Page} title=${l.title} narrow crumbs=${[{ href: '/app/learning', label: 'My learning' }, { href: back, label: t?.title || 'Track' }]} eyebrow=${i >= 0 ? `Lesson ${i + 1} of ${all.length}` : 'Lesson'}
      actions=${done.has(lesson) && html`<${Pill} tone="good">Done</${Pill}>`}>
      ${e && html`<${Bar} percent=${e.percent ?? 0} label="Progress in this track" />`}
      <article class="prose" dangerouslySetInnerHTML=${{ __html: l.body_html || l.html || l.content_html || '' }}></article>
      <${ProblemNote} problem=${finish.problem} />
      <footer class="lessonfoot">
        ${i > 0 ? html`<${Button} icon="prev" href=${to(all[i - 1])}>${all[i - 1].title}</${Button}>` : html`<span></span>`}
        ${done.has(lesson) ? (all[i + 1] ? html`<${Button} kind="primary" href=${to(all[i + 1])}>Next: ${all[i + 1].title}</${Button}>` : html`<${Button} kind="primary" href=${back}>Back to the track</${Button}>`)
          : html`<${Button} kind="primary" busy=${finish.busy} onClick=${finish.run} testid="lesson-complete"><${Icon} name="check" /> Mark as done${all[i + 1] ? ' and go on' : ''}</${Button}>`}
      </footer>
    </${Page}>`
}
