import { html, useState } from '../../../vendor/js/index.js'
import { post, put, remove } from '../../api/client.js'
import { changes, session } from '../../api/session.js'
import { useDeed, useList, useResource } from '../../api/use.js'
import { Button, IconButton } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { Field, Form } from '../../ui/form.js'
import { count, moment } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Bar, Load, Mail, Pill, Stat } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { say } from '../../ui/toast.js'
import { methods, stateWord, tone } from './standards.js'

const causes = /** @type {Record<string, string>} */ ({ round_closed: 'Round closed', item_dropped: 'Item dropped', given: 'Given' })
/** @param {string} s */
const plain = s => { const t = new DOMParser().parseFromString(s, 'text/html').body.textContent || ''; return t.length > 90 ? t.slice(0, 90) + '…' : t }

/** A cut score study, for who leads it. @param {{id: string}} p */
export default function Standard({ id }) {
  const path = `/api/v1/standards/${encodeURIComponent(id)}`
  const of = useResource(path)
  const [dialog, setDialog] = useState(/** @type {any} */ (null))
  const deed = useDeed(async (/** @type {() => Promise<any>} */ do_, /** @type {string} */ said) => { of.set(await do_()); setDialog(null); say(said) })
  const s = of.data
  const may = changes('vendor_admin', 'author')
  const adopted = s?.adoptions[0]?.cut === s?.cuts[0]?.id
  const close = (/** @type {boolean} */ out) => deed.run(() => post(`${path}/close-round`, { leave_out_incomplete: out }), 'Round closed')
  return html`
    <${Page} title=${s?.title || 'Study'} eyebrow=${s && `${methods[s.method]}, ${s.items} items`} crumbs=${s && [{ href: '/app/vendor/exams', label: 'Exams' }, { href: `/app/vendor/exams/${encodeURIComponent(s.exam)}/standards`, label: 'Cut scores' }]}
      actions=${s && html`<${Pill} tone=${tone(s.state)}>${stateWord(s)}</${Pill}>
        ${may && s.state === 'rating' && html`<${Button} kind="primary" busy=${deed.busy} onClick=${() => close(false)} testid="close-round">Close round ${s.round}</${Button}>`}
        ${may && s.state === 'computed' && s.method !== 'given' && html`<${Button} busy=${deed.busy} onClick=${() => deed.run(() => post(`${path}/open-round`), 'Round opened')}>Open round ${s.round + 1}</${Button}>`}
        ${may && s.state !== 'rating' && !adopted && s.opened_by !== session.value.me?.id && html`<${Button} kind="primary" onClick=${() => setDialog('adopt')}>Adopt the cut</${Button}>`}`}>
      <${ProblemNote} problem=${deed.problem} />
      ${deed.problem?.code === 'ratings_missing' && html`<div class="row"><${Button} busy=${deed.busy} onClick=${() => close(true)}>Close without them</${Button}></div>`}
      <${Load} of=${of}>${() => html`
        ${s.cuts.length > 0 && html`<${Newest} of=${s.cuts[0]} adopted=${adopted && s.adoptions[0]} mine=${s.opened_by === session.value.me?.id} state=${s.state} />`}
        ${s.method !== 'given' && html`<${Panel} of=${s} path=${path} deed=${deed} may=${may && s.state !== 'adopted'} />`}
        ${s.method !== 'given' && html`<${Items} of=${s} may=${may} drop=${(/** @type {any} */ it) => setDialog(it)} />`}
        <${History} of=${s} />`}</${Load}>
      ${dialog === 'adopt' && html`<${Dialog} title="Adopt the cut" close=${() => setDialog(null)}>
        <${Form} deed=${(/** @type {any} */ v) => post(`${path}/adopt`, { as: v.as })} done=${(/** @type {any} */ x) => { of.set(x); setDialog(null); say('The draft has the cut') }} submit="Adopt" cancel=${() => setDialog(null)}>
          <p>${s.cuts[0].cut} of ${s.cuts[0].most} points go into the draft of the exam. Candidates meet it when an author publishes.</p>
          <${Field} name="as" label="As" value="percent" options=${[{ value: 'percent', label: `${s.cuts[0].cut_percent} percent` }, { value: 'points', label: `${Math.ceil(Number(s.cuts[0].cut))} points` }]} />
        </${Form}></${Dialog}>`}
      ${dialog?.item_version_id && html`<${Dialog} title="Drop an item" close=${() => setDialog(null)}>
        <${Form} deed=${(/** @type {any} */ v) => put(`${path}/dropped/${encodeURIComponent(dialog.item_version_id)}`, { reason: v.reason })} done=${(/** @type {any} */ x) => { of.set(x); setDialog(null); say('Dropped') }} submit="Drop for good" kind="danger" cancel=${() => setDialog(null)}>
          <p class="quiet">${plain(dialog.stem_html)}</p><${Field} name="reason" label="Reason" rows=${3} required hint="The cut is computed again without it; the old one stays on record." />
        </${Form}></${Dialog}>`}
    </${Page}>`
}

