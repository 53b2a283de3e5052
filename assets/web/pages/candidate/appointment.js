import { html, useState } from '../../../vendor/js/index.js'
import { download, newKey, post } from '../../api/client.js'
import { useDeed, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { count, moment } from '../../ui/format.js'
import { Icon } from '../../ui/icons.js'
import { ProblemNote } from '../../ui/problem.js'
import { Load, Pill } from '../../ui/states.js'
import { say } from '../../ui/toast.js'

const dayOf = (/** @type {string} */ s) => new Date(s).toLocaleDateString(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const hourOf = (/** @type {string} */ s) => new Date(s).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })
/** @param {string} s @param {string} zone */
const inZone = (s, zone) => new Date(s).toLocaleString(undefined, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: zone })
export const myZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'

/** The time and place of a registration: to be chosen, or as it stands. @param {{registration: any}} p */
export function Appointment({ registration }) {
  const path = `/api/v1/registrations/${encodeURIComponent(registration.id)}/appointment`
  const held = useResource(path)
  const [moving, setMoving] = useState(false)
  const a = held.data
  const reload = () => { setMoving(false); held.reload() }
  if (held.loading) return null
  if (held.problem?.code === 'on_demand') return null
  if (held.problem && held.problem.status !== 404) return html`<${ProblemNote} problem=${held.problem} retry=${held.reload} />`
  if (!a || a.state === 'cancelled') {
    return html`<section class="card"><h2>Choose your appointment</h2>
      <${Slots} exam=${registration.exam} label="Book" deed=${(/** @type {string} */ slot, /** @type {string} */ key) => post(path, { slot }, { key })} done=${() => { say('Booked'); reload() }} /></section>`
  }
  return html`<${Held} of=${a} move=${() => setMoving(true)} reload=${reload} />
    ${moving && html`<${Dialog} title="Move the appointment" close=${() => setMoving(false)} wide>
      <${Slots} exam=${a.exam} label="Move here" except=${a.slot} deed=${(/** @type {string} */ slot, /** @type {string} */ key) => post(`/api/v1/appointments/${a.id}/move`, { slot }, { key })} done=${() => { say('Moved'); reload() }} /></${Dialog}>`}`
}

/** @type {Record<string, [string, string]>} */
const states = { booked: ['good', 'Booked'], attended: ['', 'Begun'], no_show: ['bad', 'Missed'] }

/** @param {{of: any, move: () => void, reload: () => void}} p */
function Held({ of: a, move, reload }) {
  const [sure, setSure] = useState(false)
  const cancel = useDeed(async () => { await post(`/api/v1/appointments/${a.id}/cancel`, undefined, { key: newKey() }); setSure(false); say('Cancelled'); reload() })
  const file = useDeed(() => download(a.calendar, 'exam.ics'))
  const may = a.state === 'booked' && Date.parse(a.changeable_until) > Date.now()
  return html`
    <section class="card" data-testid="appointment"><header><h2>Your appointment</h2><${Pill} tone=${states[a.state]?.[0] || ''}>${states[a.state]?.[1] || a.state}</${Pill}></header>
      <div class="when"><b>${dayOf(a.starts_at)}</b><span class="hour">${hourOf(a.starts_at)}–${hourOf(a.ends_at)}</span><span class="small quiet">your time, ${myZone()}</span></div>
      <dl class="kv">
        <dt>In UTC</dt><dd>${inZone(a.starts_at, 'UTC')}</dd>
        ${a.zone !== myZone() && a.zone !== 'UTC' && html`<dt>At the place</dt><dd>${inZone(a.starts_at, a.zone)} (${a.zone})</dd>`}
        <dt>Where</dt><dd>${a.place === 'online' ? 'Online' : a.site}</dd>
        <dt>You are let in</dt><dd>${hourOf(a.admitted_from)} to ${hourOf(a.admitted_until)}</dd>
        ${a.state === 'booked' && html`<dt>To be changed until</dt><dd>${moment(a.changeable_until)}</dd>`}
      </dl>
      ${a.state === 'no_show' && html`<div class="note warn"><p>The time went by and the exam was not begun. If something kept you from it, ask the vendor whether another may be booked.</p></div>`}
      <${ProblemNote} problem=${cancel.problem || file.problem} />
      <footer class="row"><${Button} icon="download" busy=${file.busy} onClick=${file.run} testid="appointment-ics">Add to calendar</${Button}>
        ${may && html`<${Button} onClick=${move} testid="appointment-move">Move</${Button}><${Button} onClick=${() => setSure(true)} testid="appointment-cancel">Cancel appointment</${Button}>`}</footer>
      ${sure && html`<${Dialog} title="Cancel the appointment?" close=${() => setSure(false)}><p>Your place goes to somebody else. The registration stays yours, and you can book another time.</p><${ProblemNote} problem=${cancel.problem} />
        <div class="form-foot"><${Button} onClick=${() => setSure(false)}>Keep it</${Button}><${Button} kind="primary" busy=${cancel.busy} onClick=${cancel.run} testid="appointment-cancel-sure">Cancel it</${Button}></div></${Dialog}>`}
    </section>`
}

/** Slots by day, in the reader's own zone. @param {{exam: string, label: string, except?: string, deed: (slot: string, key: string) => Promise<any>, done: () => void}} p */
function Slots({ exam, label, except, deed, done }) {
  const slots = useResource(`/api/v1/exams/${encodeURIComponent(exam)}/slots`)
  const [chosen, setChosen] = useState(/** @type {any} */ (null))
  const [key] = useState(newKey)
  const take = useDeed(async () => { await deed(chosen.id, `${key}-${chosen.id}`.slice(0, 60)); done() })
  const refused = take.problem && ['slot_full', 'slot_too_soon'].includes(take.problem.code)
  return html`<${Load} of=${slots} kind="rows">${(/** @type {any} */ d) => {
    const rows = d.data.filter((/** @type {any} */ s) => s.id !== except)
    if (!rows.length) return html`<p class="quiet">No times are open just now. Look again later: places that are given back appear here at once.</p>`
    /** @type {Record<string, any[]>} */
    const days = {}
    for (const s of rows) (days[dayOf(s.starts_at)] ??= []).push(s)
    return html`
      <p class="small quiet">Times are yours: ${myZone()}.</p>
      <div class="slotdays">${Object.entries(days).map(([day, of]) => html`<fieldset class="slotday" key=${day}><legend>${day}</legend>
        <div class="slots">${of.map(s => html`<label class="slot" key=${s.id}><input type="radio" name="slot" value=${s.id} checked=${chosen?.id === s.id} onChange=${() => setChosen(s)} data-testid="slot" />
          <span><b>${hourOf(s.starts_at)}</b><span class="xs">${s.place === 'online' ? 'Online' : s.site}</span><span class="xs faint">${count(s.left, 'place')} left</span></span></label>`)}</div></fieldset>`)}</div>
      <${ProblemNote} problem=${take.problem} retry=${refused ? () => { setChosen(null); take.clear(); slots.reload() } : undefined} />
      <div class="slotfoot">${chosen ? html`<p><b>${dayOf(chosen.starts_at)}, ${hourOf(chosen.starts_at)}</b><br /><span class="small quiet">${inZone(chosen.starts_at, 'UTC')} UTC</span></p>` : html`<p class="quiet">Choose a time.</p>`}
        <${Button} kind="primary" disabled=${!chosen} busy=${take.busy} onClick=${take.run} testid="slot-take">${label}</${Button}></div>`
  }}</${Load}>`
}
