import { html, useEffect, useId, useRef, useState } from '../../../vendor/js/index.js'
import { call, get, post, put, withQuery } from '../../api/client.js'
import { asProblem, useDeed } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { ProblemNote } from '../../ui/problem.js'

/** The attempt that the player shows stands in its address. */
const attempt = () => decodeURIComponent(/\/attempts\/([^/]+)/.exec(location.pathname)?.[1] || '')

const says = /** @type {Record<string, string>} */ ({
  requested: 'Your lab is being asked for. Go on with other questions meanwhile; it will be here.', provisioning: 'Your lab is being prepared. Go on with other questions meanwhile; it will be here.',
  ready: 'Your lab is ready.', handed_in: 'You have handed this lab in. It is graded when the exam is closed.', grading: 'This lab is being graded.', graded: 'This lab is graded.', marking: 'People mark this lab.',
  failed: 'The lab could not be prepared. That is not your fault: write below what you would have done, and people will look at it.',
})

/** @param {any} p */
export function Answer({ item, response, change, locked }) {
  const [lab, setLab] = useState(/** @type {any} */ (null))
  const id = response?.lab
  const open = useDeed(async () => {
    const l = await post(`/api/v1/attempts/${encodeURIComponent(attempt())}/labs`, { position: item.position })
    setLab(l)
    change({ lab: l.id })
  })
  const waits = !lab || lab.state === 'requested' || lab.state === 'provisioning'
  useEffect(() => {
    if (!id) return
    const look = () => get(`/api/v1/labs/${encodeURIComponent(id)}`).then(setLab).catch(() => {})
    look()
    if (!waits) return
    const t = setInterval(look, 5000)
    return () => clearInterval(t)
  }, [id, waits])
  if (!id) return html`<div class="stack s"><p>Open the lab to begin. Opening it counts as an answer, which is graded when the exam is closed.</p><${ProblemNote} problem=${open.problem} /><div><${Button} kind="primary" busy=${open.busy} disabled=${locked} onClick=${open.run} testid="lab-open">Open the lab</${Button}></div></div>`
  if (!lab) return html`<p role="status">Looking for your lab…</p>`
  const done = locked || !['requested', 'provisioning', 'ready', 'failed'].includes(lab.state)
  return html`
    <div class="stack"><p role="status" data-testid="lab-state" data-state=${lab.state}>${says[lab.state]}</p>
      <${Where} of=${lab.connection} /><${Work} key=${lab.id} lab=${lab} locked=${done} /><${Files} position=${item.position} locked=${done} />
      ${!done && lab.state === 'ready' && html`<${HandIn} lab=${lab} done=${setLab} />`}</div>`
}

/** Where the lab is, as its grader said. @param {{of: Record<string, string>}} p */
const Where = ({ of }) => (Object.keys(of).length === 0 ? null : html`
  <dl class="kv">${['url', 'host', 'port', 'username', 'password', 'note'].filter(k => of[k]).map(k => html`<div key=${k}><dt>${k === 'url' ? 'Address' : k[0].toUpperCase() + k.slice(1)}</dt>
    <dd class="break">${k === 'url' ? html`<a href=${of.url} target="_blank" rel="noopener noreferrer">${of.url}</a>` : of[k]}</dd></div>`)}</dl>`)

/** What is handed in as text: kept while it is typed. @param {{lab: any, locked: boolean}} p */
function Work({ lab, locked }) {
  const id = useId()
  const [state, setState] = useState('')
  const wait = useRef(/** @type {any} */ (0))
  const last = useRef({ sent: lab.text, text: lab.text, busy: false })
  const save = async () => {
    if (last.current.busy || last.current.text === last.current.sent) return
    last.current.busy = true
    const text = last.current.text
    try { await put(`/api/v1/labs/${encodeURIComponent(lab.id)}/work`, { text }); last.current.sent = text; setState(last.current.text === text ? 'Saved' : 'Saving…') } catch (e) { setState(asProblem(e).status === 409 ? 'Not saved: the lab takes nothing more' : 'Not saved yet; it is tried again') }
    last.current.busy = false
    if (last.current.text !== last.current.sent) wait.current = setTimeout(save, 2000)
  }
  useEffect(() => () => { clearTimeout(wait.current); save() }, [])
  return html`<div class="field"><label for=${id}>Your work, as text: commands, configuration, notes</label>
    <textarea id=${id} class="input labtext" rows="12" spellcheck=${false} autocapitalize="off" disabled=${locked} data-testid="lab-text" defaultValue=${lab.text}
      onInput=${(/** @type {any} */ e) => { last.current.text = e.currentTarget.value; setState('Saving…'); clearTimeout(wait.current); wait.current = setTimeout(save, 800) }}></textarea>
    <span class="hint" role="status" data-testid="lab-saved">${state}</span></div>`
}

/** Files that belong to the lab. @param {{position: number, locked: boolean}} p */
function Files({ position, locked }) {
  const path = `/api/v1/attempts/${encodeURIComponent(attempt())}/files`
  const [files, setFiles] = useState(/** @type {any[]} */ ([]))
  const look = () => get(path).then(l => setFiles(l.data.filter((/** @type {any} */ f) => f.position === position))).catch(() => {})
  useEffect(() => { look() }, [])
  const id = useId()
  const send = useDeed(async (/** @type {HTMLInputElement} */ input) => {
    for (const f of Array.from(input.files || [])) await call(withQuery(path, { position, name: f.name }), { method: 'POST', body: f, type: 'application/octet-stream', timeout: 120000 })
    input.value = ''
    await look()
  })
  return html`<div class="field">${!locked && html`<label for=${id}>Files <span class="faint">(optional)</span></label><input id=${id} class="input" type="file" multiple disabled=${send.busy} onChange=${(/** @type {any} */ e) => send.run(e.currentTarget)} />`}
    ${files.length > 0 && html`<ul class="labchecks">${files.map(f => html`<li key=${f.id} class="break">${f.name} <span class="xs faint">${Math.ceil(f.size / 1024)} KiB, kept</span></li>`)}</ul>`}<${ProblemNote} problem=${send.problem} /></div>`
}

/** @param {{lab: any, done: (lab: any) => void}} p */
function HandIn({ lab, done }) {
  const [sure, setSure] = useState(false)
  const end = useDeed(async () => done(await post(`/api/v1/labs/${encodeURIComponent(lab.id)}/hand-in`)))
  return html`<div class="stack s"><${ProblemNote} problem=${end.problem} />${sure
    ? html`<p>Nothing of this lab can be changed after that.</p><div class="row"><${Button} kind="primary" busy=${end.busy} onClick=${end.run} testid="lab-hand-in-sure">Hand in this lab</${Button}><${Button} onClick=${() => setSure(false)}>Go on working</${Button}></div>`
    : html`<div><${Button} onClick=${() => setSure(true)} testid="lab-hand-in">Hand in this lab now</${Button}> <span class="small faint">or leave it; it is handed in with the exam.</span></div>`}</div>`
}

/** @param {any} response */
export const answered = response => !!response?.lab

export const hint = () => 'Work in the lab, then go on. It is graded when the exam is closed.'
