import { html } from '../../../vendor/js/index.js'
import { day, money, start, words } from '../../ui/format.js'
import { Icon } from '../../ui/icons.js'
import { Bar } from '../../ui/states.js'

/** @type {Record<string, string>} why a person is not counted, in words */
const why = { affiliation_ended: 'has left', expired: 'certification expired', revoked: 'certification revoked', not_confirmed_by_person: 'has not confirmed the affiliation', not_confirmed_by_partner: 'not confirmed by the partner', employment: 'not employed in the way that counts', other_partner: 'counts for another partner' }

/** The requirements of a tier one by one, with have, need and short, and who counts. @param {{nodes: any[], names: Map<string, string>}} p */
export function Nodes({ nodes, names }) {
  const leaves = nodes.filter(n => !['all', 'any', 'n_of'].includes(n.kind))
  return html`<ul>${leaves.map(n => html`<${Node} key=${n.id} of=${n} names=${names} />`)}</ul>`
}

/** @param {any} v */
const amount = v => (v && typeof v === 'object' && 'amount' in v ? money({ ...v, amount: v.amount || 0 }).replace('Free', '0') : v ?? '–')
/** @param {any} v */
const bare = v => Number(v && typeof v === 'object' ? v.amount : v) || 0

/** @param {{of: any, names: Map<string, string>}} p */
function Node({ of, names }) {
  const counted = of.counted || [], excluded = of.excluded || []
  const counts = of.need !== undefined && of.need !== null
  const who = (/** @type {any} */ p) => names.get(p?.person || p) || p?.name || p?.person || p
  const sign = of.result === 'met' ? 'check' : of.result === 'unknown' ? 'help' : 'clock'
  return html`
    <li class="node">
      <span class="mark ${of.result}"><${Icon} name=${sign} /><span class="vh">${words(of.result)}</span></span>
      <span><span class="strong">${start(of.title || words(of.id))}</span> <span class="small faint">${of.why ? words(of.why) : ''}${of.assumed ? ' assumed' : ''}</span></span>
      <span class="num nowrap">${counts ? html`<b>${amount(of.have)}</b> <span class="faint">of ${amount(of.need)}</span>` : words(of.result)}</span>
      <div class="more stack s">
        ${counts && html`<${Bar} percent=${bare(of.need) ? bare(of.have) / bare(of.need) * 100 : 100} label=${of.title || words(of.id)} />`}
        ${of.result !== 'met' && bare(of.short) > 0 && html`<span class="small">${amount(of.short)} short</span>`}
        ${of.at_risk?.losing > 0 && html`<span class="small">${of.at_risk.losing} will expire${of.at_risk.first_on ? `, the first on ${day(of.at_risk.first_on)}` : ''}</span>`}
        ${(counted.length > 0 || excluded.length > 0) && html`<details><summary>Who counts (${counted.length}) and who does not (${excluded.length})</summary><ul class="small stack s">
          ${counted.map((/** @type {any} */ p) => html`<li><span class="pill good">counts</span> ${who(p)}</li>`)}
          ${excluded.map((/** @type {any} */ x) => html`<li><span class="pill">not counted</span> ${who(x)}: ${why[x.why] || words(x.why)}${x.on ? `, ${day(x.on)}` : ''}</li>`)}</ul></details>`}
      </div>
    </li>`
}

/** Steps towards the target: what to add, and who could. @param {{ways: any[], names: Map<string, string>}} p */
export function Ways({ ways, names }) {
  if (!ways.length) return null
  return html`
    <div class="note info"><p class="strong">Ways up</p><ul class="small stack s">${ways.map(w => html`<li>
      ${w.certification ? `${w.add} more with ${words(w.certification)}` : w.attest ? `${w.add} more: ${words(w.attest).toLowerCase()}` : w.fact ? `${amount(w.add)} more ${words(w.fact).toLowerCase()}` : w.tier ? `Reach ${words(w.tier)} first` : `${amount(w.add)} more: ${words(w.node).toLowerCase()}`}
      ${w.candidates?.length ? html`<span class="faint">, such as ${w.candidates.slice(0, 5).map((/** @type {string} */ p) => names.get(p) || p).join(', ')}</span>` : ''}
      ${w.vouchers_on_hand ? html`<span class="faint">, ${w.vouchers_on_hand} vouchers on hand</span>` : ''}</li>`)}</ul></div>`
}
