import { html } from '../../vendor/js/index.js'
import { Icon } from './icons.js'

/**
 * A button, or a link that looks like one when `href` is given.
 * @param {{kind?: string, icon?: string, busy?: boolean, href?: string, children?: any, type?: string, testid?: string, [k: string]: any}} p
 */
export function Button({ kind = '', icon, busy = false, href, children, type = 'button', testid, disabled, ...rest }) {
  const inside = html`${icon && !busy && html`<${Icon} name=${icon} />`}<span>${children}</span>`
  if (href && !disabled) return html`<a class="btn ${kind}" href=${href} data-testid=${testid} ...${rest}>${inside}</a>`
  return html`<button class="btn ${kind}" type=${type} disabled=${disabled || busy} aria-busy=${busy ? 'true' : undefined} data-testid=${testid} ...${rest}>${inside}</button>`
}

/** An icon with a name for those who do not see it. @param {{name: string, label: string, [k: string]: any}} p */
export const IconButton = ({ name, label, ...rest }) => html`<button type="button" class="iconbtn" aria-label=${label} title=${label} ...${rest}><${Icon} name=${name} /></button>`
