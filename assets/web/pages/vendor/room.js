import { html, useEffect, useState } from '../../../vendor/js/index.js'
import { useResource } from '../../api/use.js'
import { changes } from '../../api/session.js'
import { Button } from '../../ui/button.js'
import { count, span, words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { Empty, Load, Pill, Stat } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { WatchSettings } from './watch-settings.js'

/** Who sits in an exam now. @param {{exam: string}} p */
export default function Room({ exam }) {
  const at = encodeURIComponent(exam)
  const room = useResource(`/api/v1/exams/${at}/room`, { every: 5000 })
  const now = useServerNow(room.data)
  const r = room.data
  const desks = r?.desks || []
  const columns = [
    { title: 'Candidate', head: true, cell: (/** @type {any} */ d) => html`<a class="strong" href=${`/app/vendor/attempts/${d.attempt}/proctoring`}>${d.name || d.person}</a>` },
    { title: 'State', cell: (/** @type {any} */ d) => html`${d.locked ? html`<${Pill} tone="bad">Locked</${Pill}>` : html`<${Pill} tone=${d.state === 'in_progress' ? 'good' : 'warn'}>${words(d.state)}</${Pill}>`}` },
    { title: 'Time left', num: true, cell: (/** @type {any} */ d) => (d.deadline_at ? left((Date.parse(d.deadline_at) - now) / 1000) : '–') },
    { title: 'Answered', num: true, cell: (/** @type {any} */ d) => d.answered },
    { title: 'Last save', cell: (/** @type {any} */ d) => (d.saved_at ? html`<span class=${now - Date.parse(d.saved_at) > 300000 ? 'strong' : ''}>${span((now - Date.parse(d.saved_at)) / 1000)} ago</span>` : '–') },
    { title: 'Noticed', num: true, cell: (/** @type {any} */ d) => Object.values(d.signals).reduce((/** @type {any} */ n, x) => n + Number(x), 0) },
    { title: 'Clock', act: true, cell: (/** @type {any} */ d) => html`<${Button} kind="s" href=${`/app/vendor/attempts/${d.attempt}`} testid="desk-clock" aria-label=${`${d.state === 'paused' ? 'Resume, add time' : 'Pause, add time'}: ${d.name || d.person}`}>${d.state === 'paused' ? 'Resume, add time' : 'Pause, add time'}</${Button}>` },
  ]
  return html`
    <${Page} title="Exam room" eyebrow=${r?.exam_title || exam} crumbs=${[{ href: '/app/vendor/exams', label: 'Exams' }]} lead="Who sits now. A count of what was noticed accuses nobody: look at it beside its causes."
      actions=${html`<${Button} href=${`/app/vendor/exams/${at}/appointments`}>Appointments</${Button}>`}>
      <${Load} of=${room}>${() => html`
        <div class="stats"><${Stat} value=${desks.length} label="sitting" /><${Stat} value=${desks.filter((/** @type {any} */ d) => d.state === 'paused').length} label="paused" /><${Stat} value=${desks.filter((/** @type {any} */ d) => d.locked).length} label="locked" /></div>
        ${desks.length ? html`<${Table} caption="Sitting now" columns=${columns} rows=${desks} id=${(/** @type {any} */ d) => d.attempt} testid="desk-row" />` : html`<${Empty} title="Nobody sits just now">This page looks again every five seconds.</${Empty}>`}
        ${changes('vendor_admin', 'author') && html`<${WatchSettings} exam=${exam} of=${r} />`}`}</${Load}>
    </${Page}>`
}

const left = (/** @type {number} */ s) => (s <= 0 ? 'over' : `${Math.floor(s / 3600)}:${String(Math.floor(s / 60) % 60).padStart(2, '0')}:${String(Math.floor(s) % 60).padStart(2, '0')}`)

/** The server's clock, carried on between answers. @param {any} data */
function useServerNow(data) {
  const [, turn] = useState(0)
  const [anchor, setAnchor] = useState({ server: Date.now(), mono: performance.now() })
  useEffect(() => { if (data) setAnchor({ server: Date.parse(data.server_now), mono: performance.now() }) }, [data?.server_now])
  useEffect(() => { const t = setInterval(() => turn(n => n + 1), 1000); return () => clearInterval(t) }, [])
  return anchor.server + performance.now() - anchor.mono
}
