import { html, useState } from '../../../vendor/js/index.js'
import { post, put } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useList, useResource } from '../../api/use.js'
import { go } from '../../router.js'
import { Button } from '../../ui/button.js'
import { keyOf, words } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Pill, Skeleton } from '../../ui/states.js'
import { say } from '../../ui/toast.js'
import { documentOf, minorDigits } from './exam-document.js'
import { Forms, Sections, Terms, Weights } from './exam-parts.js'

/** @param {{exam: string}} p */
export default function VendorExam({ exam }) {
  const fresh = exam === 'new'
  const doc = useResource(fresh ? null : `/api/v1/exams/${encodeURIComponent(exam)}`)
  const banks = useList('/api/v1/item-banks', { limit: 200 })
  const certs = useList('/api/v1/certifications', { limit: 200 })
  const publish = useDeed(async () => { await post(`/api/v1/exams/${encodeURIComponent(exam)}/publish`); say('Published'); doc.reload() })
  if ((!fresh && doc.loading) || banks.loading || certs.loading) return html`<${Skeleton} kind="page" />`
  const crumbs = [{ href: '/app/vendor/exams', label: 'Exams' }]
  if (!fresh && !doc.data) return html`<${Page} title="Exam" crumbs=${crumbs}><${ProblemNote} problem=${doc.problem} retry=${doc.reload} /></${Page}>`
  const d = doc.data || {}
  const may = changes('vendor_admin', 'author')
  return html`
    <${Page} title=${fresh ? 'New exam' : d.title} crumbs=${crumbs} narrow
      actions=${!fresh && html`<${Button} href=${`/app/vendor/exams/${encodeURIComponent(exam)}/attempts`}>Attempts</${Button}><${Button} href=${`/app/vendor/exams/${encodeURIComponent(exam)}/forms`}>Forms</${Button}><${Button} href=${`/app/vendor/exams/${encodeURIComponent(exam)}/statistics`}>Statistics</${Button}><${Button} href=${`/app/vendor/exams/${encodeURIComponent(exam)}/room`}>Exam room</${Button}><${Button} href=${`/app/vendor/exams/${encodeURIComponent(exam)}/marking`}>Marking</${Button}><${Button} href=${`/app/vendor/exams/${encodeURIComponent(exam)}/standards`}>Cut scores</${Button}>${d.state && html`<${Pill} tone=${d.state === 'published' ? 'good' : 'warn'}>${words(d.state)}</${Pill}>`}${may && !(d.state === 'published' && d.published_version === d.version) && html`<${Button} kind="primary" busy=${publish.busy} onClick=${publish.run}>${d.state === 'published' ? 'Publish the changes' : 'Publish'}</${Button}>`}`}>
      <${ProblemNote} problem=${publish.problem} />
      <${Editor} key=${doc.etag} of=${d} fresh=${fresh} etag=${doc.etag} banks=${banks.rows} certs=${certs.rows} reload=${doc.reload} may=${may} />
    </${Page}>`
}

