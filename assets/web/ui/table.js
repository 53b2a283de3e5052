import { html } from '../../vendor/js/index.js'
import { Button } from './button.js'

/**
 * @typedef {{title: string, cell: (row: any) => any, num?: boolean, head?: boolean, act?: boolean}} Column
 * `head` marks the cell that names the row; `act` the one with its buttons
 */

/**
 * @param {{caption: string, columns: Column[], rows: any[], id?: (row: any) => string, testid?: string, more?: {next: any, more: () => void, busy: boolean}, showCaption?: boolean}} p
 */
export const Table = ({ caption, columns, rows, id = r => r.id, testid, more, showCaption }) => html`
  <div class="card flush">
    <div class="tablewrap" tabindex="0" role="region" aria-label=${caption}><table class="table">
      <caption class=${showCaption ? '' : 'vh'}>${caption}</caption>
      <thead><tr>${columns.map(c => html`<th scope="col" class=${c.num ? 'num' : ''}>${c.act ? html`<span class="vh">${c.title}</span>` : c.title}</th>`)}</tr></thead>
      <tbody>${rows.map(r => html`<tr key=${id(r)} data-testid=${testid}>${columns.map(c => html`
        <td class="${c.num ? 'num' : ''} ${c.head ? 'head' : ''} ${c.act ? 'act' : ''}" data-label=${c.act ? undefined : c.title}>${c.act ? c.cell(r) : html`<div>${c.cell(r)}</div>`}</td>`)}</tr>`)}</tbody>
    </table></div>
    ${more?.next && html`<div class="row between tablefoot"><${Button} kind="s" busy=${more.busy} onClick=${more.more}>Show more</${Button}></div>`}
  </div>`
