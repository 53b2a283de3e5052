import { html } from '../../../vendor/js/index.js'
import { useResource } from '../../api/use.js'
import { words } from '../../ui/format.js'
import { Pill } from '../../ui/states.js'

/** The tiers of a program as steps; the one held is filled, the next one dashed. @param {{program: string, version?: string, track?: string, held: string, target: string, from?: string}} p `from` is where the document is read, for drafts */
export function Ladder({ program, version, track, held, target, from }) {
  const doc = useResource(from || (version ? `/prm/v1/catalog/programs/${encodeURIComponent(program)}/versions/${encodeURIComponent(version)}` : null))
  /** @type {any[]} */
  const listed = (doc.data?.document?.tiers || []).filter((/** @type {any} */ t) => !track || !t.track || t.track === track)
  const tiers = listed.length ? [...listed].sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0)) : [held, target].filter((t, i, all) => t && all.indexOf(t) === i).map(key => ({ key }))
  const tracks = [...new Set(tiers.map(t => t.track || ''))]
  if (tracks.length < 2) return html`<${Rungs} tiers=${tiers} held=${held} target=${target} />`
  return html`<div class="stack">${tracks.map(name => html`<div class="stack s" key=${name}><h4>${words(name || 'every track')}</h4><${Rungs} tiers=${tiers.filter(t => (t.track || '') === name)} held=${held} target=${target} /></div>`)}</div>`
}

/** The steps of one track. @param {{tiers: any[], held: string, target: string}} p */
function Rungs({ tiers, held, target }) {
  const at = tiers.findIndex(t => t.key === held)
  return html`<ol class="ladder" aria-label="Tiers">${tiers.map((t, i) => html`
    <li class="rung ${t.key === held ? 'held' : t.key === target ? 'next' : ''}" key=${t.key} style=${{ '--step': i }}>
      <span class="faint small">${t.key === held ? 'Held' : t.key === target ? 'Next' : i < at ? 'Below' : `Step ${i + 1}`}</span><b>${t.title || words(t.key)}</b>
      ${t.entry && html`<span class="faint xs">${entries[t.entry] || words(t.entry)}</span>`}
    </li>`)}${!tiers.length ? html`<li><${Pill}>No tier held</${Pill}></li>` : ''}</ol>`
}

/** @type {Record<string, string>} */
const entries = { open: 'Opens by itself', automatic: 'Opens by itself', application: 'On application', invitation: 'By invitation' }
