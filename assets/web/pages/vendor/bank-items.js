import { html, useEffect, useState } from '../../../vendor/js/index.js'
import { newKey, post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useList } from '../../api/use.js'
import { place, setQuery } from '../../router.js'
import { Button } from '../../ui/button.js'
import { count, words } from '../../ui/format.js'
import { ProblemNote } from '../../ui/problem.js'
import { Empty, Load } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { say } from '../../ui/toast.js'
import { called, itemPage, moves, moving, State, states, types } from './item-words.js'

/** Items of a bank: found by state, type and domain, and carried on in numbers. @param {{bank: string, turn: number, changed: () => void}} p */
export function BankItems({ bank, turn, changed }) {
  const q = place.value.query
  const filter = { state: q.get('state') || '', type: q.get('type') || '', domain: q.get('domain') || '' }
  const path = `/api/v1/item-banks/${encodeURIComponent(bank)}`
  const items = useList(`${path}/items`, { limit: 100, ...filter })
  const [picked, setPicked] = useState(/** @type {string[]} */ ([]))
  const may = changes('vendor_admin', 'author')
  useEffect(() => { if (turn) items.reload() }, [turn])
  useEffect(() => setPicked([]), [filter.state, filter.type, filter.domain])
  const chosen = items.rows.filter(i => picked.includes(i.id))
  const move = useDeed(async (/** @type {string} */ to) => {
    const { moved } = await post(`${path}/moves`, { items: chosen.map(i => i.id), to }, { key: newKey() })
    say(`${count(moved, 'item')} ${moved === 1 ? 'is' : 'are'} ${words(to).toLowerCase()} now`)
    setPicked([]); items.reload(); changed()
  })
  const queue = filter.state === 'in_review'
  const movable = items.rows.filter(i => moves[i.state]?.length)
  const pick = { title: 'Select', cell: (/** @type {any} */ i) => html`<input type="checkbox" class="tickbox" aria-label=${`Select: ${called(i, 60)}`} checked=${picked.includes(i.id)} disabled=${!moves[i.state]?.length} onChange=${(/** @type {any} */ e) => setPicked(e.currentTarget.checked ? [...picked, i.id] : picked.filter(x => x !== i.id))} />` }
  const act = { title: 'Actions', act: true, cell: (/** @type {any} */ i) => may && i.state === 'in_review' && html`<${Approve} item=${i} done=${() => { items.reload(); changed() }} />` }
  const columns = [...(may && !queue ? [pick] : []), ...facts, act]
  const to = states.filter(s => moving[s] && chosen.length && chosen.every(i => moves[i.state].includes(s)))
  return html`
    <section class="stack"><div class="row between"><h2>${queue ? 'Waiting for review' : 'Items'}</h2>
      <div class="chips" role="group" aria-label="View"><button type="button" class="chip" aria-pressed=${String(!queue)} onClick=${() => setQuery({ state: undefined })}>All items</button><button type="button" class="chip" aria-pressed=${String(queue)} data-testid="review-queue" onClick=${() => setQuery({ state: 'in_review' })}>Review queue</button></div></div>
      <${Filters} of=${filter} />
      ${picked.length > 0 && html`<div class="note"><div class="row between"><b>${count(chosen.length, 'item')} selected</b><div class="row">
        ${to.map(s => html`<${Button} kind="s" key=${s} busy=${move.busy} onClick=${() => move.run(s)} testid=${`move-${s}`}>${moving[s]}</${Button}>`)}
        ${!to.length && html`<span class="small">These stand in states that share no next step.</span>`}<${Button} kind="plain s" onClick=${() => setPicked([])}>Clear</${Button}></div></div></div>`}
      <${ProblemNote} problem=${move.problem} />
      ${may && !queue && movable.length > 1 && html`<label class="check small"><input type="checkbox" checked=${picked.length > 0 && picked.length === movable.length} onChange=${(/** @type {any} */ e) => setPicked(e.currentTarget.checked ? movable.map(i => i.id) : [])} /><span>Select all that are shown and can be moved</span></label>`}
      <${Load} of=${items} kind="rows">${() => (items.rows.length ? html`<${Table} caption="Items" columns=${columns} rows=${items.rows} more=${items} testid="bank-item" />` : html`<${Nothing} filtered=${!!(filter.state || filter.type || filter.domain)} queue=${queue} />`)}</${Load}>
    </section>`
}

/** @param {{filtered: boolean, queue: boolean}} p */
const Nothing = ({ filtered, queue }) => (queue ? html`<${Empty} title="Nothing waits for review">Items come here when their author submits them.</${Empty}>`
  : filtered ? html`<${Empty} title="No such items" action=${html`<${Button} onClick=${() => setQuery({ state: undefined, type: undefined, domain: undefined })}>Show all</${Button}>`}>Nothing in this bank fits the filter.</${Empty}>`
    : html`<${Empty} title="No items yet">Write one, or import a file below. Every source item is accounted for in the report.</${Empty}>`)

/** @param {{of: {state: string, type: string, domain: string}}} p */
function Filters({ of }) {
  const choose = (/** @type {'state'|'type'} */ k, /** @type {string} */ label, /** @type {string[]} */ all) => html`
    <div class="field"><label for=${`f-${k}`}>${label}</label><select id=${`f-${k}`} class="input" data-testid=${`filter-${k}`} onChange=${(/** @type {any} */ e) => setQuery({ [k]: e.currentTarget.value || undefined })}>
      <option value="" selected=${!of[k]}>Any</option>${all.map(v => html`<option value=${v} selected=${v === of[k]}>${words(v)}</option>`)}</select></div>`
  return html`
    <form class="fields three" role="search" onSubmit=${(/** @type {Event} */ e) => e.preventDefault()}>
      ${choose('state', 'State', states)}${choose('type', 'Type', types)}
      <div class="field"><label for="f-domain">Domain</label><input id="f-domain" class="input" maxlength="200" placeholder="Exactly as written" defaultValue=${of.domain} onChange=${(/** @type {any} */ e) => setQuery({ domain: e.currentTarget.value.trim() || undefined })} /></div>
    </form>`
}

/** @type {import('../../ui/table.js').Column[]} */
const facts = [
  { title: 'Item', head: true, cell: i => html`<a class="break" href=${itemPage(i.id)}>${called(i)}</a>${i.version !== i.live_version ? html`<br /><span class="xs faint">a change is being written</span>` : ''}` },
  { title: 'Type', cell: i => words(i.type) },
  { title: 'Domain', cell: i => i.domain || '–' },
  { title: 'State', cell: i => html`<${State} of=${i.state} />` },
]

/** Approved items are not drawn yet; they are put into use by a move. @param {{item: any, done: () => void}} p */
function Approve({ item, done }) {
  const deed = useDeed(async () => { await post(`/api/v1/items/${encodeURIComponent(item.id)}/approve`, undefined, { key: newKey() }); say('Approved. Put it into use when it is wanted.'); done() })
  return html`<div class="row"><${Button} kind="s" href=${itemPage(item.id)}>Review</${Button}><${Button} kind="s" busy=${deed.busy} onClick=${deed.run} testid="item-approve">Approve</${Button}></div>${deed.problem && html`<p class="small fault">${deed.problem.sentence}</p>`}`
}
