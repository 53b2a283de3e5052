import { html } from '../../vendor/js/index.js'
import { Mark } from './icons.js'
import { ProblemNote } from './problem.js'

/** The shape of what is coming. @param {{kind?: 'page'|'cards'|'rows', label?: string}} p */
export const Skeleton = ({ kind = 'rows', label = 'Loading' }) => html`
  <div role="status" class="stack"><span class="vh">${label}…</span>
    ${kind === 'page' && html`<div class="skel h"></div><div class="skel t half"></div><div class="skel box"></div><div class="skel box"></div>`}
    ${kind === 'cards' && html`<div class="grid">${[1, 2, 3].map(i => html`<div class="skel box" key=${i}></div>`)}</div>`}
    ${kind === 'rows' && [1, 2, 3, 4].map(i => html`<div class="skel t" key=${i}></div>`)}
  </div>`

/** Nothing here yet, and what to do about it. @param {{title: string, children?: any, action?: any}} p */
export const Empty = ({ title, children, action }) => html`
  <div class="empty"><${Mark} /><h2>${title}</h2><p>${children}</p>${action}</div>`

/**
 * Shows a resource in whichever state it is.
 * @param {{of: {data?: any, rows?: any[], loading: boolean, problem: any, reload: () => any}, kind?: 'page'|'cards'|'rows', children: (data: any) => any}} p
 */
export function Load({ of, kind = 'page', children }) {
  if (of.loading) return html`<${Skeleton} kind=${kind} />`
  const has = of.rows ? !of.problem || of.rows.length > 0 : !!of.data
  return html`${of.problem && html`<${ProblemNote} problem=${of.problem} retry=${of.reload} />`}${has && children(of.rows || of.data)}`
}

/** @param {{tone?: string, children: any, bare?: boolean}} p */
export const Pill = ({ tone = '', children, bare }) => html`<span class="pill ${tone} ${bare ? 'bare' : ''}">${children}</span>`

/** @param {{percent: number, label: string}} p */
export const Bar = ({ percent, label }) => html`
  <div class="bar" role="progressbar" aria-label=${label} aria-valuenow=${Math.round(percent)} aria-valuemin="0" aria-valuemax="100"><span style=${{ width: `${Math.max(0, Math.min(100, percent))}%` }}></span></div>`

/** @param {{value: any, label: string}} p */
export const Stat = ({ value, label }) => html`<div class="stat"><b>${value}</b><span>${label}</span></div>`

/** An address on one line; what does not fit is behind an ellipsis and in the title. @param {{of: string, class?: string}} p */
export const Mail = ({ of, class: name = '' }) => html`<span class="mail ${name}" title=${of}>${of}</span>`
