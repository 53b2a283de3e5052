import { html } from '../../../vendor/js/index.js'
import { call } from '../../api/client.js'
import { useDeed } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { ProblemNote } from '../../ui/problem.js'
import { usePicture } from './item-preview.js'

/** Pictures and recordings of an item; of a hotspot, the image that is answered on. @param {{bank: string, d: any, change: (how: (n: any) => void) => void, fault: (at: string) => any}} p */
export function MediaField({ bank, d, change, fault }) {
  const hotspot = d.type === 'hotspot'
  const add = useDeed(async (/** @type {HTMLInputElement} */ input) => {
    const file = input.files?.[0]
    if (!file) return
    const size = file.type.startsWith('image/') ? await measure(file) : null
    const { body } = await call(`/api/v1/item-banks/${encodeURIComponent(bank)}/media?name=${encodeURIComponent(file.name)}`, { method: 'POST', body: file, type: 'application/octet-stream', timeout: 120000 })
    change(n => {
      if (hotspot && size) n.content.image = { media: body.id, ...size, alt: n.content.image?.alt || '' }
      else n.content.media = [...(n.content.media || []), { id: body.id, kind: body.kind, alt: '' }]
    })
    input.value = ''
  })
  const media = d.content.media || []
  return html`
    <div class="stack s"><span class="label">${hotspot ? 'The picture that is answered on' : 'Pictures and recordings'}</span>
      ${hotspot && d.content.image && html`<${One} id=${d.content.image.media} kind="image" alt=${d.content.image.alt} n="image" fault=${fault('content.image')} set=${(/** @type {string} */ v) => change(n => { n.content.image.alt = v })} />`}
      ${hotspot && !d.content.image && fault('content.image')}
      ${media.map((/** @type {any} */ m, /** @type {number} */ i) => html`<${One} key=${m.id} id=${m.id} kind=${m.kind} alt=${m.alt} n=${i} fault=${fault(`content.media.${i}`)} set=${(/** @type {string} */ v) => change(n => { n.content.media[i].alt = v })} remove=${() => change(n => { n.content.media.splice(i, 1); if (!n.content.media.length) delete n.content.media })} />`)}
      <input class="input" type="file" accept="image/*,audio/*,video/*" aria-label="Add a picture or recording" disabled=${add.busy} onChange=${(/** @type {any} */ e) => add.run(e.currentTarget)} />
      <${ProblemNote} problem=${add.problem} /></div>`
}

/** @param {{id: string, kind: string, alt: string, n: any, fault: any, set: (v: string) => void, remove?: () => void}} p */
function One({ id, kind, alt, n, fault, set, remove }) {
  const url = usePicture(kind === 'image' ? id : undefined)
  return html`<div class="mediarow">${url ? html`<img src=${url} alt="" />` : html`<span class="small">${kind}</span>`}
    <div class="field"><label for=${`alt-${n}`}>What it shows, for who cannot see or hear it</label><input id=${`alt-${n}`} class="input" value=${alt} onInput=${(/** @type {any} */ e) => set(e.currentTarget.value)} />${fault}</div>
    ${remove && html`<${Button} kind="plain s" onClick=${remove}>Remove</${Button}>`}</div>`
}

/** @param {File} file @returns {Promise<{width: number, height: number}|null>} */
async function measure(file) {
  try { const b = await createImageBitmap(file); const size = { width: b.width, height: b.height }; b.close(); return size } catch { return null }
}
