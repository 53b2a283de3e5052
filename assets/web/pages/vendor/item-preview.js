import { html, useEffect, useState } from '../../../vendor/js/index.js'
import { bearer } from '../../api/session.js'
import { useResource } from '../../api/use.js'
import { letter } from '../../player/plain.js'
import { load, typeOf } from '../../player/types/registry.js'
import { Button } from '../../ui/button.js'
import { count, listed, words } from '../../ui/format.js'
import { Rich } from '../../ui/rich.js'
import { Skeleton } from '../../ui/states.js'

/** A picture of the bank, fetched with the token and carried as data. @param {string|undefined} id */
export function usePicture(id) {
  const [url, set] = useState('')
  useEffect(() => {
    let gone = false
    set('')
    if (id) picture(id).then(u => { if (!gone) set(u) }).catch(() => {})
    return () => { gone = true }
  }, [id])
  return url
}

/** @param {string} id @returns {Promise<string>} */
async function picture(id) {
  const res = await fetch(`/api/v1/media/${encodeURIComponent(id)}`, { headers: { Authorization: `Bearer ${await bearer()}` }, cache: 'no-store' })
  const blob = await res.blob()
  if (!res.ok || !blob.type.startsWith('image/')) return ''
  return new Promise((ok, no) => { const r = new FileReader(); r.onload = () => ok(String(r.result)); r.onerror = no; r.readAsDataURL(blob) })
}

/** A content as the player gets it; blanks become elements, and what is to be ordered is not shown in its right order. @param {string} type @param {any} c */
function delivered(type, c) {
  let stem = c.stem_html || ''
  for (const b of c.blanks || []) stem = stem.replace(`[[${b.id}]]`, `<span class="blank" data-blank="${b.id}">____</span>`)
  const options = type === 'ordering' ? [...(c.options || [])].sort((a, b) => turned(a.id) - turned(b.id)) : c.options
  return { ...c, type, position: 0, stem_html: stem, options, media: [], points: c.points || 1 }
}

const turned = (/** @type {string} */ id) => [...id].reduce((n, ch) => (n * 31 + ch.charCodeAt(0)) % 101, 7) * 37 % 101

/** An item as a candidate meets it. What is answered here goes nowhere. @param {{type: string, content: any, stimulus?: string}} p */
export function Preview({ type, content, stimulus }) {
  const [ready, setReady] = useState('')
  const [response, setResponse] = useState(/** @type {any} */ (null))
  const [turn, setTurn] = useState(0)
  const shared = useResource(stimulus ? `/api/v1/stimuli/${encodeURIComponent(stimulus)}` : null)
  const image = usePicture(content.image?.media)
  useEffect(() => { load([type]).then(() => setReady(type)) }, [type])
  const of = typeOf(type)
  if (ready !== type || !of) return html`<${Skeleton} />`
  const item = delivered(type, content)
  if (content.image) item.image = { ...content.image, url: image }
  return html`
    <div class="card preview">
      ${shared.data && html`<details class="stimulus" open><summary><span class="eyebrow">For several questions</span><b>${shared.data.title}</b></summary><div class="stimulustext" tabindex="0" role="region" aria-label=${shared.data.title}><${Rich} html=${shared.data.html} /></div></details>`}
      ${!of.inline && html`<${Rich} class="stem rich" id="stem-0" html=${item.stem_html} />`}
      ${content.image && !of.draws && image && html`<img class="figure" src=${image} alt=${content.image.alt} />`}
      ${(content.media || []).map((/** @type {any} */ m) => html`<${Shown} of=${m} key=${m.id} />`)}
      ${of.hint && type !== 'lab' && type !== 'file_upload' && html`<p class="small quiet qhint">${of.hint(item)}</p>`}
      ${type === 'lab' || type === 'file_upload' ? html`<p class="note small">${handedIn(type, content)}</p>`
        : content.image && !image ? html`<p class="quiet small">The picture is being fetched.</p>`
          : html`<fieldset class="bare stack" key=${turn}><legend class="vh">Answer, to try out</legend><${of.Answer} item=${item} response=${response} change=${setResponse} locked=${false} attempt="" /></fieldset>`}
      ${response !== null && html`<div><${Button} kind="plain s" onClick=${() => { setResponse(null); setTurn(turn + 1) }}>Begin again</${Button}></div>`}
    </div>`
}

/** @param {string} type @param {any} c */
const handedIn = (type, c) => `${type === 'lab' ? 'The candidate works in a lab here, and hands in' : 'The candidate hands in'} ${count(c.upload?.max_files || 5, 'file')} at most${c.upload?.kinds?.length ? `: ${listed(c.upload.kinds)}` : ''}, ${Math.round((c.upload?.max_bytes || 10485760) / 1048576 * 10) / 10} MiB each.`

