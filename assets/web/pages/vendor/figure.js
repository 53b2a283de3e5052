import { html } from '../../../vendor/js/index.js'

/**
 * A figure with what it rests on. One that is withheld says why and never reads as a number.
 * @typedef {{value: number|null, n: number, least_n: number, formula: string, withheld?: string}} Fig
 */

/** @param {Fig} f @returns {string} */
export const whyNot = f => (f.withheld === 'n' ? `withheld, n < ${f.least_n}` : f.withheld === 'no_spread' ? 'not defined: all alike' : 'does not apply here')

/** @param {{of: Fig, digits?: number, percent?: boolean, signed?: boolean, n?: boolean}} p */
export function Figure({ of, digits = 2, percent, signed, n }) {
  if (of.value === null) return html`<span class="faint small">${whyNot(of)}</span>`
  const v = percent ? `${(of.value * 100).toFixed(digits > 1 ? 1 : digits)} %` : (signed && of.value > 0 ? '+' : '') + of.value.toFixed(digits).replace('-', '−')
  return html`<span title=${`n ${of.n}, ${of.formula}`}>${v}${n ? html` <span class="xs faint">n ${of.n}</span>` : ''}</span>`
}

/** What the names of formulas mean, as footnotes. @param {{names: string[], formulas: Record<string, string>}} p */
export const Formulas = ({ names, formulas }) => html`
  <details class="small"><summary>Formulas</summary>
    <dl class="kv">${[...new Set(names)].filter(n => formulas[n]).map(n => html`<dt key=${n}>${n}</dt><dd class="quiet">${formulas[n]}</dd>`)}</dl>
  </details>`
