import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { useDeed, useList, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { day, words } from '../../ui/format.js'
import { ProblemNote } from '../../ui/problem.js'
import { Empty, Load, Mail, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { say } from '../../ui/toast.js'
import { Conflicts } from './conflicts.js'
import { Domains } from './domains.js'
import { Ending } from './ending.js'
import { PartnerFrame } from './frame.js'

/** Who belongs to the partner, who asks to, and who leaves. @param {{id: string}} p */
export default function People({ id }) {
  const base = `/api/v1/partners/${encodeURIComponent(id)}`
  const people = useList(`${base}/people`, { limit: 200 })
  const [leaving, setLeaving] = useState(/** @type {any} */ (null))
  const asks = people.rows.filter(p => p.affiliation_state === 'pending'), here = people.rows.filter(p => p.affiliation_state !== 'pending')
  const columns = [
    { title: 'Person', head: true, cell: (/** @type {any} */ p) => html`<span class="strong">${p.name}</span><br /><${Mail} of=${p.email} class="small faint" />` },
    { title: 'Works as', cell: (/** @type {any} */ p) => html`${words(p.employment)}${p.roles.includes('partner_admin') && html`<br /><${Pill}>Administrator</${Pill}>`}` },
    { title: 'Since', cell: (/** @type {any} */ p) => html`${p.from ? day(p.from) : '–'}${p.to && html`<br /><${Pill} tone="warn">leaves ${day(p.to)}</${Pill}>`}` },
    { title: 'Actions', act: true, cell: (/** @type {any} */ p) => html`<${Button} kind="s" onClick=${() => setLeaving({ affiliation: p.affiliation, name: p.name })} testid="end-open">${p.to ? 'Change the end' : 'End'}</${Button}>` },
  ]
  return html`
    <${PartnerFrame} id=${id} title="People">
      <${Conflicts} end=${setLeaving} partner=${id} />
      ${asks.length > 0 && html`<section class="stack"><h2>Waiting for a word</h2>${asks.map(p => html`<${Claim} key=${p.affiliation} of=${p} done=${people.reload} />`)}</section>`}
      <${Load} of=${people}>${() => (here.length ? html`<${Table} caption="People" columns=${columns} rows=${here} id=${(/** @type {any} */ r) => r.affiliation} testid="person-row" more=${people} />`
        : html`<${Empty} title="No people yet">Invite them on the team page, or give them the code below.</${Empty}>`)}</${Load}>
      <${JoinCode} base=${base} />
      <${Domains} base=${base} />
      ${leaving && html`<${Ending} of=${leaving} close=${() => setLeaving(null)} done=${people.reload} />`}
    </${PartnerFrame}>`
}

/** @param {{of: any, done: () => void}} p */
function Claim({ of, done }) {
  const answer = useDeed(async (/** @type {string} */ word) => { await post(`/api/v1/affiliations/${of.affiliation}/${word}`, {}); say(word === 'confirm' ? 'Confirmed' : 'Declined'); done() })
  return html`
    <article class="card" data-testid="claim-row">
      <header><div><h3>${of.name}</h3><p class="small faint"><${Mail} of=${of.email} /> · ${words(of.employment)}</p></div><${Pill} tone="warn">${of.confirmed_by_partner ? 'Waits for the person' : 'Waits for you'}</${Pill}></header>
      <${ProblemNote} problem=${answer.problem} />
      <footer>${!of.confirmed_by_partner && html`<${Button} kind="primary s" busy=${answer.busy} onClick=${() => answer.run('confirm')} testid="claim-confirm">Works here</${Button}>`}
        <${Button} kind="s" busy=${answer.busy} onClick=${() => answer.run('end')}>${of.confirmed_by_partner ? 'Take back' : 'Decline'}</${Button}></footer>
    </article>`
}

/** @param {{base: string}} p */
function JoinCode({ base }) {
  const code = useResource(`${base}/join-code`)
  const make = useDeed(async () => { await post(`${base}/join-code`, undefined); code.reload() })
  return html`
    <section class="card"><h2>Code for joining</h2>
      <p class="small">Whoever has the code can ask to join; you still confirm each of them.</p>
      <${ProblemNote} problem=${code.problem || make.problem} />
      <div class="row between"><span class="strong" data-testid="join-code">${code.data?.code || 'None yet'}</span><${Button} kind="s" busy=${make.busy} onClick=${make.run} testid="join-code-make">${code.data?.code ? 'Make a new code' : 'Make a code'}</${Button}></div>
    </section>`
}

