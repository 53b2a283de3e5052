import { html } from '../../../vendor/js/index.js'
import { Button, IconButton } from '../../ui/button.js'

/** Numbers that are accepted: a value with a tolerance, or from one to another. @param {{all: any[], at: string, edit: (how: (all: any[]) => void) => void, fault: (at: string, exact?: boolean) => any, wrong: (at: string) => any}} p */
export function Intervals({ all, at, edit, fault, wrong }) {
  const box = (/** @type {number} */ i, /** @type {string} */ k, /** @type {string} */ label) => html`<div class="field"><label for=${`${at}-${i}-${k}`}>${label}</label><input id=${`${at}-${i}-${k}`} class="input" inputmode=${k === 'fraction' ? undefined : 'decimal'} value=${all[i][k] ?? ''} aria-invalid=${wrong(`${at}.${i}`)} data-testid=${`num-${k}-${i + 1}`} onInput=${(/** @type {any} */ e) => edit(n => { n[i][k] = e.currentTarget.value.trim() })} /></div>`
  return html`
    ${all.map((v, i) => { const span = v.value === undefined
      return html`<div class="card" key=${i}><div class="row between"><select class="input fit" aria-label="Accepted as" onChange=${(/** @type {any} */ e) => edit(n => { n[i] = e.currentTarget.value === 'span' ? { from: v.value || '', to: v.value || '', fraction: v.fraction } : { value: v.from || '', tolerance: '0', fraction: v.fraction } })}><option value="value" selected=${!span}>A value, with a tolerance</option><option value="span" selected=${span}>From one number to another</option></select><${IconButton} name="close" label="Remove" disabled=${all.length < 2} onClick=${() => edit(n => { n.splice(i, 1) })} /></div>
        <div class="fields three">${span ? html`${box(i, 'from', 'From')}${box(i, 'to', 'To')}` : html`${box(i, 'value', 'Value')}${box(i, 'tolerance', 'Tolerance')}`}${box(i, 'fraction', 'Worth (1, 0.5, 1/3)')}</div>
        ${!span && html`<div class="field"><label for=${`${at}-${i}-kind`}>The tolerance is</label><select id=${`${at}-${i}-kind`} class="input" onChange=${(/** @type {any} */ e) => edit(n => { n[i].tolerance_kind = e.currentTarget.value })}>${[['absolute', 'a number'], ['relative', 'a part of the value'], ['geometric', 'a factor']].map(([k, l]) => html`<option value=${k} selected=${k === (v.tolerance_kind || 'absolute')}>${l}</option>`)}</select></div>`}
        ${fault(`${at}.${i}`)}</div>` })}
    <div><${Button} kind="s" icon="plus" onClick=${() => edit(n => { n.push({ value: '', tolerance: '0', fraction: '1' }) })}>Another number</${Button}></div>${fault(at)}`
}

/** @param {import('./item-forms.js').Part} p */
export function Numbers({ d, change, fault, wrong }) {
  const units = d.key.units || []
  const edit = (/** @type {(n: any) => void} */ how) => change(n => { n.key.units ??= []; how(n); n.content.unit_options = n.key.units.map((/** @type {any} */ u) => u.name); if (!n.key.units.length) { for (const k of ['units', 'unit_penalty', 'unit_penalty_of']) delete n.key[k]; delete n.content.unit_options } })
  return html`
    <fieldset class="bare stack"><legend class="label">Accepted numbers</legend><${Intervals} all=${d.key.intervals || []} at="key.intervals" edit=${(/** @type {any} */ how) => change(n => { n.key.intervals ??= []; how(n.key.intervals) })} fault=${fault} wrong=${wrong} /></fieldset>
    <details open=${units.length > 0}><summary>Units</summary><div class="stack s">
      ${units.map((/** @type {any} */ u, /** @type {number} */ i) => html`<div class="fields three" key=${i}><div class="field"><label for=${`u-${i}`}>Unit</label><input id=${`u-${i}`} class="input" maxlength="40" value=${u.name} onInput=${(/** @type {any} */ e) => edit(n => { n.key.units[i].name = e.currentTarget.value })} /></div><div class="field"><label for=${`uf-${i}`}>How many of the first unit</label><input id=${`uf-${i}`} class="input" value=${u.factor} onInput=${(/** @type {any} */ e) => edit(n => { n.key.units[i].factor = e.currentTarget.value.trim() })} />${fault(`key.units.${i}`)}${fault(`content.unit_options.${i}`)}</div><div class="row"><${Button} kind="plain s" onClick=${() => edit(n => { n.key.units.splice(i, 1) })}>Remove</${Button}></div></div>`)}
      ${units.length > 0 && html`<div class="field"><label for="u-pen">A wrong or missing unit costs</label><input id="u-pen" class="input" placeholder="0.1" value=${d.key.unit_penalty || ''} onInput=${(/** @type {any} */ e) => edit(n => { const v = e.currentTarget.value.trim(); if (v) n.key.unit_penalty = v; else delete n.key.unit_penalty })} />${fault('key.unit_penalty')}</div>`}
      <div><${Button} kind="s" icon="plus" onClick=${() => edit(n => { n.key.units.push({ name: '', factor: n.key.units.length ? '' : '1' }) })}>Another unit</${Button}></div></div></details>${fault('key')}`
}

/** Texts that are accepted. @param {{all: any[], at: string, edit: (how: (all: any[]) => void) => void, fault: (at: string, exact?: boolean) => any, wrong: (at: string) => any}} p */
export function Accepted({ all, at, edit, fault, wrong }) {
  return html`
    ${all.map((t, i) => html`<div class="optrow" key=${i}><div class="stack s grow"><div class="textrow"><input class="input" aria-label=${`Accepted text ${i + 1}`} maxlength="500" value=${t.text} aria-invalid=${wrong(`${at}.${i}`)} data-testid=${`text-${i + 1}`} onInput=${(/** @type {any} */ e) => edit(n => { n[i].text = e.currentTarget.value })} /><input class="input worth" aria-label="Worth" title="Worth: 1, 0.5, 1/3" value=${t.fraction} onInput=${(/** @type {any} */ e) => edit(n => { n[i].fraction = e.currentTarget.value.trim() })} /></div>
      <div class="row small"><label class="check"><input type="checkbox" checked=${!!t.exact} onChange=${(/** @type {any} */ e) => edit(n => { n[i].exact = e.currentTarget.checked })} /><span>Capitals count</span></label><label class="check"><input type="checkbox" checked=${!!t.folded} onChange=${(/** @type {any} */ e) => edit(n => { n[i].folded = e.currentTarget.checked })} /><span>Accents do not count</span></label></div>${fault(`${at}.${i}`)}</div>
      <${IconButton} name="close" label="Remove" disabled=${all.length < 2} onClick=${() => edit(n => { n.splice(i, 1) })} /></div>`)}
    <div><${Button} kind="s" icon="plus" onClick=${() => edit(n => { n.push({ text: '', fraction: '1' }) })}>Another text</${Button}></div>${fault(at)}`
}

/** @param {import('./item-forms.js').Part} p */
export const Texts = ({ d, change, fault, wrong }) => html`
  <fieldset class="bare stack"><legend class="label">Accepted answers, and what each is worth</legend><${Accepted} all=${d.key.texts || []} at="key.texts" edit=${(/** @type {any} */ how) => change(n => { n.key.texts ??= []; how(n.key.texts) })} fault=${fault} wrong=${wrong} />${fault('key')}
    <p class="small quiet">* stands for any letters, \\* for the star itself. The first text that fits says what an answer is worth.</p></fieldset>`
