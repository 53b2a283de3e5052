import { html, render, useEffect, useLayoutEffect, useRef, useState } from '../../../vendor/js/index.js'
import { Rich } from '../../ui/rich.js'
import { plain } from '../plain.js'
import { parse } from './numeric.js'

export const inline = true

/** The text with a field in every blank. The text is the server's HTML, so the fields are put into its empty elements. @param {any} p */
export function Answer({ item, response, change, locked }) {
  const root = useRef(/** @type {HTMLElement|null} */ (null))
  const values = response?.blanks || {}
  const now = useRef(values)
  now.current = values
  const fill = (/** @type {string} */ blank, /** @type {string} */ value, later = false) => {
    const next = { ...now.current, [blank]: value }
    if (value === '') delete next[blank]
    now.current = next
    change(Object.keys(next).length ? { blanks: next } : null, { later })
  }
  useLayoutEffect(() => {
    item.blanks.forEach((/** @type {any} */ b, /** @type {number} */ i) => {
      const at = root.current?.querySelector(`[data-blank="${b.id}"]`)
      if (!at) return
      if (!at.hasAttribute('data-filled')) { at.textContent = ''; at.setAttribute('data-filled', '') }
      render(html`<${Field} blank=${b} n=${i + 1} of=${item.blanks.length} value=${values[b.id] || ''} fill=${fill} locked=${locked} />`, at)
    })
  })
  useEffect(() => () => { for (const at of root.current?.querySelectorAll('[data-blank]') || []) render(null, at) }, [])
  const done = item.blanks.filter((/** @type {any} */ b) => values[b.id]).length
  return html`
    <div ref=${root}><${Rich} as="div" class="stem rich clozetext" id="stem-${item.position}" html=${item.stem_html} /></div>
    <p class="small quiet" role="status">${done} of ${item.blanks.length} filled.</p>`
}

/** @param {{blank: any, n: number, of: number, value: string, fill: (blank: string, value: string, later?: boolean) => void, locked: boolean}} p */
function Field({ blank, n, of, value, fill, locked }) {
  const label = `Blank ${n} of ${of}`
  if (blank.kind === 'choice') {
    return html`<select class="input" aria-label=${label} disabled=${locked} data-testid="blank-${n}" onChange=${(/** @type {any} */ e) => fill(blank.id, e.currentTarget.value)}>
      <option value="" selected=${!value}>Choose</option>${blank.options.map((/** @type {any} */ o) => html`<option value=${o.id} selected=${o.id === value}>${plain(o.html)}</option>`)}</select>`
  }
  return blank.kind === 'number'
    ? html`<${NumberField} id=${blank.id} label=${label} n=${n} value=${value} fill=${fill} locked=${locked} />`
    : html`<input class="input" aria-label=${label} autocomplete="off" autocapitalize="off" spellcheck=${false} maxlength="500" size=${Math.max(10, Math.min(28, value.length + 2))} value=${value} disabled=${locked} data-testid="blank-${n}"
        onInput=${(/** @type {any} */ e) => fill(blank.id, e.currentTarget.value, true)} />`
}

/** What is typed is kept as typed; what is sent is a number, or nothing. @param {{id: string, label: string, n: number, value: string, fill: (blank: string, value: string, later?: boolean) => void, locked: boolean}} p */
function NumberField({ id, label, n, value, fill, locked }) {
  const [text, setText] = useState(value)
  const bad = text.trim() !== '' && parse(text) === null
  return html`<span class="numberblank"><input class="input" inputmode="decimal" size="8" autocomplete="off" aria-label="${label}, a number" aria-invalid=${bad ? 'true' : undefined} value=${text} disabled=${locked} data-testid="blank-${n}"
      onInput=${(/** @type {any} */ e) => { const t = e.currentTarget.value; setText(t); const v = parse(t); if (t.trim() === '') fill(id, '', true); else if (v !== null) fill(id, v, true) }} />
    ${bad && html`<span class="fault" role="status">not a number yet, so not saved</span>`}</span>`
}

/** @param {any} response @param {any} item */
export const answered = (response, item) => item.blanks.every((/** @type {any} */ b) => response?.blanks?.[b.id])

export const hint = () => 'Fill the blanks in the text.'
