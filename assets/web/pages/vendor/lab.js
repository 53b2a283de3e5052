import { html, useState } from '../../../vendor/js/index.js'
import { call, post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Load, Pill, Skeleton } from '../../ui/states.js'
import { say } from '../../ui/toast.js'
import { Judge } from './judge.js'
import { Secret } from './webhooks.js'

const blank = () => ({ grading: 'script', tasks: [task([])] })
/** @param {any[]} others */
const task = others => { let n = others.length + 1; while (others.some(t => t.key === `t${n}`)) n++; return { key: `t${n}`, title: '', points: 1, checks: [] } }

/** What a lab item asks and how it is graded. @param {{item: string}} p */
export default function LabPage({ item }) {
  const path = `/api/v1/items/${encodeURIComponent(item)}/lab`
  const res = useResource(path)
  const none = res.problem?.status === 404
  return html`
    <${Page} title="Lab" eyebrow=${item} lead="How a lab is prepared and graded, and what each task is worth. A task is worth its points only when every check of it passes, unless it gives partial credit."
      actions=${html`<${Button} href=${`/app/vendor/items/${encodeURIComponent(item)}/rubric`}>Rubric for people</${Button}>`}>
      ${res.loading && html`<${Skeleton} />`}${res.problem && !none && html`<${ProblemNote} problem=${res.problem} retry=${res.reload} />`}
      ${res.data && html`<${Judge} path=${path} state=${res.data.state} comment=${res.data.comment} done=${res.reload} />`}
      ${(res.data || none) && html`<${Editor} key=${res.data?.version || 0} path=${path} was=${res.data} etag=${res.etag} saved=${res.reload} />`}
    </${Page}>`
}

