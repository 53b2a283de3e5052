import { html } from '../../../vendor/js/index.js'
import { letter } from '../../player/plain.js'
import { Button, IconButton } from '../../ui/button.js'

/** The next free name of an option. @param {any[]} all */
export function free(all) {
  for (let n = 0; ; n++) { const id = letter(n).toLowerCase(); if (!all.some(o => o.id === id)) return id }
}

/** @type {[string, string][]} */
const rules = [['all_or_nothing', 'All or nothing'], ['canvas_multi', 'Right minus wrong'], ['moodle_multi', 'Each option has its worth']]

/** Options with what is right, for the types that choose. @param {import('./item-forms.js').Part} p */
export function Choices({ d, change, fault, wrong }) {
  const { options } = d.content
  const many = d.type === 'multiple_response', fixed = d.type === 'true_false'
  const weighed = !!d.key.worth
  const list = many ? 'correct' : 'accepted'
  const right = d.key[list] || []
  const rule = weighed ? 'moodle_multi' : d.key.rule || 'all_or_nothing'
  const judge = (/** @type {string} */ to) => change(n => {
    const worth = to === 'moodle_multi' || to === 'worth'
    n.key = worth ? { ...(many && { rule: to }), worth: Object.fromEntries(n.content.options.map((/** @type {any} */ o) => [o.id, right.includes(o.id) ? '1' : '0'])) } : { ...(many && { rule: to }), [list]: weighed ? Object.keys(n.key.worth).filter(k => n.key.worth[k] === '1') : right }
  })
  const pick = (/** @type {string} */ id, /** @type {boolean} */ on) => change(n => { n.key[list] = fixed ? [id] : n.content.options.map((/** @type {any} */ o) => o.id).filter((/** @type {string} */ o) => (o === id ? on : right.includes(o))) })
  const drop = (/** @type {number} */ i) => change(n => { const [o] = n.content.options.splice(i, 1); if (n.key[list]) n.key[list] = n.key[list].filter((/** @type {string} */ x) => x !== o.id); if (n.key.worth) delete n.key.worth[o.id]; delete n.option_rationales[o.id] })
  return html`
    <fieldset class="bare stack"><legend class="label">Options</legend>
      ${fault('content.options', true)}
      ${options.map((/** @type {any} */ o, /** @type {number} */ i) => html`
        <div class="optrow" key=${o.id}><span class="optmark">${weighed ? html`<input class="input worth" aria-label=${`Worth of option ${letter(i)}`} placeholder="0" value=${d.key.worth[o.id] || ''} aria-invalid=${wrong(`key.worth.${o.id}`)} onInput=${(/** @type {any} */ e) => change(n => { n.key.worth[o.id] = e.currentTarget.value.trim() || '0' })} />`
            : html`<input type=${fixed ? 'radio' : 'checkbox'} class="tickbox" name="right" aria-label=${`Option ${letter(i)} is right`} checked=${right.includes(o.id)} data-testid=${`right-${i + 1}`} onChange=${(/** @type {any} */ e) => pick(o.id, e.currentTarget.checked)} />`}<b>${letter(i)}</b></span>
          <div class="stack s grow"><textarea class="input short" rows="1" aria-label=${`Option ${letter(i)}`} placeholder="What it says" value=${o.html} readonly=${fixed} aria-invalid=${wrong(`content.options.${i}`)} data-testid=${`opt-${i + 1}`} onInput=${(/** @type {any} */ e) => change(n => { n.content.options[i].html = e.currentTarget.value })}></textarea>
            <input class="input why" aria-label=${`Why option ${letter(i)} is right or wrong`} placeholder="Why it is right or wrong" value=${d.option_rationales[o.id] || ''} onInput=${(/** @type {any} */ e) => change(n => { const v = e.currentTarget.value; if (v) n.option_rationales[o.id] = v; else delete n.option_rationales[o.id] })} />
            ${fault(`content.options.${i}`)}${fault(`key.worth.${o.id}`)}</div>
          ${!fixed && html`<${IconButton} name="close" label=${`Remove option ${letter(i)}`} disabled=${options.length <= 2} onClick=${() => drop(i)} />`}</div>`)}
      ${!fixed && html`<div><${Button} kind="s" icon="plus" testid="opt-add" onClick=${() => change(n => { const id = free(n.content.options); n.content.options.push({ id, html: '' }); if (n.key.worth) n.key.worth[id] = '0' })}>Another option</${Button}></div>`}
      ${fault('key')}
    </fieldset>
    <div class="fields two">
      ${!fixed && html`<div class="field"><label for="i-rule">How it is scored</label><select id="i-rule" class="input" onChange=${(/** @type {any} */ e) => judge(e.currentTarget.value)}>${(many ? rules : [['accepted', 'The right option earns all'], ['worth', 'Each option has its worth']]).map(([v, l]) => html`<option value=${v} selected=${v === (many ? rule : weighed ? 'worth' : 'accepted')}>${l}</option>`)}</select>${weighed && html`<span class="hint">A part of the point, such as 1, 0.5, 1/3 or -0.25.</span>`}</div>`}
      ${many && html`<div class="field"><label for="i-choose">Most that can be chosen</label><input id="i-choose" class="input" type="number" min="0" max=${options.length} placeholder="Any number" value=${d.content.choose || ''} aria-invalid=${wrong('content.choose')} onInput=${(/** @type {any} */ e) => change(n => { const v = Math.trunc(Number(e.currentTarget.value)); if (v > 0) n.content.choose = v; else delete n.content.choose })} />${fault('content.choose')}</div>`}
      ${!fixed && html`<label class="check"><input type="checkbox" checked=${!!d.content.fixed} onChange=${(/** @type {any} */ e) => change(n => { if (e.currentTarget.checked) n.content.fixed = true; else delete n.content.fixed })} /><span>Options keep this order</span></label>`}
    </div>`
}

