import { html } from '../../../vendor/js/index.js'
import { put } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useResource } from '../../api/use.js'
import { letter } from '../../player/plain.js'
import { Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { Rich } from '../../ui/rich.js'
import { Load } from '../../ui/states.js'
import { say } from '../../ui/toast.js'
import { language as named, Review } from './item-languages.js'
import { itemPage, State } from './item-words.js'
import { Person } from './person.js'

/** An item version (`item`) or a shared text (`id`) in another language. @param {{item?: string, id?: string, language: string}} p */
export default function Translation({ item, id, language }) {
  const source = useResource(item ? `/api/v1/items/${encodeURIComponent(item)}` : `/api/v1/stimuli/${encodeURIComponent(id || '')}`)
  const subject = source.data && (item ? source.data.version : source.data.id)
  const all = useResource(subject ? `/api/v1/translations/${encodeURIComponent(subject)}` : null)
  const was = all.data?.data.find((/** @type {any} */ t) => t.language === language)
  const home = item ? itemPage(item) : `/app/vendor/stimuli/${encodeURIComponent(id || '')}`
  const both = { data: source.data && all.data, loading: source.loading || all.loading, problem: source.problem || all.problem, reload: () => { source.reload(); all.reload() } }
  const done = () => { say('Saved; somebody else reviews it now'); all.reload() }
  return html`
    <${Page} title=${`In ${named(language)}`} crumbs=${[{ href: '/app/vendor/banks', label: 'Item banks' }, { href: home, label: item ? 'Item' : source.data?.title || 'Shared text' }]}
      lead="Source on the left, translation on the right. It is delivered once somebody other than its translator has reviewed it; a change makes it a draft again.">
      <${Load} of=${both}>${() => html`
        ${was && html`<div class="card"><div class="row between"><span class="row"><${State} of=${was.state} /><span class="small quiet">Translated by <${Person} id=${was.translator} />${was.reviewer ? html`, reviewed by <${Person} id=${was.reviewer} />` : ''}</span></span>${was.state === 'draft' && changes('vendor_admin', 'author') && html`<div><${Review} of=${was} done=${all.reload} /></div>`}</div></div>`}
        ${item ? html`<${Words} key=${was?.updated_at || ''} of=${source.data} was=${was?.content} language=${language} done=${done} />` : html`<${SharedText} key=${was?.updated_at || ''} of=${source.data} was=${was?.content} language=${language} done=${done} />`}`}</${Load}>
    </${Page}>`
}

/** Every text of a content with the name that the server's faults call it by. @param {any} c @param {any} was */
function textsOf(c, was) {
  const find = (/** @type {any[]|undefined} */ all, /** @type {string} */ id) => all?.find(o => o.id === id)?.html || ''
  /** @type {{name: string, label: string, source: string, value: string, plain?: boolean}[]} */
  const out = [{ name: 'stem_html', label: 'Stem', source: c.stem_html, value: was?.stem_html || '' }]
  ;(c.stems || []).forEach((/** @type {any} */ o, /** @type {number} */ i) => out.push({ name: `stems.${o.id}`, label: `To be matched ${i + 1}`, source: o.html, value: find(was?.stems, o.id) }))
  ;(c.options || []).forEach((/** @type {any} */ o, /** @type {number} */ i) => out.push({ name: `options.${o.id}`, label: `Option ${letter(i)}`, source: o.html, value: find(was?.options, o.id) }))
  for (const b of c.blanks || []) for (const o of b.options || []) out.push({ name: `blanks.${b.id}.${o.id}`, label: `Choice in [[${b.id}]]`, source: o.html, value: find(was?.blanks?.find((/** @type {any} */ x) => x.id === b.id)?.options, o.id) })
  if (c.image) out.push({ name: `alts.${c.image.media}`, label: 'What the picture shows', source: c.image.alt, value: was?.image?.alt || '', plain: true })
  for (const m of c.media || []) if (m.alt) out.push({ name: `alts.${m.id}`, label: `What the ${m.kind} shows`, source: m.alt, value: was?.media?.find((/** @type {any} */ x) => x.id === m.id)?.alt || '', plain: true })
  return out
}

/** The form's values as the members that the server reads. @param {{name: string}[]} texts @param {Record<string, string>} v */
function wordsOf(texts, v) {
  /** @type {any} */
  const out = { stem_html: v.stem_html || '' }
  for (const { name } of texts) {
    const [kind, a, b] = name.split('.').length > 3 ? split(name) : name.split('.')
    if (kind === 'blanks') ((out.blanks ??= {})[a] ??= {})[b] = v[name] || ''
    else if (kind !== 'stem_html') (out[kind] ??= {})[name.slice(kind.length + 1)] = v[name] || ''
  }
  return out
}

/** The name of a blank may hold dots; the option's comes last. @param {string} name */
const split = name => { const parts = name.split('.'); return [parts[0], parts.slice(1, -1).join('.'), parts[parts.length - 1]] }

/** @param {{of: any, was: any, language: string, done: () => void}} p */
function Words({ of: i, was, language, done }) {
  const texts = textsOf(i.content, was)
  const blanks = (i.content.blanks || []).map((/** @type {any} */ b) => `[[${b.id}]]`)
  return html`
    <${Form} submit="Save the translation" testid="translation-save" done=${done} deed=${(/** @type {any} */ v) => put(`/api/v1/item-versions/${encodeURIComponent(i.version)}/translations/${encodeURIComponent(language)}`, wordsOf(texts, v))}>
      ${blanks.length > 0 && html`<p class="note small">The stem keeps its blanks as they stand: ${blanks.join(', ')}.</p>`}
      ${texts.map(t => html`<div class="pairtext" key=${t.name}><div class="source"><span class="eyebrow">${t.label}</span>${t.plain ? html`<p>${t.source}</p>` : html`<${Rich} html=${t.source} />`}</div>
        <${Field} name=${t.name} label=${t.label} rows=${t.name === 'stem_html' ? 6 : 2} class="input short" lang=${language} value=${t.value} /></div>`)}
    </${Form}>`
}

/** @param {{of: any, was: any, language: string, done: () => void}} p */
const SharedText = ({ of: s, was, language, done }) => html`
  <${Form} submit="Save the translation" testid="translation-save" done=${done} deed=${(/** @type {any} */ v) => put(`/api/v1/stimuli/${encodeURIComponent(s.id)}/translations/${encodeURIComponent(language)}`, { title: v.title || '', format: 'html', text: v.text || '' })}>
    <div class="pairtext"><div class="source"><span class="eyebrow">Title</span><p>${s.title}</p></div><${Field} name="title" label="Title" maxlength="200" lang=${language} value=${was?.title || ''} /></div>
    <div class="pairtext"><div class="source"><span class="eyebrow">Text</span><${Rich} html=${s.html} /></div><${Field} name="text" label="Text" rows=${14} lang=${language} value=${was?.html || ''} hint="HTML" /></div>
  </${Form}>`
