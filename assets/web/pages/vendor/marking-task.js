import { html, useEffect, useRef, useState } from '../../../vendor/js/index.js'
import { download, post, put } from '../../api/client.js'
import { useDeed, useResource } from '../../api/use.js'
import { go } from '../../router.js'
import { Button } from '../../ui/button.js'
import { count, deadline, words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Rich } from '../../ui/rich.js'
import { Load, Pill } from '../../ui/states.js'
import { say } from '../../ui/toast.js'
import { kinds } from './marking.js'

/** @param {{id: string}} p */
export default function MarkingTask({ id }) {
  const res = useResource(`/api/v1/marking/tasks/${encodeURIComponent(id)}`)
  return html`<${Load} of=${res}>${(/** @type {any} */ d) => html`<${Desk} key=${d.id} of=${d} reload=${res.set} />`}</${Load}>`
}

/** The response on one side, the rubric on the other. @param {{of: any, reload: (d: any) => void}} p */
function Desk({ of, reload }) {
  const done = of.state === 'done'
  useEffect(() => { // who is still reading keeps the claim
    if (done) return
    const t = setInterval(() => { post('/api/v1/marking/claims', {}).catch(() => {}) }, 300000)
    return () => clearInterval(t)
  }, [done])
  const back = useDeed(async () => { await post(`/api/v1/marking/tasks/${of.id}/release`); say('Given back'); go('/app/vendor/marking') })
  const next = useDeed(async () => { const d = await post('/api/v1/marking/claims', {}); go(`/app/vendor/marking/tasks/${d.id}`) })
  return html`
    <${Page} title=${done ? 'Marked' : kinds[of.kind]} eyebrow=${`${of.exam} · ${words(of.type)}`} crumbs=${[{ href: '/app/vendor/marking', label: 'Marking' }]}
      lead=${done ? stand(of) : html`Yours until ${deadline(of.lease_ends_at)}. Keys: <kbd>1</kbd> to <kbd>9</kbd> choose a level and move on, <kbd>Ctrl</kbd>+<kbd>Enter</kbd> gives the mark.`}
      actions=${done ? html`<${Button} kind="primary" busy=${next.busy} onClick=${next.run} testid="marking-again">Mark the next</${Button}>` : html`<${Button} busy=${back.busy} onClick=${back.run}>Give back</${Button}>`}>
      <${ProblemNote} problem=${back.problem || next.problem} />
      <div class="markdesk">
        <div class="stack"><section class="card"><h2>Asked</h2><${Rich} html=${of.stem_html} /></section><${Answer} of=${of} />${of.others.length > 0 && html`<${Others} of=${of} />`}</div>
        <${Marks} of=${of} done=${done} given=${reload} />
      </div>
    </${Page}>`
}

/** @param {any} of */
const stand = of => (of.work_state === 'final' ? 'The mark is final.' : of.work_state === 'adjudication' ? 'The two marks differ by more than the rule bears; a third person decides.' : 'Your mark is kept. The other one is still to come.')

/** What was handed in: text as text, files as downloads. @param {{of: any}} p */
function Answer({ of }) {
  const r = of.response || {}
  return html`
    <section class="card" aria-label="The answer"><h2>Answered</h2>
      ${typeof r.text === 'string' && html`<div class="marktext" data-testid="marking-response">${r.text}</div><p class="xs faint">${count(r.text.split(/\s+/).filter(Boolean).length, 'word')}</p>`}
      ${r.checks?.length > 0 && html`<ul class="labchecks">${r.checks.map((/** @type {any} */ c) => html`<li key=${c.name}><b>${c.passed ? 'Passed' : 'Failed'}</b> ${c.name} <span class="small faint">${c.detail || ''}</span></li>`)}</ul>`}
      ${r.reason && html`<p class="small faint">The lab was not graded by itself: ${words(r.reason).toLowerCase()}.</p>`}
      ${of.files.map((/** @type {any} */ f) => html`<div class="row between" key=${f.id}><span class="break">${f.name} <span class="xs faint">${f.kind}, ${Math.ceil(f.size / 1024)} KiB</span></span><${Fetch} task=${of.id} file=${f} /></div>`)}
      ${typeof r.text !== 'string' && !of.files.length && !r.lab && html`<p class="faint">Nothing to read.</p>`}</section>`
}

/** @param {{task: string, file: any}} p */
function Fetch({ task, file }) {
  const get = useDeed(() => download(`/api/v1/marking/tasks/${task}/files/${file.id}`, file.name))
  return html`<${Button} kind="s" busy=${get.busy} onClick=${get.run}>Download<span class="vh"> ${file.name}</span></${Button}><${ProblemNote} problem=${get.problem} />`
}