/** @param {{path: string, was: any, etag: string, saved: () => void}} p */
function Editor({ path, was, etag, saved }) {
  const [d, set] = useState(/** @type {any} */ (was ? structuredClone(was.lab) : blank()))
  const [secret, setSecret] = useState('')
  const may = changes('vendor_admin', 'author')
  const change = (/** @type {(c: any) => void} */ how) => { const next = structuredClone(d); how(next); set(next) }
  const save = useDeed(async () => {
    const b = { ...d }
    if (b.grading !== 'script') for (const k of ['module', 'memory_mib', 'seconds']) delete b[k]
    if (b.grading !== 'outside') for (const k of ['url', 'provision', 'answer_seconds']) delete b[k]
    await call(path, { method: 'PUT', body: b, ifMatch: was ? etag : undefined })
    say('Saved as a new version'); saved()
  })
  const upload = useDeed(async (/** @type {HTMLInputElement} */ input) => {
    const file = input.files?.[0]
    if (!file) return
    const { body } = await call('/api/v1/lab-modules', { method: 'POST', body: file, type: 'application/wasm', timeout: 120000 })
    change(n => { n.module = body.sha256 }); say('The check script can run here')
  })
  const make = useDeed(async () => { setSecret((await post(`${path}/secret`)).secret) })
  const fault = (/** @type {string} */ at) => { const f = save.problem?.errors.filter(e => e.field === at || e.field === `body.${at}` || e.field.startsWith(`${at}[`)) || []; return f.length ? html`<span class="fault">${f.map(e => e.detail).join(' ')}</span>` : null }
  const number = (/** @type {string} */ k, /** @type {string} */ label, /** @type {number} */ most, /** @type {number} */ standard) => html`<div class="field"><label for=${`lab-${k}`}>${label}</label><input id=${`lab-${k}`} class="input" type="number" min="0" max=${most} placeholder=${standard} value=${d[k] || ''} onInput=${(/** @type {any} */ e) => change(n => { n[k] = Math.trunc(Number(e.currentTarget.value)) || 0 })} />${fault(k)}</div>`
  return html`
    <form class="stack" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); save.run() }}><fieldset class="stack bare" disabled=${!may}><legend class="vh">Lab</legend>
      <div>${was ? html`<${Pill} tone="good">Version ${was.version}</${Pill}>` : html`<${Pill} tone="warn">Not written yet: people mark what is handed in</${Pill}>`}</div>
      <section class="card stack"><div class="field"><label for="lab-grading">Graded by</label><select id="lab-grading" class="input" data-testid="lab-grading" value=${d.grading} onChange=${(/** @type {any} */ e) => change(n => { n.grading = e.currentTarget.value })}>
          <option value="script">A check script that runs here</option><option value="outside">An outside grader, over signed messages</option><option value="people">People, with the rubric</option></select></div>
        ${d.grading === 'script' && html`<div class="field"><label for="lab-module">Check script (WebAssembly, WASI preview 1, up to 8 MiB)</label><input id="lab-module" class="input" type="file" accept=".wasm,application/wasm" disabled=${upload.busy} onChange=${(/** @type {any} */ e) => upload.run(e.currentTarget)} />
            <span class="hint break">${d.module ? `In use: ${d.module}` : 'It reads {text, files} on its standard input and prints [{name, passed, detail}]. It sees no file, no network, and no clock but its own.'}</span>${fault('module')}<${ProblemNote} problem=${upload.problem} /></div>
          <div class="fields">${number('memory_mib', 'Memory in MiB', 128, 64)}${number('seconds', 'Seconds it may run', 15, 5)}</div>`}
        ${d.grading === 'outside' && html`<div class="field"><label for="lab-url">Address of the grader</label><input id="lab-url" class="input" type="url" maxlength="2048" placeholder="https://" value=${d.url || ''} onInput=${(/** @type {any} */ e) => change(n => { n.url = e.currentTarget.value })} />${fault('url')}</div>
          <div class="fields">${number('answer_seconds', 'Seconds it may take to answer', 86400, 3600)}<label class="check"><input type="checkbox" checked=${!!d.provision} onChange=${(/** @type {any} */ e) => change(n => { n.provision = e.currentTarget.checked })} /><span>It prepares something for each candidate first</span></label></div>
          <div class="row"><${Button} busy=${make.busy} onClick=${make.run} testid="lab-secret">Make a secret</${Button}><span class="small faint">Shown once. One made before is good no longer.</span></div><${ProblemNote} problem=${make.problem} />`}
      </section>
      ${d.grading !== 'people' && html`<h2>Tasks</h2>${fault('tasks')}${d.tasks.map((/** @type {any} */ t, /** @type {number} */ i) => html`
        <fieldset class="card markcriterion" key=${i}><legend class="vh">Task ${i + 1}</legend>
          <div class="fields"><div class="field"><label for=${`t${i}-title`}>Task ${i + 1}</label><input id=${`t${i}-title`} class="input" maxlength="300" value=${t.title} data-testid=${`lab-task-${i + 1}`} onInput=${(/** @type {any} */ e) => change(n => { n.tasks[i].title = e.currentTarget.value })} />${fault(`tasks[${i}].title`)}</div>
            <div class="field"><label for=${`t${i}-points`}>Points</label><input id=${`t${i}-points`} class="input" type="number" min="1" max="1000" value=${t.points} onInput=${(/** @type {any} */ e) => change(n => { n.tasks[i].points = Math.trunc(Number(e.currentTarget.value)) || 0 })} />${fault(`tasks[${i}].points`)}</div></div>
          <div class="field"><label for=${`t${i}-checks`}>Its checks, one name to a line</label><textarea id=${`t${i}-checks`} class="input" rows="3" defaultValue=${t.checks.join('\n')} onInput=${(/** @type {any} */ e) => change(n => { n.tasks[i].checks = e.currentTarget.value.split('\n').map((/** @type {string} */ s) => s.trim()).filter(Boolean) })}></textarea>${fault(`tasks[${i}].checks`)}</div>
          <div class="row between"><label class="check"><input type="checkbox" checked=${!!t.partial_credit} onChange=${(/** @type {any} */ e) => change(n => { n.tasks[i].partial_credit = e.currentTarget.checked })} /><span>Partial credit: the part of its checks that pass</span></label>${d.tasks.length > 1 && html`<${Button} kind="s plain" onClick=${() => change(n => { n.tasks.splice(i, 1) })}>Remove this task</${Button}>`}</div>
        </fieldset>`)}`}
      <${ProblemNote} problem=${save.problem} />
      ${may && html`<div class="form-foot">${d.grading !== 'people' && html`<${Button} onClick=${() => change(n => { n.tasks.push(task(n.tasks)) })}>Add a task</${Button}>`}<${Button} type="submit" kind="primary" busy=${save.busy} testid="lab-save">Save</${Button}></div>`}
      ${secret && html`<${Secret} secret=${secret} close=${() => setSecret('')} />`}</fieldset></form>`
}
