import { html, useState } from '../../../vendor/js/index.js'
import { newKey, post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useList, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { words } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Empty, Load, Pill, Stat } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { say } from '../../ui/toast.js'

/** The forms of an exam: what they came to, what they share. @param {{exam: string}} p */
export default function ExamForms({ exam }) {
  const path = `/api/v1/exams/${encodeURIComponent(exam)}`
  const doc = useResource(path)
  const forms = useList(`${path}/forms`, { limit: 50 })
  const make = useDeed(async () => { await post(`${path}/forms`, undefined, { key: newKey() }); say('Forms made'); forms.reload() })
  const fixed = doc.data?.forms?.mode === 'fixed'
  const may = changes('vendor_admin', 'author')
  return html`
    <${Page} title="Forms" crumbs=${[{ href: '/app/vendor/exams', label: 'Exams' }, { href: `/app/vendor/exams/${encodeURIComponent(exam)}`, label: doc.data?.title || exam }]}
      lead=${fixed ? 'Fixed forms are drawn together, alike in difficulty, and frozen. Candidates get the one they have not met.' : 'Forms are drawn for each candidate and lie ready before anybody starts.'}
      actions=${may && fixed && doc.data?.state === 'published' && html`<${Button} kind="primary" busy=${make.busy} onClick=${make.run} testid="forms-make">Make ${doc.data.forms.count} more</${Button}>`}>
      <${ProblemNote} problem=${make.problem} />
      <${Load} of=${forms}>${() => html`<${Edition} of=${{ ...forms.first, data: forms.rows }} more=${forms} met=${forms.first.data} may=${may} fixed=${fixed} reload=${forms.reload} bound=${doc.data?.forms?.max_overlap_percent} />`}</${Load}>
    </${Page}>`
}

/** @param {{of: any, more: any, met: any[], may: boolean, fixed: boolean, reload: () => void, bound?: number}} p */
function Edition({ of: e, more, met, may, fixed, reload, bound }) {
  const [retiring, setRetiring] = useState(/** @type {any} */ (null))
  const open = e.data.filter((/** @type {any} */ f) => f.mode === 'fixed' && f.state === 'open' && !f.unusable_items)
  const stuck = e.data.filter((/** @type {any} */ f) => f.unusable_items)
  if (!e.data.length && !e.ready) return html`<${Empty} title="No forms yet">${fixed ? 'Publish the exam: its forms are made with it.' : 'Publish the exam: forms are laid ready within a minute.'}</${Empty}>`
  const columns = columnsOf(may ? setRetiring : null)
  return html`
    <section class="card"><div class="stats">
      ${fixed ? html`<${Stat} value=${open.length} label="fixed forms open" />` : html`<${Stat} value=${e.ready} label="lie ready" />`}
      <${Stat} value=${e.data.reduce((/** @type {number} */ n, /** @type {any} */ f) => n + f.uses, 0)} label="candidates given a form below" />
      ${fixed && open.some((/** @type {any} */ f) => f.known_facilities) && html`<${Stat} value=${spread(open)} label="widest difference in expected score" />`}
    </div></section>
    ${fixed && e.data.length > 0 && open.length === 0 && html`<p class="note warn">${stuck.length ? 'No form can be given out' : 'Every form is retired'}: nobody can start this exam until more are made.</p>`}
    ${stuck.length > 0 && html`<div class="note warn" data-testid="forms-unusable"><p>These forms are given to nobody, because they hold items that were retired since. Retire them, and make more.</p>
      <ul class="small">${stuck.map((/** @type {any} */ f) => html`<li key=${f.id}><span class="strong">${nameOf(f)}</span>: ${f.unusable_items.map((/** @type {string} */ id, /** @type {number} */ n) => html`${n ? ', ' : ''}<a href=${`/app/vendor/items/${id}`}>${id}</a>`)}</li>`)}</ul></div>`}
    ${e.overlap.length > 1 && html`<${Heat} forms=${met.filter((/** @type {any} */ f) => f.mode === 'fixed')} shared=${e.overlap} bound=${bound} />`}
    ${e.data.length > 0 && html`<${Table} caption="Forms" columns=${columns} rows=${e.data} more=${more} testid="form-row" />`}
    ${retiring && html`<${Dialog} title=${`Retire ${nameOf(retiring)}`} close=${() => setRetiring(null)}>
      <${Form} deed=${(/** @type {any} */ v) => post(`/api/v1/forms/${retiring.id}/retire`, { reason: v.reason })} done=${() => { setRetiring(null); say('Retired'); reload() }} submit="Retire" kind="danger" cancel=${() => setRetiring(null)}>
        <p>Nobody else is given it. Who sits it now goes on.</p><${Field} name="reason" label="Reason" rows=${3} required hint="Stands in the audit log" /></${Form}></${Dialog}>`}`
}

