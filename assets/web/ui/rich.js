import { html, useLayoutEffect, useRef } from '../../vendor/js/index.js'
import { formulas } from './math.js'

/**
 * HTML that the server has cleaned, with its formulas drawn. What is wider than the page scrolls inside itself and can be reached by keyboard for that.
 * @param {{html: string, class?: string, as?: string, id?: string}} p
 */
export function Rich({ html: text, class: name = 'rich', as = 'div', id }) {
  const ref = useRef(/** @type {HTMLElement|null} */ (null))
  useLayoutEffect(() => {
    const at = ref.current
    if (!at) return
    const wide = [...at.querySelectorAll('pre, table, .math.display')].filter(el => el instanceof HTMLElement)
    const measure = () => { for (const el of wide) el.scrollWidth > el.clientWidth ? el.tabIndex = 0 : el.removeAttribute('tabindex') }
    measure()
    // A turned phone, a narrower window or a late font changes what scrolls.
    const watch = new ResizeObserver(measure)
    for (const el of [at, ...wide]) watch.observe(el)
    document.fonts.ready.then(measure)
    formulas(at).then(drawn => drawn && measure()).catch(() => {})
    return () => watch.disconnect()
  }, [text])
  return html`<${as} class=${name} id=${id} ref=${ref} dangerouslySetInnerHTML=${{ __html: text }} />`
}
