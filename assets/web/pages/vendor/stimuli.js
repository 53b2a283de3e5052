import { html, useState } from '../../../vendor/js/index.js'
import { post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useList, useResource } from '../../api/use.js'
import { go } from '../../router.js'
import { Button } from '../../ui/button.js'
import { count, moment } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { Empty, Load } from '../../ui/states.js'
import { Table } from '../../ui/table.js'
import { MediaField } from './item-media.js'
import { begins } from './item-words.js'
import { SourceText } from './source-text.js'

/** @type {import('../../ui/table.js').Column[]} */
const columns = [
  { title: 'Text', head: true, cell: s => html`<a href=${`/app/vendor/stimuli/${encodeURIComponent(s.id)}`}>${s.title}</a><br /><span class="small quiet">${begins(s.html, 110)}</span>` },
  { title: 'Items', num: true, cell: s => count(s.items, 'item') },
  { title: 'Changed', cell: s => moment(s.updated_at) },
]

/** Texts that several items of a bank ask about. @param {{bank: string}} p */
export default function Stimuli({ bank }) {
  const path = `/api/v1/item-banks/${encodeURIComponent(bank)}`
  const home = useResource(path)
  const list = useList(`${path}/stimuli`, { limit: 50 })
  const [making, setMaking] = useState(false)
  const may = changes('vendor_admin', 'author')
  return html`
    <${Page} title="Shared texts" crumbs=${[{ href: '/app/vendor/banks', label: 'Item banks' }, { href: `/app/vendor/banks/${encodeURIComponent(bank)}`, label: home.data?.name || 'Bank' }]}
      lead="A case, a table or a letter that several items ask about. Candidates see it beside each of them." actions=${may && !making && html`<${Button} kind="primary" icon="plus" onClick=${() => setMaking(true)} testid="stimulus-new">Write one</${Button}>`}>
      ${making && html`<section class="card"><h2>A new shared text</h2><${TextForm} bank=${bank} deed=${(/** @type {any} */ body, /** @type {string} */ key) => post(`${path}/stimuli`, body, { key })} done=${(/** @type {any} */ s) => go(`/app/vendor/stimuli/${encodeURIComponent(s.id)}`)} cancel=${() => setMaking(false)} submit="Keep it" /></section>`}
      <${Load} of=${list} kind="rows">${() => (list.rows.length ? html`<${Table} caption="Shared texts" columns=${columns} rows=${list.rows} more=${list} testid="stimulus-row" />` : !making && html`<${Empty} title="No shared texts yet">Write one here, then choose it in the items that ask about it.</${Empty}>`)}</${Load}>
    </${Page}>`
}

/** Title and text of a shared text. @param {{title?: string, text?: string, lang?: string, bank?: string, media?: {id: string, kind: string, alt: string}[], deed: (body: any, key: string) => Promise<any>, done: (out: any) => void, cancel?: () => void, submit: string}} p */
export function TextForm({ title = '', text = '', lang, bank, media: shown = [], deed, done, cancel, submit }) {
  const [media, setMedia] = useState(shown)
  const [source, setSource] = useState({ text, format: 'html' })
  return html`
    <${Form} deed=${(/** @type {any} */ v, /** @type {string} */ key) => deed({ title: v.title || '', format: v.format, text: v.text || '', ...(bank ? { media: media.map(({ id, alt }) => ({ id, alt })) } : {}) }, key)} done=${done} submit=${submit} cancel=${cancel} testid="stimulus-save">
      <${Field} name="title" label="Title" required maxlength="200" value=${title} lang=${lang} />
      <input type="hidden" name="format" value=${source.format} />
      <${SourceText} label="Text" rows=${12} value=${text} lang=${lang} name="text" set=${(/** @type {string} */ _, /** @type {string} */ t, /** @type {string} */ f) => setSource({ text: t, format: f })} hint="Formulas between \\( and \\)." testid="stimulus-text" />
      ${bank && html`<${MediaField} bank=${bank} d=${{ type: 'stimulus', content: { media } }} fault=${() => null} change=${(/** @type {(n: any) => void} */ how) => { const n = { content: { media: media.map(m => ({ ...m })) } }; how(n); setMedia(n.content.media) }} />`}
    </${Form}>`
}
