import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useList, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { day } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Load, Pill } from '../../ui/states.js'
import { say } from '../../ui/toast.js'
import { Merging } from './merging.js'
import { MailOf, State } from './people.js'
import { Person } from './person.js'

/** One account, and what it was merged with. @param {{id: string}} p */
export default function Account({ id }) {
  const path = `/api/v1/people/${encodeURIComponent(id)}`
  const person = useResource(path), merges = useList(`${path}/merges`)
  const [merging, setMerging] = useState(false)
  const reload = () => { person.reload(); merges.reload() }
  const may = changes('vendor_admin', 'support')
  return html`
    <${Load} of=${person}>${(/** @type {any} */ p) => html`
      <${Page} title=${p.name} crumbs=${[{ href: '/app/vendor/people', label: 'People' }]}
        actions=${may && p.state === 'active' && p.roles.length === 0 && html`<${Button} onClick=${() => setMerging(true)} testid="merge-open">Merge an account into this one</${Button}>`}>
        <section class="card stack s">
          <div class="row between"><${MailOf} of=${p} /><${State} of=${p} /></div>
          ${p.merged_into && html`<p>It is a part of <a href=${`/app/vendor/people/${p.merged_into}`}><${Person} id=${p.merged_into} /></a>: what is earned here counts there.</p>`}
          <p class="small faint">Account since ${day(p.created_at)}</p>
        </section>
        <${Load} of=${merges}>${() => merges.rows.length > 0 && html`<section class="stack"><h2>Merges</h2>${merges.rows.map(m => html`<${Merged} key=${m.id} of=${m} at=${id} may=${may} done=${reload} />`)}</section>`}</${Load}>
        ${merging && html`<${Merging} into=${p} close=${() => setMerging(false)} done=${reload} />`}
      </${Page}>`}</${Load}>`
}

/** @param {{of: any, at: string, may: boolean, done: () => void}} p */
function Merged({ of, at, may, done }) {
  const undo = useDeed(async () => { await post(`/api/v1/merges/${of.id}/undo`, {}); say('Two accounts again'); done() })
  const other = of.from === at ? of.into : of.from
  return html`
    <article class="card stack s" data-testid="merge-row">
      <header class="row between"><h3><a href=${`/app/vendor/people/${other}`}><${Person} id=${other} /></a></h3>
        <${Pill} tone=${of.state === 'undone' ? '' : 'good'}>${of.state === 'undone' ? `Undone ${day(of.undone_at)}` : `Merged ${day(of.made_at)}`}</${Pill}></header>
      <p class="small">${of.from === at ? 'This account became a part of that one.' : 'That account became a part of this one.'}
        ${of.mails.length > 0 && html` Addresses that moved: <span class="break">${of.mails.join(', ')}</span>.`}${of.reason && html` Reason: ${of.reason}`}</p>
      <${ProblemNote} problem=${undo.problem} />
      ${of.state === 'undoable' && may && html`<footer class="row between"><span class="small faint">Can be undone until ${day(of.undo_until)}</span><${Button} kind="s" busy=${undo.busy} onClick=${undo.run} testid="merge-undo">Undo</${Button}></footer>`}
    </article>`
}
