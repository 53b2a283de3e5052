import { html, useState } from '../../../vendor/js/index.js'
import { newKey, post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useResource } from '../../api/use.js'
import { go } from '../../router.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { moment } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Load } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { say } from '../../ui/toast.js'
import { State } from './item-words.js'
import { Person } from './person.js'

/** @param {string} tag */
export const language = tag => { try { return new Intl.DisplayNames(['en'], { type: 'language' }).of(tag) || tag } catch { return tag } }

/** Languages of an item version or of a shared text. @param {{subject: string, editor: string}} p */
export function Languages({ subject, editor }) {
  const list = useResource(`/api/v1/translations/${encodeURIComponent(subject)}`)
  const [adding, setAdding] = useState(false)
  const may = changes('vendor_admin', 'author')
  const rows = list.data?.data || []
  const columns = [
    { title: 'Language', head: true, cell: (/** @type {any} */ t) => html`<a href=${`${editor}/${encodeURIComponent(t.language)}`}>${language(t.language)}</a> <span class="faint small">${t.language}</span>` },
    { title: 'State', cell: (/** @type {any} */ t) => html`<${State} of=${t.state} />` },
    { title: 'Translator', cell: (/** @type {any} */ t) => html`<${Person} id=${t.translator} />` },
    { title: 'Reviewer', cell: (/** @type {any} */ t) => html`<${Person} id=${t.reviewer} />` },
    { title: 'Changed', cell: (/** @type {any} */ t) => moment(t.updated_at) },
    { title: 'Actions', act: true, cell: (/** @type {any} */ t) => may && t.state === 'draft' && html`<${Review} of=${t} done=${list.reload} />` },
  ]
  return html`
    <section class="stack"><div class="row between"><h2>Languages</h2>${may && html`<${Button} kind="s" icon="plus" onClick=${() => setAdding(true)} testid="language-add">Add a language</${Button}>`}</div>
      <${Load} of=${list} kind="rows">${() => (rows.length ? html`<${Table} caption="Languages" columns=${columns} rows=${rows} id=${(/** @type {any} */ t) => t.language} />` : html`<p class="quiet small">Only the language it was written in. A translation is delivered once somebody other than its translator has reviewed it.</p>`)}</${Load}>
      ${adding && html`<${Dialog} title="Which language?" close=${() => setAdding(false)}>
        <${Form} deed=${async (/** @type {any} */ v) => go(`${editor}/${encodeURIComponent(v.tag)}`)} submit="Translate" cancel=${() => setAdding(false)}><${Field} name="tag" label="Language tag" required pattern="[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}" hint="Such as de, fr or pt-BR" /></${Form}></${Dialog}>`}
    </section>`
}

/** @param {{of: any, done: () => void}} p */
export function Review({ of: t, done }) {
  const deed = useDeed(async () => { await post(`/api/v1/translations/${encodeURIComponent(t.subject)}/${encodeURIComponent(t.language)}/review`, undefined, { key: newKey() }); say('Reviewed: it can be delivered'); done() })
  return html`<${Button} kind="s" busy=${deed.busy} onClick=${deed.run} testid="translation-review">Review is done</${Button}>${deed.problem && html`<p class="small fault" role="alert">${deed.problem.code === 'second_person_required' ? 'Its translator may not review it: ask somebody else.' : deed.problem.sentence}</p>`}`
}
