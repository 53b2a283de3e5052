import { html, useEffect, useRef, useState } from '../../../vendor/js/index.js'
import { call, newKey } from '../../api/client.js'
import { Problem } from '../../api/problem.js'
import { useDeed, useList, useResource } from '../../api/use.js'
import { go } from '../../router.js'
import { Button } from '../../ui/button.js'
import { start, words } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Load } from '../../ui/states.js'
import { say } from '../../ui/toast.js'
import { TypeForm, blankOf, hasForm } from './item-forms.js'
import { MediaField } from './item-media.js'
import { itemPage, types } from './item-words.js'
import { SourceText } from './source-text.js'

/** Writes a new item of a bank (`bank`), or changes one (`item`). @param {{bank?: string, item?: string}} p */
export default function ItemEdit({ bank, item }) {
  const res = useResource(item ? `/api/v1/items/${encodeURIComponent(item)}` : null)
  const home = bank || res.data?.bank
  const crumbs = [{ href: '/app/vendor/banks', label: 'Item banks' }, ...(home ? [{ href: `/app/vendor/banks/${encodeURIComponent(home)}`, label: 'Bank' }] : []), ...(item ? [{ href: itemPage(item), label: 'Item' }] : [])]
  return html`
    <${Page} title=${item ? 'Change an item' : 'Write an item'} crumbs=${crumbs} lead=${item ? 'A change is a new version. What forms draw stays until the new version is approved.' : 'It begins as a draft. Nobody meets it before it is approved and put into use.'}>
      ${bank ? html`<${Editor} bank=${bank} was=${null} etag="" />` : html`<${Load} of=${res}>${(/** @type {any} */ i) => html`<${Editor} bank=${i.bank} was=${i} etag=${res.etag} />`}</${Load}>`}
    </${Page}>`
}

/** @param {any} i what the server knows of an item, as it is sent back */
function writingOf(i) {
  const { stimulus: _, ...content } = i.content
  return {
    type: i.type, external_id: i.external_id || '', title: i.title, domain: i.domain, category: i.category, tags: i.tags, references: i.references, cognitive_level: i.cognitive_level || '', difficulty: i.difficulty || '',
    stimulus: i.stimulus || '', content, key: i.key, rationale: i.rationale_html,
    option_rationales: Object.fromEntries(i.options.filter((/** @type {any} */ o) => o.rationale_html).map((/** @type {any} */ o) => [o.id, o.rationale_html])),
  }
}

