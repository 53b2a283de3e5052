import { html } from '../../../vendor/js/index.js'
import { count, date, start, sum, words } from '../../ui/format.js'
import { Icon } from '../../ui/icons.js'
import { Bar } from '../../ui/states.js'

/** @type {Record<string, string>} why a person is not counted, where the answer has only the word for it */
const why = { affiliation_ended: 'has left', expired: 'certification expired', revoked: 'certification revoked', not_confirmed_by_person: 'has not confirmed the affiliation', not_confirmed_by_partner: 'not confirmed by the partner', employment: 'not employed in the way that counts', other_partner: 'counts for another partner' }

/** Why somebody is not counted, with the day of it. @param {any} x */
export const whyOf = x => x.why_text || `${why[x.why] || words(x.why).toLowerCase()}${x.on ? ` (${date(x.on)})` : ''}`

/** The requirements of a tier one by one, with have, need and short, and who counts. @param {{nodes: any[], names: Map<string, string>}} p */
export function Nodes({ nodes, names }) {
  const leaves = nodes.filter(n => !['all', 'any', 'n_of'].includes(n.kind))
  return html`<ul>${leaves.map(n => html`<${Node} key=${n.id} of=${n} names=${names} />`)}</ul>`
}

/** @param {any} v */
const amount = v => (v && typeof v === 'object' && 'currency' in v ? sum({ ...v, amount: v.amount || 0 }) : v ?? '–')
/** @param {any} v */
const bare = v => Number(v && typeof v === 'object' ? v.amount : v) || 0

/** What is there against what is asked: 3 of 5, 54 (more than 50), rank 2 of 9. @param {{of: any}} p */
function Held({ of }) {
  if (of.need === undefined || of.need === null) return html`${words(of.result)}`
  if (of.kind === 'percentile') return html`${of.have ? html`<b>Rank ${of.have}</b>` : 'No rank'} <span class="faint">${of.of ? `of ${of.of}, ` : ''}up to ${of.need} counts</span>`
  const held = html`<b>${amount(of.have)}</b>`
  if (of.comparison === 'more_than') return html`${held} <span class="faint">(more than ${amount(of.need)})</span>`
  if (of.comparison === 'at_most') return html`${held} <span class="faint">(at most ${amount(of.need)})</span>`
  return html`${held} <span class="faint">of ${amount(of.need)}</span>`
}

/** @param {{of: any, names: Map<string, string>}} p */
function Node({ of, names }) {
  const counted = of.counted || [], excluded = of.excluded || []
  const grows = of.need !== undefined && of.need !== null && of.kind !== 'percentile' && of.comparison !== 'at_most'
  const sign = of.result === 'met' ? 'check' : of.result === 'unknown' ? 'help' : 'clock'
  const title = start(of.title || of.label || words(of.id))
  const note = of.why_text || (of.why ? words(of.why).toLowerCase() : '')
  return html`
    <li class="node">
      <span class="mark ${of.result}"><${Icon} name=${sign} /><span class="vh">${words(of.result)}</span></span>
      <span><span class="strong">${title}</span>${note || of.assumed ? html` <span class="small faint">${[note, of.assumed ? 'assumed' : ''].filter(Boolean).join(', ')}</span>` : ''}</span>
      <span class="num nowrap"><${Held} of=${of} /></span>
      <div class="more stack s">
        ${grows && html`<${Bar} percent=${bare(of.need) ? bare(of.have) / bare(of.need) * 100 : 100} label=${title} />`}
        ${of.result !== 'met' && bare(of.short) > 0 && html`<span class="small">${amount(of.short)} short</span>`}
        ${of.at_risk?.losing > 0 && html`<span class="small">${count(of.at_risk.losing, 'person', 'people')} will stop counting${of.at_risk.first_on ? `, the first on ${date(of.at_risk.first_on)}` : ''}</span>`}
        ${(counted.length > 0 || excluded.length > 0) && html`<details><summary>Who counts (${counted.length}) and who does not (${excluded.length})</summary><ul class="small stack s">
          ${counted.map((/** @type {string} */ p) => html`<li><span class="pill good">counts</span> ${names.get(p) || 'Somebody'}</li>`)}
          ${excluded.map((/** @type {any} */ x) => html`<li><span class="pill">not counted</span> ${x.person_name || names.get(x.person) || 'Somebody'}: ${whyOf(x)}</li>`)}</ul></details>`}
      </div>
    </li>`
}

/** Steps towards the target: what to add, and who could. @param {{ways: any[], names: Map<string, string>}} p */
export function Ways({ ways, names }) {
  if (!ways.length) return null
  return html`
    <div class="note info"><p class="strong">Ways up</p><ul class="small stack s">${ways.map(w => {
      const who = (w.candidates || []).map((/** @type {string} */ p) => names.get(p)).filter(Boolean).slice(0, 5)
      return html`<li>${start(w.text || `${amount(w.add)} more: ${w.label || 'of what is asked'}`)}
        ${who.length ? html`<span class="faint">, such as ${who.join(', ')}</span>` : ''}
        ${w.vouchers_on_hand ? html`<span class="faint">, ${count(w.vouchers_on_hand, 'voucher')} on hand</span>` : ''}</li>`
    })}</ul></div>`
}
