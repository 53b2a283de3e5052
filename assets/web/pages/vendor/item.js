import { html, useState } from '../../../vendor/js/index.js'
import { newKey, post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { moment, words } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Rich } from '../../ui/rich.js'
import { Load } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { say } from '../../ui/toast.js'
import { Enemies } from './item-enemies.js'
import { Keys } from './item-keys.js'
import { Languages } from './item-languages.js'
import { KeyWords, Preview } from './item-preview.js'
import { begins, byPeople, called, itemPage, moves, moving, State } from './item-words.js'
import { Person } from './person.js'

/** An item whole: what candidates see, what makes an answer right, and how far it is. @param {{item: string}} p */
export default function ItemPage({ item }) {
  const res = useResource(`/api/v1/items/${encodeURIComponent(item)}`)
  const i = res.data
  const title = i ? i.title || called(i, 80) : 'Item'
  return html`
    <${Page} title=${title} eyebrow=${i && words(i.type)} crumbs=${[{ href: '/app/vendor/banks', label: 'Item banks' }, ...(i ? [{ href: `/app/vendor/banks/${i.bank}`, label: 'Bank' }] : [])]}
      actions=${i && html`${byPeople(i.type) && html`<${Button} href=${`${itemPage(i.id)}/rubric`}>Rubric</${Button}>`}${i.type === 'lab' && html`<${Button} href=${`${itemPage(i.id)}/lab`}>Lab</${Button}>`}
        ${changes('vendor_admin', 'author') && i.state !== 'retired' && html`<${Button} href=${`${itemPage(i.id)}/edit`} testid="item-edit">Change</${Button}>`}`}>
      <${Load} of=${res}>${() => html`<${Whole} of=${i} reload=${res.reload} />`}</${Load}>
    </${Page}>`
}

/** @param {{of: any, reload: () => any}} p */
function Whole({ of: i, reload }) {
  const version = i.versions.find((/** @type {any} */ v) => v.id === i.version) || i.versions[0]
  const why = Object.fromEntries(i.options.filter((/** @type {any} */ o) => o.rationale_html).map((/** @type {any} */ o) => [o.id, o.rationale_html]))
  return html`
    <${Standing} of=${i} version=${version} reload=${reload} />
    ${i.findings.length > 0 && html`<section class="note warn" data-testid="findings"><b>The writing check found</b><ul class="small stack s">${i.findings.map((/** @type {any} */ f, /** @type {number} */ n) => html`<li key=${n}>${f.option ? html`<b>Option ${f.option}: </b>` : ''}${f.detail}</li>`)}</ul></section>`}
    <div class="outcome">
      <section class="stack"><h2>As a candidate sees it</h2><${Preview} key=${i.version} type=${i.type} content=${i.content} stimulus=${i.stimulus} /></section>
      <section class="stack"><h2>${byPeople(i.type) ? 'What markers are told' : 'Key and rationale'}</h2>
        <div class="card"><${KeyWords} type=${i.type} content=${i.content} value=${i.key} rationales=${why} />
          ${i.rationale_html ? html`<${Rich} class="rich quiet" html=${i.rationale_html} />` : html`<p class="small faint">No rationale yet.</p>`}</div>
        <${Attributes} of=${i} />
      </section>
    </div>
    <${Versions} of=${i} />
    ${!byPeople(i.type) && html`<${Keys} of=${i} reload=${reload} />`}
    <${Languages} subject=${i.version} editor=${`${itemPage(i.id)}/languages`} />
    <${Enemies} of=${i} reload=${reload} />`
}

