import { html, useEffect, useRef } from '../../vendor/js/index.js'

/**
 * A page: its title goes to the tab and gets the focus on arrival, so that a screen reader starts where the reader is.
 * @param {{title: string, lead?: any, eyebrow?: any, actions?: any, crumbs?: {href: string, label: string}[], narrow?: boolean, children?: any}} p
 */
export function Page({ title, lead, eyebrow, actions, crumbs, narrow, children }) {
  const h = useRef(/** @type {HTMLElement|null} */ (null))
  useEffect(() => { document.title = `${title} · Laurel` }, [title])
  useEffect(() => { h.current?.focus({ preventScroll: true }) }, [])
  return html`
    <div class="page ${narrow ? 'narrow' : ''}">
      <header class="pagehead">
        ${crumbs && html`<nav class="crumbs" aria-label="You are here">${crumbs.map((c, i) => html`${i > 0 && html`<span aria-hidden="true">/</span>`}<a href=${c.href}>${c.label}</a>`)}</nav>`}
        ${eyebrow && html`<span class="eyebrow">${eyebrow}</span>`}
        <div class="row between"><h1 tabindex="-1" ref=${h}>${title}</h1>${actions && html`<div class="row">${actions}</div>`}</div>
        ${lead && html`<p class="lead">${lead}</p>`}
      </header>
      ${children}
    </div>`
}

/** @param {{items: {href: string, label: string}[], label: string}} p */
export const Tabs = ({ items, label }) => html`
  <nav class="tabs" aria-label=${label}>${items.map(i => html`<a href=${i.href} aria-current=${location.pathname === i.href ? 'page' : undefined}>${i.label}</a>`)}</nav>`
