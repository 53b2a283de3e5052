import { html, useState } from '../../../vendor/js/index.js'
import { post, newKey } from '../../api/client.js'
import { changes, session } from '../../api/session.js'
import { useDeed, useList, useResource } from '../../api/use.js'
import { go } from '../../router.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { Field, Form } from '../../ui/form.js'
import { day, words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { say } from '../../ui/toast.js'

export const methods = /** @type {Record<string, string>} */ ({ angoff: 'Modified Angoff', bookmark: 'Bookmark', given: 'Given' })
export const tone = (/** @type {string} */ state) => (state === 'adopted' ? 'good' : state === 'rating' ? 'info' : 'warn')
export const stateWord = (/** @type {any} */ s) => (s.state === 'rating' ? `Round ${s.round} is open` : s.state === 'computed' ? 'Computed' : 'Adopted')

/** Cut score studies and equatings of an exam. @param {{exam: string}} p */
export default function Standards({ exam }) {
  const path = `/api/v1/exams/${encodeURIComponent(exam)}`
  const studies = useList(`${path}/standards`)
  const equatings = useList(`${path}/equatings`)
  const document = useResource(path)
  const [opening, setOpening] = useState('')
  const may = changes('vendor_admin', 'author')
  const columns = [
    { title: 'Study', head: true, cell: (/** @type {any} */ s) => html`<a class="strong" href=${`/app/vendor/standards/${s.id}`}>${s.title}</a>` },
    { title: 'Method', cell: (/** @type {any} */ s) => methods[s.method] },
    { title: 'On', cell: (/** @type {any} */ s) => html`${s.items} items${s.form ? html`<br /><code class="xs faint break">${s.form}</code>` : ''}` },
    { title: 'Opened', cell: (/** @type {any} */ s) => day(s.opened_at) },
    { title: 'State', cell: (/** @type {any} */ s) => html`<${Pill} tone=${tone(s.state)}>${stateWord(s)}</${Pill}>` },
  ]
  return html`
    <${Page} title="Cut scores" crumbs=${[{ href: '/app/vendor/exams', label: 'Exams' }, { href: `/app/vendor/exams/${encodeURIComponent(exam)}`, label: document.data?.title || exam }]}
      actions=${may && html`<${Button} onClick=${() => setOpening('equating')}>Equate two forms</${Button}><${Button} kind="primary" icon="plus" onClick=${() => setOpening('study')}>Open a study</${Button}>`}>
      <${Load} of=${studies}>${() => (studies.rows.length ? html`<${Table} caption="Studies" columns=${columns} rows=${studies.rows} />`
        : html`<${Empty} title="No study yet">A panel judges every item, round by round, and its cut comes with a standard error. Another person than the one who opened the study adopts it.</${Empty}>`)}</${Load}>
      ${equatings.rows.length > 0 && html`<section class="stack"><h2>Forms on one scale</h2><${Equatings} rows=${equatings.rows} may=${may} reload=${equatings.reload} /></section>`}
      <${ProblemNote} problem=${equatings.problem} />
      ${opening === 'study' && html`<${Open} path=${`${path}/standards`} close=${() => setOpening('')} />`}
      ${opening === 'equating' && html`<${Equate} path=${`${path}/equatings`} close=${() => setOpening('')} done=${() => { setOpening(''); equatings.reload() }} />`}
    </${Page}>`
}

/** @param {{rows: any[], may: boolean, reload: () => void}} p */
function Equatings({ rows, may, reload }) {
  const adopt = useDeed(async (/** @type {string} */ id) => { await post(`/api/v1/equatings/${id}/adopt`); say('Adopted'); reload() })
  const carry = useDeed(async (/** @type {string} */ id) => { const r = await post('/api/v1/regrades', { equating: id }, { key: newKey() }); go(`/app/vendor/regrades/${encodeURIComponent(r.id)}`) })
  const me = session.value.me?.id
  const columns = [
    { title: 'From and to', head: true, cell: (/** @type {any} */ e) => html`<code class="small break">${e.from_form}</code><br /><code class="small break">${e.to_form}</code>` },
    { title: 'Method', cell: (/** @type {any} */ e) => html`${words(e.method)}${e.anchors.length ? html`<br /><span class="xs faint">${e.anchors.length} anchors</span>` : ''}` },
    { title: 'Conversion', cell: (/** @type {any} */ e) => html`<span class="small">to = ${Number(e.slope).toFixed(4)} × from ${Number(e.intercept) < 0 ? '−' : '+'} ${Math.abs(Number(e.intercept)).toFixed(3)}</span>` },
    { title: 'n', num: true, cell: (/** @type {any} */ e) => `${e.n_from.toLocaleString()}, ${e.n_to.toLocaleString()}` },
    { title: 'State', act: true, cell: (/** @type {any} */ e) => (e.adopted_at ? html`<div class="row"><${Pill} tone="good">Adopted ${day(e.adopted_at)}</${Pill}>${may && html`<${Button} kind="s" busy=${carry.busy} onClick=${() => carry.run(e.id)} testid="equating-carry">Look at released results</${Button}>`}</div>` : may && e.computed_by !== me ? html`<${Button} kind="s" busy=${adopt.busy} onClick=${() => adopt.run(e.id)}>Adopt</${Button}>` : html`<span class="small faint">Waits for a second person</span>`) },
  ]
  return html`<${ProblemNote} problem=${adopt.problem || carry.problem} /><${Table} caption="Conversions between forms" columns=${columns} rows=${rows} />`
}

/** @param {{path: string, close: () => void}} p */
function Open({ path, close }) {
  const [method, setMethod] = useState('angoff')
  const send = (/** @type {any} */ v, /** @type {string} */ key) => post(path, { title: v.title, method: v.method, form: v.form, given_cut: v.given_cut, judges: String(v.judges || '').split(/[\s,]+/).filter(Boolean) }, { key })
  return html`
    <${Dialog} title="Open a study" close=${close}>
      <${Form} deed=${send} done=${(/** @type {any} */ s) => go(`/app/vendor/standards/${s.id}`)} submit="Open" cancel=${close}>
        <${Field} name="title" label="Title" required maxlength="200" />
        <${Field} name="method" label="Method" value=${method} options=${Object.entries(methods).map(([value, label]) => ({ value, label }))} onChange=${(/** @type {any} */ e) => setMethod(e.currentTarget.value)} />
        <${Field} name="form" label="Fixed form" optional hint="Its id. Without one, the study is on all items that forms are drawn from." />
        ${method === 'given' ? html`<${Field} name="given_cut" label="Cut in points" required inputmode="decimal" />` : html`<${Field} name="judges" label="Judges" rows=${3} optional hint="Ids of people, one a line. They need no role; more can be added later." />`}
      </${Form}>
    </${Dialog}>`
}

/** @param {{path: string, close: () => void, done: () => void}} p */
function Equate({ path, close, done }) {
  const send = (/** @type {any} */ v, /** @type {string} */ key) => post(path, { from_form: v.from_form, to_form: v.to_form, method: v.method }, { key })
  return html`
    <${Dialog} title="Equate two forms" close=${close}>
      <${Form} deed=${send} done=${done} submit="Compute" cancel=${close}>
        <p class="quiet">Points of the first form are put on the scale of the second. It needs 30 attempts on each; with fewer, identity is the safest.</p>
        <${Field} name="from_form" label="Form" required hint="The id of the form that gets a cut" />
        <${Field} name="to_form" label="on the scale of form" required />
        <${Field} name="method" label="Method" value="tucker" options=${[{ value: 'tucker', label: 'Tucker, on the items both have' }, { value: 'linear', label: 'Linear, random groups' }, { value: 'mean', label: 'Mean, random groups' }, { value: 'identity', label: 'Identity' }]} />
      </${Form}>
    </${Dialog}>`
}
