import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useList } from '../../api/use.js'
import { place } from '../../router.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { day, daysUntil, money, words } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { InvoiceOf } from '../../ui/invoice.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { copy, say } from '../../ui/toast.js'
import { PartnerFrame } from './frame.js'

/** @type {Record<string, string>} */
const tones = { available: 'good', assigned: 'info', redeemed: '', expired: 'warn', void: 'bad' }

/** @param {{id: string}} p */
export default function Vouchers({ id }) {
  const pool = useList(`/api/v1/partners/${encodeURIComponent(id)}/vouchers`, { limit: 200 })
  const team = useList(`/api/v1/partners/${encodeURIComponent(id)}/team`, { limit: 200 })
  const exams = useList('/api/v1/exams', { limit: 200 })
  const [giving, setGiving] = useState(/** @type {any} */ (null))
  const [buying, setBuying] = useState(false)
  const paid = place.value.query.get('order')
  const titleOf = (/** @type {string} */ key) => exams.rows.find(x => x.key === key)?.title || key
  const person = (/** @type {string} */ p) => team.rows.find(r => r.person.id === p)?.person.name || 'somebody who has left'
  /** @type {any[]} */
  const counts = pool.first?.counts || []
  const columns = [
    { title: 'Voucher', head: true, cell: (/** @type {any} */ v) => html`<code>…${v.hint}</code>` },
    { title: 'Exam', cell: (/** @type {any} */ v) => titleOf(v.exam) },
    { title: 'State', cell: (/** @type {any} */ v) => html`<${Pill} tone=${tones[v.state] || ''}>${words(v.state)}</${Pill}>` },
    { title: 'For', cell: (/** @type {any} */ v) => (v.assigned_to ? person(v.assigned_to) : html`<span class="faint">nobody yet</span>`) },
    { title: 'Expires', cell: (/** @type {any} */ v) => html`${day(v.expires_at)}${['available', 'assigned'].includes(v.state) && daysUntil(v.expires_at) <= 30 ? html` <${Pill} tone="warn">${Math.max(0, daysUntil(v.expires_at))} days</${Pill}>` : ''}` },
    { title: 'Actions', act: true, cell: (/** @type {any} */ v) => (v.state === 'available' ? html`<${Button} kind="s" onClick=${() => setGiving(v)} testid="voucher-assign">Assign</${Button}>` : '') },
  ]
  return html`
    <${PartnerFrame} id=${id} title="Vouchers" lead="A voucher pays one exam. Reserve it for a person, and no code has to be passed on." actions=${html`<${Button} kind="primary" icon="plus" onClick=${() => setBuying(true)}>${changes('vendor_admin', 'finance', 'program_manager') ? 'Grant or sell' : 'Buy'}</${Button}>`}>
      ${paid && html`<${InvoiceOf} key=${paid} order=${paid} />`}
      <${Load} of=${pool}>${() => (pool.rows.length ? html`
        ${counts.length > 0 && html`<div class="grid">${counts.map(c => html`<section class="card" key=${c.exam}><h2>${titleOf(c.exam)}</h2><p class="row"><span class="stat"><b>${c.available}</b><span>available</span></span><span class="stat"><b>${c.assigned}</b><span>assigned</span></span><span class="stat"><b>${c.redeemed}</b><span>used</span></span></p></section>`)}</div>`}
        <${Table} caption="Vouchers" columns=${columns} rows=${pool.rows} more=${pool} />`
        : html`<${Empty} title="No vouchers">Buy a pack, or ask the vendor for a grant.</${Empty}>`)}</${Load}>
      ${giving && html`
        <${Dialog} title="Reserve for a person" close=${() => setGiving(null)}>
          <${Form} deed=${(/** @type {any} */ v) => post(`/api/v1/vouchers/${giving.id}/assign`, { person: v.person })} done=${() => { setGiving(null); say('Reserved; the person gets a letter'); pool.reload() }} submit="Reserve" cancel=${() => setGiving(null)}>
            <${Field} name="person" label="Person" options=${team.rows.filter(r => r.affiliation_state === 'confirmed').map(r => ({ value: r.person.id, label: r.person.name }))} hint="Only people whose affiliation both sides have confirmed." />
          </${Form}>
        </${Dialog}>`}
      ${buying && html`<${Pack} partner=${id} exams=${exams.rows.filter(x => x.state === 'published')} close=${() => setBuying(false)} done=${pool.reload} />`}
    </${PartnerFrame}>`
}

/** @param {{partner: string, exams: any[], close: () => void, done: () => void}} p */
function Pack({ partner, exams, close, done }) {
  const [made, setMade] = useState(/** @type {any} */ (null))
  const vendor = changes('vendor_admin', 'finance', 'program_manager')
  const year = new Date(Date.now() + 365 * 86400000).toISOString().slice(0, 10)
  const buy = (/** @type {any} */ v, /** @type {string} */ key) => post('/api/v1/voucher-packs', { exam: v.exam, partner, count: v.count, expires_at: `${v.expires_at}T23:59:59Z`, pay_with: v.pay_with }, { key })
  const then = (/** @type {any} */ p) => { done(); p.order?.checkout_url ? location.assign(p.order.checkout_url) : setMade(p) }
  if (made) {
    const codes = (made.vouchers || []).map((/** @type {any} */ v) => v.code).join('\n')
    return html`<${Dialog} title="The pack is issued" close=${close}><p>${codes ? 'These codes are shown once. Keep them, or simply reserve vouchers for people: then no code is needed.' : 'The vouchers are in the pool.'}</p>
      ${codes && html`<pre class="secret">${codes}</pre><div class="form-foot"><${Button} icon="copy" onClick=${() => copy(codes, 'Codes copied')}>Copy</${Button}></div>`}${made.order?.id && html`<${InvoiceOf} order=${made.order.id} />`}<div class="form-foot"><${Button} kind="primary" onClick=${close}>Done</${Button}></div></${Dialog}>`
  }
  return html`
    <${Dialog} title=${vendor ? 'Grant or sell vouchers' : 'Buy vouchers'} close=${close}>
      <${Form} deed=${buy} done=${then} submit="Go on" cancel=${close}>
        <${Field} name="exam" label="Exam" options=${exams.map(x => ({ value: x.key, label: `${x.title}${x.price ? ` (${money(x.price)})` : ''}` }))} />
        <div class="fields two"><${Field} name="count" label="How many" type="number" min="1" max="500" value="5" required /><${Field} name="expires_at" label="Good until" type="date" value=${year} required /></div>
        <${Field} name="pay_with" label="Payment" options=${[...(vendor ? [{ value: 'grant', label: 'Grant: free of charge' }] : []), { value: 'card', label: 'Card' }, { value: 'invoice', label: 'Invoice' }]} />
      </${Form}>
    </${Dialog}>`
}
