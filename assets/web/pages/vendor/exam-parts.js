import { html, useState } from '../../../vendor/js/index.js'
import { Button, IconButton } from '../../ui/button.js'
import { deadline } from '../../ui/format.js'
import { Field } from '../../ui/form.js'

/** @typedef {{title: string, items: number, domains?: string[], time_limit_seconds?: number, break_seconds?: number, navigation?: string}} Section */

/** A group that most exams need not open. @param {{title: string, says: string, open?: boolean, children?: any}} p */
export const Fold = ({ title, says, open, children }) => html`
  <details class="card fold" open=${open}><summary><h2>${title}</h2><span class="small faint">${says}</span></summary><div class="stack">${children}</div></details>`

/** Names with weights. @param {{rows: {name: string, weight: number}[], set: (rows: any[]) => void, label: string, id: string}} p */
export function Weights({ rows, set, label, id }) {
  const edit = (/** @type {number} */ i, /** @type {any} */ change) => set(rows.map((x, j) => (j === i ? { ...x, ...change } : x)))
  return html`${rows.map((x, i) => html`<div class="drow" key=${i}>
    <div class="field"><label for="${id}n${i}">${label}</label><input id="${id}n${i}" class="input" value=${x.name} onInput=${(/** @type {any} */ e) => edit(i, { name: e.currentTarget.value })} /></div>
    <div class="field"><label for="${id}w${i}">Weight</label><input id="${id}w${i}" class="input" type="number" min="1" value=${x.weight} onInput=${(/** @type {any} */ e) => edit(i, { weight: Number(e.currentTarget.value) })} /></div>
    <${IconButton} name="close" label=${`Remove ${label.toLowerCase()}`} onClick=${() => set(rows.filter((_, j) => j !== i))} /></div>`)}`
}

/** @param {{of: any, sections: Section[], set: (s: Section[]) => void, domains: {name: string}[]}} p */
export function Sections({ of: d, sections, set, domains }) {
  const [navigation, setNavigation] = useState(d.navigation || 'free')
  const locked = navigation === 'sectioned'
  const edit = (/** @type {number} */ i, /** @type {any} */ change) => set(sections.map((x, j) => (j === i ? { ...x, ...change } : x)))
  const sum = sections.reduce((n, s) => n + (Number(s.items) || 0), 0)
  return html`<${Fold} title="Sections and navigation" says=${sections.length ? `${sections.length} sections, ${sum} questions` : 'One section, free to move about'} open=${sections.length > 0 || navigation !== 'free'}>
    <${Field} name="navigation" label="Navigation" value=${navigation} onChange=${(/** @type {any} */ e) => setNavigation(e.currentTarget.value)}
      options=${[{ value: 'free', label: 'Free: any question, any time' }, { value: 'forward_only', label: 'Forward only: never back' }, { value: 'sectioned', label: 'Sectioned: a section closes for good when the next begins' }]} />
    ${sections.map((s, i) => html`<${OneSection} key=${i} of=${s} i=${i} last=${i === sections.length - 1} locked=${locked} domains=${domains} edit=${(/** @type {any} */ c) => edit(i, c)} remove=${() => set(sections.filter((_, j) => j !== i))} />`)}
    <div class="row between"><${Button} kind="s" icon="plus" onClick=${() => set([...sections, { title: '', items: 10 }])}>Add a section</${Button}><span class="small faint">${sections.length ? `${sum} questions in all sections; must equal the blueprint` : ''}</span></div>
  </${Fold}>`
}