/** @param {{of: {id: string, kind: string, alt: string}}} p */
function Shown({ of }) {
  const url = usePicture(of.kind === 'image' ? of.id : undefined)
  if (of.kind !== 'image') return html`<p class="note small">${of.kind === 'audio' ? 'A recording' : 'A film'} plays here: ${of.alt || 'no description'}.</p>`
  return url ? html`<img class="figure" src=${url} alt=${of.alt} />` : html`<p class="quiet small">A picture: ${of.alt || 'no description'}</p>`
}

/** @type {Record<string, string>} what a blank is scored like */
const inBlank = { text: 'short_text', number: 'numeric', choice: 'single_choice' }

/** The key in words where the type has them, and as it is kept where not. @param {{type: string, content: any, value: any, rationales?: Record<string, string>}} p */
export function KeyWords({ type, content, value, rationales = {} }) {
  const options = content.options || []
  const right = value.accepted || value.correct || []
  if (options.length && (right.length || value.worth) && !value.map) {
    return html`<ul class="keylist">${options.map((/** @type {any} */ o, /** @type {number} */ i) => { const good = right.includes(o.id) || (value.worth && !/^(0|-.*)$/.test(value.worth[o.id] || '0'))
      return html`<li key=${o.id} class=${good ? 'good' : ''}><b>${letter(i)}</b><div><${Rich} html=${o.html} />${rationales[o.id] ? html`<${Rich} class="rich small quiet" html=${rationales[o.id]} />` : ''}</div><span class="small">${value.worth ? value.worth[o.id] || '0' : good ? 'right' : ''}</span></li>` })}</ul>${value.rule && html`<p class="small quiet">Rule: <code>${value.rule}</code></p>`}`
  }
  const name = (/** @type {string} */ id) => options.find((/** @type {any} */ o) => o.id === id)?.html || id
  if (type === 'ordering') return html`<ol class="keylist">${(value.order || []).map((/** @type {string} */ id, /** @type {number} */ i) => html`<li class="good" key=${id}><b>${i + 1}</b><${Rich} html=${name(id)} /></li>`)}</ol>`
  if (type === 'matching' && value.pairs) return html`<ul class="keylist">${(content.stems || []).map((/** @type {any} */ s) => html`<li class="good two" key=${s.id}><${Rich} html=${s.html} /><${Rich} html=${name(value.pairs[s.id])} /></li>`)}</ul>`
  if (type === 'numeric') return html`<ul class="keylist">${(value.intervals || []).map((/** @type {any} */ i, /** @type {number} */ n) => html`<li class="good" key=${n}><span>${i.value ? `${i.value}${i.tolerance && i.tolerance !== '0' ? ` ± ${i.tolerance}${i.tolerance_kind && i.tolerance_kind !== 'absolute' ? ` (${i.tolerance_kind})` : ''}` : ''}` : i.from === i.to ? i.from : `${i.from} to ${i.to}`}</span><span></span><span class="small">${i.fraction}</span></li>`)}</ul>`
  if (type === 'short_text') return html`<ul class="keylist">${(value.texts || []).map((/** @type {any} */ t, /** @type {number} */ n) => html`<li class="good" key=${n}><span>${t.text}</span><span class="small quiet">${t.exact ? 'letter by letter' : ''}</span><span class="small">${t.fraction}</span></li>`)}</ul>`
  if (type === 'cloze' && value.blanks) return html`<div class="stack s">${(content.blanks || []).map((/** @type {any} */ b) => html`<div key=${b.id}><p class="small strong">[[${b.id}]]${value.blanks[b.id]?.weight > 1 ? `, weight ${value.blanks[b.id].weight}` : ''}</p><${KeyWords} type=${inBlank[b.kind]} content=${b} value=${value.blanks[b.id] || {}} /></div>`)}</div>`
  if (type === 'hotspot' && value.areas) return html`<ul class="keylist">${value.areas.map((/** @type {any} */ a, /** @type {number} */ n) => html`<li class="good" key=${n}><b>${n + 1}</b><span>${words(a.shape)} ${a.coords.join(', ')}</span><span class="small">${a.value}</span></li>`)}</ul>`
  if (value.guide_html) return html`<${Rich} html=${value.guide_html} />`
  if (!Object.keys(value).length) return html`<p class="quiet">Nothing is said to markers.</p>`
  return html`<pre class="code" tabindex="0">${JSON.stringify(value, null, 2)}</pre>`
}
