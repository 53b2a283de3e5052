import { html, useEffect, useId, useState } from '../../../vendor/js/index.js'

/** Decimal digits with an optional sign, fraction and exponent; a comma is taken for the decimal point. @param {string} s */
export function parse(s) {
  const t = s.trim().replace(/[\s\u00a0\u202f]/g, '').replace('\u2212', '-').replace(',', '.')
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(t) ? t.replace(/^\+/, '').replace(/^(-?)\./, '$10.').replace(/\.(?=$|[eE])/, '') : null
}

/** @param {any} p */
export function Answer({ item, response, change, locked }) {
  const id = useId()
  const units = item.unit_options || []
  const [text, setText] = useState(response?.number ?? '')
  const [unit, setUnit] = useState(response?.unit ?? '')
  const bad = text.trim() !== '' && parse(text) === null
  useEffect(() => { if (response === null && !bad) setText('') }, [response])
  const tell = (/** @type {string} */ t, /** @type {string} */ u, later = true) => {
    const n = parse(t)
    if (t.trim() === '') change(null, { later })
    else if (n !== null) change(u ? { number: n, unit: u } : { number: n }, { later })
  }
  return html`
    <div class="row top typed">
      <div class="field"><label for=${id}>Your answer</label>
        <input id=${id} class="input" inputmode="decimal" autocomplete="off" value=${text} disabled=${locked} data-testid="numeric-input" aria-invalid=${bad ? 'true' : undefined} aria-describedby=${bad ? `${id}-f` : undefined}
          onInput=${(/** @type {any} */ e) => { setText(e.currentTarget.value); tell(e.currentTarget.value, unit) }} onBlur=${() => text !== (response?.number ?? '') && tell(text, unit, false)} />
        ${bad && html`<span class="fault" id="${id}-f" role="status">This is not a number yet, so it is not saved. Example: 12.5</span>`}
      </div>
      ${units.length > 0 && html`<div class="field"><label for="${id}-u">Unit</label>
        <select id="${id}-u" class="input" disabled=${locked} onChange=${(/** @type {any} */ e) => { setUnit(e.currentTarget.value); tell(text, e.currentTarget.value, false) }}>
          <option value="" selected=${!unit}>Choose</option>${units.map((/** @type {string} */ u) => html`<option value=${u} selected=${u === unit}>${u}</option>`)}</select></div>`}
    </div>`
}

/** @param {any} response */
export const answered = response => !!response?.number

/** @param {any} item */
export const hint = item => (item.unit_options?.length ? 'Enter a number and choose its unit.' : 'Enter a number.')
