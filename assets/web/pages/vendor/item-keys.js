import { html, useState } from '../../../vendor/js/index.js'
import { newKey, post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed } from '../../api/use.js'
import { go } from '../../router.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { moment } from '../../ui/format.js'
import { Check, Field, Form } from '../../ui/form.js'
import { Problem } from '../../api/problem.js'
import { ProblemNote } from '../../ui/problem.js'
import { letter } from '../../player/plain.js'
import { Rich } from '../../ui/rich.js'
import { KeyWords } from './item-preview.js'
import { begins, State } from './item-words.js'
import { Person } from './person.js'

/** The keys that the shown version has had, newest first. @param {{of: any, reload: () => any}} p */
export function Keys({ of: i, reload }) {
  const [open, setOpen] = useState(false)
  const may = changes('vendor_admin', 'author')
  const waiting = i.keys.find((/** @type {any} */ k) => k.state === 'proposed')
  return html`
    <section class="stack"><div class="row between"><h2>Keys</h2>${may && !waiting && html`<${Button} kind="s" onClick=${() => setOpen(true)} testid="key-propose">Propose another key</${Button}>`}</div>
      <p class="quiet small">A key that people have answered under is never overwritten. Another one is proposed, looked at, and adopted by a second person; results follow then.</p>
      ${i.keys.map((/** @type {any} */ k) => html`
        <details class="card" key=${k.number} open=${k.state === 'proposed'}><summary><span class="row"><b>Key ${k.number}</b><${State} of=${k.state} />${k.effect === 'credit_all' ? html`<span class="small">dropped for all: everybody earns its points</span>` : ''}</span></summary>
          <div class="stack">${k.reason && html`<p><b>Reason:</b> ${k.reason}</p>`}
            ${k.effect !== 'credit_all' && html`<${KeyWords} type=${i.type} content=${i.content} value=${k.key} />`}${k.rationale_html && html`<${Rich} class="rich quiet" html=${k.rationale_html} />`}
            <p class="small quiet">By <${Person} id=${k.created_by} />, ${moment(k.created_at)}${k.decided_by ? html`; decided by <${Person} id=${k.decided_by} />, ${moment(k.decided_at)}` : ''}</p>
            ${k.state === 'proposed' && may && html`<${Look} of=${k} item=${i.id} />`}</div></details>`)}
      ${open && html`<${Dialog} title="Propose another key" wide close=${() => setOpen(false)}><${Propose} of=${i} close=${() => setOpen(false)} done=${() => { setOpen(false); reload() }} /></${Dialog}>`}
    </section>`
}

/** @param {{of: any, item: string}} p */
function Look({ of: k, item }) {
  const deed = useDeed(async () => { const r = await post('/api/v1/regrades', { item_version: k.version, key: k.number }, { key: newKey() }); go(`/app/vendor/regrades/${encodeURIComponent(r.id)}?item=${encodeURIComponent(item)}`) })
  return html`<div><${Button} kind="primary" busy=${deed.busy} onClick=${deed.run} testid="regrade-look">What would this change?</${Button}></div><${ProblemNote} problem=${deed.problem} />`
}

/** @param {{of: any, close: () => void, done: () => void}} p */
function Propose({ of: i, close, done }) {
  const [effect, setEffect] = useState('key')
  const old = i.keys.find((/** @type {any} */ k) => k.state === 'adopted')?.key || i.key
  const plainly = i.content.options?.length && !old.worth && !old.map && (old.accepted || old.correct)
  const deed = (/** @type {any} */ v, /** @type {string} */ idem) => {
    /** @type {any} */
    const body = { effect, reason: v.reason || '', rationale: v.rationale }
    if (effect === 'key') body.key = plainly ? { ...old, [old.correct ? 'correct' : 'accepted']: v.right || [] } : read(v.key)
    return post(`/api/v1/item-versions/${encodeURIComponent(i.version)}/keys`, body, { key: idem })
  }
  return html`
    <${Form} deed=${deed} done=${done} submit="Propose" cancel=${close} testid="key-propose-send">
      <fieldset class="stack s"><legend class="label">What shall happen?</legend>
        <label class="check"><input type="radio" name="effect" value="key" checked=${effect === 'key'} onChange=${() => setEffect('key')} /><span>Score by another key</span></label>
        <label class="check"><input type="radio" name="effect" value="credit_all" checked=${effect === 'credit_all'} data-testid="credit-all" onChange=${() => setEffect('credit_all')} /><span>Drop the item for all: everybody who met it earns its points</span></label></fieldset>
      ${effect === 'key' && (plainly
        ? html`<fieldset class="stack s"><legend class="label">What is right</legend>${i.content.options.map((/** @type {any} */ o, /** @type {number} */ n) => html`<${Check} key=${o.id} many name="right" value=${o.id} checked=${(old.accepted || old.correct).includes(o.id)} label=${`${letter(n)}. ${begins(o.html, 160)}`} />`)}</fieldset>`
        : html`<${Field} name="key" label="Key, in the shape of its type" rows=${10} spellcheck="false" class="input mono" value=${JSON.stringify(old, null, 2)} />`)}
      <${Field} name="rationale" label="Why this is right" rows=${3} optional maxlength="20000" />
      <${Field} name="reason" label="Why the key changes" rows=${3} required maxlength="2000" hint="Kept with the key and shown to who decides." />
    </${Form}>`
}

/** @param {string} text */
function read(text) {
  try { return JSON.parse(text || '') } catch { throw new Problem({ status: 422, code: 'invalid_input', detail: 'The key is no JSON.', errors: [{ field: 'key', code: 'malformed', detail: 'This cannot be read as JSON.' }] }) }
}
