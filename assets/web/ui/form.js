import { createContext, html, useContext, useEffect, useId, useRef, useState } from '../../vendor/js/index.js'
import { useDeed } from '../api/use.js'
import { newKey } from '../api/client.js'
import { Button } from './button.js'
import { Icon } from './icons.js'
import { ProblemNote } from './problem.js'

/** @typedef {{problem: import('../api/problem.js').Problem|null, busy: boolean, claim: (name: string) => () => void}} FormState */
const Here = createContext(/** @type {FormState} */ ({ problem: null, busy: false, claim: () => () => {} }))

/**
 * A form that sends its values to a deed, keeps them on a refusal and puts each fault beside its field.
 * The second argument of the deed is an idempotency key that stays the same while the values stay the same.
 * @param {{deed: (values: Record<string, any>, key: string) => Promise<any>, done?: (out: any) => void, submit?: string, testid?: string,
 *   cancel?: () => void, children?: any, kind?: string, wide?: boolean, [k: string]: any}} p
 */
export function Form({ deed, done, submit = 'Save', testid, cancel, children, kind = 'primary', wide, ...rest }) {
  const form = useRef(/** @type {HTMLFormElement|null} */ (null))
  const fields = useRef(new Set())
  const last = useRef({ body: '', key: '' })
  const { run, busy, problem } = useDeed(async () => {
    const values = valuesOf(/** @type {HTMLFormElement} */ (form.current))
    const body = JSON.stringify(values)
    if (last.current.body !== body) last.current = { body, key: newKey() }
    const out = await deed(values, last.current.key)
    last.current = { body: '', key: '' }
    done?.(out ?? true)
  })
  useEffect(() => { if (problem) /** @type {HTMLElement|null|undefined} */ (form.current?.querySelector('[aria-invalid="true"]'))?.focus() }, [problem])
  const claim = (/** @type {string} */ name) => { fields.current.add(name); return () => fields.current.delete(name) }
  const shown = problem ? problem.errors.filter(e => [...fields.current].some(n => isFor(e.field, n))).map(e => e.field) : []
  return html`
    <${Here.Provider} value=${{ problem, busy, claim }}>
      <form class="stack" ref=${form} onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); run() }} ...${rest}>
        ${children}
        <${ProblemNote} problem=${problem} shown=${shown} />
        <div class="form-foot">
          ${cancel && html`<${Button} onClick=${cancel}>Cancel</${Button}>`}
          <${Button} type="submit" kind="${kind} ${wide ? 'wide' : ''}" busy=${busy} testid=${testid}>${submit}</${Button}>
        </div>
      </form>
    </${Here.Provider}>`
}

/** Several boxes of one name become an array; empty text is left out, so that optional members stay absent. @param {HTMLFormElement} form */
export function valuesOf(form) {
  /** @type {Record<string, any>} */
  const out = {}
  for (const el of Array.from(form.elements)) {
    if (!(el instanceof HTMLInputElement || el instanceof HTMLSelectElement || el instanceof HTMLTextAreaElement) || !el.name || el.disabled) continue
    if (el instanceof HTMLInputElement && el.type === 'checkbox') {
      if (el.dataset.many !== undefined) { out[el.name] ??= []; if (el.checked) out[el.name].push(el.value) } else out[el.name] = el.checked
    } else if (el instanceof HTMLInputElement && el.type === 'radio') { if (el.checked) out[el.name] = el.value }
    else if (el instanceof HTMLInputElement && el.type === 'file') { if (el.files?.length) out[el.name] = el.files[0] }
    else if (el instanceof HTMLInputElement && el.type === 'number') { if (el.value !== '') out[el.name] = Number(el.value) }
    else if (el.value !== '') out[el.name] = el instanceof HTMLInputElement && el.type === 'password' ? el.value : el.value.trim()
  }
  return out
}

/** The server names a field `email`, `body.email` or `blueprint.domains[0].weight`. @param {string} field @param {string} name */
export const isFor = (field, name) => field === name || field === `body.${name}` || field.startsWith(`${name}.`) || field.startsWith(`${name}[`)

/**
 * @param {{name: string, label: string, hint?: any, type?: string, rows?: number, options?: {value: string, label: string}[], value?: any, testid?: string,
 *   all?: boolean, optional?: boolean, [k: string]: any}} p
 */
export function Field({ name, label, hint, type = 'text', rows, options, value, testid, all, optional, ...rest }) {
  const id = useId()
  const { problem, claim } = useContext(Here)
  useEffect(() => claim(name), [name])
  const [seen, setSeen] = useState(/** @type {any} */ (null))
  const faults = problem && problem !== seen ? problem.errors.filter(e => isFor(e.field, name)) : []
  const about = [hint && `${id}-h`, faults.length && `${id}-f`].filter(Boolean).join(' ') || undefined
  const common = { id, name, 'data-testid': testid, 'aria-describedby': about, 'aria-invalid': faults.length ? 'true' : undefined, onInput: () => problem && setSeen(problem), ...rest }
  const control = options
    ? html`<select class="input" ...${common}>${options.map(o => html`<option value=${o.value} selected=${o.value === String(value ?? '')}>${o.label}</option>`)}</select>`
    : rows ? html`<textarea class="input" rows=${rows} ...${common} defaultValue=${value ?? ''}></textarea>`
      : html`<input class="input" type=${type} ...${common} defaultValue=${value ?? ''} />`
  return html`
    <div class="field ${all ? 'all' : ''}">
      <label for=${id}>${label}${optional && html` <span class="faint">(optional)</span>`}</label>
      ${control}
      ${hint && html`<span class="hint" id="${id}-h">${hint}</span>`}
      ${faults.length > 0 && html`<span class="fault" id="${id}-f"><${Icon} name="warn" />${faults.map(f => f.detail).join(' ')}</span>`}
    </div>`
}

/** @param {{name: string, label: any, value?: string, checked?: boolean, many?: boolean, type?: string, [k: string]: any}} p */
export const Check = ({ name, label, value = 'on', checked, many, type = 'checkbox', ...rest }) => html`
  <label class="check"><input type=${type} name=${name} value=${value} defaultChecked=${checked} data-many=${many ? '' : undefined} ...${rest} /><span>${label}</span></label>`
