import { html, useState } from '../../../vendor/js/index.js'
import { put } from '../../api/client.js'
import { useDeed, useResource } from '../../api/use.js'
import { go } from '../../router.js'
import { Button } from '../../ui/button.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Bar, Pill, Skeleton } from '../../ui/states.js'
import { say } from '../../ui/toast.js'
import { LessonCheck } from './lesson-check.js'
import { lessonAt, lessonsOf, trackAt } from './shapes.js'
import { Rich } from '../../ui/rich.js'

/** @param {{enrollment: string, lesson: string}} p */
export default function Lesson({ enrollment, lesson }) {
  const text = useResource(`/api/v1/lessons/${encodeURIComponent(lesson)}`)
  const way = useResource(`/api/v1/enrollments/${encodeURIComponent(enrollment)}`)
  const [passed, setPassed] = useState(false)
  const path = `/api/v1/enrollments/${encodeURIComponent(enrollment)}/lessons/${encodeURIComponent(lesson)}/progress`
  const e = way.data
  const all = lessonsOf(e)
  const i = all.findIndex(l => l.id === lesson)
  const next = all[i + 1]
  const back = e ? trackAt(e.track.key) : '/app/learning'
  const here = text.data?.enrollments?.find((/** @type {any} */ x) => x.enrollment === enrollment)
  const done = !!all[i]?.completed
  const finish = useDeed(async () => {
    await put(path, { completed: true })
    say(next ? 'Lesson done' : 'That was the last lesson of this track')
    go(next ? lessonAt(enrollment, next.id) : back)
  })
  if (text.loading || way.loading) return html`<${Skeleton} kind="page" />`
  const crumbs = [{ href: '/app/learning', label: 'My learning' }, ...(e ? [{ href: back, label: e.track.title }] : [])]
  if (!text.data) return html`<${Page} title="Lesson" crumbs=${crumbs}><${ProblemNote} problem=${text.problem} retry=${text.reload} /></${Page}>`
  const l = text.data
  const open = l.check && !here?.check_passed && !passed && !done
  return html`
    <${Page} title=${l.title} narrow crumbs=${crumbs} eyebrow=${i >= 0 ? `Lesson ${i + 1} of ${all.length}` : 'Lesson'} actions=${done && html`<${Pill} tone="good">Done</${Pill}>`}>
      ${e && html`<${Bar} percent=${e.percent} label="Progress in this track" />`}
      <${Rich} as="article" class="prose" html=${l.html} />
      ${l.check && html`<${LessonCheck} check=${l.check} best=${here} send=${(/** @type {any} */ answers) => put(path, { answers })} passed=${() => { setPassed(true); way.reload() }} />`}
      <${ProblemNote} problem=${finish.problem} />
      <footer class="lessonfoot">
        ${i > 0 ? html`<${Button} icon="prev" href=${lessonAt(enrollment, all[i - 1].id)}>${all[i - 1].title}</${Button}>` : html`<span></span>`}
        ${done ? html`<${Button} kind="primary" href=${next ? lessonAt(enrollment, next.id) : back} testid="lesson-next">${next ? `Next: ${next.title}` : 'Back to the track'}</${Button}>`
          : html`<${Button} kind="primary" icon="check" busy=${finish.busy} disabled=${open} onClick=${finish.run} testid="lesson-complete">${open ? 'Pass the check to go on' : next ? 'Mark as done and go on' : 'Mark as done'}</${Button}>`}
      </footer>
    </${Page}>`
}
