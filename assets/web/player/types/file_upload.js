import { html, useEffect, useId, useRef, useState } from '../../../vendor/js/index.js'
import { get } from '../../api/client.js'
import { bearer } from '../../api/session.js'
import { count } from '../../ui/format.js'
import { Icon } from '../../ui/icons.js'

/** @typedef {{name: string, size: number, id?: string, part?: number, fault?: string}} Row */

/** @param {number} n */
const size = n => (n < 1048576 ? `${Math.max(1, Math.round(n / 1024)).toLocaleString()} KiB` : `${Number((n / 1048576).toFixed(1))} MiB`)

/**
 * Sends a file and tells how far it is. @param {string} path @param {File} file @param {(part: number) => void} tell @returns {Promise<any>}
 */
async function send(path, file, tell) {
  const token = await bearer()
  return new Promise((done, fail) => {
    const x = new XMLHttpRequest()
    x.open('POST', path)
    x.responseType = 'json'
    x.timeout = 300000
    if (token) x.setRequestHeader('Authorization', `Bearer ${token}`)
    x.setRequestHeader('Content-Type', 'application/octet-stream')
    x.upload.onprogress = e => tell(e.lengthComputable ? e.loaded / e.total : 0)
    x.onload = () => (x.status === 201 || x.status === 200 ? done(x.response) : fail(new Error(x.response?.errors?.[0]?.detail || x.response?.detail || 'The server did not take this file.')))
    x.onerror = x.ontimeout = () => fail(new Error('The network was gone before the file had arrived. Choose it again.'))
    x.send(file)
  })
}

/** Files that were handed in, and a way to hand in more. The answer names them; a file that is taken out stays unmarked. @param {any} p */
export function Answer({ item, response, change, locked, attempt }) {
  const id = useId()
  const ids = /** @type {string[]} */ (response?.files || [])
  const now = useRef(ids)
  now.current = ids
  const [known, setKnown] = useState(/** @type {Record<string, Row>} */ ({}))
  const [going, setGoing] = useState(/** @type {Row[]} */ ([]))
  const rule = item.upload || { max_files: 5, max_bytes: 10485760, kinds: [] }
  useEffect(() => { get(`/api/v1/attempts/${attempt}/files`).then(r => setKnown(k => ({ ...Object.fromEntries(r.data.map((/** @type {any} */ f) => [f.id, f])), ...k }))).catch(() => {}) }, [attempt])
  const step = (/** @type {Row} */ row, /** @type {Partial<Row>} */ next) => { Object.assign(row, next); setGoing(g => [...g]) }
  const add = async (/** @type {FileList | null} */ files) => {
    for (const file of files || []) {
      const row = /** @type {Row} */ ({ name: file.name, size: file.size, part: 0 })
      setGoing(g => [...g, row])
      const full = now.current.length >= rule.max_files
      if (full || file.size > rule.max_bytes) { step(row, { fault: full ? `No more than ${count(rule.max_files, 'file')} can be handed in.` : `Larger than ${size(rule.max_bytes)}.` }); continue }
      try {
        const f = await send(`/api/v1/attempts/${attempt}/files?position=${item.position}&name=${encodeURIComponent(file.name)}`, file, part => step(row, { part }))
        setKnown(k => ({ ...k, [f.id]: f }))
        if (!now.current.includes(f.id)) { now.current = [...now.current, f.id]; change({ files: now.current }) }
        setGoing(g => g.filter(r => r !== row))
      } catch (e) { step(row, { fault: e instanceof Error ? e.message : String(e) }) }
    }
  }
  const drop = (/** @type {string} */ f) => { const rest = ids.filter(x => x !== f); change(rest.length ? { files: rest } : null) }
  return html`
    ${(ids.length > 0 || going.length > 0) && html`<ul class="files">
      ${ids.map(f => html`<li key=${f} class="filerow done" data-testid="file-row"><${Icon} name="check" /><span class="grow"><b>${known[f]?.name || 'A file'}</b> <span class="small quiet">${known[f] ? size(known[f].size) : ''}</span></span>
        <button type="button" class="btn plain s" disabled=${locked} onClick=${() => drop(f)} aria-label="Remove ${known[f]?.name || 'this file'}">Remove</button></li>`)}
      ${going.map(r => html`<li class="filerow ${r.fault ? 'bad' : ''}"><${Icon} name=${r.fault ? 'warn' : 'upload'} /><span class="grow"><b>${r.name}</b> <span class="small quiet">${size(r.size)}</span>
        ${r.fault ? html`<span class="fault" role="alert">${r.fault}</span>` : html`<progress max="1" value=${r.part} aria-label="Sending ${r.name}"></progress>`}</span>
        ${r.fault && html`<button type="button" class="btn plain s" onClick=${() => setGoing(g => g.filter(x => x !== r))} aria-label="Dismiss ${r.name}">Dismiss</button>`}</li>`)}
    </ul>`}
    <div class="filedrop">
      <input type="file" id=${id} class="vh" multiple=${rule.max_files > 1} disabled=${locked || ids.length >= rule.max_files} accept=${rule.kinds.map((/** @type {string} */ k) => (k === 'jpeg' ? '.jpeg,.jpg' : `.${k}`)).join(',')} data-testid="file-input"
        onChange=${(/** @type {any} */ e) => { add(e.currentTarget.files); e.currentTarget.value = '' }} />
      <label for=${id} class="btn"><${Icon} name="upload" /><span>Choose ${rule.max_files > 1 ? 'files' : 'a file'}</span></label>
      <span class="small quiet">${count(ids.length, 'file')} of at most ${rule.max_files}, ${size(rule.max_bytes)} each${rule.kinds.length ? `: ${rule.kinds.join(', ')}` : ''}.</span>
    </div>`
}

/** @param {any} response */
export const answered = response => (response?.files?.length || 0) > 0

export const hint = () => 'Hand in your files. A person marks them.'
