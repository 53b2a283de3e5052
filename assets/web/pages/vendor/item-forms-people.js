import { html } from '../../../vendor/js/index.js'
import { Button, IconButton } from '../../ui/button.js'

const kinds = ['pdf', 'png', 'jpeg', 'gif', 'txt', 'md', 'csv', 'json', 'zip', 'docx', 'xlsx', 'pptx', 'odt']

/** What people are told who mark the answer, and the bounds of what is handed in. @param {import('./item-forms.js').Part} p */
export function Guide({ d, change, fault, wrong }) {
  const number = (/** @type {string} */ k, /** @type {string} */ label, /** @type {any} */ of, /** @type {string} */ at) => html`<div class="field"><label for=${`i-${k}`}>${label}</label><input id=${`i-${k}`} class="input" type="number" min="0" value=${of?.[k] || ''} placeholder="No limit of its own" aria-invalid=${wrong(at)} onInput=${(/** @type {any} */ e) => change(n => { const c = at.startsWith('content.upload') ? (n.content.upload ??= {}) : n.content; const v = Math.trunc(Number(e.currentTarget.value)); if (v > 0) c[k] = v; else delete c[k] })} />${fault(at)}</div>`
  return html`
    ${d.type === 'essay' ? html`<div class="fields two">${number('min_words', 'Fewest words', d.content, 'content.min_words')}${number('max_words', 'Most words', d.content, 'content.max_words')}${number('max_characters', 'Most characters that are taken', d.content, 'content.max_characters')}</div>` : html`
      <div class="fields two">${number('max_files', 'Most files', d.content.upload, 'content.upload.max_files')}${number('max_bytes', 'Most bytes of one file', d.content.upload, 'content.upload.max_bytes')}</div>
      <fieldset class="bare stack s"><legend class="label">Kinds of files</legend><div class="chips">${kinds.map(k => { const on = (d.content.upload?.kinds || []).includes(k); return html`<button type="button" class="chip" key=${k} aria-pressed=${String(on)} onClick=${() => change(n => { const u = n.content.upload ??= {}; u.kinds = on ? u.kinds.filter((/** @type {string} */ x) => x !== k) : [...(u.kinds || []), k]; if (!u.kinds.length) delete u.kinds })}>${k}</button>` })}</div><span class="hint small quiet">None chosen means every kind.</span>${fault('content.upload')}</fieldset>`}
    ${d.type === 'lab' && html`<p class="small quiet">How the lab is prepared and graded is written on its own page, once the item is kept.</p>`}${fault('content.lab')}
    <div class="field"><label for="i-guide">What markers are told</label><textarea id="i-guide" class="input" rows="4" value=${d.key.guide_html || ''} onInput=${(/** @type {any} */ e) => change(n => { const v = e.currentTarget.value; if (v) n.key.guide_html = v; else delete n.key.guide_html })}></textarea><span class="hint">HTML. The rubric has a page of its own.</span>${fault('key')}</div>`
}

/** Areas of a picture and what a point in each earns. @param {import('./item-forms.js').Part} p */
export function Area({ d, change, fault, wrong }) {
  const all = d.key.areas || []
  return html`
    <fieldset class="bare stack"><legend class="label">Areas of the picture</legend>
      ${all.map((/** @type {any} */ a, /** @type {number} */ i) => html`<div class="card" key=${i}><div class="fields three">
          <div class="field"><label for=${`a-${i}`}>Shape</label><select id=${`a-${i}`} class="input" onChange=${(/** @type {any} */ e) => change(n => { n.key.areas[i].shape = e.currentTarget.value })}>${[['rect', 'Rectangle: left, top, right, bottom'], ['circle', 'Circle: x, y, radius'], ['ellipse', 'Ellipse: x, y, two radii'], ['poly', 'Polygon: x, y, x, y, …']].map(([v, l]) => html`<option value=${v} selected=${v === a.shape}>${l}</option>`)}</select></div>
          <div class="field"><label for=${`ac-${i}`}>Pixels</label><input id=${`ac-${i}`} class="input" defaultValue=${a.coords.join(', ')} aria-invalid=${wrong('key.areas')} onInput=${(/** @type {any} */ e) => change(n => { n.key.areas[i].coords = e.currentTarget.value.split(/[\s,;]+/).filter(Boolean) })} /></div>
          <div class="field"><label for=${`av-${i}`}>Earns</label><input id=${`av-${i}`} class="input" value=${a.value} onInput=${(/** @type {any} */ e) => change(n => { n.key.areas[i].value = e.currentTarget.value.trim() })} /></div></div>
        <div class="row"><${IconButton} name="close" label="Remove" disabled=${all.length < 2} onClick=${() => change(n => { n.key.areas.splice(i, 1) })} /></div>${fault(`key.areas.${i}`)}</div>`)}
      <div><${Button} kind="s" icon="plus" onClick=${() => change(n => { n.key.areas = [...all, { shape: 'rect', coords: ['0', '0', '100', '100'], value: '1' }] })}>Another area</${Button}></div>${fault('key')}
    </fieldset>
    <div class="fields two"><div class="field"><label for="i-mp">Points that can be set</label><input id="i-mp" class="input" type="number" min="1" max="100" value=${d.content.max_points || 1} aria-invalid=${wrong('content.max_points')} onInput=${(/** @type {any} */ e) => change(n => { n.content.max_points = Math.trunc(Number(e.currentTarget.value)) || 1 })} />${fault('content.max_points')}</div>
      <div class="field"><label for="i-rule">How it is scored</label><select id="i-rule" class="input" onChange=${(/** @type {any} */ e) => change(n => { n.key.rule = e.currentTarget.value })}>${[['map_response_point', 'By the areas that are hit'], ['all_or_nothing', 'All or nothing']].map(([v, l]) => html`<option value=${v} selected=${v === (d.key.rule || 'map_response_point')}>${l}</option>`)}</select></div></div>`
}
