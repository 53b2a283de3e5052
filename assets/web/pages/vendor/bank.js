import { html, useEffect, useRef, useState } from '../../../vendor/js/index.js'
import { get, newKey, post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useList, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { count, words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { ImportReport } from './import-report.js'

/** @param {{id: string}} p */
export default function Bank({ id }) {
  const bank = useResource(`/api/v1/item-banks/${encodeURIComponent(id)}`)
  const items = useList(`/api/v1/item-banks/${encodeURIComponent(id)}/items`, { limit: 100 })
  const [report, setReport] = useState(/** @type {any} */ (null))
  const columns = [...facts, { title: 'Actions', act: true, cell: (/** @type {any} */ i) => i.state === 'draft' && changes('vendor_admin', 'author') && html`<${Approve} item=${i} done=${items.reload} />` }]
  const done = (/** @type {any} */ r) => { setReport(r); items.reload(); bank.reload() }
  return html`
    <${Page} title=${bank.data?.name || 'Item bank'} crumbs=${[{ href: '/app/vendor/banks', label: 'Item banks' }]}>
      ${bank.problem && bank.problem.status !== 404 && html`<${ProblemNote} problem=${bank.problem} retry=${bank.reload} />`}
      ${changes('vendor_admin', 'author') && html`<${Import} bank=${id} done=${done} />`}
      ${report && html`<${ImportReport} of=${report} />`}
      <section class="stack"><h2>Items</h2>
        <${Load} of=${items}>${() => (items.rows.length ? html`<${Table} caption="Items" columns=${columns} rows=${items.rows} more=${items} />` : html`<${Empty} title="No items yet">Import a file above. Every source item is accounted for in the report.</${Empty}>`)}</${Load}>
      </section>
    </${Page}>`
}

/** @type {import('../../ui/table.js').Column[]} */
const facts = [
  { title: 'Item', head: true, cell: i => html`<span class="break">${plain(i.stem_html || i.title || i.id)}</span>` },
  { title: 'Type', cell: i => words(i.type) },
  { title: 'Domain', cell: i => i.domain || '–' },
  { title: 'State', cell: i => html`<${Pill} tone=${i.state === 'operational' ? 'good' : ''}>${words(i.state)}</${Pill}>` },
]

/** Text of a piece of HTML, parsed without running or loading anything. @param {string} s */
const plain = s => { const t = new DOMParser().parseFromString(s, 'text/html').body.textContent || ''; return t.length > 160 ? t.slice(0, 160) + '…' : t }

/** A second person lets an imported item into use. @param {{item: any, done: () => void}} p */
function Approve({ item, done }) {
  const deed = useDeed(async () => { await post(`/api/v1/items/${item.id}/approve`); done() })
  return html`<${Button} kind="s" busy=${deed.busy} onClick=${deed.run}>Approve</${Button}>${deed.problem && html`<span class="small fault">${deed.problem.sentence}</span>`}`
}

/** @param {{bank: string, done: (report: any) => void}} p */
function Import({ bank, done }) {
  const [file, setFile] = useState(/** @type {File|null} */ (null))
  const [over, setOver] = useState(false)
  const [running, setRunning] = useState(/** @type {any} */ (null))
  const pick = useRef(/** @type {HTMLInputElement|null} */ (null))
  const path = `/api/v1/item-banks/${encodeURIComponent(bank)}/imports`
  const send = useDeed(async () => {
    if (!file) return
    const r = await post(`${path}?format=gift`, new Blob([await file.arrayBuffer()]), { type: 'text/plain; charset=utf-8', key: newKey(), timeout: 120000 })
    r.state === 'running' ? setRunning(r) : done(r)
    setFile(null)
  })
  useEffect(() => {
    if (!running) return
    const t = setInterval(async () => {
      const r = await get(`${path}/${running.id}`).catch(() => null)
      if (r && r.state !== 'running') { setRunning(null); done(r) } else if (r) setRunning(r)
    }, 1500)
    return () => clearInterval(t)
  }, [running?.id])
  const take = (/** @type {FileList|null|undefined} */ fs) => { if (fs?.[0]) { setFile(fs[0]); send.clear() } }
  return html`
    <section class="drop ${over ? 'over' : ''}" aria-label="Import" onDragOver=${(/** @type {Event} */ e) => { e.preventDefault(); setOver(true) }} onDragLeave=${() => setOver(false)} onDrop=${(/** @type {DragEvent} */ e) => { e.preventDefault(); setOver(false); take(e.dataTransfer?.files) }}>
      <h2>Import questions</h2>
      <p class="quiet">Drop a GIFT file here. An item’s domain is the last part of its category.</p>
      <input class="vh" type="file" ref=${pick} accept=".gift,.txt,text/plain" aria-label="GIFT file" data-testid="import-file" onChange=${(/** @type {any} */ e) => take(e.currentTarget.files)} />
      <div class="row">
        <${Button} icon="upload" onClick=${() => pick.current?.click()}>${file ? file.name : 'Choose a file'}</${Button}>
        ${file && html`<${Button} kind="primary" busy=${send.busy} onClick=${send.run} testid="import-submit">Import ${count(Math.ceil(file.size / 1024), 'KB', 'KB')}</${Button}>`}
      </div>
      ${running && html`<p role="status">Reading… ${running.progress ? `${running.progress} %` : ''}</p>`}
      <${ProblemNote} problem=${send.problem} />
    </section>`
}
