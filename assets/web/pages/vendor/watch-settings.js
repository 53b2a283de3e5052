import { html, useState } from '../../../vendor/js/index.js'
import { download, newKey, post, put } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Field, Form } from '../../ui/form.js'
import { ProblemNote } from '../../ui/problem.js'
import { Load } from '../../ui/states.js'
import { say } from '../../ui/toast.js'
import { Secret } from './webhooks.js'

/** @param {{exam: string, of: any}} p */
export const WatchSettings = ({ exam, of }) => html`
  ${of.lockdown === 'safe_exam_browser' && html`<${Lockdown} exam=${exam} />`}
  ${of.proctoring === 'external' && changes('vendor_admin') && html`<${Outside} exam=${exam} />`}`

const lines = (/** @type {any[]} */ keys) => keys.map(k => `${k.name}: ${k.key}`).join('\n')
const keysOf = (/** @type {string} */ text) => (text || '').split('\n').map(l => l.trim()).filter(Boolean).map(l => { const i = l.lastIndexOf(':'); return { name: l.slice(0, Math.max(i, 0)).trim(), key: l.slice(i + 1).trim() } })

/** @param {{exam: string}} p */
function Lockdown({ exam }) {
  const path = `/api/v1/exams/${encodeURIComponent(exam)}/lockdown`
  const doc = useResource(path)
  const file = useDeed(() => download(`/api/v1/exams/${encodeURIComponent(exam)}/settings.seb`, `${exam}.seb`))
  return html`<section class="card"><header><h2>Safe Exam Browser</h2><${Button} icon="download" busy=${file.busy} onClick=${file.run}>Settings file</${Button}></header><${ProblemNote} problem=${file.problem} />
    <${Load} of=${doc} kind="rows">${(/** @type {any} */ d) => html`<p class="quiet">The settings file that Laurel hands out is always taken. Its config key is <code class="break xs">${d.generated_config_key}</code></p>
      <${Form} key=${doc.etag} deed=${(/** @type {any} */ v) => put(path, { config_keys: keysOf(v.config_keys), browser_exam_keys: keysOf(v.browser_exam_keys) }, { ifMatch: doc.etag })} done=${() => { say('Saved'); doc.reload() }}>
        <${Field} name="config_keys" label="Further config keys" rows=${3} value=${lines(d.config_keys)} optional hint="One a line: name: key" />
        <${Field} name="browser_exam_keys" label="Browser exam keys" rows=${3} value=${lines(d.browser_exam_keys)} optional hint="One a line, for each build of the client. With any listed, one has to be proven besides the settings." />
      </${Form}>`}</${Load}></section>`
}

/** @param {{exam: string}} p */
function Outside({ exam }) {
  const path = `/api/v1/exams/${encodeURIComponent(exam)}/outside-proctor`
  const one = useResource(path)
  const [made, setMade] = useState(/** @type {any} */ (null))
  return html`<section class="card"><h2>Outside proctor</h2>${one.data && html`<p class="quiet break">Told at ${one.data.url}</p>`}
    <${Form} deed=${(/** @type {any} */ v) => post(path, { url: v.url || '' }, { key: newKey() })} done=${(/** @type {any} */ x) => { setMade(x); one.reload() }} submit=${one.data ? 'Appoint anew' : 'Appoint'}>
      <${Field} name="url" label="Address" type="url" required placeholder="https://" hint="Told of each session, signed. A new secret is made each time." /></${Form}>
    ${made && html`<${Secret} secret=${made.secret} close=${() => setMade(null)} />`}</section>`
}
