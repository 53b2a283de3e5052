import { html } from '../../../vendor/js/index.js'
import { plain } from '../../player/plain.js'
import { words } from '../../ui/format.js'
import { Pill } from '../../ui/states.js'

export const types = ['single_choice', 'multiple_response', 'true_false', 'matching', 'ordering', 'numeric', 'short_text', 'cloze', 'hotspot', 'essay', 'file_upload', 'lab']
export const states = ['draft', 'in_review', 'approved', 'pretest', 'operational', 'retired']

/** @type {Record<string, string>} */
const tones = { operational: 'good', pretest: 'info', approved: 'info', in_review: 'warn', draft: '', retired: '', declined: 'bad', adopted: 'good', proposed: 'warn', reviewed: 'good' }

/** Where an item, a version, a key or a translation stands. @param {{of: string}} p */
export const State = ({ of }) => html`<${Pill} tone=${tones[of] || ''}>${words(of)}</${Pill}>`

/** The start of what HTML says. @param {string} s @param {number} [most] */
export const begins = (s, most = 160) => { const t = plain(s); return t.length > most ? t.slice(0, most) + '…' : t }

/** How an item is called in lists. @param {any} i @param {number} [most] */
export const called = (i, most) => begins(i.stem_html || '', most) || i.title || i.id

/** Where an item may be carried without a review. @type {Record<string, string[]>} */
export const moves = { draft: ['retired'], in_review: [], approved: ['pretest', 'operational', 'retired'], pretest: ['operational', 'approved', 'retired'], operational: ['pretest', 'retired'], retired: ['approved'] }

/** @type {Record<string, string>} */
export const moving = { approved: 'Take out of use', pretest: 'Try out (pretest)', operational: 'Put into use', retired: 'Retire' }

/** Items whose answers people or labs mark. @param {string} type */
export const byPeople = type => ['essay', 'file_upload', 'lab'].includes(type)

/** @param {string} id */
export const itemPage = id => `/app/vendor/items/${encodeURIComponent(id)}`
