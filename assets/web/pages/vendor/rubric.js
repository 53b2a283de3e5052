import { html, useState } from '../../../vendor/js/index.js'
import { call } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { count } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Load, Pill, Skeleton } from '../../ui/states.js'
import { say } from '../../ui/toast.js'
import { Judge } from './judge.js'
import { MarkingRule } from './marking-rule.js'

const blank = () => ({ title: '', criteria: [criterion(1)] })
const criterion = (/** @type {number} */ n) => ({ key: `c${n}`, title: '', guidance: '', levels: [{ key: 'none', title: 'Not shown', description: '', points: 0 }, { key: 'full', title: 'Fully shown', description: '', points: 1 }] })

/** The rubric of an item, and how its answers are marked. @param {{item: string}} p */
export default function RubricPage({ item }) {
  const path = `/api/v1/items/${encodeURIComponent(item)}/rubric`
  const res = useResource(path)
  const none = res.problem?.status === 404
  return html`
    <${Page} title="Rubric" eyebrow=${item} lead="What an answer to this item is worth. A saved version stays: answers that are being marked keep the one they began with.">
      ${res.loading && html`<${Skeleton} />`}${res.problem && !none && html`<${ProblemNote} problem=${res.problem} retry=${res.reload} />`}
      ${res.data && html`<${Judge} path=${path} state=${res.data.state} comment=${res.data.comment} done=${res.reload} />`}
      ${(res.data || none) && html`<${Editor} key=${res.data?.version || 0} path=${path} was=${res.data} etag=${res.etag} saved=${res.reload} />`}
      <section class="stack"><h2>How answers to this item are marked</h2><${MarkingRule} path=${`/api/v1/items/${encodeURIComponent(item)}/marking-rule`} none="The rule of the exam goes for this item." /></section>
    </${Page}>`
}

/** @param {{path: string, was: any, etag: string, saved: () => void}} p */
function Editor({ path, was, etag, saved }) {
  const [r, set] = useState(/** @type {any} */ (was ? { title: was.title, criteria: structuredClone(was.criteria) } : blank()))
  const may = changes('vendor_admin', 'author')
  const save = useDeed(async () => { await call(path, { method: 'PUT', body: r, ifMatch: was ? etag : undefined }); say('Saved as a new version'); saved() })
  const change = (/** @type {(c: any) => void} */ how) => { const next = structuredClone(r); how(next); set(next) }
  const most = r.criteria.reduce((/** @type {number} */ n, /** @type {any} */ c) => n + Math.max(0, ...c.levels.map((/** @type {any} */ l) => l.points || 0)), 0)
  const fault = (/** @type {string} */ at) => { const f = save.problem?.errors.filter(e => e.field === at || e.field === `body.${at}`) || []; return f.length ? html`<span class="fault">${f.map(e => e.detail).join(' ')}</span>` : null }
  return html`
    <form class="stack" onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); save.run() }}>
      <div class="row between"><span>${was ? html`<${Pill} tone="good">Version ${was.version}</${Pill}>` : html`<${Pill} tone="warn">Not written yet</${Pill}>`}</span><b>${count(most, 'point')} at most</b></div>
      <div class="field"><label for="rubric-title">Title</label><input id="rubric-title" class="input" maxlength="200" disabled=${!may} value=${r.title} data-testid="rubric-title" onInput=${(/** @type {any} */ e) => change(n => { n.title = e.currentTarget.value })} />${fault('title')}</div>
      ${r.criteria.map((/** @type {any} */ c, /** @type {number} */ i) => html`
        <fieldset class="card markcriterion" key=${i} disabled=${!may}><legend class="vh">Criterion ${i + 1}</legend>
          <div class="fields"><div class="field"><label for=${`c${i}-title`}>Criterion ${i + 1}</label><input id=${`c${i}-title`} class="input" maxlength="300" value=${c.title} data-testid=${`criterion-${i + 1}`} onInput=${(/** @type {any} */ e) => change(n => { n.criteria[i].title = e.currentTarget.value })} />${fault(`criteria[${i}].title`)}</div>
            <div class="field"><label for=${`c${i}-guide`}>Guidance <span class="faint">(optional)</span></label><input id=${`c${i}-guide`} class="input" maxlength="2000" value=${c.guidance || ''} onInput=${(/** @type {any} */ e) => change(n => { n.criteria[i].guidance = e.currentTarget.value })} /></div></div>
          ${c.levels.map((/** @type {any} */ l, /** @type {number} */ j) => html`<div class="marklevel" key=${j}>
            <div class="field"><label for=${`c${i}l${j}t`}>Level ${j + 1}</label><input id=${`c${i}l${j}t`} class="input" maxlength="200" value=${l.title} onInput=${(/** @type {any} */ e) => change(n => { n.criteria[i].levels[j].title = e.currentTarget.value })} />${fault(`criteria[${i}].levels[${j}].title`)}</div>
            <div class="field"><label for=${`c${i}l${j}d`}>What it looks like</label><input id=${`c${i}l${j}d`} class="input" maxlength="2000" value=${l.description || ''} onInput=${(/** @type {any} */ e) => change(n => { n.criteria[i].levels[j].description = e.currentTarget.value })} /></div>
            <div class="field"><label for=${`c${i}l${j}p`}>Points</label><input id=${`c${i}l${j}p`} class="input" type="number" min="0" max="1000" value=${l.points} onInput=${(/** @type {any} */ e) => change(n => { n.criteria[i].levels[j].points = Math.trunc(Number(e.currentTarget.value)) || 0 })} />${fault(`criteria[${i}].levels[${j}].points`)}</div>
            ${c.levels.length > 2 && html`<${Button} kind="s plain" onClick=${() => change(n => { n.criteria[i].levels.splice(j, 1) })}>Remove<span class="vh"> level ${j + 1}</span></${Button}>`}</div>`)}
          ${fault(`criteria[${i}].levels`)}
          ${may && html`<div class="row"><${Button} kind="s" onClick=${() => change(n => { const ls = n.criteria[i].levels; ls.push({ key: fresh(ls, 'l'), title: '', description: '', points: 0 }) })}>Add a level</${Button}>${r.criteria.length > 1 && html`<${Button} kind="s plain" onClick=${() => change(n => { n.criteria.splice(i, 1) })}>Remove this criterion</${Button}>`}</div>`}
        </fieldset>`)}
      <${ProblemNote} problem=${save.problem} />
      ${may && html`<div class="form-foot"><${Button} onClick=${() => change(n => { n.criteria.push({ ...criterion(1), key: fresh(n.criteria, 'c') }) })}>Add a criterion</${Button}><${Button} type="submit" kind="primary" busy=${save.busy} testid="rubric-save">Save</${Button}></div>`}
    </form>`
}

/** A key nobody there has. @param {{key: string}[]} of @param {string} letter */
function fresh(of, letter) {
  let n = of.length + 1
  while (of.some(x => x.key === letter + n)) n++
  return letter + n
}