/** Where the item stands, and what can be done from there. @param {{of: any, version: any, reload: () => any}} p */
function Standing({ of: i, version, reload }) {
  const [declining, setDeclining] = useState(false)
  const path = `/api/v1/items/${encodeURIComponent(i.id)}`
  const step = useDeed(async (/** @type {string} */ what, /** @type {string} */ said) => { await post(`${path}/${what}`, undefined, { key: newKey() }); say(said); await reload() })
  const move = useDeed(async (/** @type {string} */ to) => { await post(`/api/v1/item-banks/${encodeURIComponent(i.bank)}/moves`, { items: [i.id], to }, { key: newKey() }); say(`The item is ${words(to).toLowerCase()} now`); await reload() })
  const may = changes('vendor_admin', 'author')
  const review = version.state === 'in_review', writing = version.state === 'draft' || version.state === 'declined'
  return html`
    <section class="card" aria-label="Where the item stands">
      <div class="row between"><span class="row"><${State} of=${i.state} />${i.version !== i.live_version ? html`<span class="small">Version ${version.number} is being written and is <b>${words(version.state).toLowerCase()}</b>; forms draw the one before it.</span>` : html`<span class="small quiet">Version ${version.number}</span>`}</span>
        ${may && html`<span class="row">
          ${writing && html`<${Button} kind="primary" busy=${step.busy} onClick=${() => step.run('submit', 'Handed to a reviewer')} testid="item-submit">Submit for review</${Button}>`}
          ${review && html`<${Button} kind="primary" busy=${step.busy} onClick=${() => step.run('approve', 'Approved')} testid="item-approve">Approve</${Button}><${Button} onClick=${() => setDeclining(true)} testid="item-decline">Decline</${Button}>`}
          ${!writing && !review && moves[i.state].filter(s => s !== 'retired' || i.state !== 'draft').map(s => html`<${Button} key=${s} kind="s ${s === 'retired' ? 'danger' : ''}" busy=${move.busy} onClick=${() => move.run(s)} testid=${`item-to-${s}`}>${moving[s]}</${Button}>`)}</span>`}</div>
      ${version.comment && html`<p class="note warn"><span><b>${version.state === 'declined' ? 'Declined' : 'Comment'}</b> by <${Person} id=${version.reviewed_by} />: ${version.comment}</span></p>`}
      <${ProblemNote} problem=${step.problem || move.problem} />
      ${declining && html`<${Dialog} title="Send it back" close=${() => setDeclining(false)}>
        <${Form} deed=${(/** @type {any} */ v, /** @type {string} */ key) => post(`${path}/decline`, { comment: v.comment || '' }, { key })} done=${() => { setDeclining(false); say('Sent back to its author'); reload() }} submit="Decline" kind="danger solid" cancel=${() => setDeclining(false)}>
          <${Field} name="comment" label="What has to change" rows=${4} required maxlength="2000" hint="The author reads this." /></${Form}></${Dialog}>`}
    </section>`
}

/** @param {{of: any}} p */
function Attributes({ of: i }) {
  const exams = useResource('/api/v1/exams?limit=200')
  const drawing = (exams.data?.data || []).filter((/** @type {any} */ e) => e.item_bank === i.bank)
  const rows = [['Domain', i.domain], ['Category', i.category.join(' / ')], ['Tags', i.tags.join(', ')], ['Cognitive level', i.cognitive_level], ['Difficulty', i.difficulty], ['Points', i.points], ['External id', i.external_id]].filter(r => r[1])
  return html`<dl class="kv card attributes">${rows.map(r => html`<dt key=${r[0]}>${r[0]}</dt><dd>${r[1]}</dd>`)}
    ${i.references.length > 0 && html`<dt>References</dt><dd>${i.references.map((/** @type {string} */ r) => html`<div key=${r}>${/^https:\/\/\S+$/.test(r) ? html`<a href=${r} rel="noreferrer" target="_blank">${r}</a>` : r}</div>`)}</dd>`}
    ${i.stimulus && html`<dt>Shared text</dt><dd><a href=${`/app/vendor/stimuli/${encodeURIComponent(i.stimulus)}`}>Open it</a></dd>`}
    ${drawing.length > 0 && !['draft', 'in_review'].includes(i.state) && html`<dt>Figures</dt><dd data-testid="item-figures">${drawing.map((/** @type {any} */ e) => html`<div key=${e.key}><a href=${`/app/vendor/exams/${encodeURIComponent(e.key)}/statistics?item=${encodeURIComponent(i.id)}`}>${e.title || e.key}</a></div>`)}</dd>`}
    <dt>Written by</dt><dd><${Person} id=${i.created_by} />, ${moment(i.created_at)}</dd>${i.approved_by && html`<dt>Approved by</dt><dd><${Person} id=${i.approved_by} /></dd>`}</dl>`
}

/** @param {{of: any}} p */
function Versions({ of: i }) {
  const columns = [
    { title: 'Version', head: true, cell: (/** @type {any} */ v) => html`${v.number}${v.id === i.live_version ? html` <span class="small quiet">${['pretest', 'operational'].includes(i.state) ? 'is drawn' : 'current'}</span>` : ''}` },
    { title: 'State', cell: (/** @type {any} */ v) => html`<${State} of=${v.state} />` },
    { title: 'Stem', cell: (/** @type {any} */ v) => begins(v.stem_html, 90) },
    { title: 'Written', cell: (/** @type {any} */ v) => html`<${Person} id=${v.created_by} />, ${moment(v.created_at)}` },
    { title: 'Reviewed by', cell: (/** @type {any} */ v) => html`<${Person} id=${v.reviewed_by} />` },
    { title: 'Comment', cell: (/** @type {any} */ v) => v.comment || '–' },
  ]
  return html`<section class="stack"><h2>Versions</h2><${Table} caption="Versions" columns=${columns} rows=${i.versions} /></section>`
}
