import { html, useState } from '../../../vendor/js/index.js'
import { call } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useResource } from '../../api/use.js'
import { Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { Load } from '../../ui/states.js'
import { say } from '../../ui/toast.js'

/** How answers are marked: by one, or by two who know nothing of each other. @param {{path: string, none: string}} p */
export function MarkingRule({ path, none }) {
  const res = useResource(path)
  return html`<${Load} of=${res} kind="rows">${(/** @type {any} */ r) => html`<${Editor} key=${r.version} path=${path} rule=${r} etag=${res.etag} none=${none} saved=${res.reload} />`}</${Load}>`
}

/** @param {{path: string, rule: any, etag: string, none: string, saved: () => void}} p */
function Editor({ path, rule, etag, none, saved }) {
  const [mode, setMode] = useState(rule.mode)
  if (!changes('vendor_admin', 'author')) return html`<p>${rule.version === 0 ? none : rule.mode === 'single' ? 'One person marks.' : `Two people mark blind; a third decides when they differ by more than ${rule.tolerance_points} points.`}</p>`
  return html`
    <${Form} submit="Save the rule" kind="" testid="marking-rule-save" done=${() => { say('Saved'); saved() }}
      deed=${(/** @type {any} */ v) => call(path, { method: 'PUT', body: { mode: v.mode, ...(v.tolerance_points ? { tolerance_points: v.tolerance_points } : {}) }, ifMatch: rule.version ? etag : undefined })}>
      ${rule.version === 0 && html`<p class="small faint">${none}</p>`}
      <div class="fields"><${Field} name="mode" label="Markers" value=${mode} onChange=${(/** @type {any} */ e) => setMode(e.currentTarget.value)} options=${[{ value: 'single', label: 'One' }, { value: 'double_blind', label: 'Two, blind to each other' }]} />
        ${mode === 'double_blind' && html`<${Field} name="tolerance_points" label="They may differ by" type="number" min="0" value=${rule.tolerance_points} hint="Points; beyond that a third person decides" />`}</div>
    </${Form}>`
}

/** The rule of an exam. @param {{exam: string}} p */
export default function ExamMarking({ exam }) {
  return html`
    <${Page} title="Marking" eyebrow=${exam} crumbs=${[{ href: '/app/vendor/exams', label: 'Exams' }, { href: `/app/vendor/exams/${encodeURIComponent(exam)}`, label: exam }]} narrow
      lead="How essays, uploads and labs of this exam are marked. An item may have a rule of its own, beside its rubric.">
      <${MarkingRule} path=${`/api/v1/exams/${encodeURIComponent(exam)}/marking-rule`} none="No rule is written: one person marks." />
    </${Page}>`
}