/** @param {{of: any, adopted: any, mine: boolean, state: string}} p */
const Newest = ({ of: c, adopted, mine, state }) => html`
  <section class="card"><div class="stats">
    <${Stat} value=${c.cut} label=${`points to pass, of ${c.most}`} /><${Stat} value=${`${c.cut_percent} %`} label="of the points" />
    ${c.formula !== 'given' && html`<${Stat} value=${c.se ? `± ${Number(c.se).toFixed(2)}` : '–'} label=${c.se ? 'standard error, points' : 'standard error withheld, n < 2'} /><${Stat} value=${c.judges} label=${c.judges === 1 ? 'judge' : 'judges'} />`}
  </div>
  <p class="small faint">${adopted ? `Adopted by ${adopted.adopted_by_name}, ${moment(adopted.adopted_at)}, as ${adopted.cut_raw ? `${adopted.cut_raw} points` : `${adopted.cut_percent} percent`}.` : state !== 'rating' && mine ? 'You opened this study, so another person adopts its cut.' : `Round ${c.round}, ${c.formula}.`}</p></section>`

/** @param {{of: any, path: string, deed: any, may: boolean}} p */
function Panel({ of: s, path, deed, may }) {
  const [find, setFind] = useState('')
  const found = useList(find.trim().length > 1 ? '/api/v1/people' : null, { query: find.trim(), limit: 8 })
  const live = s.panel_items.filter((/** @type {any} */ it) => !it.dropped).length
  const all = s.method === 'bookmark' ? 1 : live
  const last = s.cuts[0]
  const columns = [
    { title: 'Judge', head: true, cell: (/** @type {any} */ j) => j.name || j.person },
    { title: s.state === 'rating' ? 'Rated in this round' : 'Rated', cell: (/** @type {any} */ j) => html`<span class="small">${Math.min(j.rated, all)} of ${all}</span><${Bar} percent=${100 * j.rated / all} label=${`Rated by ${j.name}`} />` },
    { title: 'Own cut', num: true, cell: (/** @type {any} */ j) => last?.by_judge.find((/** @type {any} */ b) => b.person === j.person)?.cut || html`<span class="faint">–</span>` },
    { title: 'Actions', act: true, cell: (/** @type {any} */ j) => may && html`<${IconButton} name="close" label=${`Take ${j.name} off the panel`} onClick=${() => deed.run(async () => { await remove(`${path}/judges/${j.person}`); return { ...s, judges: s.judges.filter((/** @type {any} */ x) => x.person !== j.person) } }, 'Taken off')} />` },
  ]
  const link = `${location.origin}/app/standards/${s.id}`
  return html`<section class="stack"><h2>Panel</h2>
    ${s.judges.length > 0 && html`<${Table} caption="Judges" columns=${columns} rows=${s.judges} id=${(/** @type {any} */ j) => j.person} />`}
    ${may && html`<div class="field"><label for="judge">Add somebody</label><input id="judge" class="input" value=${find} onInput=${(/** @type {any} */ e) => setFind(e.currentTarget.value)} placeholder="Part of a name or address" autocomplete="off" /></div>
      ${found.rows.length > 0 && html`<ul class="stack s">${found.rows.filter(p => !s.judges.some((/** @type {any} */ j) => j.person === p.id)).map(p => html`<li class="row between" key=${p.id}><span>${p.name} <${Mail} of=${p.email || ''} class="small faint" /></span><${Button} kind="s" busy=${deed.busy} onClick=${() => deed.run(async () => { const x = await put(`${path}/judges/${encodeURIComponent(p.id)}`, undefined); setFind(''); return x }, 'On the panel')}>Add</${Button}></li>`)}</ul>`}
      <p class="small faint">Judges rate at <a class="break" href=${link}>${link}</a></p>`}
  </section>`
}

