import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { changes, holds } from '../../api/session.js'
import { useDeed, useList, useResource } from '../../api/use.js'
import { go } from '../../router.js'
import { Button } from '../../ui/button.js'
import { count, moment, span, words } from '../../ui/format.js'
import { Page, Tabs } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Empty, Load, Pill, Stat } from '../../ui/states.js'
import { Table } from '../../ui/table.js'

/** The pages of marking; those who keep watch see more of them. */
export const MarkingTabs = () => html`<${Tabs} label="Marking" items=${[
  { href: '/app/vendor/marking', label: 'Queue' },
  ...(holds('vendor_admin') ? [{ href: '/app/vendor/marking/record', label: 'Record' }, { href: '/app/vendor/marking/agreement', label: 'Agreement' }] : []),
]} />`

export const kinds = /** @type {Record<string, string>} */ ({ first: 'First mark', second: 'Second mark', adjudication: 'Adjudication' })

export default function Marking() {
  const [exam, setExam] = useState('')
  const backlog = useResource('/api/v1/marking/backlog', { every: 30000 })
  const queue = useList('/api/v1/marking/queue', { exam })
  const may = changes('grader')
  const take = useDeed(async (/** @type {any} */ ask) => {
    const desk = await post('/api/v1/marking/claims', ask)
    go(`/app/vendor/marking/tasks/${desk.id}`)
  })
  const rows = backlog.data?.data || []
  const sum = (/** @type {string} */ k) => rows.reduce((/** @type {number} */ n, /** @type {any} */ b) => n + b[k], 0)
  const columns = [
    { title: 'Exam', head: true, cell: (/** @type {any} */ q) => html`<span class="strong">${q.exam}</span>` },
    { title: 'Item', cell: (/** @type {any} */ q) => words(q.type) },
    { title: 'Task', cell: (/** @type {any} */ q) => html`<${Pill} tone=${q.kind === 'adjudication' ? 'warn' : ''}>${kinds[q.kind]}</${Pill}>` },
    { title: 'Waits since', cell: (/** @type {any} */ q) => html`${moment(q.opened_at)}` },
    { title: 'Actions', act: true, cell: (/** @type {any} */ q) => may && html`<${Button} kind="s" busy=${take.busy} onClick=${() => take.run({ task: q.id })} testid="marking-claim">Mark<span class="vh"> this one</span></${Button}>` },
  ]
  return html`
    <${Page} title="Marking" lead="Answers that people mark, oldest first. Whose they are is not shown."
      actions=${may && html`<${Button} kind="primary" busy=${take.busy} onClick=${() => take.run(exam ? { exam } : {})} testid="marking-next">Mark the oldest</${Button}>`}>
      <${MarkingTabs} /><${ProblemNote} problem=${take.problem} />
      <${Load} of=${backlog} kind="cards">${() => html`
        <div class="stats"><${Stat} value=${sum('waiting')} label="wait" /><${Stat} value=${sum('claimed')} label="being marked" /><${Stat} value=${sum('adjudication')} label="to adjudicate" /><${Stat} value=${sum('awaiting_rubric')} label="lack a rubric" /></div>
        ${rows.length > 0 && html`<section class="stack s"><h2>By exam</h2><div class="markexams" role="group" aria-label="Show one exam">
          <button type="button" class="btn s" aria-pressed=${exam === ''} onClick=${() => setExam('')}>All</button>
          ${rows.map((/** @type {any} */ b) => html`<button type="button" class="btn s" key=${b.exam} aria-pressed=${exam === b.exam} onClick=${() => setExam(b.exam)}>${b.exam} · ${count(b.waiting, 'task')}${b.oldest_opened_at ? ` · oldest ${span(b.oldest_age_seconds)}` : ''}</button>`)}
        </div>${rows.some((/** @type {any} */ b) => b.awaiting_rubric > 0) && html`<p class="small faint">Answers without a rubric wait until an author writes one${changes('vendor_admin') ? html`: see <a href="/app/vendor/marking/record">the record</a>` : ''}.</p>`}</section>`}`}</${Load}>
      <section class="stack"><h2>Queue</h2>
        <${Load} of=${queue} kind="rows">${() => (queue.rows.length
          ? html`<${Table} caption="Tasks that wait" columns=${columns} rows=${queue.rows} more=${queue} testid="marking-row" />`
          : html`<${Empty} title="Nothing waits for you">New answers appear here when attempts close. What you have marked, or wrote yourself, is never offered to you again.</${Empty}>`)}</${Load}></section>
    </${Page}>`
}
