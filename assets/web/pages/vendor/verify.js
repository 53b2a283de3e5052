import { html, useState } from '../../../vendor/js/index.js'
import { get } from '../../api/client.js'
import { useDeed } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { count, words } from '../../ui/format.js'
import { ProblemNote } from '../../ui/problem.js'
import { Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'

/** Makes an attempt again out of its log and says whether what is stored agrees. @param {{path: string, may: boolean}} p */
export function Verify({ path, may }) {
  const [of, set] = useState(/** @type {any} */ (null))
  const ask = useDeed(async () => set(await get(`${path}/replay`)))
  if (!may) return null
  return html`<section class="card"><header><h2>Proof</h2>${of && html`<span data-testid="replay-outcome" data-equal=${String(of.equal)}><${Pill} tone=${of.equal ? 'good' : 'bad'}>${of.equal ? 'Agrees with its log' : 'Differs from its log'}</${Pill}></span>`}</header>
    <p class="quiet">Answers, times, receipt and results are made again out of the log of the attempt alone, and compared byte for byte with what is stored. Nothing is changed by it.</p>
    <${ProblemNote} problem=${ask.problem} />
    ${of && html`<dl class="kv"><dt>Events read</dt><dd>${count(of.events, 'event')}</dd><dt>Receipt</dt><dd>${of.signed ? 'Its signature is ours, and stands for what the log tells' : ['submitted', 'graded', 'voided'].includes(of.state) ? 'There is none that our signature stands for' : 'None yet; the attempt is open'}</dd>
      <dt>SHA-256</dt><dd><code class="xs break">${of.sha256 || '–'}</code></dd>${of.beside.length > 0 && html`<dt>Not in the log</dt><dd>${of.beside.map(words).join(', ')}: the log is from before it was written there</dd>`}</dl>`}
    ${of && !of.equal && html`<${Table} caption="Where it differs" columns=${columns} rows=${of.differences} id=${(/** @type {any} */ d) => d.field} testid="replay-difference" />`}
    <footer><${Button} kind=${of ? 's' : 'primary s'} busy=${ask.busy} onClick=${ask.run} testid="attempt-verify">${of ? 'Verify again' : 'Verify'}</${Button}></footer></section>`
}

/** @type {import('../../ui/table.js').Column[]} */
const columns = [
  { title: 'Part', head: true, cell: d => words(d.field) },
  { title: 'Stored', cell: d => html`<code class="xs break">${d.stored || (d.replayed ? 'nothing' : 'not shown')}</code>` },
  { title: 'By the log', cell: d => html`<code class="xs break">${d.replayed || (d.stored ? 'nothing' : 'not shown')}</code>` },
]
