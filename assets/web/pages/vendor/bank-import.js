import { html, useEffect, useRef, useState } from '../../../vendor/js/index.js'
import { get, newKey, post } from '../../api/client.js'
import { useDeed, useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { count, moment, words } from '../../ui/format.js'
import { ProblemNote } from '../../ui/problem.js'
import { Bar, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'

/** @type {[string, string, string][]} */
const formats = [
  ['gift', 'GIFT', '.gift .txt'], ['moodle_xml', 'Moodle XML', '.xml'], ['qti', 'QTI 1.2, 2.x or 3.0', '.zip'], ['aiken', 'Aiken', '.aiken'], ['csv', 'CSV', '.csv'],
]
const most = 64 * 1024 * 1024

/** The format that a file seems to have, by its name and its first words. @param {File} file */
async function guess(file) {
  const start = await file.slice(0, 4096).text()
  if (start.startsWith('PK')) return 'qti'
  if (/<quiz[\s>]/.test(start)) return 'moodle_xml'
  if (/<(questestinterop|assessmentItem|qti-assessment-item)[\s>]/.test(start)) return 'qti'
  if (/\.csv$/i.test(file.name)) return 'csv'
  return /^\s*ANSWER:\s*[A-Z]\s*$/m.test(start) && !start.includes('{') ? 'aiken' : 'gift'
}

/** @param {number} n */
const size = n => (n < 1024 * 1024 ? count(Math.ceil(n / 1024), 'KB', 'KB') : `${(n / 1024 / 1024).toFixed(1)} MB`)

/** Takes a file in, and follows a large one until it was read. @param {{bank: string, done: (report: any) => void}} p */
export function Import({ bank, done }) {
  const [file, setFile] = useState(/** @type {File|null} */ (null))
  const [format, setFormat] = useState('gift')
  const [over, setOver] = useState(false)
  const [running, setRunning] = useState(/** @type {any} */ (null))
  const pick = useRef(/** @type {HTMLInputElement|null} */ (null))
  const path = `/api/v1/item-banks/${encodeURIComponent(bank)}/imports`
  const send = useDeed(async () => {
    if (!file) return
    const r = await post(`${path}?format=${format}`, file, { type: 'application/octet-stream', key: newKey(), timeout: 300000 })
    r.state === 'running' ? setRunning(r) : done(r)
    setFile(null)
  })
  useEffect(() => {
    if (!running) return
    const t = setInterval(async () => {
      const page = await get(`${path}?limit=20`).catch(() => null)
      const r = page?.data.find((/** @type {any} */ i) => i.id === running.id)
      if (r && r.state !== 'running') { setRunning(null); done(r) } else if (r) setRunning(r)
    }, 1500)
    return () => clearInterval(t)
  }, [running?.id])
  const take = async (/** @type {FileList|null|undefined} */ fs) => { if (fs?.[0]) { send.clear(); setFormat(await guess(fs[0])); setFile(fs[0]) } }
  const large = !!file && file.size > most
  return html`
    <section class="drop ${over ? 'over' : ''}" aria-label="Import" onDragOver=${(/** @type {Event} */ e) => { e.preventDefault(); setOver(true) }} onDragLeave=${() => setOver(false)} onDrop=${(/** @type {DragEvent} */ e) => { e.preventDefault(); setOver(false); take(e.dataTransfer?.files) }}>
      <h2>Import questions</h2>
      <p class="quiet">GIFT, Moodle XML, Aiken, CSV, or a QTI package, up to 64 MB. Every question is accounted for in the report; a file that is made to do harm is refused whole.</p>
      <input class="vh" type="file" ref=${pick} accept=".gift,.txt,.xml,.zip,.aiken,.csv,text/plain" aria-label="File of questions" data-testid="import-file" onChange=${(/** @type {any} */ e) => take(e.currentTarget.files)} />
      <div class="row">
        <${Button} icon="upload" onClick=${() => pick.current?.click()}>${file ? 'Choose another file' : 'Choose a file'}</${Button}>
      </div>
      ${file && html`
        <p><span class="strong break">${file.name}</span> <span class="quiet">${size(file.size)}</span></p>
        <div class="chips" role="group" aria-label="Format">${formats.map(([v, l]) => html`<button type="button" class="chip" aria-pressed=${String(format === v)} onClick=${() => setFormat(v)}>${l}</button>`)}</div>
        ${large ? html`<p class="fault" role="alert">The file is larger than 64 MB.</p>` : html`<${Button} kind="primary" busy=${send.busy} onClick=${send.run} testid="import-submit">Import as ${formats.find(f => f[0] === format)?.[1]}</${Button}>`}`}
      ${running && html`<div class="stack importing" role="status"><p>Reading in the background, ${count(running.source_items, 'question')} so far. You can leave this page.</p><${Bar} percent=${running.progress} label="Import" /></div>`}
      <${ProblemNote} problem=${send.problem} />
    </section>`
}

/** Imports of the past; each opens its report. @param {{bank: string, stamp: string, open: (report: any) => void}} p */
export function PastImports({ bank, stamp, open }) {
  const list = useList(`/api/v1/item-banks/${encodeURIComponent(bank)}/imports`, { limit: 10, ...(stamp && {}) })
  useEffect(() => { if (stamp) list.reload() }, [stamp])
  if (!list.rows.length) return null
  const columns = [...past, { title: 'Actions', act: true, cell: (/** @type {any} */ i) => i.state !== 'running' && html`<${Button} kind="s" onClick=${() => open(i)}>Report</${Button}>` }]
  return html`<details class="card"><summary>Past imports</summary><${Table} caption="Past imports" columns=${columns} rows=${list.rows} more=${list} /></details>`
}

/** @type {import('../../ui/table.js').Column[]} */
const past = [
  { title: 'When', head: true, cell: i => moment(i.created_at) },
  { title: 'Format', cell: i => formats.find(f => f[0] === i.format)?.[1] || i.format },
  { title: 'State', cell: i => html`<${Pill} tone=${i.state === 'refused' ? 'bad' : i.state === 'done' ? 'good' : 'warn'}>${i.state === 'running' ? `${i.progress} %` : words(i.state)}</${Pill}>` },
  { title: 'Questions', num: true, cell: i => i.source_items.toLocaleString() },
  { title: 'Rejected', num: true, cell: i => i.rejected.toLocaleString() },
]
