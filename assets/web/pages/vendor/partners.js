import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { day, keyOf, words } from '../../ui/format.js'
import { Check, Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { Empty, Load } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { say } from '../../ui/toast.js'
import { Invite } from '../partner/invite.js'

export default function Partners() {
  const list = useList('/api/v1/partners', { limit: 100 })
  const programs = useList('/api/v1/programs')
  const title = (/** @type {string} */ key) => programs.rows.find(x => keyOf(x) === key)?.title || words(key)
  const [open, setOpen] = useState(/** @type {any} */ (null))
  const [find, setFind] = useState('')
  const may = changes('vendor_admin', 'program_manager', 'support')
  const rows = list.rows.filter(p => !find || `${p.name} ${p.external_id || ''} ${p.country}`.toLowerCase().includes(find.toLowerCase()))
  const columns = [
    { title: 'Partner', head: true, cell: (/** @type {any} */ p) => html`<a class="strong" href=${`/app/partners/${p.id}/team`}>${p.name}</a>${p.external_id && html`<br /><span class="small faint">${p.external_id}</span>`}` },
    { title: 'Country', cell: (/** @type {any} */ p) => p.country || '–' },
    { title: 'Programs', cell: (/** @type {any} */ p) => (p.programs || []).map(title).join(', ') || html`<span class="faint">none</span>` },
    { title: 'Joined', cell: (/** @type {any} */ p) => day(p.joined_at) },
    { title: 'Actions', act: true, cell: (/** @type {any} */ p) => html`<div class="row"><${Button} kind="s" href=${`/app/partners/${p.id}/standing`}>Standing</${Button}>${may && html`<${Button} kind="s" onClick=${() => setOpen({ invite: p.id })}>Invite</${Button}>`}</div>` },
  ]
  return html`
    <${Page} title="Partners" actions=${may && html`<${Button} kind="primary" icon="plus" onClick=${() => setOpen({ create: true })} testid="partner-new">New partner</${Button}>`}>
      <${Load} of=${list}>${() => (list.rows.length ? html`
        <input class="input search" type="search" aria-label="Find a partner" placeholder="Find a partner" value=${find} onInput=${(/** @type {any} */ e) => setFind(e.currentTarget.value)} />
        <${Table} caption="Partners" columns=${columns} rows=${rows} more=${list} testid="partner-row" />`
        : html`<${Empty} title="No partners yet">Create the first, then invite its administrator.</${Empty}>`)}</${Load}>
      ${open?.create && html`<${Create} close=${() => setOpen(null)} done=${list.reload} />`}
      ${open?.invite && html`<${Invite} partner=${open.invite} close=${() => setOpen(null)} />`}
    </${Page}>`
}

/** @param {{close: () => void, done: () => void}} p */
function Create({ close, done }) {
  const programs = useList('/api/v1/programs')
  const make = (/** @type {any} */ v, /** @type {string} */ key) => {
    const { domains, ...rest } = v
    return post('/api/v1/partners', { ...rest, country: (v.country || '').toUpperCase(), ...(domains ? { domains: domains.split(/[\s,]+/).filter(Boolean) } : {}) }, { key })
  }
  const keys = [...new Map(programs.rows.map(p => [keyOf(p), p])).values()]
  return html`
    <${Dialog} title="New partner" close=${close}>
      <${Form} deed=${make} done=${() => { close(); say('Partner created'); done() }} submit="Create" cancel=${close}>
        <${Field} name="name" label="Name" required maxlength="200" testid="partner-name" />
        <div class="fields two"><${Field} name="country" label="Country" required maxlength="2" hint="Two letters, such as DE" testid="partner-country" /><${Field} name="external_id" label="Number in your PRM" optional /></div>
        <${Field} name="domains" label="Mail domains" optional hint="People with these addresses belong to it; separate with commas" />
        ${keys.length > 0 && html`<fieldset class="stack s"><legend class="label">Programs</legend>${keys.map(p => html`<${Check} name="programs" many value=${keyOf(p)} label=${p.title || words(keyOf(p))} checked />`)}</fieldset>`}
      </${Form}>
    </${Dialog}>`
}
