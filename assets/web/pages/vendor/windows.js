import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { count, span } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { Bar, Empty, Load } from '../../ui/states.js'
import { say } from '../../ui/toast.js'
import { DoubtfulNames } from './names.js'

const zones = () => { try { return /** @type {any} */ (Intl).supportedValuesOf('timeZone') } catch { return ['UTC'] } }
/** @param {string} s @param {string} zone @param {any} [form] */
const at = (s, zone, form) => new Date(s).toLocaleString(undefined, { ...(form || { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }), timeZone: zone })

/** When an exam is given, and how full that is. @param {{exam: string}} p */
export default function Windows({ exam }) {
  const list = useResource(`/api/v1/exams/${encodeURIComponent(exam)}/appointment-windows`)
  const offer = useResource(`/api/v1/exams/${encodeURIComponent(exam)}`)
  const [open, setOpen] = useState(false)
  const may = changes('vendor_admin', 'program_manager', 'proctor')
  return html`
    <${Page} title="Appointments" eyebrow=${offer.data?.title || exam} crumbs=${[{ href: '/app/vendor/exams', label: 'Exams' }, { href: `/app/vendor/exams/${encodeURIComponent(exam)}/room`, label: 'Proctoring' }]}
      actions=${may && html`<${Button} kind="primary" icon="plus" onClick=${() => setOpen(true)} testid="window-new">New window</${Button}>`}>
      <${Load} of=${list}>${(/** @type {any} */ d) => (d.data.length ? html`<div class="stack">${d.data.map((/** @type {any} */ w) => html`<${Window} key=${w.id} of=${w} />`)}</div>`
        : html`<${Empty} title="No windows yet">Offer a time, and candidates can book its slots.</${Empty}>`)}</${Load}>
      ${changes('vendor_admin', 'proctor') && html`<${DoubtfulNames} />`}
      ${open && html`<${New} exam=${exam} close=${() => setOpen(false)} done=${(/** @type {any} */ w) => { setOpen(false); say(count(w.slots.length, 'slot') + ' offered'); list.reload() }} />`}
    </${Page}>`
}

/** @param {{of: any}} p */
function Window({ of: w }) {
  const taken = w.slots.reduce((/** @type {number} */ n, /** @type {any} */ s) => n + s.taken, 0)
  return html`
    <section class="card"><header><h2>${at(w.opens_at, w.zone)} to ${at(w.closes_at, w.zone)}</h2></header>
      <p class="quiet">${w.place === 'online' ? 'Online' : w.site} · ${w.zone} · changes until ${span(w.notice_minutes * 60)} before · let in until ${span(w.late_minutes * 60)} after</p>
      <div><p class="small">${taken} of ${count(w.slots.length * w.capacity, 'place')} taken</p><${Bar} percent=${(100 * taken) / (w.slots.length * w.capacity)} label="Taken" /></div>
      <ul class="fill">${w.slots.map((/** @type {any} */ s) => html`<li key=${s.id} class=${s.taken === s.capacity ? 'full' : ''}><b>${at(s.starts_at, w.zone, { hour: '2-digit', minute: '2-digit' })}</b><span class="xs">${s.taken} of ${s.capacity}</span></li>`)}</ul>
    </section>`
}

/** The wall clock of a zone as an instant. @param {string} local @param {string} zone */
function instant(local, zone) {
  const asUTC = Date.parse(`${local}:00Z`)
  const off = (/** @type {number} */ t) => Date.parse(new Date(t).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T') + 'Z') - t
  const first = asUTC - off(asUTC)
  return new Date(asUTC - off(first)).toISOString()
}

/** @param {{exam: string, close: () => void, done: (w: any) => void}} p */
function New({ exam, close, done }) {
  const mine = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
  const [place, setPlace] = useState('online')
  const deed = (/** @type {any} */ v, /** @type {string} */ key) => post(`/api/v1/exams/${encodeURIComponent(exam)}/appointment-windows`, {
    place, ...(v.site ? { site: v.site } : {}), zone: v.zone || 'UTC', opens_at: instant(v.opens || '', v.zone || 'UTC'), closes_at: instant(v.closes || '', v.zone || 'UTC'),
    slot_minutes: v.slot_minutes || 0, capacity: v.capacity || 0, lead_minutes: v.lead_minutes || 0, notice_minutes: v.notice_minutes || 0, late_minutes: v.late_minutes ?? 15,
  }, { key })
  return html`<${Dialog} title="New window" close=${close} wide><${Form} deed=${deed} done=${done} submit="Offer" cancel=${close} testid="window-submit"><div class="fields two">
    <div class="field"><label for="w-place">Place</label><select id="w-place" class="input" onChange=${(/** @type {any} */ e) => setPlace(e.currentTarget.value)}><option value="online">Online</option><option value="site">At a site</option></select></div>
    ${place === 'site' ? html`<${Field} name="site" label="Address" required maxlength="300" />` : html`<span></span>`}
    <${Field} name="zone" label="Time zone" value=${mine} options=${[...new Set([mine, 'UTC', ...zones()])].map(z => ({ value: z, label: z }))} all />
    <${Field} name="opens" label="From" type="datetime-local" required /><${Field} name="closes" label="To" type="datetime-local" required />
    <${Field} name="slot_minutes" label="Minutes of a slot" type="number" min="5" value="60" required /><${Field} name="capacity" label="People at once" type="number" min="1" value="10" required />
    <${Field} name="lead_minutes" label="Booked at the latest, minutes before" type="number" min="0" value="60" /><${Field} name="notice_minutes" label="Changed at the latest, minutes before" type="number" min="0" value="1440" />
    <${Field} name="late_minutes" label="Let in until, minutes after" type="number" min="0" value="15" /></div></${Form}></${Dialog}>`
}
