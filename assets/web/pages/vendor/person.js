import { html, useEffect, useState } from '../../../vendor/js/index.js'
import { get } from '../../api/client.js'
import { session } from '../../api/session.js'

/** @type {Map<string, Promise<string>>} */
const names = new Map()

/** @param {string} id @param {'people'|'partners'} of */
function name(id, of) {
  let known = names.get(id)
  if (!known) names.set(id, known = get(`/api/v1/${of}/${encodeURIComponent(id)}`).then(p => p.name || id, () => id))
  return known
}

/** A person, or a partner, by name where the reader may know it. @param {{id?: string, of?: 'people'|'partners'}} p */
export function Person({ id, of = 'people' }) {
  const [text, set] = useState('')
  useEffect(() => { let gone = false; if (id) name(id, of).then(n => { if (!gone) set(n) }); return () => { gone = true } }, [id, of])
  if (!id) return html`–`
  return html`<span class="break">${id === session.value.me?.id ? 'you' : text || '…'}</span>`
}
