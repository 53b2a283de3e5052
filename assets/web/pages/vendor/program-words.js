import { html } from '../../../vendor/js/index.js'
import { useResource } from '../../api/use.js'
import { words } from '../../ui/format.js'
import { Load, Pill } from '../../ui/states.js'

/** A whole program in plain words, as the server says it; what is assumed is marked. @param {{path: string}} p */
export function ProgramWords({ path }) {
  const told = useResource(path)
  return html`<${Load} of=${told} kind="rows">${(/** @type {any} */ t) => html`
    <div class="stack l" data-testid="program-words">
      ${t.source && html`<p class="small quiet">${t.source}.</p>`}
      ${t.tiers.map((/** @type {any} */ tier) => html`<section class="stack s" key=${tier.key}>
        <h3>${tier.title} ${tier.track && html`<${Pill}>${words(tier.track)}</${Pill}>`}</h3><p class="small quiet">${tier.entry}</p>
        <h4>Asks</h4>${tier.enter.length ? html`<${Rules} of=${tier.enter} />` : html`<p class="small">Nothing.</p>`}
        ${tier.keep && html`<h4>To keep it</h4><${Rules} of=${tier.keep} />`}
        ${tier.targets.length > 0 && html`<h4>Aims at</h4><${Rules} of=${tier.targets} />`}
        ${tier.grants.length > 0 && html`<h4>Grants</h4><${Rules} of=${tier.grants} />`}</section>`)}
      <${Fold} title="Designations" when=${t.designations.length}>${t.designations.map((/** @type {any} */ d) => html`<div class="stack s" key=${d.key + (d.level || '')}>
        <h4>${d.title} ${d.level && html`<${Pill}>${words(d.level)}</${Pill}>`}</h4>${d.external ? html`<p class="small quiet">Given elsewhere and recorded here.</p>` : html`<${Rules} of=${d.rules} />`}</div>`)}</${Fold}>
      <${Fold} title="Scores" when=${t.scores.length}>${t.scores.map((/** @type {any} */ s) => html`<div class="stack s" key=${s.key}><h4>${s.title}</h4><${Rules} of=${s.tracks} /></div>`)}</${Fold}>
      <${Fold} title="How tiers are won and lost" when=${t.standing.length}><${Rules} of=${t.standing} /></${Fold}>
      <${Fold} title="Who counts" when=${t.people.length}><${Rules} of=${t.people} /></${Fold}>
      <${Fold} title="Figures" when=${t.facts.length}><${Rules} of=${t.facts} /></${Fold}>
      <${Fold} title="What is said of it, and where" when=${t.checklist.length}><ul class="told stack s small">${t.checklist.map((/** @type {any} */ c) => html`<li key=${c.line}>${c.line}
        ${c.not_modelled ? html` <${Pill} tone="warn">Not modelled</${Pill}> <span class="quiet">${c.not_modelled}.</span>` : html`<br /><code class="break faint">${c.by.join(', ')}</code>`}</li>`)}</ul></${Fold}>
      <${Fold} title=${`${t.golden_cases.length} cases worked out by hand`} when=${t.golden_cases.length}><p class="small quiet">Publishing asks them again, and refuses a version that answers one differently.</p>
        <ul class="told stack s small">${t.golden_cases.map((/** @type {string} */ c) => html`<li key=${c}>${c}</li>`)}</ul></${Fold}>
    </div>`}</${Load}>`
}

/** @param {{title: string, when: number, children?: any}} p */
const Fold = ({ title, when, children }) => when > 0 && html`<details class="stack s"><summary>${title}</summary>${children}</details>`

/** Sentences, each with the ones inside it. @param {{of: any[]}} p */
function Rules({ of }) {
  return html`<ul class="told stack s small">${of.map((s, i) => html`<li key=${s.id || i}>${s.text}${s.assumed && html` <${Pill} tone="warn">Assumed</${Pill}>`}
    ${s.parts?.length > 0 && html`<${Rules} of=${s.parts} />`}</li>`)}</ul>`
}
