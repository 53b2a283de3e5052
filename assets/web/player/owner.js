/**
 * Which tab may write. The epoch that a start or a take-over gave is kept in this tab's own storage; because a duplicated tab
 * copies that storage, the tab also holds a browser lock named after the epoch, and who does not get it is a guest.
 */

const name = (/** @type {string} */ id) => `laurel.epoch.${id}`
/** @type {Map<string, string>} where the storage is shut, the tab remembers until it is reloaded */
const memory = new Map()
const held = new Set()

/** @param {string} id @param {number} epoch */
export function own(id, epoch) {
  memory.set(name(id), String(epoch))
  try { sessionStorage.setItem(name(id), String(epoch)) } catch { /* memory has it */ }
}

/** @param {string} id @returns {number | null} */
export function owned(id) {
  let v = memory.get(name(id))
  try { v = sessionStorage.getItem(name(id)) ?? v } catch { /* memory has it */ }
  return v === undefined ? null : Number(v)
}

/** @param {string} id */
export function disown(id) {
  memory.delete(name(id))
  try { sessionStorage.removeItem(name(id)) } catch { /* nothing to remove */ }
}

/** Takes the epoch's lock for the life of this tab. A reloaded tab waits a moment for its former self to let go. @param {string} id @param {number} epoch @returns {Promise<boolean>} */
export function hold(id, epoch) {
  const lock = `${name(id)}.${epoch}`
  if (!navigator.locks || held.has(lock)) return Promise.resolve(true)
  return new Promise(resolve => {
    navigator.locks.request(lock, { signal: AbortSignal.timeout(1500) }, () => {
      held.add(lock)
      resolve(true)
      return new Promise(() => {})
    }).catch(() => resolve(false))
  })
}

const channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel('laurel.attempt') : null

/** Tells the other tabs of this browser at once; the server tells all others. @param {string} id @param {number} epoch */
export const announce = (id, epoch) => channel?.postMessage({ id, epoch })

/** @param {string} id @param {(epoch: number) => void} hear @returns {() => void} */
export function listen(id, hear) {
  const on = (/** @type {MessageEvent} */ e) => { if (e.data?.id === id) hear(e.data.epoch) }
  channel?.addEventListener('message', on)
  return () => channel?.removeEventListener('message', on)
}
