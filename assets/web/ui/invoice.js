import { html } from '../../vendor/js/index.js'
import { download } from '../api/client.js'
import { useDeed, useResource } from '../api/use.js'
import { Button } from './button.js'
import { ProblemNote } from './problem.js'

/** The invoice of an order, where there is one. The address may name another host than the one in use, so only its path counts. @param {{of: any}} p */
export function Invoice({ of }) {
  const get = useDeed(() => download(new URL(of.invoice.url, location.href).pathname, `${of.invoice.number}.pdf`))
  if (!of.invoice) return null
  return html`<${ProblemNote} problem=${get.problem} /><div><${Button} kind="s" icon="download" busy=${get.busy} onClick=${get.run} testid="invoice-pdf">Invoice ${of.invoice.number} (PDF)</${Button}></div>`
}

/** The same for a page that knows only the order's number. @param {{order: string}} p */
export function InvoiceOf({ order }) {
  const o = useResource(`/api/v1/orders/${encodeURIComponent(order)}`)
  return o.data ? html`<${Invoice} of=${o.data} />` : null
}
