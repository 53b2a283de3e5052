import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { day, words } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { say } from '../../ui/toast.js'

/** People whom another partner claims too. A partner sees its own side; the vendor decides. @param {{partner: string, end: (of: any) => void}} p */
export function Conflicts({ partner, end }) {
  const list = useList('/api/v1/affiliation-conflicts', { state: 'open', limit: 200 })
  const [open, setOpen] = useState(/** @type {any} */ (null))
  const rows = list.rows.filter(c => c.sides.some((/** @type {any} */ s) => s.partner.id === partner))
  const may = changes('vendor_admin', 'program_manager', 'support')
  if (!rows.length) return null
  return html`
    <section class="stack"><h2>Claimed by another partner too</h2>
      ${rows.map(c => html`
        <article class="card" key=${c.id} data-testid="conflict-row">
          <header><div><h3>${c.person.name}</h3><p class="small faint">since ${day(c.opened_at)}${c.program ? ` · ${words(c.program)} counts a person at one partner only` : ' · one of the two says that the person works for it alone'}</p></div></header>
          <p class="small">${may ? `Also at ${c.sides.filter((/** @type {any} */ s) => s.partner.id !== partner).map((/** @type {any} */ s) => s.partner.name).join(', ')}.` : 'The vendor decides who counts the person. If they have left you, end the affiliation.'}</p>
          <footer>${may ? html`<${Button} kind="primary s" onClick=${() => setOpen(c)} testid="conflict-open">Decide</${Button}>`
            : html`<${Button} kind="s" onClick=${() => end({ affiliation: c.sides[0].affiliation, name: c.person.name })}>End</${Button}>`}</footer>
        </article>`)}
      ${open && html`
        <${Dialog} title=${`Who counts ${open.person.name}?`} close=${() => setOpen(null)}>
          <${Form} deed=${(/** @type {any} */ v) => post(`/api/v1/affiliation-conflicts/${open.id}/resolve`, { reason: '', ...v })} done=${() => { say('Decided'); setOpen(null); list.reload() }} submit="Decide" cancel=${() => setOpen(null)}>
            <${Field} name="keep" label="Keep" options=${[...open.sides.map((/** @type {any} */ s) => ({ value: s.affiliation, label: s.partner.name })), { value: 'both', label: 'Both: it is no conflict' }]} />
            <${Field} name="reason" label="Reason" required maxlength="500" hint="Both partners and the person read it." />
          </${Form}>
        </${Dialog}>`}
    </section>`
}
