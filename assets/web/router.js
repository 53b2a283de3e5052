import { signal } from '../vendor/js/index.js'

/** Where the reader is: the path and its query. */
export const place = signal({ path: location.pathname, query: new URLSearchParams(location.search) })

const ours = /^\/(app|sign-in|accept|reset)(\/|$)/

function arrive() { place.value = { path: location.pathname, query: new URLSearchParams(location.search) } }

/** @param {string} to @param {{replace?: boolean}} [opt] */
export function go(to, opt = {}) {
  if (!ours.test(new URL(to, location.href).pathname)) { location.assign(to); return }
  history[opt.replace ? 'replaceState' : 'pushState']({}, '', to)
  arrive()
  window.scrollTo(0, 0)
}

/** Changes the query in place, for filters that should survive a reload. @param {Record<string, string|undefined>} changes */
export function setQuery(changes) {
  const q = new URLSearchParams(location.search)
  for (const [k, v] of Object.entries(changes)) v ? q.set(k, v) : q.delete(k)
  const s = q.toString()
  history.replaceState({}, '', location.pathname + (s ? `?${s}` : ''))
  arrive()
}

/** Plain links everywhere; the ones into the app are taken over here. */
export function follow() {
  addEventListener('popstate', arrive)
  document.addEventListener('click', e => {
    if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return
    const a = e.target instanceof Element ? e.target.closest('a[href]') : null
    if (!(a instanceof HTMLAnchorElement) || a.target || a.hasAttribute('download') || a.origin !== location.origin || !ours.test(a.pathname)) return
    if (a.pathname === location.pathname && a.search === location.search && a.hash) return
    e.preventDefault()
    go(a.pathname + a.search)
  })
}

/**
 * @template T
 * @param {[string, T][]} table patterns such as `/app/partners/:id/team`
 * @param {string} path
 * @returns {{page: T, params: Record<string, string>} | null}
 */
export function match(table, path) {
  const parts = path.replace(/\/+$/, '').split('/')
  for (const [pattern, page] of table) {
    const want = pattern.split('/')
    if (want.length !== parts.length) continue
    /** @type {Record<string, string>} */
    const params = {}
    if (want.every((w, i) => (w.startsWith(':') ? parts[i] && ((params[w.slice(1)] = decode(parts[i])), true) : w === parts[i]))) return { page, params }
  }
  return null
}

/** @param {string} s */
function decode(s) { try { return decodeURIComponent(s) } catch { return s } }
