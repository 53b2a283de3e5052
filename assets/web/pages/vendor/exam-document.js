/** How many digits a currency has behind the point. @param {string} currency */
export function minorDigits(currency) {
  try { return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2 } catch { return 2 }
}

/**
 * The exam document of the form's values; what the form does not show is taken over from the document as it was.
 * @param {any} v @param {any} old @param {{domains: any[], levels: any[], sections: any[], free: boolean}} parts
 */
export function documentOf(v, old, { domains, levels, sections, free }) {
  const cut = v.cut_raw > 0 ? { cut_raw: v.cut_raw } : { cut_percent: String(v.cut_percent ?? '') }
  const currency = (v.currency || old.price?.currency || 'USD').toUpperCase()
  /** @type {Record<string, any>} */
  const doc = {
    key: v.key, title: v.title, certification: v.certification || '', item_bank: v.item_bank || '', time_limit_seconds: Math.round((v.minutes || 0) * 60),
    blueprint: { length: v.length, domains: weighed(domains), ...(levels.length ? { cognitive_levels: weighed(levels) } : {}), ...difficultyOf(v) },
    scoring: { ...cut, scale: { min: v.scale_min, pass: v.scale_pass, max: v.scale_max, ...(v.scale_segments === '2' ? { segments: 2 } : {}) } },
    retake: { ...(old.retake?.after_pass_seconds ? { after_pass_seconds: old.retake.after_pass_seconds } : {}), wait_seconds: String(v.wait_days || '').split(/[\s,]+/).filter(Boolean).map(d => Math.round(Number(d) * 86400)), ...(v.max_attempts ? { max_attempts: v.max_attempts, per_seconds: Math.round((v.per_days || 0) * 86400) } : {}) },
    price: { amount: free ? 0 : Math.round((v.amount || 0) * 10 ** minorDigits(currency)), currency },
  }
  doc.navigation = v.navigation || old.navigation || 'free'
  if (v.agreement) doc.agreement = v.agreement
  if (sections.length) doc.sections = sections.map(s => sectionOf(s, doc.navigation === 'sectioned', s === sections[sections.length - 1]))
  doc.forms = formsOf(v)
  return { ...doc, ...termsOf(v, old) }
}

/** @param {any[]} rows */
const weighed = rows => rows.filter(d => d.name.trim()).map(d => ({ name: d.name.trim(), weight: d.weight }))

/** @param {any} v */
function difficultyOf(v) {
  const target = v['blueprint.difficulty.target'], tolerance = v['blueprint.difficulty.tolerance']
  return target || tolerance ? { difficulty: { ...(target ? { target } : {}), ...(tolerance ? { tolerance } : {}) } } : {}
}

/** What only a locked section may say is left out of others. @param {any} s @param {boolean} locked @param {boolean} last */
const sectionOf = (s, locked, last) => ({
  title: s.title, items: s.items, ...(s.domains?.length ? { domains: s.domains } : {}), ...(locked && s.time_limit_seconds ? { time_limit_seconds: s.time_limit_seconds } : {}),
  ...(locked && !last && s.break_seconds ? { break_seconds: s.break_seconds } : {}), ...(locked && s.navigation ? { navigation: s.navigation } : {}),
})

/** @param {any} v */
function formsOf(v) {
  const fixed = v['forms.mode'] === 'fixed'
  /** @type {Record<string, any>} */
  const out = { ...(fixed ? { mode: 'fixed' } : {}) }
  for (const name of ['pretest_items', 'exposure_cap_percent', ...(fixed ? ['count', 'max_overlap_percent'] : [])]) if (v[`forms.${name}`] !== undefined) out[name] = v[`forms.${name}`]
  const anchors = listOf(v['forms.anchors'])
  if (fixed && anchors.length) out.anchors = anchors
  if (fixed && v['forms.shuffle']) out.shuffle = true
  return out
}

/** The reader's clock as an instant; what was not touched stays to the second. @param {string} local @param {string|undefined} was */
function instant(local, was) {
  const at = new Date(local)
  return was && Math.floor(Date.parse(was) / 60000) === Math.floor(at.getTime() / 60000) ? was : at.toISOString()
}

/** @param {any} v @param {any} old */
function termsOf(v, old) {
  /** @type {Record<string, any>} */
  const out = {}
  for (const name of ['delivery', 'proctoring', 'lockdown']) if (v[name] && v[name] !== 'none' && v[name] !== 'on_demand') out[name] = v[name]
  for (const name of ['legal_name_match', 'never_lower', 'second_language_factor_percent']) if (v[name]) out[name] = v[name]
  if (v.agreement_minutes) out.agreement_seconds = Math.round(v.agreement_minutes * 60)
  if (v.credit_minutes) out.clock_credit_cap_seconds = Math.round(v.credit_minutes * 60)
  const pauses = { ...(v.pause_minutes ? { max_seconds: Math.round(v.pause_minutes * 60) } : {}), ...(v.given_minutes ? { adjustment_cap_seconds: Math.round(v.given_minutes * 60) } : {}) }
  if (Object.keys(pauses).length) out.pauses = pauses
  const times = { ...(v.opens_at ? { opens_at: instant(v.opens_at, old.window?.opens_at) } : {}), ...(v.closes_at ? { closes_at: instant(v.closes_at, old.window?.closes_at) } : {}) }
  if (Object.keys(times).length) out.window = times
  const languages = listOf(v.languages)
  if (languages.length) out.languages = languages
  return out
}

/** @param {string|undefined} text */
const listOf = text => String(text || '').split(/[\s,]+/).filter(Boolean)
