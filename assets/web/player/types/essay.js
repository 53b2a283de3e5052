import { html, useId, useState } from '../../../vendor/js/index.js'
import { count } from '../../ui/format.js'

const most = 40000, bytes = 65536

/** How full the place is for a text: 1 is full. @param {string} text @param {any} item */
const room = (text, item) => Math.max([...text].length / (item.max_characters || most), new TextEncoder().encode(text).length / bytes)

/** @param {string} text */
export const words = text => {
  const s = text.trim()
  if (!s) return 0
  if (typeof Intl.Segmenter !== 'function') return s.split(/\s+/).length
  let n = 0
  for (const part of new Intl.Segmenter(undefined, { granularity: 'word' }).segment(s)) if (part.isWordLike) n++
  return n
}

/** @param {any} p */
export function Answer({ item, response, change, locked }) {
  const id = useId()
  const text = response?.text ?? ''
  const [refused, setRefused] = useState(false)
  const n = words(text), full = room(text, item)
  const write = (/** @type {any} */ box) => {
    const now = box.value
    if (room(now, item) > 1 && now.length > text.length) { box.value = text; setRefused(true); return }
    setRefused(false)
    change(now === '' ? null : { text: now }, { later: true })
  }
  const over = item.max_words && n > item.max_words, under = item.min_words && n > 0 && n < item.min_words
  return html`
    <div class="field essay"><label for=${id}>Your answer</label>
      <textarea id=${id} class="input" rows="12" value=${text} disabled=${locked} data-testid="essay-input" aria-describedby="${id}-n"
        onInput=${(/** @type {any} */ e) => write(e.currentTarget)}></textarea>
      <p class="small ${over ? 'toomuch' : 'quiet'}" id="${id}-n">${count(n, 'word')}${asked(item)}.${over ? ' Shorten it: markers may stop at the limit.' : ''}${under ? ' More is asked for.' : ''}</p>
      ${(item.max_characters || full > 0.8) && html`<p class="small ${full > 0.95 ? 'toomuch' : 'quiet'}" role="status" data-testid="essay-room">${count([...text].length, 'character')}, ${Math.min(100, Math.ceil(full * 100))}% of what is taken.${refused ? ' What you added last would not fit and was left out.' : ''}</p>`}
    </div>`
}

/** @param {any} item */
function asked(item) {
  if (item.min_words && item.max_words) return `; ${item.min_words} to ${item.max_words} are asked for`
  if (item.max_words) return ` of at most ${item.max_words}`
  return item.min_words ? `; at least ${item.min_words} are asked for` : ''
}

/** @param {any} response */
export const answered = response => (response?.text || '').trim() !== ''

export const hint = () => 'Write your answer. A person marks it.'
