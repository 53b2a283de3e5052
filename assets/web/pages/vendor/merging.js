import { html, useState } from '../../../vendor/js/index.js'
import { newKey, post } from '../../api/client.js'
import { useDeed, useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { Field, Form } from '../../ui/form.js'
import { ProblemNote } from '../../ui/problem.js'
import { say } from '../../ui/toast.js'
import { Effect } from '../partner/ending.js'
import { MailOf } from './people.js'

const outcomes = { moved: 'comes to this account', ended: 'ends: the other account belongs to the partner too, for longer', kept: 'stays, with the rights of both' }

/** The other account is found, what the merge changes is shown, and only then it happens. @param {{into: any, close: () => void, done: () => void}} p */
export function Merging({ into, close, done }) {
  const [from, setFrom] = useState(/** @type {any} */ (null))
  const [ask, setAsk] = useState(/** @type {any} */ (null))
  const path = `/api/v1/people/${encodeURIComponent(into.id)}/merges`
  const look = async (/** @type {any} */ v) => { const wish = { ...v, from: from.id }; setAsk({ wish, key: newKey(), seen: await post(`${path}/preview`, wish) }) }
  const merge = useDeed(async () => { await post(path, ask.wish, { key: ask.key }); say('Merged'); close(); done() })
  return html`
    <${Dialog} title=${`Merge an account into ${into.name}`} close=${close}>
      ${!from ? html`<${Find} not=${into.id} take=${setFrom} />` : !ask ? html`
        <${Form} deed=${look} submit="Show what changes" testid="merge-look" cancel=${() => setFrom(null)}>
          <p><span class="strong">${from.name}</span>, <${MailOf} of=${from} />, becomes a part of this account.</p>
          <${Field} name="reason" label="Reason" optional maxlength="500" hint="Such as how you know that it is one person" />
        </${Form}>` : html`
        <div class="stack" data-testid="merge-effects">
          <p>These addresses lead to this account, with its password: <span class="break strong">${ask.seen.mails.join(', ')}</span></p>
          ${ask.seen.affiliations.length > 0 && html`<ul class="stack s">${ask.seen.affiliations.map((/** @type {any} */ a) => html`<li key=${a.affiliation}>${a.partner.name}: ${outcomes[/** @type {'moved'} */ (a.outcome)]}</li>`)}</ul>`}
          ${ask.seen.effects.length ? html`<p>And this changes:</p><ul class="stack s">${ask.seen.effects.map((/** @type {any} */ e) => html`<${Effect} of=${e} />`)}</ul>` : html`<p>No headcount, qualification or tier changes.</p>`}
          <p class="small faint">Credentials stay as they were signed. It can be undone for 30 days.</p>
          <${ProblemNote} problem=${merge.problem} />
          <div class="form-foot"><${Button} onClick=${() => setAsk(null)}>Back</${Button}><${Button} kind="danger" busy=${merge.busy} onClick=${merge.run} testid="merge-sure">Merge</${Button}></div>
        </div>`}
    </${Dialog}>`
}

/** @param {{not: string, take: (p: any) => void}} p */
function Find({ not, take }) {
  const [find, setFind] = useState('')
  const list = useList(find ? '/api/v1/people' : null, { limit: 10, query: find })
  const rows = list.rows.filter(p => p.id !== not && p.state !== 'merged')
  return html`
    <div class="stack">
      <input class="input search" type="search" aria-label="The other account" placeholder="Part of the name or address of the other account" maxlength="200" onChange=${(/** @type {any} */ e) => setFind(e.currentTarget.value)} data-testid="merge-find" />
      <${ProblemNote} problem=${list.problem} />
      ${find && !list.loading && rows.length === 0 && html`<p class="small">Nobody found.</p>`}
      ${rows.map(p => html`<div class="row between" key=${p.id}><div><span class="strong">${p.name}</span><br /><span class="small faint"><${MailOf} of=${p} /></span></div><${Button} kind="s" onClick=${() => take(p)} testid="merge-take">Choose</${Button}></div>`)}
    </div>`
}