/** @param {{of: Section, i: number, last: boolean, locked: boolean, domains: {name: string}[], edit: (c: any) => void, remove: () => void}} p */
function OneSection({ of: s, i, last, locked, domains, edit, remove }) {
  const number = (/** @type {string} */ label, /** @type {any} */ value, /** @type {(n: number) => any} */ to) => html`
    <div class="field"><label for=${`s${i}${label}`}>${label}</label><input id=${`s${i}${label}`} class="input" type="number" min="0" step="any" value=${value || ''} onInput=${(/** @type {any} */ e) => edit(to(Number(e.currentTarget.value)))} /></div>`
  const flip = (/** @type {string} */ name) => edit({ domains: (s.domains || []).includes(name) ? (s.domains || []).filter(x => x !== name) : [...(s.domains || []), name] })
  return html`<fieldset class="part"><legend class="small strong">Section ${i + 1}</legend>
    <div class="row between top"><div class="field grow"><label for=${`s${i}t`}>Title</label><input id=${`s${i}t`} class="input" value=${s.title} required onInput=${(/** @type {any} */ e) => edit({ title: e.currentTarget.value })} /></div><${IconButton} name="close" label=${`Remove section ${i + 1}`} onClick=${remove} /></div>
    <div class="fields three">${number('Questions', s.items, n => ({ items: n }))}
      ${locked && number('Minutes', s.time_limit_seconds && s.time_limit_seconds / 60, n => ({ time_limit_seconds: Math.round(n * 60) }))}
      ${locked && html`<div class="field"><label for=${`s${i}n`}>Moving about</label><select id=${`s${i}n`} class="input" onChange=${(/** @type {any} */ e) => edit({ navigation: e.currentTarget.value })}><option value="free" selected=${s.navigation !== 'forward_only'}>Free within it</option><option value="forward_only" selected=${s.navigation === 'forward_only'}>Forward only</option></select></div>`}
      ${locked && !last && number('Break after, minutes', s.break_seconds && s.break_seconds / 60, n => ({ break_seconds: Math.round(n * 60) }))}</div>
    ${domains.filter(x => x.name).length > 0 && html`<div class="row"><span class="small faint">Draws from</span>${domains.filter(x => x.name).map(x => html`<label class="check" key=${x.name}><input type="checkbox" checked=${(s.domains || []).includes(x.name)} onChange=${() => flip(x.name)} /><span>${x.name}</span></label>`)}<span class="xs faint">${(s.domains || []).length ? '' : 'all domains'}</span></div>`}
  </fieldset>`
}

/** @param {{of: any, levels: any[], setLevels: (l: any[]) => void}} p */
export function Forms({ of: d, levels, setLevels }) {
  const f = d.forms || {}
  const [mode, setMode] = useState(f.mode || 'per_candidate')
  const fixed = mode === 'fixed'
  const says = fixed ? `${f.count || 2} fixed forms` : 'A form of their own for each candidate'
  return html`<${Fold} title="Forms and difficulty" says=${says} open=${!!d.forms?.mode || !!f.pretest_items || levels.length > 0}>
    <div class="fields two">
      <${Field} name="forms.mode" label="Candidates get" value=${mode} onChange=${(/** @type {any} */ e) => setMode(e.currentTarget.value)} options=${[{ value: 'per_candidate', label: 'A form of their own' }, { value: 'fixed', label: 'One of several fixed forms' }]} />
      ${fixed && html`<${Field} name="forms.count" label="Forms" type="number" min="1" max="50" value=${f.count || 2} required />`}
      ${fixed && html`<${Field} name="forms.max_overlap_percent" label="Two may share, percent" type="number" min="0" max="100" value=${f.max_overlap_percent ?? ''} optional />`}
      <${Field} name="forms.pretest_items" label="Unscored pretest questions" type="number" min="0" value=${f.pretest_items || ''} optional hint="Mixed in; candidates cannot tell" />
      <${Field} name="forms.exposure_cap_percent" label="Exposure cap, percent" type="number" min="1" max="100" value=${f.exposure_cap_percent || ''} optional hint="Of candidates who may meet a question" />
      <${Field} name="blueprint.difficulty.target" label="Expected score" value=${d.blueprint?.difficulty?.target || ''} optional hint="Share of points, such as 0.65" />
      <${Field} name="blueprint.difficulty.tolerance" label="Give or take" value=${d.blueprint?.difficulty?.tolerance || ''} optional hint="Such as 0.02" />
      ${fixed && html`<${Field} name="forms.anchors" label="Anchor questions" value=${(f.anchors || []).join(', ')} all optional hint="Ids of questions in every form, for equating" />`}
    </div>
    ${fixed && html`<label class="check"><input type="checkbox" name="forms.shuffle" defaultChecked=${f.shuffle} /><span>Show the questions to each candidate in another order</span></label>`}
    <h3>Cognitive levels</h3>
    <${Weights} rows=${levels} set=${setLevels} label="Level" id="l" />
    <div class="row between"><${Button} kind="s" icon="plus" onClick=${() => setLevels([...levels, { name: '', weight: 1 }])}>Add a level</${Button}><span class="small faint">${levels.length ? 'Met within one question each' : 'Without levels only domains count'}</span></div>
  </${Fold}>`
}

