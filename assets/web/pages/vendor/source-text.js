import { html, useId, useMemo, useState } from '../../../vendor/js/index.js'
import { Rich } from '../../ui/rich.js'

const kept = new Set('P BR HR B STRONG I EM U S CODE PRE KBD SAMP VAR SUB SUP UL OL LI DL DT DD BLOCKQUOTE TABLE CAPTION THEAD TBODY TR TH TD DIV SPAN H3 H4 H5 H6'.split(' '))
const dropped = new Set('SCRIPT STYLE IFRAME OBJECT EMBED TEMPLATE NOSCRIPT SVG MATH'.split(' '))

/** What a browser may show of a text before the server has cleaned it: known elements without attributes, words of all others. @param {string} text */
export function safe(text) {
  const body = new DOMParser().parseFromString(text, 'text/html').body
  const out = document.createElement('div')
  /** @param {Node} from @param {Element} to */
  const copy = (from, to) => {
    for (const n of Array.from(from.childNodes)) {
      if (n instanceof Text) { to.append(n.data); continue }
      if (!(n instanceof Element) || dropped.has(n.tagName.toUpperCase())) continue
      if (!kept.has(n.tagName)) { copy(n, to); continue }
      const el = document.createElement(n.tagName)
      if (n.tagName === 'SPAN' && /^math( display)?$/.test(n.className)) { el.className = n.className; if (n.hasAttribute('data-tex')) el.setAttribute('data-tex', n.getAttribute('data-tex') || '') }
      to.append(el)
      copy(n, el)
    }
  }
  copy(body, out)
  return out.innerHTML
}

/** @param {string} s */
const escaped = s => s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

/** @param {string} s */
const inline = s => s.split(/(`[^`]+`)/).map(part => (part.startsWith('`') && part.length > 1 ? `<code>${escaped(part.slice(1, -1))}</code>`
  : escaped(part).replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>').replace(/\*([^*\s][^*]*)\*/g, '<em>$1</em>'))).join('')

/** Markdown as question writers use it: paragraphs, lists, headings, code, strong and emphasised words. @param {string} text */
export function markdown(text) {
  return text.replace(/\r/g, '').split(/(```[^\n]*\n[\s\S]*?\n```)/).map(part => {
    const code = /^```[^\n]*\n([\s\S]*?)\n```$/.exec(part)
    return code ? `<pre><code>${escaped(code[1])}</code></pre>` : part.split(/\n{2,}/).filter(b => b.trim()).map(block).join('')
  }).join('')
}

/** @param {string} text */
function block(text) {
  const lines = text.trim().split('\n')
  const head = /^#{1,6}\s+(.*)$/.exec(lines[0])
  if (head && lines.length === 1) return `<h3>${inline(head[1])}</h3>`
  if (lines.every(l => /^[-*]\s+/.test(l))) return `<ul>${lines.map(l => `<li>${inline(l.replace(/^[-*]\s+/, ''))}</li>`).join('')}</ul>`
  if (lines.every(l => /^\d+[.)]\s+/.test(l))) return `<ol>${lines.map(l => `<li>${inline(l.replace(/^\d+[.)]\s+/, ''))}</li>`).join('')}</ol>`
  if (lines.every(l => /^>\s?/.test(l))) return `<blockquote>${inline(lines.map(l => l.replace(/^>\s?/, '')).join(' '))}</blockquote>`
  return `<p>${lines.map(l => inline(l.replace(/\s+$/, ''))).join('<br>')}</p>`
}

/**
 * A text in HTML or Markdown with what it will look like.
 * @param {{label: string, value: string, format?: string, set: (html: string, source: string, format: string) => void, rows?: number, hint?: any, fault?: any, testid?: string, name?: string, lang?: string}} p
 */
export function SourceText({ label, value, format: begun = 'html', set, rows = 6, hint, fault, testid, name, lang }) {
  const id = useId()
  const [text, setText] = useState(value)
  const [format, setFormat] = useState(begun)
  const shown = useMemo(() => safe(format === 'markdown' ? markdown(text) : text), [text, format])
  const tell = (/** @type {string} */ t, /** @type {string} */ f) => { setText(t); setFormat(f); set(f === 'markdown' ? markdown(t) : t, t, f) }
  return html`
    <div class="field sourcetext"><div class="row between"><label class="label" for=${id}>${label}</label>
        <div class="chips" role="group" aria-label="Written in">${['html', 'markdown'].map(f => html`<button type="button" class="chip s" aria-pressed=${String(f === format)} onClick=${() => tell(text, f)} key=${f}>${f === 'html' ? 'HTML' : 'Markdown'}</button>`)}</div></div>
      <textarea id=${id} name=${name} class="input" rows=${rows} lang=${lang} value=${text} data-testid=${testid} aria-invalid=${fault ? 'true' : undefined} aria-describedby=${hint ? `${id}-h` : undefined} onInput=${(/** @type {any} */ e) => tell(e.currentTarget.value, format)}></textarea>
      ${hint && html`<span class="hint" id="${id}-h">${hint}</span>`}${fault}
      ${/[<*`#_>-]|\n/.test(text) && html`<div class="seen"><span class="eyebrow">How it will look</span><${Rich} html=${shown} /></div>`}
    </div>`
}
