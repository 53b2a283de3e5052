import { html, useState } from '../../../vendor/js/index.js'
import { call } from '../../api/client.js'
import { changes } from '../../api/session.js'
import { useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { count, moment } from '../../ui/format.js'
import { Page } from '../../ui/page.js'
import { Rich } from '../../ui/rich.js'
import { Load } from '../../ui/states.js'
import { say } from '../../ui/toast.js'
import { Languages } from './item-languages.js'
import { Judge } from './judge.js'
import { TextForm } from './stimuli.js'

/** One shared text, its change and its languages. @param {{id: string}} p */
export default function Stimulus({ id }) {
  const path = `/api/v1/stimuli/${encodeURIComponent(id)}`
  const res = useResource(path)
  const [changing, setChanging] = useState(false)
  const s = res.data
  const crumbs = [{ href: '/app/vendor/banks', label: 'Item banks' }, ...(s ? [{ href: `/app/vendor/banks/${encodeURIComponent(s.bank)}`, label: 'Bank' }, { href: `/app/vendor/banks/${encodeURIComponent(s.bank)}/stimuli`, label: 'Shared texts' }] : [])]
  return html`
    <${Page} title=${s?.title || 'Shared text'} crumbs=${crumbs} lead=${s && `${s.items ? `${count(s.items, 'item')} ${s.items === 1 ? 'asks' : 'ask'} about it` : 'No item asks about it yet'}. Changed ${moment(s.updated_at)}.`}
      actions=${s && !changing && changes('vendor_admin', 'author') && html`<${Button} onClick=${() => setChanging(true)} testid="stimulus-change">Change</${Button}>`}>
      <${Load} of=${res}>${() => html`
        ${changing ? html`<section class="card"><p class="small quiet">Forms that are frozen keep the text they have.</p>
            <${TextForm} key=${s.revision} bank=${s.bank} media=${(s.waiting || s).media} title=${(s.waiting || s).title} text=${(s.waiting || s).html} submit="Save" cancel=${() => setChanging(false)} deed=${async (/** @type {any} */ body) => (await call(path, { method: 'PUT', body, ifMatch: res.etag })).body} done=${() => { setChanging(false); say('Saved'); res.reload() }} /></section>`
          : html`<section class="card"><${Rich} html=${s.html} /></section>`}
        ${!changing && s.media.length > 0 && html`<p class="small quiet">${count(s.media.length, 'file')} shown with it: ${s.media.map((/** @type {any} */ m) => m.alt).join('; ')}.</p>`}
        ${!changing && s.waiting && html`<h2>The change</h2><section class="card"><h3>${s.waiting.title}</h3><${Rich} html=${s.waiting.html} /></section><${Judge} path=${path} state=${s.waiting.state} comment=${s.waiting.comment} etag=${res.etag} done=${res.reload} />`}
        <${Languages} subject=${s.id} editor=${`/app/vendor/stimuli/${encodeURIComponent(s.id)}/languages`} />`}</${Load}>
    </${Page}>`
}
