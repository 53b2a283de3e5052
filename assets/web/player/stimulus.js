import { html, useLayoutEffect, useRef, useState } from '../../vendor/js/index.js'
import { Rich } from '../ui/rich.js'
import { Medium } from './medium.js'

/** Where each text was left, so that going on to its next question does not lose the place. @type {Map<string, {open: boolean, top: number}>} */
const left = new Map()

/**
 * A text that several questions share: beside them where there is room, above them and foldable where there is not.
 * @param {{of: {id: string, title: string, html: string, media: any[]}}} p
 */
export function Stimulus({ of }) {
  const pane = useRef(/** @type {HTMLElement|null} */ (null))
  const [open, setOpen] = useState(left.get(of.id)?.open ?? true)
  const keep = (/** @type {Partial<{open: boolean, top: number}>} */ change) => left.set(of.id, { open, top: pane.current?.scrollTop || 0, ...change })
  useLayoutEffect(() => { if (pane.current) pane.current.scrollTop = left.get(of.id)?.top || 0 }, [])
  return html`
    <details class="stimulus" open=${open} onToggle=${(/** @type {any} */ e) => { setOpen(e.currentTarget.open); keep({ open: e.currentTarget.open }) }} data-testid="stimulus">
      <summary><span class="eyebrow">For several questions</span><b>${of.title || 'Case'}</b></summary>
      <div class="stimulustext" tabindex="0" role="region" aria-label=${of.title || 'Case'} ref=${pane} onScroll=${() => keep({})}>
        <${Rich} html=${of.html} />
        ${of.media.map(m => html`<${Medium} of=${m} key=${m.url} />`)}
      </div>
    </details>`
}
