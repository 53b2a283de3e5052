import { html, useState } from '../../../vendor/js/index.js'
import { Dialog } from '../../ui/dialog.js'
import { words } from '../../ui/format.js'
import { Empty, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { Figure, Formulas } from './figure.js'

const grave = ['suspected_miskey', 'negative_discrimination', 'drift']
const short = /** @type {Record<string, string>} */ ({ suspected_miskey: 'Suspected miskey', negative_discrimination: 'Negative', low_discrimination: 'Weak', too_easy: 'Too easy', too_hard: 'Too hard', idle_distractor: 'Idle distractor', drift: 'Drift' })
/** @param {any} r @returns {string[]} */
const codes = r => [...new Set(/** @type {string[]} */ (r.flags.map((/** @type {any} */ f) => f.code)))]
/** @type {[string, string, (r: any) => any][]} */
const orders = [
  ['flags', 'Flags', r => -codes(r).reduce((s, c) => s + (grave.includes(c) ? 100 : c === 'idle_distractor' ? 1 : 10), 0)],
  ['facility', 'Facility', r => r.facility.value ?? 9], ['item_rest', 'Item-rest', r => r.item_rest.value ?? 9], ['item_total', 'Item-total', r => r.item_total.value ?? 9],
  ['upper_lower', 'Upper-lower', r => r.upper_lower.value ?? 9], ['n', 'n', r => -r.facility.n], ['domain', 'Domain', r => r.domain],
]

/** Text of a piece of HTML, parsed without running or loading anything. @param {string} s */
const plain = s => { const t = new DOMParser().parseFromString(s, 'text/html').body.textContent || ''; return t.length > 80 ? t.slice(0, 80) + '…' : t }

/** @param {{rows: any[], formulas: Record<string, string>, stems: any[]}} p */
export function ItemFigures({ rows, formulas, stems }) {
  const [by, setBy] = useState('flags')
  const [down, setDown] = useState(false)
  const [flagged, setFlagged] = useState(false)
  const asked = new URLSearchParams(location.search).get('item') // whoever comes from an item sees its figures at once
  const [one, setOne] = useState(/** @type {any} */ (rows.find(r => r.item_id === asked) || null))
  const order = orders.find(o => o[0] === by) || orders[0]
  const stemOf = (/** @type {any} */ r) => { const s = stems.find(x => x.id === r.item_id); return s ? plain(s.stem_html || s.title || '') : r.item_id }
  const shown = rows.filter(r => !flagged || r.flags.length).sort((a, b) => { const x = order[2](a), y = order[2](b); return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1) })
  const sort = (/** @type {string} */ k) => { if (k === by) setDown(!down); else { setBy(k); setDown(false) } }
  const head = (/** @type {string} */ k, /** @type {string} */ label, num = true) => html`<th scope="col" class=${num ? 'num' : ''} aria-sort=${by === k ? (down ? 'descending' : 'ascending') : 'none'}><button type="button" class="sorter" onClick=${() => sort(k)}>${label}${by === k ? (down ? ' ↓' : ' ↑') : ''}</button></th>`
  if (!rows.length) return html`<${Empty} title="No item was met yet">Figures appear when attempts are graded.</${Empty}>`
  const cell = (/** @type {string} */ label, /** @type {any} */ f) => html`<td class="num" data-label=${label}><div><${Figure} of=${f} /></div></td>`
  return html`
    <div class="row between">
      <label class="check"><input type="checkbox" checked=${flagged} onChange=${() => setFlagged(!flagged)} /><span>Only flagged (${rows.filter(r => r.flags.length).length} of ${rows.length})</span></label>
      <div class="field sortby"><label for="sortby">Sort by</label><select id="sortby" class="input" onChange=${(/** @type {any} */ e) => { setBy(e.currentTarget.value); setDown(false) }}>${orders.map(([k, l]) => html`<option value=${k} selected=${k === by}>${l}</option>`)}</select></div>
    </div>
    <div class="card flush"><div class="tablewrap" tabindex="0" role="region" aria-label="Items"><table class="table figures">
      <caption class="vh">Items with their figures</caption>
      <thead><tr>${head('domain', 'Item', false)}${head('n', 'n')}${head('facility', 'Facility')}${head('item_rest', 'Item-rest')}${head('item_total', 'Item-total')}${head('upper_lower', 'Upper-lower')}${head('flags', 'Flags', false)}</tr></thead>
      <tbody>${shown.map(r => html`<tr key=${r.item_version_id} data-testid="item-figures">
        <td class="head"><div><button type="button" class="linkish" onClick=${() => setOne(r)}>${stemOf(r)}</button><br /><span class="xs faint">${r.domain || 'No domain'}</span>${r.scored ? '' : html` <${Pill} tone="info">Pretest</${Pill}>`}</div></td>
        <td class="num" data-label="n"><div>${r.facility.n.toLocaleString()}</div></td>
        ${cell('Facility', r.facility)}${cell('Item-rest', r.item_rest)}${cell('Item-total', r.item_total)}${cell('Upper-lower', r.upper_lower)}
        <td data-label="Flags"><div class="row s">${codes(r).map(c => html`<${Pill} tone=${grave.includes(c) ? 'bad' : 'warn'}>${short[c] || words(c)}</${Pill}>`)}${r.flags.length ? '' : html`<span class="faint">–</span>`}</div></td>
      </tr>`)}</tbody></table></div></div>
    <${Formulas} names=${rows.flatMap(r => [r.facility, r.item_rest, r.item_total, r.upper_lower].map(f => f.formula))} formulas=${formulas} />
    ${one && html`<${One} of=${one} title=${stemOf(one)} formulas=${formulas} close=${() => setOne(null)} />`}`
}

