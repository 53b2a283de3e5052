import { html } from '../../../vendor/js/index.js'
import { useResource } from '../../api/use.js'
import { count } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { Empty, Load, Stat } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { MarkingTabs } from './marking.js'

/** A share as per cent. @param {string|undefined} s */
const percent = s => (s === undefined ? '–' : `${(Number(s) * 100).toFixed(1)} %`)
/** @param {any} a @param {string} k */
const figure = (a, k) => (a.withheld ? `withheld (n < ${a.least_n})` : a[k] ?? 'not defined')

/** How well those agree who marked the same answers without knowing of each other. */
export default function MarkingAgreement() {
  const res = useResource('/api/v1/marking/agreement')
  const columns = [
    { title: 'Two markers', head: true, cell: (/** @type {any} */ p) => html`${p.marker_a || 'somebody who left'} and ${p.marker_b || 'somebody who left'}` },
    { title: 'n', num: true, cell: (/** @type {any} */ p) => p.agreement.n },
    { title: 'Same mark', num: true, cell: (/** @type {any} */ p) => (p.agreement.withheld ? figure(p.agreement, '') : percent(p.agreement.exact_agreement)) },
    { title: 'Kappa', num: true, cell: (/** @type {any} */ p) => figure(p.agreement, 'kappa') },
    { title: 'Weighted kappa', num: true, cell: (/** @type {any} */ p) => figure(p.agreement, 'weighted_kappa') },
  ]
  return html`
    <${Page} title="Agreement of markers" lead="Computed from the first and second marks on record, each given blind.">
      <${MarkingTabs} />
      <${Load} of=${res}>${(/** @type {any} */ d) => html`
        ${d.data.length === 0 && html`<${Empty} title="No answer was marked twice yet">Where the rule asks for a second, blind marker, the figures appear here.</${Empty}>`}
        ${d.data.map((/** @type {any} */ c) => html`
          <section class="stack" key=${c.exam}><h2>${c.exam}</h2>
            <div class="stats"><${Stat} value=${c.overall.n} label="marked twice (n)" /><${Stat} value=${c.adjudicated} label="adjudicated" />
              <${Stat} value=${c.overall.withheld ? '–' : percent(c.overall.exact_agreement)} label="same mark" /><${Stat} value=${c.overall.withheld ? '–' : c.overall.kappa ?? '–'} label="Cohen's kappa" /><${Stat} value=${c.overall.withheld ? '–' : c.overall.weighted_kappa ?? '–'} label="weighted kappa" /></div>
            ${c.overall.withheld && html`<p class="small faint">Figures are withheld below ${count(c.overall.least_n, 'answer')} marked twice: they would say little.</p>`}
            <${Table} caption=${`Pairs of markers, ${c.exam}`} columns=${columns} rows=${c.pairs.map((/** @type {any} */ p, /** @type {number} */ i) => ({ ...p, id: i }))} />
          </section>`)}
        <p class="small faint measure">${d.formula}.</p>`}</${Load}>
    </${Page}>`
}
