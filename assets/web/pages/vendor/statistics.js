import { html, useEffect, useState } from '../../../vendor/js/index.js'
import { download, post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useList, useResource } from '../../api/use.js'
import { place, setQuery } from '../../router.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { Check, Field, Form } from '../../ui/form.js'
import { count, day, moment, words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Bar, Empty, Load } from '../../ui/states.js'
import { FormFigures } from './statistics-form.js'
import { ItemFigures } from './statistics-items.js'
import { Likeness } from './statistics-likeness.js'

const steps = /** @type {Record<string, string>} */ ({ reading_answers: 'Reading the answers', computing_figures: 'Computing the figures', comparing_answers: 'Comparing the answers' })
const views = [['items', 'Items'], ['form', 'Form'], ['similarity', 'Answer similarity']]

/** @param {{exam: string}} p */
export default function Statistics({ exam }) {
  const path = `/api/v1/exams/${encodeURIComponent(exam)}/statistics`
  const all = useResource(path)
  const document = useResource(`/api/v1/exams/${encodeURIComponent(exam)}`)
  const [asking, setAsking] = useState(false)
  const open = all.data?.runs.find((/** @type {any} */ r) => r.state === 'queued' || r.state === 'running')
  useEffect(() => {
    if (!open) return
    const t = setInterval(all.reload, 1500)
    return () => clearInterval(t)
  }, [open?.id])
  const bank = document.data?.item_bank
  const crumbs = [{ href: '/app/vendor/exams', label: 'Exams' }, { href: `/app/vendor/exams/${encodeURIComponent(exam)}`, label: document.data?.title || exam }]
  const latest = all.data?.latest
  const csv = useDeed(() => download(`${path}/${latest.run.id}/items.csv`, `${exam}-items.csv`))
  return html`
    <${Page} title="Statistics" crumbs=${crumbs}
      actions=${html`${latest && html`<${Button} icon="download" busy=${csv.busy} onClick=${csv.run}>CSV</${Button}>`}${changes('vendor_admin', 'author') && !open && html`<${Button} kind="primary" onClick=${() => setAsking(true)} testid="statistics-compute">Compute</${Button}>`}`}>
      <${ProblemNote} problem=${csv.problem} />
      <${Load} of=${all}>${() => html`
        ${open && html`<section class="card" role="status"><h2>${steps[open.step] || 'Waiting for a worker'}</h2><${Bar} percent=${open.progress_percent} label="Progress" /><p class="small faint">Asked for ${moment(open.requested_at)}. You can leave this page.</p></section>`}
        ${!open && all.data.runs[0]?.state === 'failed' && html`<div class="note bad"><p>The figures asked for ${moment(all.data.runs[0].requested_at)} could not be computed. What stands below is older.</p></div>`}
        ${latest ? html`<${Shown} exam=${exam} of=${latest} bank=${bank} />` : !open && html`<${Empty} title="No figures yet">They are computed from all graded attempts, and each is withheld while too few people stand behind it.</${Empty}>`}`}</${Load}>
      ${asking && html`<${Ask} path=${path} close=${() => setAsking(false)} done=${() => { setAsking(false); all.reload() }} />`}
    </${Page}>`
}

/** @param {{exam: string, of: any, bank: string}} p */
function Shown({ exam, of, bank }) {
  const view = place.value.query.get('view') || 'items'
  const [group, setGroup] = useState('')
  const r = of.report
  const groups = [['', 'All attempts', r.overall], ...r.forms.map((/** @type {any} */ b) => [`f ${b.name}`, b.number ? `Form ${b.number}` : 'Forms of one attempt', b]), ...r.languages.map((/** @type {any} */ b) => [`l ${b.name}`, `Language ${b.name || 'not said'}`, b])]
  const block = groups.find(g => g[0] === group)?.[2] || r.overall
  const stems = useList(bank && view === 'items' ? `/api/v1/item-banks/${encodeURIComponent(bank)}/items` : null, { limit: 200 })
  useEffect(() => { if (stems.next && !stems.busy) stems.more() }, [stems.next, stems.busy])
  return html`
    <p class="quiet">${count(of.attempts, 'graded attempt')}${of.data_from ? html`, closed ${day(of.data_from)} to ${day(of.data_to)}` : ''}${of.run.first_attempts_only ? ', first attempts only' : ''}. Computed ${moment(of.computed_at)}.</p>
    <div class="row between">
      <nav class="tabs" aria-label="What to show">${views.map(([v, l]) => html`<a href=${`${place.value.path}?view=${v}`} aria-current=${v === view ? 'page' : undefined} onClick=${(/** @type {Event} */ e) => { e.preventDefault(); setQuery({ view: v }) }}>${l}</a>`)}</nav>
      ${groups.length > 1 && view !== 'similarity' && html`<div class="field"><label for="group">Of</label><select id="group" class="input" onChange=${(/** @type {any} */ e) => setGroup(e.currentTarget.value)}>${groups.map(([v, l]) => html`<option value=${v} selected=${v === group}>${l}</option>`)}</select></div>`}
    </div>
    ${view === 'items' && html`<${ItemFigures} rows=${block.items} formulas=${r.formulas} stems=${stems.rows} />`}
    ${view === 'form' && html`<${FormFigures} of=${block.form} formulas=${r.formulas} />`}
    ${view === 'similarity' && html`<${Likeness} path=${`/api/v1/exams/${encodeURIComponent(exam)}/statistics/${of.run.id}/similarity`} formulas=${r.formulas} />`}`
}

/** @param {{path: string, close: () => void, done: () => void}} p */
function Ask({ path, close, done }) {
  const send = (/** @type {any} */ v, /** @type {string} */ key) => post(path, {
    ...(v.from ? { from: `${v.from}T00:00:00Z` } : {}), ...(v.to ? { to: `${v.to}T00:00:00Z` } : {}), first_attempts_only: v.first_attempts_only, period: v.period,
  }, { key })
  return html`
    <${Dialog} title="Compute the figures" close=${close}>
      <${Form} deed=${send} done=${done} submit="Compute" cancel=${close} testid="statistics-submit">
        <p class="quiet">From all graded attempts, unless you narrow them. What was computed before is kept.</p>
        <div class="fields two"><${Field} name="from" label="Closed from" type="date" optional /><${Field} name="to" label="Closed before" type="date" optional /></div>
        <${Field} name="period" label="Compare drift by" value="month" options=${['month', 'quarter'].map(v => ({ value: v, label: words(v) }))} />
        <${Check} name="first_attempts_only" label="Each person’s first attempt only" />
      </${Form}>
    </${Dialog}>`
}
