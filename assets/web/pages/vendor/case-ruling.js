import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { Check, Field, Form } from '../../ui/form.js'

const kinds = [['observation', 'Somebody saw it'], ['recording', 'Recording'], ['document', 'Document'], ['statement', 'Statement'], ['answers', 'The answers, read by a person'], ['signal', 'Signal of a machine']]

/** What would be decided, and on which grounds. @param {{of: any, path: string, close: () => void, done: (c: any) => void}} p */
export function Propose({ of, path, close, done }) {
  const [rows, setRows] = useState([0])
  const [bar, setBar] = useState(false)
  const deed = (/** @type {any} */ v, /** @type {string} */ key) => post(`${path}/proposals`, {
    sanction: {
      ...(v.void ? { void: true } : {}), ...(v.waive_retake ? { waive_retake: true } : {}), ...(v.revoke ? { revoke: v.revoke.split(/[\s,]+/) } : {}),
      ...(bar && v.until ? { bar: { exams: (v.exams || '*').split(/[\s,]+/), until: `${v.until}T23:59:59Z` } } : {}),
    },
    findings: v.findings || '', notice: v.notice || '',
    evidence: rows.filter(i => v[`note${i}`]).map(i => ({ kind: v[`kind${i}`], note: v[`note${i}`], ...(v[`ref${i}`] ? { ref: v[`ref${i}`] } : {}) })),
  }, { key })
  return html`<${Dialog} title="Propose a decision" close=${close} wide>
    <p>Somebody else confirms it. A signal alone punishes nobody: name at least one thing that a person saw, read or heard.</p>
    <${Form} deed=${deed} done=${done} submit="Propose" cancel=${close} testid="case-propose-send">
      <fieldset class="stack s"><legend class="label">What follows</legend>
        ${of.attempt && html`<${Check} name="void" label="Annul the attempt" /><${Check} name="waive_retake" label="Remedy: let the person sit again at once, this attempt does not count" />`}
        <label class="check"><input type="checkbox" checked=${bar} onChange=${(/** @type {any} */ e) => setBar(e.target.checked)} /><span>Bar from exams</span></label>
        ${bar && html`<div class="row top"><${Field} name="exams" label="Exams" value=${of.exam || '*'} hint="Keys, parted by commas; * for all" /><${Field} name="until" label="Until" type="date" required /></div>`}
        <${Field} name="revoke" label="Revoke credentials" optional hint="Their ids. What came of an annulled attempt is revoked anyway" />
      </fieldset>
      <${Field} name="findings" label="Findings" rows=${5} required minlength="40" maxlength="20000" hint="What was found and why, for those who decide. 40 characters at least" testid="case-findings" />
      <fieldset class="stack s"><legend class="label">Evidence</legend>
        ${rows.map(i => html`<div class="row top" key=${i}><${Field} name=${`kind${i}`} label="Kind" options=${kinds.map(([value, label]) => ({ value, label }))} /><${Field} name=${`ref${i}`} label="Where" optional /><${Field} name=${`note${i}`} label="What it shows" testid=${`evidence-${i}`} /></div>`)}
        <div><${Button} kind="s" icon="plus" onClick=${() => setRows([...rows, rows.length])}>More evidence</${Button}></div>
      </fieldset>
      <${Field} name="notice" label="What the person reads" rows=${3} required minlength="20" maxlength="5000" testid="case-notice" />
    </${Form}></${Dialog}>`
}
