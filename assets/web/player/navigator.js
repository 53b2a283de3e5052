import { html } from '../../vendor/js/index.js'

/** @typedef {{answered: boolean, flagged: boolean, unsent: boolean, refused: boolean}} State */

/** All questions at a glance. @param {{items: any[], states: State[], at: number, goTo: (i: number) => void}} p */
export function Navigator({ items, states, at, goTo }) {
  const done = states.filter(s => s.answered).length
  return html`
    <nav class="stack" aria-label="Questions">
      <p class="small quiet"><b>${done}</b> of ${items.length} answered${states.some(s => s.flagged) ? `, ${states.filter(s => s.flagged).length} flagged` : ''}</p>
      ${groups(items).map(g => html`<div class="stack s" key=${g.title}>${g.title && html`<h2 class="eyebrow">${g.title}</h2>`}
        <ol class="qgrid">${g.at.map(i => html`
          <li key=${i}><button type="button" class="qcell ${states[i].answered ? 'done' : ''} ${states[i].flagged ? 'flag' : ''} ${states[i].unsent ? 'wait' : ''}" aria-current=${i === at ? 'step' : undefined} aria-label=${label(i, states[i])} onClick=${() => goTo(i)}>${i + 1}</button></li>`)}</ol></div>`)}
      <ul class="legend xs faint" aria-hidden="true"><li><i class="qcell done"></i>answered</li><li><i class="qcell flag"></i>flagged</li><li><i class="qcell wait"></i>not yet saved</li></ul>
    </nav>`
}

/** @param {number} i @param {State} s */
const label = (i, s) => `Question ${i + 1}, ${s.answered ? 'answered' : 'not answered'}${s.flagged ? ', flagged' : ''}${s.unsent ? ', not yet saved' : ''}${s.refused ? ', not accepted' : ''}`

/** @param {any[]} items */
function groups(items) {
  /** @type {{title: string, at: number[]}[]} */
  const out = []
  items.forEach((it, i) => {
    const last = out[out.length - 1]
    if (last && last.title === (it.section || '')) last.at.push(i)
    else out.push({ title: it.section || '', at: [i] })
  })
  return out.length === 1 ? [{ ...out[0], title: '' }] : out
}
