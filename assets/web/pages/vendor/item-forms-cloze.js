import { html, useEffect } from '../../../vendor/js/index.js'
import { Button } from '../../ui/button.js'
import { free } from './item-forms-choice.js'
import { Accepted, Intervals } from './item-forms-typed.js'

/** @type {Record<string, () => any>} */
const begin = { text: () => ({ texts: [{ text: '', fraction: '1' }] }), number: () => ({ intervals: [{ value: '', tolerance: '0', fraction: '1' }] }), choice: () => ({ accepted: [] }) }

/** The blanks that the stem names, each with what is right in it. @param {import('./item-forms.js').Part} p */
export function Cloze({ d, change, fault, wrong }) {
  const named = [...new Set([...(d.content.stem_html || '').matchAll(/\[\[([A-Za-z0-9_.-]{1,60})\]\]/g)].map(m => m[1]))]
  useEffect(() => {
    change(n => {
      n.content.blanks = named.map(id => (n.content.blanks || []).find((/** @type {any} */ b) => b.id === id) || { id, kind: 'text' })
      n.key.blanks = Object.fromEntries(named.map(id => [id, n.key.blanks?.[id] || begin.text()]))
    })
  }, [named.join(' ')])
  const kind = (/** @type {number} */ i, /** @type {string} */ to) => change(n => { const b = n.content.blanks[i]; b.kind = to; n.key.blanks[b.id] = begin[to](); if (to === 'choice') b.options = [{ id: 'a', html: '' }, { id: 'b', html: '' }]; else delete b.options })
  return html`
    <fieldset class="bare stack"><legend class="label">Blanks</legend>
      ${!named.length && html`<p class="quiet small">The stem names no blank yet: write [[b1]] where the first one stands.</p>`}
      ${(d.content.blanks || []).map((/** @type {any} */ b, /** @type {number} */ i) => { const key = d.key.blanks?.[b.id]; return key && html`
        <div class="card" key=${b.id}><div class="row between"><b>[[${b.id}]]</b><select class="input fit" aria-label=${`Kind of ${b.id}`} onChange=${(/** @type {any} */ e) => kind(i, e.currentTarget.value)}>${[['text', 'a typed text'], ['number', 'a number'], ['choice', 'a choice of one']].map(([v, l]) => html`<option value=${v} selected=${v === b.kind}>${l}</option>`)}</select></div>
          ${b.kind === 'text' && html`<${Accepted} all=${key.texts || []} at=${`key.blanks.${b.id}.texts`} edit=${(/** @type {any} */ how) => change(n => { how(n.key.blanks[b.id].texts ??= []) })} fault=${fault} wrong=${wrong} />`}
          ${b.kind === 'number' && html`<${Intervals} all=${key.intervals || []} at=${`key.blanks.${b.id}.intervals`} edit=${(/** @type {any} */ how) => change(n => { how(n.key.blanks[b.id].intervals ??= []) })} fault=${fault} wrong=${wrong} />`}
          ${b.kind === 'choice' && !key.worth && html`${(b.options || []).map((/** @type {any} */ o, /** @type {number} */ k) => html`<div class="optrow" key=${o.id}><span class="optmark"><input type="checkbox" class="tickbox" aria-label="is right" checked=${(key.accepted || []).includes(o.id)} onChange=${(/** @type {any} */ e) => change(n => { const a = n.key.blanks[b.id].accepted || []; n.key.blanks[b.id].accepted = e.currentTarget.checked ? [...a, o.id] : a.filter((/** @type {string} */ x) => x !== o.id) })} /></span>
            <input class="input" aria-label=${`Choice ${k + 1}`} value=${o.html} onInput=${(/** @type {any} */ e) => change(n => { n.content.blanks[i].options[k].html = e.currentTarget.value })} />
            <${Button} kind="plain s" disabled=${b.options.length <= 2} onClick=${() => change(n => { n.content.blanks[i].options.splice(k, 1); n.key.blanks[b.id].accepted = (n.key.blanks[b.id].accepted || []).filter((/** @type {string} */ x) => x !== o.id) })}>Remove</${Button}></div>`)}
            <div><${Button} kind="s" icon="plus" onClick=${() => change(n => { n.content.blanks[i].options.push({ id: free(n.content.blanks[i].options), html: '' }) })}>Another choice</${Button}></div>`}
          ${b.kind === 'choice' && key.worth && html`<p class="small quiet">Its choices are weighed; change them as JSON.</p>`}
          <div class="field"><label for=${`w-${b.id}`}>Weight</label><input id=${`w-${b.id}`} class="input fit" type="number" min="1" max="100" value=${key.weight || 1} onInput=${(/** @type {any} */ e) => change(n => { const v = Math.trunc(Number(e.currentTarget.value)); if (v > 1) n.key.blanks[b.id].weight = v; else delete n.key.blanks[b.id].weight })} /></div>
          ${fault(`content.blanks.${i}`)}${fault(`content.blanks.${b.id}`)}${fault(`key.blanks.${b.id}`)}</div>` })}
      ${fault('content.blanks')}${fault('key')}${fault('content.options')}
    </fieldset>
    <div class="field"><label for="i-rule">How it is scored</label><select id="i-rule" class="input" onChange=${(/** @type {any} */ e) => change(n => { n.key.rule = e.currentTarget.value })}>${[['gap', 'By the share of right blanks'], ['all_or_nothing', 'All or nothing']].map(([v, l]) => html`<option value=${v} selected=${v === (d.key.rule || 'gap')}>${l}</option>`)}</select></div>`
}
