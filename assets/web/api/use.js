import { useCallback, useEffect, useRef, useState } from '../../vendor/js/index.js'
import { call, withQuery } from './client.js'
import { Problem } from './problem.js'

/** @param {unknown} e @returns {Problem} */
export const asProblem = e => (e instanceof Problem ? e : new Problem({ status: 0, code: 'app_fault', detail: e instanceof Error ? e.message : String(e) }))

/**
 * What stands at a path: `data` keeps the former answer while a newer one is on its way.
 * @param {string|null|undefined} path nothing is asked while there is none
 * @param {{every?: number}} [opt] ask again every so many milliseconds
 */
export function useResource(path, opt = {}) {
  const [s, set] = useState(/** @type {{data: any, etag: string, problem: Problem|null, path: string|null|undefined}} */ ({ data: null, etag: '', problem: null, path }))
  const turn = useRef(0)
  const load = useCallback(async () => {
    if (!path) return
    const mine = ++turn.current
    try {
      const a = await call(path)
      if (mine === turn.current) set({ data: a.body, etag: a.etag, problem: null, path })
    } catch (e) {
      if (mine === turn.current) set(old => ({ ...old, data: old.path === path ? old.data : null, problem: asProblem(e), path }))
    }
  }, [path])
  useEffect(() => { load(); return () => { turn.current++ } }, [load])
  useEffect(() => {
    if (!opt.every) return
    const t = setInterval(load, opt.every)
    return () => clearInterval(t)
  }, [load, opt.every])
  const fresh = s.path === path
  return { data: fresh ? s.data : null, etag: s.etag, problem: fresh ? s.problem : null, loading: !!path && !(fresh && (s.data || s.problem)), reload: load, set: (/** @type {any} */ data) => set({ ...s, data, path }) }
}

/**
 * A list, page by page. `rows` grows with more().
 * @param {string|null} path @param {Record<string, any>} [query]
 */
export function useList(path, query = {}) {
  const full = path && withQuery(path, query)
  const first = useResource(full)
  const [extra, setExtra] = useState(/** @type {{rows: any[], next: string|null, of: string|null, problem: Problem|null, busy: boolean}} */ ({ rows: [], next: null, of: null, problem: null, busy: false }))
  const mine = extra.of === full
  const next = mine ? extra.next : first.data?.next_cursor || null
  const more = async () => {
    if (!next || !path) return
    setExtra(e => ({ ...(e.of === full ? e : { rows: [], next, of: full, problem: null }), busy: true }))
    try {
      const { body } = await call(withQuery(path, { ...query, cursor: next }))
      setExtra(e => ({ rows: [...(e.of === full ? e.rows : []), ...(body.data || [])], next: body.next_cursor || null, of: full, problem: null, busy: false }))
    } catch (e) { setExtra(x => ({ ...x, problem: asProblem(e), busy: false })) }
  }
  return {
    rows: first.data ? [...(first.data.data || []), ...(mine ? extra.rows : [])] : [],
    loading: first.loading, problem: first.problem || (mine ? extra.problem : null), next, more, busy: mine && extra.busy,
    reload: () => { setExtra({ rows: [], next: null, of: null, problem: null, busy: false }); return first.reload() }, first: first.data,
  }
}

/** A deed with its busy state and its refusal. @param {(...args: any[]) => Promise<any>} deed */
export function useDeed(deed) {
  const [s, set] = useState(/** @type {{busy: boolean, problem: Problem|null}} */ ({ busy: false, problem: null }))
  const running = useRef(false)
  const run = async (/** @type {any[]} */ ...args) => {
    if (running.current) return
    running.current = true
    set({ busy: true, problem: null })
    try {
      const out = await deed(...args)
      set({ busy: false, problem: null })
      return out
    } catch (e) {
      set({ busy: false, problem: asProblem(e) })
    } finally { running.current = false }
  }
  return { ...s, run, clear: () => set({ busy: false, problem: null }) }
}
