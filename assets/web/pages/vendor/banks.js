import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useList } from '../../api/use.js'
import { go } from '../../router.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { count, day, words } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { Empty, Load } from '../../ui/states.js'

export default function Banks() {
  const list = useList('/api/v1/item-banks')
  const [making, setMaking] = useState(false)
  const may = changes('vendor_admin', 'author')
  return html`
    <${Page} title="Item banks" lead="Questions live in banks; exams draw from them." actions=${may && html`<${Button} kind="primary" icon="plus" onClick=${() => setMaking(true)}>New bank</${Button}>`}>
      <${Load} of=${list} kind="cards">${() => (list.rows.length
        ? html`<div class="grid">${list.rows.map(b => html`<a class="card" key=${b.id} href=${`/app/vendor/banks/${b.id}`}><h2>${b.name}</h2><p class="quiet small">${count(b.operational_items ?? 0, 'item')} in use${b.draft_items ? `, ${count(b.draft_items, 'draft')}` : ''} · ${b.review === 'none' ? 'no review' : 'a second person reviews'}</p><footer class="small faint">${b.created_at ? `Since ${day(b.created_at)}` : ''}</footer></a>`)}</div>`
        : html`<${Empty} title="No banks yet">Create one, then import your questions.</${Empty}>`)}</${Load}>
      ${making && html`
        <${Dialog} title="New item bank" close=${() => setMaking(false)}>
          <${Form} deed=${(/** @type {any} */ v, /** @type {string} */ key) => post('/api/v1/item-banks', v, { key })} done=${(/** @type {any} */ b) => go(`/app/vendor/banks/${b.id}`)} submit="Create" cancel=${() => setMaking(false)}>
            <${Field} name="name" label="Name" required maxlength="200" />
            <${Field} name="review" label="Review" options=${['none', 'second_person'].map(v => ({ value: v, label: v === 'none' ? 'None: imported items are in use at once' : words(v) + ' approves each item' }))} />
          </${Form}>
        </${Dialog}>`}
    </${Page}>`
}