const nameOf = (/** @type {any} */ f) => (f.number ? `form ${f.number}` : 'form of one candidate')
const percent = (/** @type {string} */ share) => (share ? `${(Number(share) * 100).toFixed(1)} %` : '–')
const spread = (/** @type {any[]} */ forms) => { const e = forms.map(f => Number(f.expected)); return `${((Math.max(...e) - Math.min(...e)) * 100).toFixed(1)} %` }

/** @param {((f: any) => void)|null} retire */
const columnsOf = retire => [
  { title: 'Form', head: true, cell: (/** @type {any} */ f) => html`<span class="strong">${f.number ? `Form ${f.number}` : 'One candidate'}</span><br /><code class="xs faint" title=${f.sha256}>${f.sha256.slice(0, 12)}</code>` },
  { title: 'State', cell: (/** @type {any} */ f) => (f.unusable_items ? html`<${Pill} tone="warn">Unusable</${Pill}>` : html`<${Pill} tone=${f.state === 'open' ? 'good' : ''}>${words(f.state)}</${Pill}>`) },
  { title: 'Given', num: true, cell: (/** @type {any} */ f) => f.uses },
  { title: 'Questions', num: true, cell: (/** @type {any} */ f) => html`${f.scored_items}${f.pretest_items ? html` <span class="faint">+ ${f.pretest_items} unscored</span>` : ''}` },
  { title: 'Expected score', num: true, cell: (/** @type {any} */ f) => html`${percent(f.known_facilities ? f.expected : '')}<br /><span class="xs faint">${f.known_facilities === f.scored_items ? 'all facilities known' : f.known_facilities ? `${f.known_facilities} of ${f.scored_items} known` : 'no facility known'}</span>` },
  { title: 'Domains', cell: (/** @type {any} */ f) => html`<span class="small">${[...f.domains, ...f.cognitive_levels].filter(p => p.name).map(p => `${p.name} ${p.items}`).join(', ') || '–'}</span>${f.exposure_cap_relaxed ? html`<br /><span class="xs faint">above the exposure cap</span>` : ''}` },
  ...(retire ? [{ title: 'Retire', act: true, cell: (/** @type {any} */ f) => f.mode === 'fixed' && f.state === 'open' && html`<${Button} kind="s" onClick=${() => retire(f)} testid="form-retire">Retire</${Button}>` }] : []),
]

/** How much any two forms share. @param {{forms: any[], shared: number[][], bound?: number}} p */
function Heat({ forms, shared, bound }) {
  const name = (/** @type {any} */ f) => `Form ${f.number}`
  const share = (/** @type {number} */ i, /** @type {number} */ j) => shared[i][j] / Math.max(1, Math.min(shared[i][i], shared[j][j])) * 100
  const tone = (/** @type {number} */ p) => (p === 0 ? '' : p > (bound ?? 50) ? 'h2' : p > (bound ?? 50) / 2 ? 'h1' : 'h0')
  return html`<section class="card"><h2>Shared questions</h2><p class="small faint">${bound === undefined ? 'No bound is set.' : `At most ${bound} % are allowed.`} Of the scored ones, in percent of the shorter form.</p>
    <div class="tablewrap" tabindex="0" role="region" aria-label="Shared questions"><table class="heat"><thead><tr><td class="self"></td>${forms.map(f => html`<th scope="col" key=${f.id}>${name(f)}</th>`)}</tr></thead>
      <tbody>${forms.map((f, i) => html`<tr key=${f.id}><th scope="row">${name(f)}</th>${forms.map((g, j) => (i === j ? html`<td class="self" key=${g.id}>–</td>` : html`<td class=${tone(share(i, j))} key=${g.id} title=${`${shared[i][j]} questions`}>${share(i, j).toFixed(0)} %</td>`))}</tr>`)}</tbody></table></div></section>`
}
