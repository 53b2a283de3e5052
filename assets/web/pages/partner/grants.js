import { money, period, words } from '../../ui/format.js'

/** Entitlements of a tier as people say them: `{kind: "commission", value: "20", unit: "percent"}` reads 20 % commission. @param {any[]} grants @returns {string[]} */
export const grantsOf = grants => grants.map(g => {
  const name = words(g.kind).toLowerCase().replace('mdf', 'MDF')
  const one = (/** @type {any} */ v) => (v && typeof v === 'object' && 'amount' in v ? money(v) : g.unit === 'percent' ? `${v} %` : g.unit === 'period' ? period(String(v)) : String(v))
  const per = g.per ? ` per ${period(g.per)}` : ''
  if (g.unit === 'flag') return g.value ? words(g.kind) : `no ${name}`
  if (g.unit === 'word') return `${words(String(g.value))} ${name}`
  return `${g.from !== undefined && g.from !== null ? `${one(g.from)} to ${one(g.to)}` : one(g.value)} ${name}${per}`
})