/** @param {{of: any, may: boolean, drop: (it: any) => void}} p */
function Items({ of: s, may, drop }) {
  const marks = s.method === 'bookmark'
  const rows = [...s.panel_items].sort((a, b) => (marks ? (Number(a.place) || 1e9) - (Number(b.place) || 1e9) : (b.spread?.sd || 0) - (a.spread?.sd || 0)))
  const columns = [
    { title: 'Item', head: true, cell: (/** @type {any} */ it) => html`<span class="break ${it.dropped ? 'faint' : ''}">${plain(it.stem_html)}</span><br /><span class="xs faint">${it.domain || 'No domain'}</span>${it.dropped ? html` <${Pill} tone="bad">Dropped</${Pill}>` : ''}` },
    ...(marks ? [{ title: 'Place', num: true, cell: (/** @type {any} */ it) => it.place || html`<span class="small faint">withheld, n < 100</span>` }, { title: 'Bookmarks', num: true, cell: (/** @type {any} */ it) => it.spread?.n || '–' }]
      : [{ title: 'Mean', num: true, cell: (/** @type {any} */ it) => (it.spread ? it.spread.mean.toFixed(1) : '–') }, { title: 'SD', num: true, cell: (/** @type {any} */ it) => (it.spread ? it.spread.sd.toFixed(1) : '–') }, { title: 'Range', num: true, cell: (/** @type {any} */ it) => (it.spread ? `${it.spread.low.toFixed(0)}\u00a0to\u00a0${it.spread.high.toFixed(0)}` : '–') }]),
    { title: 'Facility', num: true, cell: (/** @type {any} */ it) => (it.facility ? html`${(100 * Number(it.facility)).toFixed(1)} %<br /><span class="xs faint">n ${it.facility_n}</span>` : html`<span class="small faint">withheld, n < 30</span>`) },
    { title: 'Actions', act: true, cell: (/** @type {any} */ it) => may && !it.dropped && html`<${Button} kind="s" onClick=${() => drop(it)}>Drop</${Button}>` },
  ]
  return html`<section class="stack"><h2>Items</h2><p class="small faint">${s.cuts.length ? (marks ? 'In the order of the booklet.' : 'Those the panel disagrees on most come first.') : 'What the panel says appears when a round is closed.'}</p>
    <${Table} caption="Items" columns=${columns} rows=${rows} id=${(/** @type {any} */ it) => it.item_version_id} /></section>`
}

/** @param {{of: any}} p */
function History({ of: s }) {
  if (s.cuts.length < 2) return ''
  const columns = [
    { title: 'Computed', head: true, cell: (/** @type {any} */ c) => moment(c.computed_at) }, { title: 'Cause', cell: (/** @type {any} */ c) => `${causes[c.cause]}, round ${c.round}` },
    { title: 'Cut', num: true, cell: (/** @type {any} */ c) => html`<b>${c.cut}</b> of ${c.most}` }, { title: 'SE', num: true, cell: (/** @type {any} */ c) => (c.se ? Number(c.se).toFixed(3) : '–') },
    { title: 'Judges', cell: (/** @type {any} */ c) => html`${count(c.judges, 'judge')}${c.left_out.length ? html`<br /><span class="xs faint">without ${c.left_out.join(', ')}</span>` : ''}` },
  ]
  return html`<section class="stack"><h2>Every computation</h2><${Table} caption="Computations" columns=${columns} rows=${s.cuts} /></section>`
}
