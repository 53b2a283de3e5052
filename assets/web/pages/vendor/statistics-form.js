import { html } from '../../../vendor/js/index.js'
import { Stat } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { Figure, Formulas } from './figure.js'

/** What is said of a form. @param {{of: any, formulas: Record<string, string>}} p */
export function FormFigures({ of: f, formulas }) {
  const points = f.points.toFixed(f.points % 1 ? 1 : 0)
  /** @type {[string, any, string, any?][]} */
  const rows = [
    ['Mean', f.mean, `of ${points} points`], ['Standard deviation', f.sd, 'points'],
    ['Reliability', f.alpha, 'how far totals would repeat', { digits: 3 }], ['KR-21', f.kr21, 'a lower bound', { digits: 3 }],
    ['Standard error of measurement', f.sem, 'points, over all totals'], ['Standard error at the cut', f.csem_at_cut, `points, at ${f.cut.toFixed(1)}`],
    ['Decision consistency', f.decision.consistency, 'would be decided alike again', { percent: true }], ['Beyond chance (kappa)', f.decision.kappa, '', { digits: 3 }],
    ['Decision accuracy', f.decision.accuracy, 'decided as the true score says', { percent: true }],
  ]
  const columns = [
    { title: 'Figure', head: true, cell: (/** @type {any} */ r) => html`<span class="strong">${r[0]}</span>${r[2] ? html`<br /><span class="small faint">${r[2]}</span>` : ''}` },
    { title: 'Value', num: true, cell: (/** @type {any} */ r) => html`<${Figure} of=${r[1]} ...${r[3] || {}} />` },
    { title: 'n', num: true, cell: (/** @type {any} */ r) => r[1].n.toLocaleString() },
    { title: 'Formula', cell: (/** @type {any} */ r) => html`<span class="small">${r[1].formula}</span>` },
  ]
  return html`
    <section class="card"><div class="stats">
      <${Stat} value=${f.n.toLocaleString()} label="attempts" />
      <${Stat} value=${f.items.toFixed(f.items % 1 ? 1 : 0)} label=${f.same_items ? 'scored items' : 'scored items each, not the same'} />
      <${Stat} value=${html`<${Figure} of=${f.pass_rate} percent />`} label="passed" />
      <${Stat} value=${f.cut.toFixed(1)} label=${`points to pass, of ${points}`} />
    </div></section>
    <${Table} caption="Form" columns=${columns} rows=${rows} id=${(/** @type {any} */ r) => r[0]} />
    ${f.decision.effective_length > 0 && html`<p class="small faint">Livingston and Lewis: the form works like ${f.decision.effective_length} items that are right or wrong.</p>`}
    <${Formulas} names=${[...rows.map(r => r[1].formula), f.pass_rate.formula]} formulas=${formulas} />`
}
