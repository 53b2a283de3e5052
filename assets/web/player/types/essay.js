import { html, useId } from '../../../vendor/js/index.js'
import { count } from '../../ui/format.js'

const most = 40000

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
  const n = words(text)
  const over = item.max_words && n > item.max_words, under = item.min_words && n > 0 && n < item.min_words
  return html`
    <div class="field essay"><label for=${id}>Your answer</label>
      <textarea id=${id} class="input" rows="12" maxlength=${most} value=${text} disabled=${locked} data-testid="essay-input" aria-describedby="${id}-n"
        onInput=${(/** @type {any} */ e) => change(e.currentTarget.value === '' ? null : { text: e.currentTarget.value }, { later: true })}></textarea>
      <p class="small ${over ? 'toomuch' : 'quiet'}" id="${id}-n">${count(n, 'word')}${asked(item)}.${over ? ' Shorten it: markers may stop at the limit.' : ''}${under ? ' More is asked for.' : ''}</p>
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
