import { html } from '../../../vendor/js/index.js'
import { useResource } from '../../api/use.js'
import { count } from '../../ui/format.js'
import { Empty, Load } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { Formulas } from './figure.js'

const columns = [
  { title: 'Attempts', head: true, cell: (/** @type {any} */ p) => html`<code class="small break">${p.attempt_a}</code><br /><code class="small break">${p.attempt_b}</code>` },
  { title: 'Both wrong', num: true, cell: (/** @type {any} */ p) => p.both_wrong },
  { title: 'Alike', num: true, cell: (/** @type {any} */ p) => html`<b>${p.identical_wrong}</b>` },
  { title: 'Expected', num: true, cell: (/** @type {any} */ p) => p.expected },
  { title: 'Probability', num: true, cell: (/** @type {any} */ p) => p.probability },
]

/** Attempts that answer alike, by partner. @param {{path: string, formulas: Record<string, string>}} p */
export function Likeness({ path, formulas }) {
  const of = useResource(path)
  return html`<${Load} of=${of}>${() => {
    const s = of.data
    if (s.withheld) return html`<${Empty} title="Withheld">${count(s.n, 'attempt')} with too few shared items say nothing about similarity: it needs ${s.least_n} attempts and 20 items in common.</${Empty}>`
    return html`
      <div class="note info"><p>This is where to look, and no verdict. Two people may have learned from the same wrong source. Who sees cause opens a case by hand; nobody is voided by a figure.</p></div>
      <p class="small faint">${count(s.pairs_compared, 'pair')} of ${count(s.n, 'attempt')} compared. Shown are those whose likeness has a probability of at most ${s.threshold.toExponential(1)}.</p>
      ${s.groups.length === 0 && html`<${Empty} title="Nothing stands out">No two attempts share more wrong answers than their abilities explain.</${Empty}>`}
      ${s.groups.map((/** @type {any} */ g) => html`<section class="stack" key=${g.partners.map((/** @type {any} */ p) => p.id).join()}>
        <h2>${g.partners.map((/** @type {any} */ p) => p.name || (p.id ? p.id : 'Without a partner')).join(' and ') || 'A partner'}</h2>
        <p class="small faint">${count(g.pairs.length, 'pair')}, ${g.partners.map((/** @type {any} */ p) => count(p.attempts, 'attempt')).join(' and ')} in the comparison.</p>
        <${Table} caption="Pairs" columns=${columns} rows=${g.pairs} id=${(/** @type {any} */ p) => p.attempt_a + p.attempt_b} /></section>`)}
      <${Formulas} names=${[s.formula]} formulas=${formulas} />`
  }}</${Load}>`
}