/** @param {import('./item-forms.js').Part & {list: 'options'|'stems', what: string, after?: (o: any, i: number) => any, removed?: (n: any, id: string) => void, added?: (n: any, id: string) => void, least?: number}} p */
function Lines({ d, change, fault, wrong, list, what, after, removed, added, least = 2 }) {
  const all = d.content[list] || []
  return html`
    <fieldset class="bare stack"><legend class="label">${what}</legend>${fault(`content.${list}`, true)}
      ${all.map((/** @type {any} */ o, /** @type {number} */ i) => html`<div class="optrow" key=${o.id}><span class="optmark"><b>${list === 'stems' ? i + 1 : letter(i)}</b></span>
        <div class="stack s grow"><textarea class="input short" rows="1" aria-label=${`${what} ${i + 1}`} value=${o.html} aria-invalid=${wrong(`content.${list}.${i}`)} data-testid=${`${list}-${i + 1}`} onInput=${(/** @type {any} */ e) => change(n => { n.content[list][i].html = e.currentTarget.value })}></textarea>${fault(`content.${list}.${i}`)}${after?.(o, i)}</div>
        <${IconButton} name="close" label=${`Remove ${i + 1}`} disabled=${all.length <= least} onClick=${() => change(n => { const [gone] = n.content[list].splice(i, 1); removed?.(n, gone.id) })} /></div>`)}
      <div><${Button} kind="s" icon="plus" onClick=${() => change(n => { const id = free(n.content[list]); n.content[list].push({ id, html: '' }); added?.(n, id) })}>Add one</${Button}></div>
    </fieldset>`
}

/** @param {import('./item-forms.js').Part} p */
export function Matching(p) {
  const { d, change, fault, wrong } = p
  const pair = (/** @type {any} */ s) => html`<select class="input" aria-label="Belongs to" aria-invalid=${wrong(`key.pairs.${s.id}`)} data-testid=${`pair-${s.id}`} onChange=${(/** @type {any} */ e) => change(n => { n.key.pairs[s.id] = e.currentTarget.value })}><option value="">Belongs to…</option>${d.content.options.map((/** @type {any} */ o, /** @type {number} */ i) => html`<option value=${o.id} selected=${d.key.pairs?.[s.id] === o.id}>${letter(i)}. ${o.html.replace(/<[^>]*>/g, '').slice(0, 60)}</option>`)}</select>${fault(`key.pairs.${s.id}`)}`
  return html`
    <${Lines} ...${p} list="options" what="Options to match with" removed=${(/** @type {any} */ n, /** @type {string} */ id) => { for (const k of Object.keys(n.key.pairs)) if (n.key.pairs[k] === id) delete n.key.pairs[k] }} />
    <${Lines} ...${p} list="stems" what="What is to be matched" least=${1} after=${pair} removed=${(/** @type {any} */ n, /** @type {string} */ id) => { delete n.key.pairs[id] }} />
    ${fault('key')}
    <div class="field"><label for="i-rule">How it is scored</label><select id="i-rule" class="input" onChange=${(/** @type {any} */ e) => change(n => { n.key.rule = e.currentTarget.value })}>${[['match_pairs', 'By the share of right pairs'], ['all_or_nothing', 'All or nothing']].map(([v, l]) => html`<option value=${v} selected=${v === (d.key.rule || 'match_pairs')}>${l}</option>`)}</select></div>`
}

const orders = ['order_all_or_nothing', 'order_absolute_position', 'order_next_exclude_last', 'order_next_include_last', 'order_one_previous_next', 'order_all_previous_next', 'order_longest_ordered_subset', 'order_longest_contiguous_subset', 'order_relative_to_correct']

/** @param {import('./item-forms.js').Part} p */
export function Ordering(p) {
  const { d, change, fault } = p
  const swap = (/** @type {number} */ i, /** @type {number} */ to) => change(n => { const o = n.content.options; [o[i], o[to]] = [o[to], o[i]]; n.key.order = o.map((/** @type {any} */ x) => x.id) })
  return html`
    <${Lines} ...${withOrder(p)} list="options" what="In the right order" after=${(/** @type {any} */ _, /** @type {number} */ i) => html`<div class="row"><${Button} kind="plain s" disabled=${i === 0} onClick=${() => swap(i, i - 1)}>Up</${Button}><${Button} kind="plain s" disabled=${i === d.content.options.length - 1} onClick=${() => swap(i, i + 1)}>Down</${Button}></div>`}
      removed=${(/** @type {any} */ n, /** @type {string} */ id) => { n.key.order = n.key.order.filter((/** @type {string} */ x) => x !== id) }} added=${(/** @type {any} */ n, /** @type {string} */ id) => n.key.order.push(id)} />
    ${fault('key')}
    <div class="field"><label for="i-rule">How it is scored</label><select id="i-rule" class="input" onChange=${(/** @type {any} */ e) => change(n => { n.key.rule = e.currentTarget.value })}>${orders.map(v => html`<option value=${v} selected=${v === (d.key.rule || orders[0])}>${v.replace('order_', '').replace(/_/g, ' ')}</option>`)}</select><span class="hint">Candidates see the options in another order.</span></div>`
}

/** Options are written in the right order, whatever order they were kept in. @param {import('./item-forms.js').Part} p */
function withOrder(p) {
  const { order = [] } = p.d.key
  const sorted = [...p.d.content.options].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
  if (sorted.some((o, i) => o !== p.d.content.options[i]) && order.length === sorted.length) p.d.content.options = sorted
  return p
}
