import { html } from '../../vendor/js/index.js'

/** A picture or recording. @param {{of: {url: string, kind: string, alt: string}}} p */
export function Medium({ of }) {
  if (of.kind === 'audio') return html`<audio controls preload="auto" src=${of.url} aria-label=${of.alt || 'Recording'}></audio>`
  if (of.kind === 'video') return html`<video class="figure" controls preload="auto" src=${of.url} aria-label=${of.alt || 'Recording'}></video>`
  return html`<img class="figure" src=${of.url} alt=${of.alt} />`
}
