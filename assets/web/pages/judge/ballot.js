import { html, useEffect, useRef, useState } from '../../../vendor/js/index.js'
import { put } from '../../api/client.js'
import { asProblem, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { Page } from '../../ui/page.js'
import { ProblemNote } from '../../ui/problem.js'
import { Rich } from '../../ui/rich.js'
import { Bar, Load, Pill } from '../../ui/states.js'

const valid = (/** @type {string} */ v) => /^\d{1,3}(\.\d{1,2})?$/.test(v) && Number(v) <= 100

/** A judge's own ballot. What is typed is kept at once; nobody else sees it before the round is closed. @param {{id: string}} p */
export default function Ballot({ id }) {
  const path = `/api/v1/standards/${encodeURIComponent(id)}/ballot`
  const of = useResource(path)
  const s = of.data
  return html`<${Page} narrow title=${s?.title || 'Panel'} crumbs=${[{ href: '/app/standards', label: 'Panels' }]} eyebrow=${s && (s.state === 'rating' ? `Round ${s.round}` : 'Between rounds')}>
    <${Load} of=${of}>${() => html`<${Rate} key=${s.round + s.state} of=${s} path=${path} />`}</${Load}></${Page}>`
}

/** @param {{of: any, path: string}} p */
function Rate({ of: s, path }) {
  const open = s.state === 'rating', marks = s.method === 'bookmark'
  const [mine, setMine] = useState(/** @type {Record<string, string>} */ (Object.fromEntries(s.panel_items.map((/** @type {any} */ it) => [it.item_version_id, it.rating]))))
  const { save, state, problem } = useSaving(path, s.round)
  const live = s.panel_items.filter((/** @type {any} */ it) => !it.dropped)
  const done = marks ? (live.some((/** @type {any} */ it) => mine[it.item_version_id]) ? 1 : 0) : live.filter((/** @type {any} */ it) => valid(mine[it.item_version_id] || '')).length
  const all = marks ? 1 : live.length
  const rate = (/** @type {string} */ item, /** @type {string} */ v) => { setMine({ ...mine, [item]: v }); if (valid(v)) save(item, v) }
  const mark = (/** @type {string} */ item) => { setMine({ [item]: 'bookmark' }); save(item, '') }
  const next = () => { const it = live.find((/** @type {any} */ x) => !valid(mine[x.item_version_id] || '')); const el = it && document.getElementById(`r-${it.item_version_id}`); el?.scrollIntoView({ block: 'center' }); el?.focus({ preventScroll: true }) }
  return html`
    <div class="note info"><p>${marks ? 'The items go from easy to hard. Put the bookmark on the first one that a borderline candidate, who only just deserves to pass, would not answer right in two of three tries.'
      : html`Think of 100 <b>borderline</b> candidates, who only just deserve to pass. How many of them answer each item right? What you type is kept at once, and nobody sees it before the round is closed.`}</p>
      ${s.before && html`<p class="small">Below each item stands what the panel said in round ${s.before.round}. Its cut was ${s.before.cut} of ${s.before.most} points${s.before.se ? `, give or take ${Number(s.before.se).toFixed(2)}` : ''}. You may change your mind; you need not.</p>`}</div>
    ${!open && html`<div class="note"><p>No round is open now. You will rate again when the next one opens.</p></div>`}
    <div class="ballot-bar" role="status"><div class="row between"><span class="strong">${done} of ${all} ${marks ? 'bookmark placed' : 'rated'}</span><span class="small faint">${state}</span>${open && !marks && done < all && html`<${Button} kind="s" onClick=${next}>Next unrated</${Button}>`}</div><${Bar} percent=${100 * done / (all || 1)} label="Rated" /></div>
    <${ProblemNote} problem=${problem} />
    <ol class="ballot">${s.panel_items.map((/** @type {any} */ it, /** @type {number} */ i) => html`<li key=${it.item_version_id}>
      <${Judged} it=${it} n=${i + 1} open=${open && !it.dropped} value=${mine[it.item_version_id] || ''} marks=${marks} rate=${rate} mark=${mark} /></li>`)}</ol>`
}

/** @param {{it: any, n: number, open: boolean, value: string, marks: boolean, rate: (item: string, v: string) => void, mark: (item: string) => void}} p */
function Judged({ it, n, open, value, marks, rate, mark }) {
  const id = it.item_version_id
  const step = (/** @type {number} */ by) => rate(id, String(Math.max(0, Math.min(100, Math.round((Number(value) || 50) + by)))))
  const bad = value !== '' && !marks && !valid(value)
  return html`
    <article class="card ${it.dropped ? 'faint' : ''}" aria-labelledby=${`t-${id}`}>
      <div class="row between"><span class="eyebrow" id=${`t-${id}`}>Item ${n}${it.domain ? `, ${it.domain}` : ''}</span>${it.dropped && html`<${Pill} tone="bad">Dropped</${Pill}>`}</div>
      <${Rich} html=${it.stem_html} />
      ${it.options.length > 0 && html`<ul class="ballot-options">${it.options.map((/** @type {any} */ o) => html`<li key=${o.id}><${Rich} html=${o.html} /></li>`)}</ul>`}
      ${(it.spread || it.rating_before) && html`<p class="small quiet">${marks ? `${it.spread?.n || 0} put the bookmark here.` : html`${it.rating_before ? html`You said <b>${it.rating_before}</b>. ` : ''}${it.spread ? html`The panel: mean <b>${it.spread.mean.toFixed(1)}</b>, from ${it.spread.low.toFixed(0)} to ${it.spread.high.toFixed(0)}. ` : ''}`}${it.facility ? html`Of all ${it.facility_n} candidates <b>${(100 * Number(it.facility)).toFixed(0)} %</b> were right.` : ''}</p>`}
      ${marks ? html`<label class="check"><input type="radio" name="bookmark" id=${`r-${id}`} checked=${!!value} disabled=${!open} onChange=${() => mark(id)} /><span>The bookmark lies here</span></label>`
        : html`<div class="ballot-rate"><label for=${`r-${id}`}>Right, of 100</label>
          <${Button} kind="s" disabled=${!open} onClick=${() => step(-5)} aria-label="Five fewer">−5</${Button}>
          <input id=${`r-${id}`} class="input" inputmode="decimal" value=${value} disabled=${!open} aria-invalid=${bad} onInput=${(/** @type {any} */ e) => rate(id, e.currentTarget.value.trim().replace(',', '.'))} />
          <${Button} kind="s" disabled=${!open} onClick=${() => step(5)} aria-label="Five more">+5</${Button}>
          ${bad && html`<span class="small fault">0 to 100</span>`}</div>`}
    </article>`
}

/** Keeps ratings half a second after the last of them, together, and again until they are kept. @param {string} path @param {number} round */
function useSaving(path, round) {
  const waiting = useRef(/** @type {Record<string, string>} */ ({}))
  const timer = useRef(0), busy = useRef(false)
  const [state, setState] = useState('')
  const [problem, setProblem] = useState(/** @type {any} */ (null))
  const send = async () => {
    if (busy.current || !Object.keys(waiting.current).length) return
    const some = waiting.current
    waiting.current = {}
    busy.current = true
    setState('Saving…')
    try {
      await put(path, { round, ratings: Object.entries(some).map(([item, rating]) => (rating ? { item, rating } : { item })) })
      setState('Saved')
      setProblem(null)
    } catch (e) {
      const p = asProblem(e)
      setProblem(p)
      setState('Not saved')
      if (p.status === 0 || p.status >= 500) { waiting.current = { ...some, ...waiting.current }; timer.current = window.setTimeout(send, 3000) }
    }
    busy.current = false
    if (Object.keys(waiting.current).length) timer.current = window.setTimeout(send, 500)
  }
  useEffect(() => () => { clearTimeout(timer.current); send() }, [])
  const save = (/** @type {string} */ item, /** @type {string} */ rating) => {
    if (rating === '') waiting.current = {} // a bookmark lies in one place
    waiting.current[item] = rating
    setState('Saving…')
    clearTimeout(timer.current)
    timer.current = window.setTimeout(send, 500)
  }
  return { save, state, problem }
}
