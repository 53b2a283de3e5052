import { html, useId } from '../../../vendor/js/index.js'

/** @param {any} p */
export function Answer({ response, change, locked }) {
  const id = useId()
  const text = response?.text ?? ''
  return html`
    <div class="field typed wide"><label for=${id}>Your answer</label>
      <input id=${id} class="input" autocomplete="off" autocapitalize="off" spellcheck=${false} maxlength="500" value=${text} disabled=${locked} data-testid="text-input"
        onInput=${(/** @type {any} */ e) => change(e.currentTarget.value === '' ? null : { text: e.currentTarget.value }, { later: true })} />
    </div>`
}

/** @param {any} response */
export const answered = response => (response?.text || '').trim() !== ''

export const hint = () => 'Type a word or a short phrase.'
