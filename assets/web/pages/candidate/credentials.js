import { html } from '../../../vendor/js/index.js'
import { useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { day, daysUntil, words } from '../../ui/format.js'
import { Wreath } from '../../ui/icons.js'
import { Page } from '../../ui/page.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { copy } from '../../ui/toast.js'
import { Outside } from './outside.js'

/** @type {Record<string, string>} */
const tones = { active: 'good', valid: 'good', expiring: 'warn', expired: 'warn', revoked: 'bad', in_renewal: 'info' }

export default function Credentials() {
  const list = useList('/api/v1/me/credentials')
  return html`
    <${Page} title="My credentials" lead="Signed by the issuer, checkable by anyone, yours to show.">
      <${Load} of=${list} kind="cards">${(/** @type {any[]} */ rows) => (rows.length
        ? html`<div class="grid">${rows.map(c => html`<${Card} key=${c.id} of=${c} />`)}</div>`
        : html`<${Empty} title="Nothing here yet" action=${html`<${Button} kind="primary" href="/app/catalogue">See the exams</${Button}>`}>Pass an exam and your credential appears here, with its certificate.</${Empty}>`)}</${Load}>
      <${Outside} />
    </${Page}>`
}

/** @param {{of: any}} p */
function Card({ of }) {
  const page = of.urls?.page || of.urls?.html || `/credentials/${of.id}`
  const full = new URL(page, location.href).href
  const file = (/** @type {string} */ ext) => of.urls?.[ext] || `/credentials/${of.id}.${ext}`
  const title = of.certification_title || of.certification
  const left = of.valid_until ? daysUntil(of.valid_until) : null
  return html`
    <article class="card badgecard ${of.state === 'revoked' || of.state === 'expired' ? 'off' : ''}">
      <div class="face"><${Wreath} /><span class="eyebrow">Credential</span><h2>${title}</h2></div>
      <div class="body">
        <div class="row between"><${Pill} tone=${tones[of.state] || ''}>${words(of.state)}</${Pill}>${left !== null && left > 0 && left <= 90 && html`<span class="small strong">${left} days left</span>`}</div>
        <p class="small quiet">Awarded ${day(of.awarded_at)}${of.valid_until ? html`, valid until ${day(of.valid_until)}` : ', does not expire'}</p>
        <div class="row"><${Button} kind="primary s" icon="out" href=${page} target="_blank" rel="noopener" testid="credential-link">Public page</${Button}><${Button} kind="s" icon="copy" onClick=${() => copy(full, 'Link copied')}>Copy link</${Button}></div>
        <p class="small row">Download <a href=${file('pdf')} download data-testid="credential-pdf">PDF</a> <a href=${file('png')} download>PNG</a> <a href=${file('json')} download>JSON</a></p>
        <p class="small"><a href=${linkedIn(of, title, full)} target="_blank" rel="noopener noreferrer">Add to LinkedIn</a></p>
      </div>
    </article>`
}

/** @param {any} c @param {string} title @param {string} url */
function linkedIn(c, title, url) {
  const from = new Date(c.awarded_at), to = c.valid_until ? new Date(c.valid_until) : null
  const q = new URLSearchParams({ startTask: 'CERTIFICATION_NAME', name: title, issueYear: String(from.getUTCFullYear()), issueMonth: String(from.getUTCMonth() + 1), certUrl: url, certId: c.id })
  if (to) { q.set('expirationYear', String(to.getUTCFullYear())); q.set('expirationMonth', String(to.getUTCMonth() + 1)) }
  return `https://www.linkedin.com/profile/add?${q}`
}
