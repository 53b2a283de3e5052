import { html, useEffect, useRef } from '../../vendor/js/index.js'
import { typeOf } from './types/registry.js'
import { Icon } from '../ui/icons.js'
import { Rich } from '../ui/rich.js'
import { ChallengeButton } from '../pages/cases/report.js'
import { Medium } from './medium.js'
import { Stimulus } from './stimulus.js'

/**
 * One item. The stem comes from the server as cleaned HTML; the answer's control belongs to the item's type.
 * @param {{item: any, number: number, of: number, held: import('./merge.js').Held, locked: boolean, sitting: import('./sitting.js').Sitting}} p
 */
export function Question({ item, number, of, held, locked, sitting }) {
  const h = useRef(/** @type {HTMLElement|null} */ (null))
  const type = typeOf(item.type)
  useEffect(() => { h.current?.focus({ preventScroll: true }); window.scrollTo(0, 0) }, [])
  const change = (/** @type {any} */ response, /** @type {any} */ opt) => sitting.change(item.position, { response }, opt)
  const shared = (sitting.attempt.stimuli || []).find((/** @type {any} */ x) => x.id === item.stimulus)
  const inline = !!type?.inline // the answer is given inside the stem
  const answer = type
    ? html`<${type.Answer} item=${item} response=${held.response} change=${change} locked=${locked} attempt=${sitting.attempt.id} />`
    : html`<div class="note bad" role="alert"><p>This kind of question could not be loaded. Reload the page; your saved answers stay. If it remains, tell support: type <code>${item.type}</code>.</p></div>`
  return html`
    <article class="qpage ${shared ? 'paired' : ''}">
      ${shared && html`<${Stimulus} of=${shared} key=${shared.id} />`}
      <div class="question">
      <header class="row between"><h1 class="qno" tabindex="-1" ref=${h}>Question ${number} <span class="faint">of ${of}</span></h1>
        <span class="row small faint">${item.points > 1 && html`<span>${item.points} points</span>`}${item.section && html`<span>${item.section}</span>`}${held.flagged && html`<span class="pill warn bare"><${Icon} name="flag" />Flagged</span>`}<${ChallengeButton} attempt=${sitting.attempt.id} position=${item.position} number=${number} /></span></header>
      <fieldset class="stack" aria-labelledby=${inline ? undefined : `stem-${item.position}`}>
        <legend class="vh">Question ${number}: your answer</legend>
        ${!inline && html`<${Rich} as="div" class="stem rich" id="stem-${item.position}" html=${item.stem_html} />`}
        ${item.image && !type?.draws && html`<img class="figure" src=${item.image.url} width=${item.image.width} height=${item.image.height} alt=${item.image.alt} />`}
        ${(item.media || []).map((/** @type {any} */ m) => html`<${Medium} of=${m} key=${m.url} />`)}
        ${type?.hint && html`<p class="small quiet qhint">${type.hint(item)}</p>`}
        ${answer}
        ${held.refused && html`<div class="note bad" role="alert"><p>The server did not accept this answer (${held.refused}). Change it, so that it is saved.</p></div>`}
      </fieldset>
      </div>
    </article>`
}