/** @param {{of: any, fresh: boolean, etag: string, banks: any[], certs: any[], reload: () => void, may: boolean}} p */
function Editor({ of: d, fresh, etag, banks, certs, reload, may }) {
  const [domains, setDomains] = useState(/** @type {{name: string, weight: number}[]} */ (d.blueprint?.domains || []))
  const [free, setFree] = useState(d.price ? d.price.amount === 0 : false)
  const [levels, setLevels] = useState(/** @type {{name: string, weight: number}[]} */ (d.blueprint?.cognitive_levels || []))
  const [sections, setSections] = useState(/** @type {import('./exam-parts.js').Section[]} */ (d.sections || []))
  const save = async (/** @type {any} */ v, /** @type {string} */ key) => {
    const doc = documentOf(v, d, { domains, levels, sections, free })
    return fresh ? post('/api/v1/exams', doc, { key }) : put(`/api/v1/exams/${encodeURIComponent(d.key)}`, doc, { ifMatch: etag })
  }
  const done = (/** @type {any} */ x) => { say(fresh ? 'Draft created' : 'Saved'); fresh ? go(`/app/vendor/exams/${encodeURIComponent(x.key)}`) : reload() }
  const sum = domains.reduce((n, x) => n + (Number(x.weight) || 0), 0)
  const digits = minorDigits(d.price?.currency || 'USD')
  return html`
    <${Form} deed=${save} done=${done} submit=${fresh ? 'Create draft' : 'Save'} inert=${!may}>
      <section class="card"><h2>Exam</h2><div class="fields two">
        <${Field} name="title" label="Title" value=${d.title} required all />
        <${Field} name="key" label="Key" value=${d.key} required readonly=${!fresh} pattern="[A-Za-z0-9._\\-]+" hint="Letters, digits, dot, dash; stays for ever" />
        <${Field} name="certification" label="Leads to" value=${keyOf(d.certification)} options=${[{ value: '', label: 'Choose' }, ...certs.map(c => ({ value: c.key, label: c.title }))]} />
        <${Field} name="item_bank" label="Item bank" value=${keyOf(d.item_bank)} options=${[{ value: '', label: 'Choose' }, ...banks.map(b => ({ value: b.id, label: b.name }))]} />
        <${Field} name="minutes" label="Minutes" type="number" min="1" value=${d.time_limit_seconds ? d.time_limit_seconds / 60 : 60} step="any" required />
        <${Field} name="agreement" label="Candidate agreement" rows=${3} value=${d.agreement} optional all hint="With one, the clock starts after it is accepted" />
      </div></section>
      <section class="card"><h2>Blueprint</h2>
        <${Field} name="length" label="Questions" type="number" min="1" value=${d.blueprint?.length ?? 40} required />
        <${Weights} rows=${domains} set=${setDomains} label="Domain" id="d" />
        <div class="row between"><${Button} kind="s" icon="plus" onClick=${() => setDomains([...domains, { name: '', weight: 1 }])}>Add a domain</${Button}><span class="small faint">${domains.length ? `Weights sum to ${sum}` : 'Without domains the whole bank is drawn from'}</span></div>
      </section>
      <section class="card"><h2>Scoring</h2><div class="fields three">
        <${Field} name="cut_percent" label="Cut, percent right" type="number" min="0" max="100" step="any" value=${d.scoring?.cut_percent || (d.scoring?.cut_raw ? '' : 70)} />
        <${Field} name="cut_raw" label="or cut, points" type="number" min="0" value=${d.scoring?.cut_raw || ''} optional /><span></span>
        <${Field} name="scale_min" label="Scale from" type="number" value=${d.scoring?.scale?.min ?? 100} /><${Field} name="scale_pass" label="Pass at" type="number" value=${d.scoring?.scale?.pass ?? 700} /><${Field} name="scale_max" label="Scale to" type="number" value=${d.scoring?.scale?.max ?? 1000} />
        <${Field} name="scale_segments" label="Below the cut" value=${String(d.scoring?.scale?.segments ?? 1)} options=${[{ value: '1', label: 'The same line' }, { value: '2', label: 'A line of its own, from the lowest' }]} />
      </div></section>
      <section class="card"><h2>Retakes and price</h2><div class="fields three">
        <${Field} name="wait_days" label="Days to wait" value=${(d.retake?.wait_seconds || [86400, 1209600]).map((/** @type {number} */ s) => s / 86400).join(', ')} hint="After the first, second, … try" />
        <${Field} name="max_attempts" label="Attempts at most" type="number" min="1" value=${fresh ? 4 : d.retake?.max_attempts || ''} optional />
        <${Field} name="per_days" label="within days" type="number" min="1" value=${(d.retake?.per_seconds || 31536000) / 86400} />
        ${!free && html`<${Field} name="amount" label="Price" type="number" min="0" step="any" value=${(d.price?.amount ?? 15000) / 10 ** digits} /><${Field} name="currency" label="Currency" value=${d.price?.currency || 'USD'} maxlength="3" />`}
        <label class="check"><input type="checkbox" checked=${free} onChange=${() => setFree(!free)} /><span>Free of charge</span></label>
      </div></section>
      <${Sections} of=${d} sections=${sections} set=${setSections} domains=${domains} />
      <${Forms} of=${d} levels=${levels} setLevels=${setLevels} />
      <${Terms} of=${d} />
    </${Form}>`
}
