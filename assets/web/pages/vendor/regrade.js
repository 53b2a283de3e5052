import { html, useState } from '../../../vendor/js/index.js'
import { newKey, post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useResource } from '../../api/use.js'
import { place } from '../../router.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { count, moment, words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Load, Pill, Stat } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { say } from '../../ui/toast.js'
import { itemPage } from './item-words.js'
import { Person } from './person.js'
import { RegradeState } from './regrades.js'

/** What a proposed key would change, and the decision about it. @param {{id: string}} p */
export default function Regrade({ id }) {
  const [waiting, setWaiting] = useState(true)
  const res = useResource(`/api/v1/regrades/${encodeURIComponent(id)}`, { every: waiting ? 1500 : undefined })
  const r = res.data
  const item = r?.item || place.value.query.get('item')
  const busy = !r || r.state === 'looking' || r.state === 'applying'
  if (busy !== waiting && (r || res.problem)) setWaiting(busy && !res.problem)
  return html`
    <${Page} title=${r?.kind === 'line' ? 'What would this line change?' : 'What would this key change?'} crumbs=${[{ href: '/app/vendor/regrades', label: 'Regrades' }, ...(item ? [{ href: itemPage(item), label: 'Item' }] : [])]} lead=${r && html`<${Subject} of=${r} /> Asked by <${Person} id=${r.created_by} />, ${moment(r.created_at)}.`}>
      <${Load} of=${res}>${() => html`<${Decision} of=${r} reload=${res.reload} />${r.outlook && html`<${Outlook} of=${r.outlook} />`}`}</${Load}>
    </${Page}>`
}

/** What is called into question. @param {{of: any}} p */
export const Subject = ({ of: r }) => (r.kind === 'line' ? html`The line of form <code class="break">${r.form}</code> by an adopted conversion: passed from ${r.form_cut} points.`
  : html`Key ${r.key} of ${r.item ? html`<a href=${itemPage(r.item)} data-testid="regrade-item">${r.stem || r.item}</a>` : 'an item version'}.`)

/** @param {{of: any, reload: () => any}} p */
function Decision({ of: r, reload }) {
  const [sure, setSure] = useState(false)
  const path = `/api/v1/regrades/${encodeURIComponent(r.id)}`
  const deed = useDeed(async (/** @type {'apply'|'decline'} */ what) => { await post(`${path}/${what}`, undefined, { key: newKey() }); setSure(false); say(what === 'apply' ? 'Adopted; results follow' : 'All stays as it is'); await reload() })
  const second = deed.problem?.code === 'second_person_required'
  return html`
    <section class="card" aria-label="Decision"><div class="row between"><span class="row"><${RegradeState} of=${r.state} />
        ${r.decided_by && html`<span class="small quiet">Decided by <${Person} id=${r.decided_by} />, ${moment(r.decided_at)}</span>`}${['applying', 'applied'].includes(r.state) && html`<span class="small">${count(r.changed, 'result')} changed</span>`}</span>
      ${r.state === 'ready' && changes('vendor_admin', 'author') && html`<span class="row"><${Button} kind="primary" busy=${deed.busy} onClick=${() => setSure(true)} testid="regrade-apply">Apply</${Button}><${Button} busy=${deed.busy} onClick=${() => deed.run('decline')} testid="regrade-decline">Decline</${Button}></span>`}</div>
      ${r.state === 'looking' && html`<div class="stack s" role="status"><p>Every graded attempt that ${r.kind === 'line' ? 'was at the form' : 'met the item'} is scored again, on paper only. Nothing changes yet.</p><progress aria-label="Looking"></progress></div>`}
      ${r.state === 'ready' && html`<p class="small quiet">A second person decides: whoever ${r.kind === 'line' ? 'asked for it' : 'proposed the key'} can neither apply nor decline it.</p>`}
      ${second ? html`<p class="note warn" role="alert" data-testid="second-person">You ${r.kind === 'line' ? 'asked for this' : 'proposed this key'}, so somebody else has to decide. Send them the address of this page.</p>` : html`<${ProblemNote} problem=${deed.problem} />`}
      ${sure && html`<${Dialog} title=${r.kind === 'line' ? 'Carry this line to results that are there?' : 'Adopt this key?'} close=${() => setSure(false)}><p>Every attempt below gets its result by the new ${r.kind === 'line' ? 'line' : 'key'}. Those whose decision turns are told, and credentials, headcounts and standings follow. It cannot be taken back, only regraded again.</p>
        <div class="form-foot"><${Button} onClick=${() => setSure(false)}>Not yet</${Button}><${Button} kind="primary" busy=${deed.busy} onClick=${async () => { await deed.run('apply'); setSure(false) }} testid="regrade-apply-sure">Adopt it</${Button}></div></${Dialog}>`}
    </section>`
}

