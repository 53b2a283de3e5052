import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { moment } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { Load } from '../../ui/states.js'
import { say } from '../../ui/toast.js'
import { History, kinds, sanctionLines, StatePill } from './words.js'

/** @param {{number: string}} p */
export default function MyCase({ number }) {
  const path = `/api/v1/me/cases/${encodeURIComponent(number)}`
  const res = useResource(path)
  return html`
    <${Page} title=${number} eyebrow=${kinds[res.data?.kind] || 'Case'} crumbs=${[{ href: '/app/cases', label: 'My cases' }]}>
      <${Load} of=${res}>${(/** @type {any} */ c) => html`<${Body} of=${c} path=${path} show=${res.set} />`}</${Load}>
    </${Page}>`
}

/** @param {{of: any, path: string, show: (c: any) => void}} p */
function Body({ of, path, show }) {
  const [open, setOpen] = useState('')
  const closed = of.state === 'final' || of.state === 'dismissed'
  const done = (/** @type {any} */ c) => { setOpen(''); say('Kept'); show(c) }
  return html`
    <section class="card"><header><div><h2>How it stands</h2><p class="small faint">${of.exam || 'No exam'}${of.position ? ` · question ${of.position}` : ''} · opened ${moment(of.created_at)}</p></div><${StatePill} of=${of} /></header>
      ${of.held && html`<p class="note">Your result is held until this is decided: it is neither shown nor counted. That is no finding against you.</p>`}
      ${of.said && html`<p class="measure">“${of.said}”</p>`}
      ${of.sanction && html`<ul>${sanctionLines(of.sanction).map(l => html`<li key=${l}><b>${l}</b></li>`)}</ul>`}
      ${of.notice && html`<p class="measure">${of.notice}</p>`}
      ${of.may_appeal && html`<p>You can appeal until <b>${moment(of.appeal_until)}</b>. Two other people decide then, and an appeal makes nothing worse.</p>`}
      ${(!closed || of.may_appeal) && html`<footer>${of.may_appeal && html`<${Button} kind="primary s" onClick=${() => setOpen('appeals')} testid="appeal-open">Appeal</${Button}>`}${!closed && html`<${Button} kind="s" onClick=${() => setOpen('statements')}>Say something</${Button}>`}</footer>`}
    </section>
    <section class="card"><h2>What happened</h2><${History} of=${of.history} /></section>
    ${open && html`<${Dialog} title=${open === 'appeals' ? 'Appeal the decision' : 'Say something'} close=${() => setOpen('')}>
      <${Form} deed=${(/** @type {any} */ v, /** @type {string} */ key) => post(`${path}/${open}`, { text: v.text || '' }, { key })} done=${done} submit=${open === 'appeals' ? 'Appeal' : 'Send'} cancel=${() => setOpen('')} testid="case-send">
        <${Field} name="text" label=${open === 'appeals' ? 'Why the decision is wrong' : 'What you want those who decide to know'} rows=${6} required minlength="10" maxlength="4000" testid="case-text" />
      </${Form}></${Dialog}>`}`
}
