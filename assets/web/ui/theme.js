import { html, signal } from '../../vendor/js/index.js'
import { IconButton } from './button.js'

/** @type {import('../../vendor/js/index.js').Signal<string>} */
export const theme = signal(document.documentElement.dataset.theme || 'auto')
const turn = { auto: 'light', light: 'dark', dark: 'auto' }
const icon = { auto: 'auto', light: 'sun', dark: 'moon' }
const said = { auto: 'as the system', light: 'light', dark: 'dark' }

/** @param {string} t */
export function setTheme(t) {
  theme.value = t
  if (t === 'auto') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = t
  try { t === 'auto' ? localStorage.removeItem('laurel.theme') : localStorage.setItem('laurel.theme', t) } catch { /* stays for this page */ }
}

export function ThemeButton() {
  const t = /** @type {'auto'|'light'|'dark'} */ (theme.value)
  return html`<${IconButton} name=${icon[t]} label="Colours: ${said[t]}. Change" onClick=${() => setTheme(turn[t])} />`
}
