// How moments, money and counts read. The reader's own language and zone decide.

/** @param {string|null|undefined} s */
export const day = s => (s ? new Date(s.length === 10 ? `${s}T12:00:00Z` : s).toLocaleDateString(undefined, { year: 'numeric', month: 'short', day: 'numeric' }) : '–')
/** @param {string|null|undefined} s */
export const moment = s => (s ? new Date(s).toLocaleString(undefined, { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }) : '–')
/** The same with its zone, where the hour decides something. @param {string|null|undefined} s */
export const deadline = s => (s ? new Date(s).toLocaleString(undefined, { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }) : '–')
/** @param {string|Date} s */
export const clock = s => new Date(s).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })

/** Minor units to words: {15000, USD} reads $150.00. @param {{amount: number, currency: string}|null|undefined} m @param {string} [free] what nothing reads as; '' for the figure */
export function money(m, free = 'Free') {
  if (!m) return '–'
  if (m.amount === 0 && free) return free
  try {
    const f = new Intl.NumberFormat(undefined, { style: 'currency', currency: m.currency, .../** @type {any} */ ({ trailingZeroDisplay: 'stripIfInteger' }) })
    return f.format(m.amount / 10 ** (f.resolvedOptions().maximumFractionDigits ?? 2))
  } catch { return `${m.amount / 100} ${m.currency}` }
}

/** As the server's own sentences say money and days, for the pages where both stand side by side. @param {{amount: number, currency: string}} m */
export const sum = m => { try { return `${(m.amount / 10 ** digits(m.currency)).toLocaleString('en')} ${m.currency}` } catch { return `${m.amount / 100} ${m.currency}` } }
/** @param {string} currency */
const digits = currency => new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
/** @param {string|null|undefined} s */
export const date = s => (s ? new Date(s.length === 10 ? `${s}T12:00:00Z` : s).toLocaleDateString('en-GB', { year: 'numeric', month: 'long', day: 'numeric' }) : '–')

/** @param {number} seconds */
export function span(seconds) {
  if (seconds < 60) return count(Math.max(0, Math.round(seconds)), 'second')
  if (seconds < 3600) return count(Math.round(seconds / 60), 'minute')
  if (seconds < 172800) { const h = Math.floor(seconds / 3600), m = Math.round((seconds % 3600) / 60); return count(h, 'hour') + (m ? ` ${m} min` : '') }
  return count(Math.round(seconds / 86400), 'day')
}

/** @param {number} n @param {string} one @param {string} [many] */
export const count = (n, one, many) => `${n.toLocaleString()} ${n === 1 ? one : many || one + 's'}`

/** `account_manager` reads Account manager. @param {string|null|undefined} s */
export const words = s => (s ? s.replace(/[_-]+/g, ' ').replace(/^./, c => c.toUpperCase()) : '–')

/** Days from now, for "in 12 days". @param {string} s */
export const daysUntil = s => Math.ceil((Date.parse(s) - Date.now()) / 86400000)

/** A list as people say it: a, b and c. @param {string[]} parts */
export const listed = parts => new Intl.ListFormat('en', { type: 'conjunction' }).format(parts)

/** A sentence of the server as the start of a line. @param {string} s */
export const start = s => s.replace(/^./, c => c.toUpperCase())

/** A name for a certification, person or partner that may come as an id, a key or an object. @param {any} x */
export const nameOf = x => (x === null || x === undefined ? '–' : typeof x === 'object' ? x.title || x.name || x.key || x.id || '–' : String(x))
/** The key of what may come as a key or an object. @param {any} x */
export const keyOf = x => (x && typeof x === 'object' ? x.key || x.id || '' : x || '')

/** ISO periods as people say them: P60D reads 60 days. @param {string} p */
export function period(p) {
  const m = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?$/.exec(p || '')
  if (!m) return p
  return [m[1] && count(+m[1], 'year'), m[2] && count(+m[2], 'month'), m[3] && count(+m[3], 'day')].filter(Boolean).join(' ')
}
