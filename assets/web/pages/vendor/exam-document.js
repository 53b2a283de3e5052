/** How many digits a currency has behind the point. @param {string} currency */
export function minorDigits(currency) {
  try { return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2 } catch { return 2 }
}

/**
 * The exam document of the form's values; what the form does not show is taken over from the document as it was.
 * @param {any} v @param {any} old @param {{name: string, weight: number}[]} domains @param {boolean} free
 */
export function documentOf(v, old, domains, free) {
  const cut = v.cut_raw > 0 ? { cut_raw: v.cut_raw } : { cut_percent: String(v.cut_percent ?? '') }
  const currency = (v.currency || old.price?.currency || 'USD').toUpperCase()
  /** @type {Record<string, any>} */
  const doc = {
    key: v.key, title: v.title, certification: v.certification || '', item_bank: v.item_bank || '', time_limit_seconds: Math.round((v.minutes || 0) * 60),
    blueprint: { length: v.length, domains: domains.filter(d => d.name.trim()).map(d => ({ name: d.name.trim(), weight: d.weight })) },
    scoring: { ...cut, scale: { min: v.scale_min, pass: v.scale_pass, max: v.scale_max, ...(v.scale_segments === '2' ? { segments: 2 } : {}) } },
    retake: { ...(old.retake?.after_pass_seconds ? { after_pass_seconds: old.retake.after_pass_seconds } : {}), wait_seconds: String(v.wait_days || '').split(/[\s,]+/).filter(Boolean).map(d => Math.round(Number(d) * 86400)), ...(v.max_attempts ? { max_attempts: v.max_attempts, per_seconds: Math.round((v.per_days || 0) * 86400) } : {}) },
    price: { amount: free ? 0 : Math.round((v.amount || 0) * 10 ** minorDigits(currency)), currency },
  }
  doc.navigation = old.navigation || 'free'
  if (v.agreement) doc.agreement = v.agreement
  return doc
}
