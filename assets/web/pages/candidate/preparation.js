import { html, useState } from '../../../vendor/js/index.js'
import { call, put } from '../../api/client.js'
import { useDeed, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { day } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Icon } from '../../ui/icons.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Load, Pill } from '../../ui/states.js'

/** What has to be right before an exam by appointment is paid for. @param {{exam: string}} p */
export default function Preparation({ exam }) {
  const at = encodeURIComponent(exam)
  const state = useResource(`/api/v1/exams/${at}/preparation`)
  const offer = useResource(`/api/v1/exams/${at}`)
  const p = state.data
  const ready = p && p.equipment.passed && (!p.legal_name || p.legal_name.passed)
  return html`
    <${Page} title="Before you register" eyebrow=${offer.data?.title || 'Exam'} narrow crumbs=${[{ href: '/app/catalogue', label: 'Exams' }, { href: `/app/catalogue/${at}`, label: offer.data?.title || 'Exam' }]}
      lead="So that no appointment is lost to a camera or a name, both are checked before you pay.">
      <${Load} of=${state}>${() => (p.by_appointment ? html`
        <${Equipment} exam=${exam} of=${p.equipment} set=${state.set} />
        ${p.legal_name && html`<${LegalName} of=${p.legal_name} reload=${state.reload} />`}
        ${ready && html`<div class="note good"><p><b>All is ready.</b></p><div><${Button} kind="primary" href=${`/app/catalogue/${at}`} testid="prepared">Go on to register</${Button}></div></div>`}` : html`<div class="note"><p>This exam needs no appointment and no preparation.</p></div>`)}</${Load}>
    </${Page}>`
}

/** @type {Record<string, string>} */
const names = { connection: 'Connection', clock: 'Clock', storage: 'Storage', screen: 'Screen', camera: 'Camera', microphone: 'Microphone' }

/** @param {{exam: string, of: any, set: (v: any) => void}} p */
function Equipment({ exam, of, set }) {
  const check = useDeed(async () => {
    const found = await examine(exam, of.devices)
    set((await call(`/api/v1/exams/${encodeURIComponent(exam)}/equipment-checks`, { method: 'POST', body: found })).body)
  })
  return html`
    <section class="card"><header><h2>Equipment</h2>${of.checked_at && html`<${Pill} tone=${of.passed ? 'good' : 'bad'}>${of.passed ? 'Good' : 'Not yet'}</${Pill}>`}</header>
      <p class="quiet">Use the device and the place that you will sit the exam with. ${of.devices ? 'Your browser asks whether it may use camera and microphone; nothing is recorded or sent.' : ''}</p>
      ${of.findings.length > 0 && html`<ul class="stack s">${of.findings.map((/** @type {any} */ f) => html`<li class="row top" key=${f.name}><span class="mark ${f.ok ? 'met' : 'not_met'}"><${Icon} name=${f.ok ? 'check' : 'warn'} /></span>
        <span class="grow"><b>${names[f.name] || f.name}</b> <span class="vh">${f.ok ? 'good' : 'not good'}</span><br /><span class="small quiet">${f.ok ? 'Good.' : `Needed: ${f.detail}.`}</span></span></li>`)}</ul>`}
      ${of.passed && html`<p class="small quiet">Good until ${day(of.valid_until)}.</p>`}
      <${ProblemNote} problem=${check.problem} />
      <footer><${Button} kind=${of.passed ? '' : 'primary'} busy=${check.busy} onClick=${check.run} testid="equipment-check">${of.checked_at ? 'Check again' : 'Check now'}</${Button}></footer>
    </section>`
}

/** @param {string} exam @param {boolean} devices */
async function examine(exam, devices) {
  let best = 600000, off = 0
  for (let i = 0; i < 3; i++) {
    const before = performance.now()
    const res = await fetch('/healthz', { cache: 'no-store' })
    const took = performance.now() - before
    const date = Date.parse(res.headers.get('Date') || '')
    if (took < best) { best = took; off = Number.isFinite(date) ? Date.now() - date - 500 : 0 }
  }
  const seen = devices ? await heard() : {}
  return { round_trip_ms: Math.round(best), clock_off_ms: Math.round(Math.max(-2e9, Math.min(2e9, off))), storage: await keeps(), width: innerWidth, height: innerHeight, ...seen }
}

/** @returns {Promise<boolean>} */
const keeps = () => new Promise(done => {
  try {
    const open = indexedDB.open('laurel-check', 1)
    open.onerror = () => done(false)
    open.onsuccess = () => { open.result.close(); indexedDB.deleteDatabase('laurel-check'); done(true) }
  } catch { done(false) }
})

async function heard() {
  const one = async (/** @type {MediaStreamConstraints} */ what) => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia(what)
      stream.getTracks().forEach(t => t.stop())
      return true
    } catch { return false }
  }
  return { camera: await one({ video: true }), microphone: await one({ audio: true }) }
}

/** @param {{of: any, reload: () => void}} p */
const LegalName = ({ of, reload }) => html`
  <section class="card"><header><h2>Your name</h2>${of.stated && html`<${Pill} tone=${of.passed ? 'good' : 'warn'}>${of.passed ? 'Agrees' : 'Differs'}</${Pill}>`}</header>
    <p class="quiet">You will show an identity document. Your account says <b>${of.account_name}</b>; case, accents and order do not matter.</p>
    ${of.stated && !of.passed && html`<div class="note warn"><p>The document and the account differ. Correct the name of your account, or wait until a proctor has confirmed that both are you.</p><div><${Button} kind="s" href="/app/account">To your account</${Button}></div></div>`}
    <${Form} deed=${(/** @type {any} */ v) => put('/api/v1/me/legal-name', { stated: v.stated || '' })} done=${reload} submit="Compare" testid="legal-name-submit">
      <${Field} name="stated" label="Name as on the document" value=${of.stated} required maxlength="200" autocomplete="name" testid="legal-name" />
    </${Form}>
  </section>`