/** @param {{bank: string, was: any, etag: string}} p */
function Editor({ bank, was, etag }) {
  const [d, set] = useState(/** @type {any} */ (was ? writingOf(was) : { ...blankOf('single_choice'), type: 'single_choice', title: '', domain: '', category: [], tags: [], references: [], cognitive_level: '', difficulty: '', stimulus: '', rationale: '', option_rationales: {} }))
  const [raw, setRaw] = useState(/** @type {{content: string, key: string}|null} */ (null))
  const last = useRef({ body: '', key: '' })
  const stimuli = useList(`/api/v1/item-banks/${encodeURIComponent(bank)}/stimuli`, { limit: 200 })
  const shown = useRef(new Set())
  shown.current = new Set()
  const save = useDeed(async () => {
    const body = raw ? { ...d, content: read(raw.content, 'content'), key: read(raw.key, 'key') } : d
    const text = JSON.stringify(body)
    if (last.current.body !== text) last.current = { body: text, key: newKey() }
    const a = was ? await call(`/api/v1/items/${encodeURIComponent(was.id)}`, { method: 'PUT', body, ifMatch: etag }) : await call(`/api/v1/item-banks/${encodeURIComponent(bank)}/items`, { body, key: last.current.key })
    say(was ? 'Saved as a new version' : 'Written; it is a draft')
    go(itemPage(a.body.id))
  })
  const top = useRef(/** @type {HTMLFormElement|null} */ (null))
  useEffect(() => { if (save.problem) /** @type {HTMLElement|null|undefined} */ (top.current?.querySelector('[aria-invalid="true"]'))?.focus() }, [save.problem])
  const change = (/** @type {(c: any) => void} */ how) => set((/** @type {any} */ old) => { const next = structuredClone(old); how(next); return next })
  const errors = save.problem?.errors.map(e => ({ ...e, field: e.field.replace(/^body\./, '') })) || []
  const fault = (/** @type {string} */ at, exact = false) => {
    const mine = errors.filter(e => !shown.current.has(e) && (e.field === at || !exact && e.field.startsWith(at + '.')))
    mine.forEach(e => shown.current.add(e))
    return mine.length ? html`<span class="fault" role="alert">${[...new Set(mine.map(e => `${start(e.detail)}.`.replace(/\.\.$/, '.')))].join(' ')}</span>` : null
  }
  const wrong = (/** @type {string} */ at) => (errors.some(e => e.field === at || e.field.startsWith(at + '.')) ? 'true' : undefined)
  const type = (/** @type {string} */ t) => { change(n => { const b = blankOf(t); n.type = t; n.content = { ...b.content, stem_html: n.content.stem_html, points: n.content.points, ...(n.content.options && b.content.options && t !== 'true_false' && d.type !== 'true_false' && { options: n.content.options }) }; n.key = b.key }); setRaw(null) }
  const text = (/** @type {string} */ k, /** @type {string} */ label, /** @type {any} */ more = {}) => html`<div class="field"><label for=${`i-${k}`}>${label}</label><input id=${`i-${k}`} class="input" value=${d[k]} aria-invalid=${wrong(k)} onInput=${(/** @type {any} */ e) => change(n => { n[k] = e.currentTarget.value })} ...${more} />${more.hint && html`<span class="hint">${more.hint}</span>`}${fault(k)}</div>`
  const list = (/** @type {string} */ k, /** @type {string} */ label, /** @type {string} */ hint, /** @type {RegExp} */ by) => html`<div class="field"><label for=${`i-${k}`}>${label}</label><textarea id=${`i-${k}`} class="input short" rows="2" aria-invalid=${wrong(k)} defaultValue=${d[k].join(k === 'tags' ? ', ' : '\n')} onInput=${(/** @type {any} */ e) => change(n => { n[k] = e.currentTarget.value.split(by).map((/** @type {string} */ s) => s.trim()).filter(Boolean) })}></textarea><span class="hint">${hint}</span>${fault(k)}</div>`
  const form = hasForm(d) && !raw
  return html`
    <form class="stack l" ref=${top} noValidate onSubmit=${(/** @type {Event} */ e) => { e.preventDefault(); save.run() }}>
      <section class="card"><h2>What it is</h2>
        <div class="fields two"><div class="field"><label for="i-type">Type</label><select id="i-type" class="input" disabled=${!!was} data-testid="item-type" onChange=${(/** @type {any} */ e) => type(e.currentTarget.value)}>${types.map(t => html`<option value=${t} selected=${t === d.type}>${words(t)}</option>`)}</select>${was && html`<span class="hint">The type of an item does not change.</span>`}${fault('type')}</div>
          ${text('title', 'Title', { maxlength: 500, hint: 'For authors; candidates never see it.' })}${text('domain', 'Domain', { maxlength: 200, hint: 'As the blueprint names it.' })}
          <div class="field"><label for="i-points">Points</label><input id="i-points" class="input" type="number" min="1" max="100" value=${d.content.points || 1} disabled=${!!raw} aria-invalid=${wrong('content.points')} onInput=${(/** @type {any} */ e) => change(n => { const v = Math.trunc(Number(e.currentTarget.value)); if (v > 1) n.content.points = v; else delete n.content.points })} />${fault('content.points')}</div>
          <div class="field"><label for="i-stimulus">Shared text</label><select id="i-stimulus" class="input" aria-invalid=${wrong('stimulus')} onChange=${(/** @type {any} */ e) => change(n => { n.stimulus = e.currentTarget.value })}><option value="">None</option>${stimuli.rows.map(s => html`<option value=${s.id} selected=${s.id === d.stimulus}>${s.title}</option>`)}${d.stimulus && !stimuli.rows.some(s => s.id === d.stimulus) && html`<option value=${d.stimulus} selected>${d.stimulus}</option>`}</select>${fault('stimulus')}</div></div></section>
      <section class="card"><div class="row between"><h2>Question</h2>${hasForm(d) && html`<${Button} kind="plain s" onClick=${() => (raw ? back() : setRaw({ content: pretty(d.content), key: pretty(d.key) }))}>${raw ? 'Back to the form' : 'As JSON'}</${Button}>`}</div>
        ${!raw && html`<${SourceText} key=${was?.version || 'new'} label="Stem" value=${d.content.stem_html || ''} testid="item-stem" set=${(/** @type {string} */ h) => change(n => { n.content.stem_html = h })} fault=${fault('content.stem_html')}
          hint=${d.type === 'cloze' ? 'Write [[name]] where a blank stands, such as [[b1]]. Formulas between \\( and \\).' : 'Formulas between \\( and \\).'} />`}
        ${form && html`<${TypeForm} d=${d} change=${change} fault=${fault} wrong=${wrong} />`}
        ${!form && html`<${Raw} raw=${raw} d=${d} set=${setRaw} fault=${fault} wrong=${wrong} />`}
        ${form && html`<${MediaField} bank=${bank} d=${d} change=${change} fault=${fault} />`}
      </section>
      <section class="card"><h2>Why the answer is right</h2><div class="field"><label for="i-rationale">Rationale</label><textarea id="i-rationale" class="input" rows="4" value=${d.rationale} aria-invalid=${wrong('rationale')} data-testid="item-rationale" onInput=${(/** @type {any} */ e) => change(n => { n.rationale = e.currentTarget.value })}></textarea><span class="hint">HTML. For reviewers and appeals; as secret as the key.</span>${fault('rationale')}</div></section>
      <details class="card" open=${!!was || errors.some(e => /^(tags|references|category|cognitive_level|difficulty|external_id)/.test(e.field))}><summary>More about it</summary>
        <div class="fields two">${list('tags', 'Tags', 'Separated by commas.', /[,\n]/)}${list('references', 'References', 'Where it can be looked up, one a line.', /\n/)}
          ${text('cognitive_level', 'Cognitive level', { maxlength: 60, hint: 'Such as remember, apply, analyse.' })}${text('difficulty', 'Difficulty', { inputmode: 'decimal', hint: 'The share of its points that candidates earn, 0 to 1.' })}
          ${text('external_id', 'External id', { maxlength: 200 })}${list('category', 'Category', 'From general to special, one a line.', /\n/)}</div></details>
      <${Loose} problem=${save.problem} shown=${shown} />
      <div class="form-foot"><${Button} href=${was ? itemPage(was.id) : `/app/vendor/banks/${encodeURIComponent(bank)}`}>Cancel</${Button}><${Button} kind="primary" type="submit" busy=${save.busy} testid="item-save">${was ? 'Save as a new version' : 'Write it'}</${Button}></div>
    </form>`

  function back() {
    try { const content = JSON.parse(raw?.content || ''), key = JSON.parse(raw?.key || ''); change(n => { n.content = content; n.key = key }); setRaw(null) } catch { say('This is no JSON yet; mend it first.', 'bad') }
  }
}

