import { html, useEffect, useId, useRef } from '../../vendor/js/index.js'
import { IconButton } from './button.js'

/**
 * A modal dialog on the browser's own element: focus is kept inside, Escape closes, focus returns where it was.
 * @param {{title: string, close: () => void, children?: any, wide?: boolean, firm?: boolean}} p `firm` dialogs have no way out but their buttons
 */
export function Dialog({ title, close, children, wide, firm }) {
  const ref = useRef(/** @type {HTMLDialogElement|null} */ (null))
  const id = useId()
  useEffect(() => {
    const d = ref.current
    const before = document.activeElement
    if (d && !d.open) d.showModal()
    return () => { d?.close(); if (before instanceof HTMLElement && before.isConnected) before.focus() }
  }, [])
  return html`
    <dialog class="dialog ${wide ? 'wide' : ''}" ref=${ref} aria-labelledby=${id}
      onCancel=${(/** @type {Event} */ e) => { e.preventDefault(); if (!firm) close() }}
      onClick=${(/** @type {Event} */ e) => { if (!firm && e.target === ref.current) close() }}>
      <div class="inner">
        <header><h2 id=${id}>${title}</h2>${!firm && html`<${IconButton} name="close" label="Close" onClick=${close} />`}</header>
        ${children}
      </div>
    </dialog>`
}
