import { html, useEffect, useRef } from '../../vendor/js/index.js'
import { typeOf } from './types/registry.js'
import { Icon } from '../ui/icons.js'
import { Rich } from '../ui/rich.js'
import { ChallengeButton } from '../pages/cases/report.js'

/**
 * One item. The stem comes from the server as cleaned HTML; the answer's control belongs to the item's type.
 * @param {{item: any, number: number, of: number, held: import('./merge.js').Held, locked: boolean, sitting: import('./sitting.js').Sitting}} p
 */
export function Question({ item, number, of, held, locked, sitting }) {
  const h = useRef(/** @type {HTMLElement|null} */ (null))
  const type = typeOf(item.type)
  useEffect(() => { h.current?.focus({ preventScroll: true }); window.scrollTo(0, 0) }, [])
  const change = (/** @type {any} */ response, /** @type {any} */ opt) => sitting.change(item.position, { response }, opt)
  return html`
    <article class="question">
      <header class="row between"><h1 class="qno" tabindex="-1" ref=${h}>Question ${number} <span class="faint">of ${of}</span></h1>
        <span class="row small faint">${item.section && html`<span>${item.section}</span>`}${held.flagged && html`<span class="pill warn bare"><${Icon} name="flag" />Flagged</span>`}<${ChallengeButton} attempt=${sitting.attempt.id} position=${item.position} number=${number} /></span></header>
      <fieldset class="stack" aria-labelledby="stem-${item.position}">
        <legend class="vh">Question ${number}: your answer</legend>
        <${Rich} as="div" class="stem rich" id="stem-${item.position}" html=${item.stem_html} />
        ${item.image && html`<img class="figure" src=${item.image.url} width=${item.image.width} height=${item.image.height} alt=${item.image.alt} />`}
        ${(item.media || []).map((/** @type {any} */ m) => html`<${Medium} of=${m} key=${m.url} />`)}
        ${type?.hint && html`<p class="small quiet qhint">${type.hint(item)}${item.max_points > 1 ? ` ${item.max_points} points.` : ''}</p>`}
        ${type ? html`<${type.Answer} item=${item} response=${held.response} change=${change} locked=${locked} />` : html`<div class="note bad" role="alert"><p>This kind of question could not be loaded. Reload the page; your saved answers stay. If it remains, tell support: type <code>${item.type}</code>.</p></div>`}
        ${held.refused && html`<div class="note bad" role="alert"><p>The server did not accept this answer (${held.refused}). Change it, so that it is saved.</p></div>`}
      </fieldset>
    </article>`
}

/** @param {{of: {url: string, kind: string, alt: string}}} p */
function Medium({ of }) {
  if (of.kind === 'audio') return html`<audio controls src=${of.url} aria-label=${of.alt}></audio>`
  if (of.kind === 'video') return html`<video controls src=${of.url} aria-label=${of.alt}></video>`
  return html`<img class="figure" src=${of.url} alt=${of.alt} />`
}
