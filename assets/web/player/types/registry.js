/**
 * Every item type is one file in this folder, named like the type. The file exports
 *   `Answer`    the control: a component of {item, response, change(response, {later}), locked, attempt}
 *   `answered`  (response, item) => boolean
 *   `press`     optional: (n, item, response) => response | undefined, what the key 1 to 9 does
 *   `hint`      optional: (item) => string, said above the control
 *   `inline`    optional: true when the control shows the stem itself, with its parts inside
 *   `draws`     optional: true when the control shows the image of the item itself
 * A new type is a new file; nothing else knows the types by name.
 * @typedef {{Answer: (p: any) => any, answered: (response: any, item: any) => boolean,
 *   press?: (n: number, item: any, response: any) => any, hint?: (item: any) => string, inline?: boolean, draws?: boolean}} ItemType
 */

/** @type {Map<string, ItemType>} */
const types = new Map()

/** Fetches the types of an attempt before it is shown, so that none is missing when the network is. @param {string[]} names @returns {Promise<string[]>} the unknown ones */
export async function load(names) {
  /** @type {string[]} */
  const unknown = []
  await Promise.all([...new Set(names)].filter(n => !types.has(n)).map(async n => {
    if (!/^[a-z_]+$/.test(n) || n === 'registry') { unknown.push(n); return }
    try { types.set(n, await import(`./${n}.js`)) } catch { unknown.push(n) }
  }))
  return unknown
}

/** @param {string} name */
export const typeOf = name => types.get(name)

/** @param {any} item @param {any} response */
export const isAnswered = (item, response) => response !== null && response !== undefined && (typeOf(item.type)?.answered(response, item) ?? false)