/** One item in full. @param {{of: any, title: string, formulas: Record<string, string>, close: () => void}} p */
function One({ of: r, title, formulas, close }) {
  const options = [
    { title: 'Option', head: true, cell: (/** @type {any} */ o) => html`<b>${o.option}</b>${o.right ? html` <${Pill} tone="good">Right</${Pill}>` : ''}` },
    { title: 'Chosen', num: true, cell: (/** @type {any} */ o) => o.chosen.toLocaleString() },
    { title: 'Share', num: true, cell: (/** @type {any} */ o) => html`<${Figure} of=${o.share} percent />` },
    { title: 'Mean rest', num: true, cell: (/** @type {any} */ o) => html`<${Figure} of=${o.mean_rest} percent />` },
    { title: 'r with rest', num: true, cell: (/** @type {any} */ o) => html`<${Figure} of=${o.point_biserial} />` },
  ]
  const apart = (/** @type {string} */ first) => [
    { title: first, head: true, cell: (/** @type {any} */ d) => d.period || 'Not said' },
    { title: 'n', num: true, cell: (/** @type {any} */ d) => d.facility.n.toLocaleString() },
    { title: 'Facility', num: true, cell: (/** @type {any} */ d) => html`<${Figure} of=${d.facility} />` },
    { title: 'At the same ability', num: true, cell: (/** @type {any} */ d) => (d.difference.withheld === 'model' ? html`<span class="faint small">compared with</span>` : html`<${Figure} of=${d.difference} signed />${d.difference.value !== null ? html` <span class="xs faint">z ${d.z.toFixed(1)}</span>` : ''}`) },
  ]
  const figures = [['Facility', r.facility], ['Item-rest', r.item_rest], ['Item-total', r.item_total], ['Biserial', r.biserial], ['Upper-lower', r.upper_lower], ['Alpha without it', r.alpha_if_deleted]]
  const used = [...figures.map(f => f[1].formula), ...r.options.flatMap((/** @type {any} */ o) => [o.share.formula, o.mean_rest.formula, o.point_biserial.formula]), ...[...r.drift, ...r.languages].flatMap((/** @type {any} */ d) => [d.facility.formula, d.difference.formula])]
  return html`
    <${Dialog} title=${title} close=${close} wide>
      <p class="small faint">${words(r.type)}, ${r.domain || 'no domain'}, ${r.unanswered} of ${r.facility.n.toLocaleString()} left it unanswered. <a href=${`/app/vendor/items/${encodeURIComponent(r.item_id)}`} data-testid="to-item">To the item</a> <code class="xs">${r.item_version_id}</code></p>
      ${r.flags.length > 0 && html`<div class="note warn"><ul class="stack s">${r.flags.map((/** @type {any} */ f) => html`<li><b>${short[f.code] || words(f.code)}:</b> ${f.reason}</li>`)}</ul></div>`}
      <dl class="kv">${figures.map(([l, f]) => html`<dt>${l}</dt><dd><${Figure} of=${f} digits=${3} n=${f.value !== null} /></dd>`)}</dl>
      ${r.options.length > 0 && html`<${Table} caption="Options" showCaption columns=${options} rows=${r.options} id=${(/** @type {any} */ o) => o.option} />`}
      ${r.drift.length > 1 && html`<${Table} caption="Over time" showCaption columns=${apart('Closed in')} rows=${r.drift} id=${(/** @type {any} */ d) => d.period} />`}
      ${r.languages.length > 1 && html`<${Table} caption="By language" showCaption columns=${apart('Language')} rows=${r.languages} id=${(/** @type {any} */ d) => d.period} />`}
      <${Formulas} names=${used} formulas=${formulas} />
    </${Dialog}>`
}
