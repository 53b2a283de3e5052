import { html, useState } from '../../../vendor/js/index.js'
import { newKey, post } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useDeed, useList } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'
import { day, words } from '../../ui/format.js'
import { Field, Form } from '../../ui/form.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Empty, Load, Pill } from '../../ui/states.js'
import { say } from '../../ui/toast.js'
import { Ladder } from '../partner/ladder.js'
import { ProgramWords } from './program-words.js'

export default function Programs() {
  const mine = useList('/api/v1/programs')
  const presets = useList('/api/v1/program-presets')
  const installed = (/** @type {any} */ p) => mine.rows.find(x => x.key === p.key)
  const may = changes('vendor_admin', 'program_manager')
  const [reading, setReading] = useState(/** @type {any} */ (null))
  const start = useDeed(async (/** @type {string} */ preset) => { await post('/api/v1/programs', { preset }, { key: newKey() }); say('Draft created; publish it when it fits'); mine.reload() })
  return html`
    <${Page} title="Programs" lead="What partners reach, and what each tier asks. A draft changes nothing until it is published.">
      <section class="stack"><h2>Your programs</h2>
        <${Load} of=${mine} kind="cards">${() => (mine.rows.length ? html`<div class="stack">${mine.rows.map(p => html`<${Program} key=${p.key + (p.version || '')} of=${p} may=${may} reload=${mine.reload} />`)}</div>` : html`<${Empty} title="No program yet">Start from a preset below.</${Empty}>`)}</${Load}>
      </section>
      <section class="stack"><h2>Presets</h2><${ProblemNote} problem=${start.problem} />
        <${Load} of=${presets} kind="cards">${() => html`<div class="grid">${presets.rows.map(p => html`
          <article class="card" key=${p.key}><h3>${p.title || words(p.key)}</h3><p class="small quiet">${p.inspired_by ? `Modelled on: ${p.inspired_by}` : ''}</p>
            <p class="small faint">${p.source}${p.successor ? ` · followed by ${presets.rows.find(x => x.key === p.successor)?.title || p.successor}` : ''}</p>
            <p class="row s">${p.assumed?.length > 0 && html`<${Pill} tone="warn">${p.assumed.length} assumed numbers</${Pill}>`}<${Button} kind="plain s" testid="preset-read" onClick=${() => setReading(p)}>Read it in plain words</${Button}></p>
            ${installed(p) ? html`<footer><${Pill} tone="good">${installed(p).state === 'draft' ? 'Among your drafts' : 'Installed'}</${Pill}></footer>` : may && !mine.loading && html`<footer><${Button} kind="s" busy=${start.busy} onClick=${() => start.run(p.key)}>Start from this</${Button}></footer>`}</article>`)}</div>`}</${Load}>
      </section>
      ${reading && html`<${Dialog} wide title=${reading.title} close=${() => setReading(null)}><${ProgramWords} path=${`/api/v1/program-presets/${encodeURIComponent(reading.key)}/words`} /></${Dialog}>`}
    </${Page}>`
}

/** @param {{of: any, may: boolean, reload: () => void}} p */
function Program({ of, may, reload }) {
  const [asking, setAsking] = useState(false)
  const [reading, setReading] = useState(false)
  const publish = (/** @type {any} */ v) => post(`/api/v1/programs/${encodeURIComponent(of.key)}/versions/${encodeURIComponent(of.version)}/publish`, v.effective_from ? { effective_from: v.effective_from } : {})
  return html`
    <article class="card">
      <header><div><h3>${of.title || words(of.key)}</h3><p class="small faint"><code>${of.key}</code> · version ${of.version}${of.effective_from ? ` · in force from ${day(of.effective_from)}` : ''}</p></div>
        <${Pill} tone=${of.state === 'published' ? 'good' : 'warn'}>${words(of.state)}</${Pill}></header>
      <${Ladder} program=${of.key} version=${of.version} held="" target="" from=${of.state === 'draft' ? `/api/v1/programs/${encodeURIComponent(of.key)}` : undefined} />
      <footer><${Button} kind="plain s" onClick=${() => setReading(true)}>Read it in plain words</${Button}>${may && of.state === 'draft' && html`<${Button} kind="primary s" onClick=${() => setAsking(true)}>Publish</${Button}>`}</footer>
      ${reading && html`<${Dialog} wide title=${of.title || words(of.key)} close=${() => setReading(false)}><${ProgramWords} path=${`/api/v1/programs/${encodeURIComponent(of.key)}/versions/${encodeURIComponent(of.version)}/words`} /></${Dialog}>`}
      ${asking && html`<${Dialog} title="Publish this version" close=${() => setAsking(false)}>
        <p>Every partner of the program is measured anew. Who gains and who loses is in the backtest.</p>
        <${Form} deed=${publish} done=${() => { setAsking(false); say('Published'); reload() }} submit="Publish" cancel=${() => setAsking(false)}><${Field} name="effective_from" label="In force from" type="date" optional hint="Empty: at once" /></${Form}></${Dialog}>`}
    </article>`
}
