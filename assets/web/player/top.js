import { html, useEffect, useState } from '../../vendor/js/index.js'
import { Button, IconButton } from '../ui/button.js'
import { clock, count } from '../ui/format.js'
import { Icon, Mark } from '../ui/icons.js'
import { face, spoken } from './clock.js'
import { titleOf } from './screens.js'
import { length } from './pause.js'

/** @param {{sitting: import('./sitting.js').Sitting, help: () => void, say: (s: string) => void}} p */
export const ExamTop = ({ sitting, help, say }) => html`
  <header class="examtop">
    <span class="brand"><${Mark} /><span class="examtitle">${titleOf(sitting.attempt)}</span></span>
    <${SaveStatus} sitting=${sitting} />
    <${Timer} sitting=${sitting} say=${say} />
    <${IconButton} name="help" label="Help and keys" onClick=${help} />
  </header>`

/** What the server has confirmed, in words. @param {{sitting: import('./sitting.js').Sitting}} p */
export function SaveStatus({ sitting }) {
  const n = sitting.unsent.value
  const refused = Object.values(sitting.held.value).filter(h => h.refused).length
  const tone = n ? 'wait' : refused ? 'bad' : 'ok'
  const text = n ? `${n} not yet saved` : refused ? `${count(refused, 'answer')} not accepted` : sitting.lastSaved.value ? `Saved ${clock(sitting.lastSaved.value)}` : 'Nothing to save yet'
  return html`<span class="savestatus ${tone}" role="status" aria-live="polite" data-testid="save-status"><i class=${sitting.sending.value ? 'dot busy' : 'dot'}></i>${text}</span>`
}

/** A silent timer: it is read on request and announced at the marks only. @param {{sitting: import('./sitting.js').Sitting, say: (s: string) => void}} p */
function Timer({ sitting, say }) {
  const [, tick] = useState(0)
  const [hidden, hide] = useState(false)
  useEffect(() => { const t = setInterval(() => tick(n => n + 1), 250); return () => clearInterval(t) }, [])
  const left = sitting.clock.sectionLeft
  const tone = left <= 60000 ? 'last' : left <= 300000 ? 'soon' : ''
  return html`
    <span class="timer ${tone}">
      <button type="button" onClick=${() => { hide(!hidden); say(spoken(left)) }} aria-label=${hidden ? 'Show the time left' : 'Hide the time left'} title=${hidden ? 'Show the time left' : 'Hide the time left'}><${Icon} name="clock" /></button>
      <span role="timer" aria-live="off" data-testid="timer">${hidden && left > 60000 ? 'Hidden' : face(left)}</span>
    </span>`
}

/** Everything that may go wrong around the answers, said where it cannot be missed. @param {{sitting: import('./sitting.js').Sitting, over: boolean}} p */
export function Lifeline({ sitting, over }) {
  const [goOn, setGoOn] = useState(false)
  const bad = sitting.missed.value >= 2
  useEffect(() => { if (!bad) setGoOn(false) }, [bad])
  const again = () => { sitting.sender.unsleep() }
  return html`<div class="lifelines">
    ${sitting.notice.value.map(n => html`<div class="lifeline info" role="status" data-testid="time-given"><${Icon} name="clock" /><span class="grow"><b>${n.seconds > 0 ? `Your time was extended by ${length(n.seconds)}.` : `${length(-n.seconds)} given before were taken back.`}</b> ${n.kind === 'clock_credit' ? 'Our service failed for so long; the time is given back.' : 'A member of the exam team changed it.'}</span><${Button} kind="s" onClick=${() => { sitting.notice.value = sitting.notice.value.filter(x => x !== n) }}>Understood</${Button}></div>`)}
    ${sitting.late.value.length > 0 && html`<div class="lifeline warn" role="status" data-testid="late-receipt"><${Icon} name="warn" /><span class="grow">${sitting.late.value.map(l => `Question ${l.position}`).join(', ')}: an answer came after its part was closed and does not count. It is kept under ${sitting.late.value.map(l => l.id).join(', ')}; quote that if you ask for a review.</span><${Button} kind="s" onClick=${() => { sitting.late.value = [] }}>Understood</${Button}></div>`}
    ${over && html`<div class="lifeline warn" role="alert"><${Icon} name="clock" /><span class="grow"><b>By our count the time is up.</b> Your last answers are being sent, and the server is asked for its word.</span></div>`}
    ${!sitting.keeps.value && html`<div class="lifeline warn"><${Icon} name="warn" /><span class="grow">This browser cannot keep unsent answers. Wait for “Saved” before you close or reload this tab.</span></div>`}
    ${sitting.differing.value.length > 0 && html`<div class="lifeline warn" role="status"><${Icon} name="warn" /><span class="grow">Question ${sitting.differing.value.map(p => sitting.items.findIndex(i => i.position === p) + 1).join(', ')}: an unsent answer in this browser differed from what the server holds. The server’s answer is shown; change it if it is not yours.</span><${Button} kind="s" onClick=${() => { sitting.differing.value = [] }}>Understood</${Button}></div>`}
    ${bad && goOn && html`<div class="lifeline bad" role="status"><${Icon} name="warn" /><span class="grow"><b>Not connected.</b> ${count(sitting.unsent.value, 'answer')} wait in this browser. Do not close this tab.</span><${Button} kind="s" onClick=${again}>Try now</${Button}></div>`}
    ${bad && !goOn && html`
      <div class="cover" role="alertdialog" aria-modal="true" aria-labelledby="off-h" aria-describedby="off-p" data-testid="offline">
        <div class="card"><h2 id="off-h">Your answers are not reaching Laurel</h2>
          <p id="off-p">${sitting.unsent.value ? `${count(sitting.unsent.value, 'answer')} not yet saved. ` : ''}They are kept in this browser and sent as soon as the connection is back; we keep trying. The clock runs on at the server. Do not close this tab.</p>
          <p class="row small quiet" role="status"><i class="dot busy"></i>${sitting.sending.value ? 'Trying now…' : 'Waiting for the connection…'}</p>
          <div class="row end"><${Button} onClick=${() => setGoOn(true)} testid="offline-continue">Keep answering offline</${Button}><${Button} kind="primary" onClick=${again} autofocus>Try now</${Button}></div></div>
      </div>`}</div>`
}