const pretty = (/** @type {any} */ v) => JSON.stringify(v, null, 2)

/** What is wrong and has no field on the page. @param {{problem: Problem|null, shown: {current: Set<any>}}} p */
function Loose({ problem, shown }) {
  const [fields, set] = useState(/** @type {string[]} */ ([]))
  useEffect(() => { const said = new Set([...shown.current].map(e => e.field)); set(problem ? problem.errors.map(e => e.field).filter(f => said.has(f.replace(/^body\./, ''))) : []) }, [problem])
  const stale = problem?.status === 412
  return html`<${ProblemNote} problem=${problem} shown=${fields} />${stale && html`<p class="small">Copy what you want to keep, then <a href=${location.pathname} target="_self">open the newest version</a>.</p>`}`
}

/** Content and key as they are kept, for what has no form. @param {{raw: any, d: any, set: (r: any) => void, fault: (at: string) => any, wrong: (at: string) => any}} p */
function Raw({ raw, d, set, fault, wrong }) {
  const r = raw || { content: pretty(d.content), key: pretty(d.key) }
  useEffect(() => { if (!raw) set(r) }, [])
  return html`
    <p class="small quiet">Content and key in the shape of this type, as the interface takes them. The server says beside each what it cannot use.</p>
    ${['content', 'key'].map(k => html`<div class="field" key=${k}><label for=${`raw-${k}`}>${words(k)}</label><textarea id=${`raw-${k}`} class="input mono" rows="14" spellcheck="false" value=${r[k]} aria-invalid=${wrong(k)} data-testid=${`item-${k}`} onInput=${(/** @type {any} */ e) => set({ ...r, [k]: e.currentTarget.value })}></textarea>${fault(k)}</div>`)}`
}

/** @param {string} text @param {string} field */
function read(text, field) {
  try { return JSON.parse(text) } catch (e) { throw new Problem({ status: 422, code: 'invalid_input', detail: 'This cannot be read as JSON.', errors: [{ field, code: 'malformed', detail: e instanceof Error ? e.message : 'no JSON' }] }) }
}
