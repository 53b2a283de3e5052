import { html } from '../../../vendor/js/index.js'
import { Area, Guide } from './item-forms-people.js'
import { Choices, Matching, Ordering } from './item-forms-choice.js'
import { Numbers, Texts } from './item-forms-typed.js'
import { Cloze } from './item-forms-cloze.js'

/** @typedef {{d: any, change: (how: (n: any) => void) => void, fault: (at: string, exact?: boolean) => any, wrong: (at: string) => any}} Part */

const ab = () => [{ id: 'a', html: '' }, { id: 'b', html: '' }, { id: 'c', html: '' }]
/** @type {Record<string, () => {content: any, key: any}>} */
const blanks = {
  single_choice: () => ({ content: { stem_html: '', options: ab() }, key: { accepted: [] } }),
  multiple_response: () => ({ content: { stem_html: '', options: ab() }, key: { rule: 'all_or_nothing', correct: [] } }),
  true_false: () => ({ content: { stem_html: '', fixed: true, options: [{ id: 'true', html: 'True' }, { id: 'false', html: 'False' }] }, key: { accepted: ['true'] } }),
  matching: () => ({ content: { stem_html: '', options: ab(), stems: [{ id: 'a', html: '' }, { id: 'b', html: '' }] }, key: { rule: 'match_pairs', pairs: {} } }),
  ordering: () => ({ content: { stem_html: '', options: ab() }, key: { rule: 'order_all_or_nothing', order: ['a', 'b', 'c'] } }),
  numeric: () => ({ content: { stem_html: '' }, key: { intervals: [{ value: '', tolerance: '0', fraction: '1' }] } }),
  short_text: () => ({ content: { stem_html: '' }, key: { texts: [{ text: '', fraction: '1' }] } }),
  cloze: () => ({ content: { stem_html: '', blanks: [] }, key: { rule: 'gap', blanks: {} } }),
  hotspot: () => ({ content: { stem_html: '', max_points: 1 }, key: { rule: 'map_response_point', areas: [{ shape: 'rect', coords: ['0', '0', '100', '100'], value: '1' }] } }),
  essay: () => ({ content: { stem_html: '' }, key: {} }),
  file_upload: () => ({ content: { stem_html: '', upload: { max_files: 1 } }, key: {} }),
  lab: () => ({ content: { stem_html: '' }, key: {} }),
}

/** An empty item of a type. @param {string} type */
export const blankOf = type => blanks[type]()

/** A key that maps values to points has no form and is written as it is kept. @param {any} d */
export const hasForm = d => !d.key?.map

/** Options and key of an item, as its type has them. @param {Part} p */
export function TypeForm(p) {
  switch (p.d.type) {
    case 'matching': return html`<${Matching} ...${p} />`
    case 'ordering': return html`<${Ordering} ...${p} />`
    case 'numeric': return html`<${Numbers} ...${p} />`
    case 'short_text': return html`<${Texts} ...${p} />`
    case 'cloze': return html`<${Cloze} ...${p} />`
    case 'hotspot': return html`<${Area} ...${p} />`
    case 'essay': case 'file_upload': case 'lab': return html`<${Guide} ...${p} />`
  }
  return html`<${Choices} ...${p} />`
}