/** The marks to decide between, side by side, without names. @param {{of: any}} p */
const Others = ({ of }) => html`
  <section class="card"><h2>${of.kind === 'adjudication' ? 'The marks that differ' : 'All marks'}</h2>
    <div class="tablewrap" tabindex="0" role="region" aria-label="Marks given"><table class="table"><caption class="vh">Marks given</caption>
      <thead><tr><th scope="col">Criterion</th>${of.others.map((/** @type {any} */ o) => html`<th scope="col" key=${o.kind}>${kinds[o.kind]}</th>`)}</tr></thead>
      <tbody>${of.rubric.criteria.map((/** @type {any} */ c) => html`<tr key=${c.key}><td class="head" data-label="Criterion"><div>${c.title}</div></td>${of.others.map((/** @type {any} */ o) => html`<td data-label=${kinds[o.kind]}><div>${levelOf(c, o.marks[c.key])}</div></td>`)}</tr>`)}
        <tr><td class="head" data-label="Criterion"><div>Points</div></td>${of.others.map((/** @type {any} */ o) => html`<td data-label=${kinds[o.kind]}><div class="strong">${o.points} of ${of.rubric.max_points}</div></td>`)}</tr></tbody></table></div>
    ${of.others.filter((/** @type {any} */ o) => o.comment).map((/** @type {any} */ o) => html`<p class="small" key=${o.kind}><b>${kinds[o.kind]}:</b> <span class="pre">${o.comment}</span></p>`)}</section>`

/** @param {any} c @param {string} key */
const levelOf = (c, key) => { const l = c.levels.find((/** @type {any} */ x) => x.key === key); return l ? `${l.title} (${l.points})` : '–' }

/** @param {{of: any, done: boolean, given: (d: any) => void}} p */
function Marks({ of, done, given }) {
  const [marks, show] = useState(/** @type {Record<string, string>} */ (of.marks))
  const live = useRef(marks) // two keys may come before the page is drawn again
  const choose = (/** @type {string} */ criterion, /** @type {string} */ level) => { live.current = { ...live.current, [criterion]: level }; show(live.current) }
  const comment = useRef(/** @type {HTMLTextAreaElement|null} */ (null))
  const form = useRef(/** @type {HTMLFormElement|null} */ (null))
  const criteria = of.rubric.criteria
  const points = criteria.reduce((/** @type {number} */ n, /** @type {any} */ c) => n + (c.levels.find((/** @type {any} */ l) => l.key === marks[c.key])?.points || 0), 0)
  const missing = criteria.filter((/** @type {any} */ c) => !marks[c.key]).length
  const give = useDeed(async () => { const text = comment.current?.value.trim(); given(await put(`/api/v1/marking/tasks/${of.id}/mark`, { marks, ...(text ? { comment: text } : {}) })); say('Marked') })
  const press = (/** @type {KeyboardEvent} */ e) => {
    if (done) return
    if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.preventDefault(); if (!missing) give.run(); return }
    if (!/^[1-9]$/.test(e.key) || e.ctrlKey || e.metaKey || e.altKey || e.target instanceof HTMLTextAreaElement) return
    const at = e.target instanceof HTMLElement && e.target.closest('fieldset')?.dataset.key
    const c = criteria.find((/** @type {any} */ x) => x.key === at) || criteria.find((/** @type {any} */ x) => !live.current[x.key]) || criteria[0]
    const level = c.levels[Number(e.key) - 1]
    if (!level) return
    e.preventDefault()
    choose(c.key, level.key)
    const after = criteria[criteria.indexOf(c) + 1]
    const box = form.current?.querySelector(after ? `fieldset[data-key="${after.key}"] input` : 'textarea')
    if (box instanceof HTMLElement) setTimeout(() => box.focus(), 0) // once the key is done with
  }
  useEffect(() => { document.addEventListener('keydown', press); return () => document.removeEventListener('keydown', press) })
  return html`
    <form class="card markrubric" ref=${form} aria-label="Rubric" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); give.run() }}>
      <header><h2>${of.rubric.title}</h2><${Pill}>version ${of.rubric.version}</${Pill}></header>
      ${criteria.map((/** @type {any} */ c) => html`
        <fieldset key=${c.key} data-key=${c.key} disabled=${done}><legend class="strong">${c.title}</legend>
          ${c.guidance && html`<p class="small faint">${c.guidance}</p>`}
          ${c.levels.map((/** @type {any} */ l, /** @type {number} */ i) => html`<label class="check" key=${l.key}><input type="radio" name=${`c-${c.key}`} checked=${marks[c.key] === l.key} onChange=${() => choose(c.key, l.key)} data-testid=${`level-${c.key}-${l.key}`} />
            <span><b>${l.title}</b> <span class="faint small">${count(l.points, 'point')} · key ${i + 1}</span>${l.description && html`<br /><span class="small">${l.description}</span>`}</span></label>`)}
        </fieldset>`)}
      ${done ? of.comment && html`<p class="small pre">${of.comment}</p>` : html`<div class="field"><label for="mark-comment">Comment <span class="faint">(optional, for the record)</span></label><textarea id="mark-comment" class="input" rows="3" maxlength="4000" ref=${comment} defaultValue=${of.comment}></textarea></div>`}
      <${ProblemNote} problem=${give.problem} />
      <footer class="row between"><span aria-live="polite"><b>${done ? of.points : points}</b> of ${of.rubric.max_points} points${!done && missing ? html` <span class="small faint">· ${count(missing, 'criterion', 'criteria')} to go</span>` : ''}</span>
        ${!done && html`<${Button} type="submit" kind="primary" busy=${give.busy} disabled=${missing > 0} testid="marking-give">${of.kind === 'adjudication' ? 'Decide' : 'Give the mark'}</${Button}>`}</footer>
    </form>`
}