const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'

/** An instant as a field of the reader's own clock shows it. @param {string|undefined} s */
function local(s) {
  if (!s) return ''
  const at = new Date(s)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16)
}

/** When an exam can be sat, in words. @param {any} w */
export const windowOf = w => [w?.opens_at && `from ${deadline(w.opens_at)}`, w?.closes_at && `until ${deadline(w.closes_at)}`].filter(Boolean).join(' ')

/** @param {{of: any}} p */
export function Terms({ of: d }) {
  const chosen = [(d.languages || []).join(', '), d.proctoring && d.proctoring !== 'none' && `${d.proctoring} proctoring`, d.lockdown === 'safe_exam_browser' && 'Safe Exam Browser', d.delivery === 'appointment' && 'by appointment'].filter(Boolean)
  const chosenWindow = windowOf(d.window)
  if (chosenWindow) chosen.unshift(chosenWindow)
  return html`<${Fold} title="Delivery and languages" says=${chosen.join(' · ') || 'On demand, no proctor, one language'} open=${chosen.length > 0}>
    <div class="fields two">
      <${Field} name="delivery" label="Delivery" value=${d.delivery || 'on_demand'} options=${[{ value: 'on_demand', label: 'On demand' }, { value: 'appointment', label: 'By appointment' }]} />
      <${Field} name="proctoring" label="Proctoring" value=${d.proctoring || 'none'} options=${[{ value: 'none', label: 'None' }, { value: 'signals', label: 'Signals' }, { value: 'live', label: 'Live' }, { value: 'external', label: 'An outside provider' }]} />
      <${Field} name="opens_at" label="Can be sat from" type="datetime-local" value=${local(d.window?.opens_at)} optional hint=${`Your time, ${zone()}`} />
      <${Field} name="closes_at" label="Can be sat until" type="datetime-local" value=${local(d.window?.closes_at)} optional hint="An attempt ends with it, however late it began" />
      <${Field} name="lockdown" label="Browser" value=${d.lockdown || 'none'} options=${[{ value: 'none', label: 'Any' }, { value: 'safe_exam_browser', label: 'Safe Exam Browser' }]} />
      <${Field} name="agreement_minutes" label="Minutes for the agreement" type="number" min="0.5" max="60" step="any" value=${d.agreement_seconds ? d.agreement_seconds / 60 : ''} optional />
      <${Field} name="languages" label="Languages" value=${(d.languages || []).join(', ')} optional hint="Tags such as en, pt-BR; the first is what questions are written in" />
      <${Field} name="second_language_factor_percent" label="Time in another language, percent" type="number" min="100" max="300" value=${d.second_language_factor_percent || ''} optional hint="125 gives a quarter more" />
      <${Field} name="credit_minutes" label="Clock credit at most, minutes" type="number" min="0" step="any" value=${d.clock_credit_cap_seconds ? d.clock_credit_cap_seconds / 60 : ''} optional hint="Given back when the platform itself fails" />
      <${Field} name="pause_minutes" label="A pause lasts at most, minutes" type="number" min="1" step="any" value=${d.pauses?.max_seconds ? d.pauses.max_seconds / 60 : ''} optional hint="A day where nothing is said" />
      <${Field} name="given_minutes" label="People may give at most, minutes" type="number" min="1" step="any" value=${d.pauses?.adjustment_cap_seconds ? d.pauses.adjustment_cap_seconds / 60 : ''} optional hint="As much as the limit where nothing is said" />
    </div>
    <label class="check"><input type="checkbox" name="legal_name_match" defaultChecked=${d.legal_name_match} /><span>The name must match an identity document</span></label>
    <label class="check"><input type="checkbox" name="never_lower" defaultChecked=${d.never_lower} /><span>Scoring again never lowers a result</span></label>
  </${Fold}>`
}
