/**
 * Answers that the server has not confirmed yet, kept in IndexedDB so that a reload, a crash or a dead network loses none.
 * Written before anything is sent, removed only by the server's acknowledgement.
 * @typedef {{attempt: string, position: number, seq: number, response: any, flagged: boolean, at: number}} Entry
 */

/** @type {Promise<IDBDatabase> | null} */
let opened = null

function open() {
  opened ??= new Promise((resolve, reject) => {
    const req = indexedDB.open('laurel', 1)
    req.onupgradeneeded = () => req.result.createObjectStore('answers', { keyPath: ['attempt', 'position'] })
    req.onsuccess = () => { req.result.onversionchange = () => req.result.close(); resolve(req.result) }
    req.onerror = () => reject(req.error)
    req.onblocked = () => reject(new Error('blocked'))
  })
  opened.catch(() => { opened = null })
  return opened
}

/** @template T @param {IDBTransactionMode} mode @param {(s: IDBObjectStore) => IDBRequest<T> | void} work @returns {Promise<T | undefined>} */
async function within(mode, work) {
  const db = await open()
  return new Promise((resolve, reject) => {
    const tx = db.transaction('answers', mode, { durability: 'relaxed' })
    const req = work(tx.objectStore('answers'))
    tx.oncomplete = () => resolve(req ? req.result : undefined)
    tx.onerror = tx.onabort = () => reject(tx.error)
  })
}

/** @param {string} attempt */
const all = attempt => IDBKeyRange.bound([attempt, -Infinity], [attempt, Infinity])

/** A storage that does not answer must not hold back the sending: after a while it counts as shut. @param {Entry} entry */
export const put = entry => Promise.race([
  within('readwrite', s => s.put(entry)),
  new Promise((_, reject) => setTimeout(() => reject(new Error('storage does not answer')), 1500)),
])

/** @param {string} attempt @returns {Promise<Entry[]>} */
export const entries = async attempt => (await within('readonly', s => s.getAll(all(attempt)))) || []

/** Removes an entry unless a later one has taken its place. @param {string} attempt @param {number} position @param {number} seq */
export const settle = (attempt, position, seq) => within('readwrite', s => {
  const req = s.get([attempt, position])
  req.onsuccess = () => { if (req.result && req.result.seq <= seq) s.delete([attempt, position]) }
})

/** @param {string} attempt */
export const clear = attempt => within('readwrite', s => { s.delete(all(attempt)) })
