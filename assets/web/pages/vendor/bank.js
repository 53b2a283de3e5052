import { html, useState } from '../../../vendor/js/index.js'
import { changes } from '../../api/session.js'
import { useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { BankItems } from './bank-items.js'
import { Export } from './bank-export.js'
import { Import, PastImports } from './bank-import.js'
import { ImportReport } from './import-report.js'

/** @param {{id: string}} p */
export default function Bank({ id }) {
  const bank = useResource(`/api/v1/item-banks/${encodeURIComponent(id)}`)
  const [report, setReport] = useState(/** @type {any} */ (null))
  const [turn, setTurn] = useState(0)
  const may = changes('vendor_admin', 'author')
  const base = `/app/vendor/banks/${encodeURIComponent(id)}`
  const done = (/** @type {any} */ r) => { setReport(r); setTurn(turn + 1); bank.reload() }
  return html`
    <${Page} title=${bank.data?.name || 'Item bank'} crumbs=${[{ href: '/app/vendor/banks', label: 'Item banks' }]}
      lead=${bank.data && (bank.data.review === 'second_person' ? 'A second person approves every item of this bank.' : 'Whoever writes an item of this bank may approve it.')}
      actions=${html`<${Button} href=${`${base}/stimuli`}>Shared texts</${Button}>${may && html`<${Button} kind="primary" icon="plus" href=${`${base}/items/new`} testid="item-new">Write an item</${Button}>`}`}>
      ${bank.problem && html`<${ProblemNote} problem=${bank.problem} retry=${bank.reload} />`}
      <${BankItems} bank=${id} turn=${turn} changed=${bank.reload} />
      ${may && html`<${Import} bank=${id} done=${done} />`}
      ${report && html`<${ImportReport} key=${report.id} bank=${id} of=${report} />`}
      <${PastImports} bank=${id} stamp=${report?.id || ''} open=${setReport} />
      ${may && bank.data && html`<${Export} bank=${id} name=${bank.data.name} />`}
    </${Page}>`
}
