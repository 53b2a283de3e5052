import { html, useState } from '../../../vendor/js/index.js'
import { post, remove } from '../../api/client.js'
import { useDeed, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { day } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { ProblemNote } from '../../ui/problem.js'
import { Pill } from '../../ui/states.js'
import { say } from '../../ui/toast.js'

const mailboxes = ['postmaster', 'admin', 'administrator', 'hostmaster', 'webmaster']

/** Mail domains: whoever has an address there may join at once. @param {{base: string}} p */
export function Domains({ base }) {
  const list = useResource(`${base}/domains`)
  const [adding, setAdding] = useState('')
  const rows = list.data?.data || []
  return html`
    <section class="stack"><div class="row between"><h2>Mail domains</h2><${Button} kind="s" onClick=${() => setAdding('dns')} testid="domain-new">Prove a domain</${Button}></div>
      <p class="small">People with an address of a proven domain join without waiting for you.</p>
      <${ProblemNote} problem=${list.problem} />
      ${rows.map((/** @type {any} */ d) => html`<${Domain} key=${d.id} of=${d} done=${list.reload} />`)}
      ${adding && html`
        <${Dialog} title="Prove a domain" close=${() => setAdding('')}>
          <div class="chips" role="group" aria-label="How">${[['dns', 'By a DNS record'], ['mail', 'By a mailed code']].map(([v, l]) => html`<button type="button" class="chip" aria-pressed=${String(adding === v)} onClick=${() => setAdding(v)}>${l}</button>`)}</div>
          <${Form} deed=${(/** @type {any} */ v, /** @type {string} */ key) => post(`${base}/domains`, { domain: '', ...v, method: adding }, { key })} done=${() => { setAdding(''); list.reload() }} submit="Begin" cancel=${() => setAdding('')} testid="domain-begin">
            <${Field} name="domain" label="Domain" required placeholder="example.com" testid="domain-name" />
            ${adding === 'mail' && html`<${Field} name="mailbox" label="Mailbox" options=${mailboxes.map(m => ({ value: m, label: `${m}@` }))} hint="The code goes to who runs the domain." />`}
          </${Form}>
        </${Dialog}>`}
    </section>`
}

/** @param {{of: any, done: () => void}} p */
function Domain({ of, done }) {
  const drop = useDeed(async () => { await remove(`/api/v1/domains/${of.id}`); say('Removed'); done() })
  const verify = (/** @type {any} */ v) => post(`/api/v1/domains/${of.id}/verify`, v)
  return html`
    <article class="card" data-testid="domain-row">
      <header><h3>${of.domain}</h3><${Pill} tone=${of.state === 'verified' ? 'good' : 'warn'}>${of.state === 'verified' ? `Proven ${day(of.verified_at)}` : 'Waits for the proof'}</${Pill}></header>
      ${of.state === 'pending' && html`
        ${of.record && html`<dl class="kv"><dt>TXT record</dt><dd><code>${of.record}</code></dd><dt>Value</dt><dd><code>${of.value}</code></dd></dl>`}
        <${Form} deed=${verify} done=${() => { say('The domain is yours'); done() }} submit=${of.record ? 'Look it up' : 'Prove'} testid="domain-verify">
          ${of.mailbox && html`<${Field} name="code" label="Code" inputmode="numeric" required hint=${`Six digits, sent to ${of.mailbox}; ${of.tries_left} tries left.`} />`}
        </${Form}>`}
      <${ProblemNote} problem=${drop.problem} />
      <footer><${Button} kind="s" busy=${drop.busy} onClick=${drop.run}>Remove</${Button}></footer>
    </article>`
}