const tone = (/** @type {string} */ d) => (d === 'pass' ? 'good' : 'bad')

/** @type {import('../../ui/table.js').Column[]} */
const flips = [
  { title: 'Person', head: true, cell: f => html`<${Person} id=${f.person} />` },
  { title: 'Exam', cell: f => html`<a href=${`/app/vendor/exams/${encodeURIComponent(f.exam)}`}>${f.exam}</a>` },
  { title: 'From', cell: f => html`<${Pill} tone=${tone(f.from)}>${words(f.from)}</${Pill}> ${f.scaled_from}` },
  { title: 'To', cell: f => html`<${Pill} tone=${tone(f.to)}>${words(f.to)}</${Pill}> ${f.scaled_to}` },
  { title: 'Attempt', act: true, cell: f => html`<a class="btn s" href=${`/app/vendor/attempts/${encodeURIComponent(f.attempt)}`}>Attempt</a>` },
]
/** @type {import('../../ui/table.js').Column[]} */
const turns = [
  { title: 'Person', head: true, cell: t => html`<${Person} id=${t.person} />` },
  { title: 'Certification', cell: t => t.certification },
  { title: 'What happens', cell: t => html`<${Pill} tone=${t.won ? 'good' : 'bad'}>${t.won ? 'Won' : 'Falls'}</${Pill}>` },
]
/** @type {import('../../ui/table.js').Column[]} */
const effects = [
  { title: 'Partner', head: true, cell: c => html`<a class="break" href=${`/app/partners/${encodeURIComponent(c.partner)}/standing`}><${Person} id=${c.partner} of="partners" /></a>` },
  { title: 'What', cell: c => words(c.what) },
  { title: 'Of', cell: c => c.key },
  { title: 'From', cell: c => words(c.from) },
  { title: 'To', cell: c => html`<b>${words(c.to)}</b>` },
]

/** @param {{of: any}} p */
function Outlook({ of: o }) {
  const part = (/** @type {string} */ title, /** @type {any[]} */ rows, /** @type {any} */ columns, /** @type {(r: any) => string} */ id, /** @type {string} */ none) => html`<section class="stack"><h2>${title}</h2>${rows.length ? html`<${Table} caption=${title} columns=${columns} rows=${rows} id=${id} />` : html`<p class="quiet">${none}</p>`}</section>`
  return html`
    <div class="stats card" data-testid="outlook"><${Stat} value=${o.attempts.toLocaleString()} label="graded attempts are concerned" /><${Stat} value=${o.scores.toLocaleString()} label="get other points" /><${Stat} value=${o.kept.toLocaleString()} label="would be lower and stay" /><${Stat} value=${o.flips.length.toLocaleString()} label="decisions turn" /></div>
    ${part('Decisions that turn', o.flips, flips, f => f.attempt, 'No decision turns.')}
    ${part('Credentials', o.credentials, turns, t => `${t.person} ${t.certification} ${t.won}`, 'No credential is won or falls.')}
    ${part('Partners', o.consequences, effects, c => `${c.partner} ${c.what} ${c.key}`, 'No headcount, qualification or standing moves.')}`
}
