import { html, useLayoutEffect, useRef } from '../../vendor/js/index.js'

/**
 * HTML that the server has cleaned. What is wider than the page scrolls inside itself and can be reached by keyboard for that.
 * @param {{html: string, class?: string, as?: string, id?: string}} p
 */
export function Rich({ html: text, class: name = 'rich', as = 'div', id }) {
  const ref = useRef(/** @type {HTMLElement|null} */ (null))
  useLayoutEffect(() => {
    for (const el of ref.current?.querySelectorAll('pre, table') || []) {
      if (el instanceof HTMLElement && el.scrollWidth > el.clientWidth) el.tabIndex = 0
    }
  }, [text])
  return html`<${as} class=${name} id=${id} ref=${ref} dangerouslySetInnerHTML=${{ __html: text }} />`
}
