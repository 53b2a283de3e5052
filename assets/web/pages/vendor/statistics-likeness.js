import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { Field, Form } from '../../ui/form.js'
import { count } from '../../ui/format.js'
import { Empty, Load } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { Formulas } from './figure.js'

/** @param {string} id */
const attempt = id => (changes('vendor_admin', 'proctor', 'support') ? html`<a href=${`/app/vendor/attempts/${encodeURIComponent(id)}`}><code class="small break">${id}</code></a>` : html`<code class="small break">${id}</code>`)

/** @param {((pair: any) => void)|null} open @returns {import('../../ui/table.js').Column[]} */
const columns = open => [
  { title: 'Attempts', head: true, cell: (/** @type {any} */ p) => html`${attempt(p.attempt_a)}<br />${attempt(p.attempt_b)}` },
  { title: 'Both wrong', num: true, cell: (/** @type {any} */ p) => p.both_wrong },
  { title: 'Alike', num: true, cell: (/** @type {any} */ p) => html`<b>${p.identical_wrong}</b>` },
  { title: 'Expected', num: true, cell: (/** @type {any} */ p) => p.expected },
  { title: 'Probability', num: true, cell: (/** @type {any} */ p) => p.probability },
  ...(open ? [{ title: 'Actions', act: true, cell: (/** @type {any} */ p) => html`<${Button} kind="s" onClick=${() => open(p)} testid="pair-case">Open a case</${Button}>` }] : []),
]

/** Attempts that answer alike, by partner. @param {{path: string, formulas: Record<string, string>}} p */
export function Likeness({ path, formulas }) {
  const of = useResource(path)
  const [pair, setPair] = useState(/** @type {any} */ (null))
  const may = changes('vendor_admin', 'proctor', 'support', 'author', 'grader')
  return html`<${Load} of=${of}>${() => {
    const s = of.data
    if (s.withheld) return html`<${Empty} title="Withheld">${count(s.n, 'attempt')} with too few shared items say nothing about similarity: it needs ${s.least_n} attempts and 20 items in common.</${Empty}>`
    return html`
      <div class="note info"><p>This is where to look, and no verdict. Two people may have learned from the same wrong source. Who sees cause opens a case by hand; nobody is voided by a figure.</p></div>
      <p class="small faint">${count(s.pairs_compared, 'pair')} of ${count(s.n, 'attempt')} compared. Shown are those whose likeness has a probability of at most ${s.threshold.toExponential(1)}.</p>
      ${s.groups.length === 0 && html`<${Empty} title="Nothing stands out">No two attempts share more wrong answers than their abilities explain.</${Empty}>`}
      ${s.groups.map((/** @type {any} */ g) => html`<section class="stack" key=${g.partners.map((/** @type {any} */ p) => p.id).join()}>
        <h2>${g.partners.map((/** @type {any} */ p) => p.name || (p.id ? p.id : 'Without a partner')).join(' and ') || 'A partner'}</h2>
        <p class="small faint">${count(g.pairs.length, 'pair')}, ${g.partners.map((/** @type {any} */ p) => count(p.attempts, 'attempt')).join(' and ')} in the comparison.</p>
        <${Table} caption="Pairs" columns=${columns(may ? setPair : null)} rows=${g.pairs} id=${(/** @type {any} */ p) => p.attempt_a + p.attempt_b} /></section>`)}
      <${Formulas} names=${[s.formula]} formulas=${formulas} />
      ${pair && html`<${Doubt} of=${pair} close=${() => setPair(null)} />`}`
  }}</${Load}>`
}

/** Opens a case about one attempt of a pair, or one about each. @param {{of: any, close: () => void}} p */
function Doubt({ of: p, close }) {
  const [made, setMade] = useState(/** @type {any[]} */ ([]))
  if (made.length) {
    return html`<${Dialog} title=${made.length > 1 ? 'The cases are open' : 'The case is open'} close=${close}>
      <p>Nothing is held and nothing is decided by it. Two people decide.</p>
      <ul class="bullets">${made.map(c => html`<li><a class="strong" href=${`/app/vendor/cases/${c.number}`} data-testid="case-opened">${c.number}</a></li>`)}</ul>
      <div class="form-foot"><${Button} kind="primary" onClick=${close}>Close</${Button}></div></${Dialog}>`
  }
  const deed = async (/** @type {any} */ v, /** @type {string} */ key) => {
    const out = []
    for (const id of v.about === 'both' ? [p.attempt_a, p.attempt_b] : [v.about]) {
      out.push(await post('/api/v1/cases', { kind: 'integrity', origin: 'signal', attempt: id, summary: v.summary || '' }, { key: `${key}-${id === p.attempt_a ? 'a' : 'b'}` }))
    }
    return out
  }
  return html`<${Dialog} title="Open a case" close=${close}>
    <p>Say in your own words what is in doubt. The figures say where to look; a likeness has innocent causes too.</p>
    <${Form} deed=${deed} done=${setMade} submit="Open" cancel=${close} testid="pair-case-submit">
      <${Field} name="about" label="About" value="both" options=${[{ value: 'both', label: 'Both attempts, a case each' }, { value: p.attempt_a, label: p.attempt_a }, { value: p.attempt_b, label: p.attempt_b }]} />
      <${Field} name="summary" label="What is in doubt" rows=${5} required minlength="10" maxlength="4000"
        value=${`${p.attempt_a} and ${p.attempt_b} share ${p.identical_wrong} of ${p.both_wrong} wrong answers where ${p.expected} are expected (probability ${p.probability}). `} testid="pair-case-text" />
    </${Form}></${Dialog}>`
}
