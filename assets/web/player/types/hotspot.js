import { html, useId, useRef, useState } from '../../../vendor/js/index.js'
import { count } from '../../ui/format.js'

export const draws = true

/** @typedef {[number, number]} Point */

/**
 * Points on an image: by pointer, or by a cursor that the arrow keys move and Enter sets. All points are listed with a way to take them back.
 * @param {any} p
 */
export function Answer({ item, response, change, locked }) {
  const id = useId()
  const { url, width, height, alt } = item.image
  const most = item.max_points || 1
  const points = /** @type {Point[]} */ (response?.points || [])
  const [cursor, setCursor] = useState(/** @type {Point} */ ([Math.round(width / 2), Math.round(height / 2)]))
  const [aiming, setAiming] = useState(false)
  const [said, setSaid] = useState('')
  const box = useRef(/** @type {HTMLElement|null} */ (null))
  const inside = (/** @type {number} */ v, /** @type {number} */ end) => Math.max(0, Math.min(end, Math.round(v)))
  const keep = (/** @type {Point[]} */ next) => change(next.length ? { points: next } : null)
  const add = (/** @type {Point} */ p) => {
    if (locked) return
    if (points.length >= most && most > 1) { setSaid(`All ${most} points are set. Remove one first.`); return }
    const next = most === 1 ? [p] : [...points, p]
    setSaid(`Point ${next.length} of ${most} set at ${p[0]}, ${p[1]}.`)
    keep(next)
  }
  const remove = (/** @type {number} */ i) => { setSaid(`Point ${i + 1} removed.`); keep(points.filter((_, n) => n !== i)); box.current?.focus() }
  const click = (/** @type {MouseEvent} */ e) => {
    const r = /** @type {HTMLElement} */ (box.current).getBoundingClientRect()
    const p = /** @type {Point} */ ([inside((e.clientX - r.left) / r.width * width, width), inside((e.clientY - r.top) / r.height * height, height)])
    setCursor(p)
    add(p)
  }
  const key = (/** @type {KeyboardEvent} */ e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return
    const step = Math.max(1, Math.round(Math.max(width, height) / (e.shiftKey ? 200 : 40)))
    const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[e.key]
    if (move) {
      const p = /** @type {Point} */ ([inside(cursor[0] + move[0], width), inside(cursor[1] + move[1], height)])
      setCursor(p)
      setSaid(`${Math.round(p[0] / width * 100)} % from the left, ${Math.round(p[1] / height * 100)} % from the top`)
    } else if (e.key === 'Enter' || e.key === ' ') add(cursor)
    else if ((e.key === 'Delete' || e.key === 'Backspace') && points.length) remove(points.length - 1)
    else return
    e.preventDefault()
    e.stopPropagation()
  }
  const place = (/** @type {Point} */ p) => `translate(${p[0] / width * 1000} ${p[1] / height * 1000 * height / width})`
  return html`
    <div class="hotspot" ref=${box} role="application" tabindex=${locked ? -1 : 0} aria-label="${alt}. Image to point at, ${points.length} of ${most} points set." aria-roledescription="image to point at" aria-describedby="${id}-how"
      data-testid="hotspot" onClick=${click} onKeyDown=${key} onFocus=${(/** @type {any} */ e) => setAiming(e.currentTarget.matches(':focus-visible'))} onBlur=${() => setAiming(false)}>
      <img src=${url} width=${width} height=${height} alt="" draggable="false" />
      <svg viewBox="0 0 1000 ${1000 * height / width}" aria-hidden="true">
        ${points.map((p, i) => html`<g transform=${place(p)} class="spot" key=${i}><circle r="22" /><text y="8" text-anchor="middle">${i + 1}</text></g>`)}
        ${aiming && html`<g transform=${place(cursor)} class="aim"><circle r="16" /><path d="M-34 0h24M10 0h24M0 -34v24M0 10v24" /></g>`}
      </svg>
    </div>
    <p class="small quiet" id="${id}-how">Click or tap the image. By keyboard: focus the image, move with the arrow keys (Shift for small steps), set with Enter, take back with Delete.</p>
    <p class="vh" role="status" data-testid="hotspot-said">${said}</p>
    ${points.length > 0 && html`<ol class="spots" aria-label="Points set">${points.map((p, i) => html`
      <li key=${i}><b>${i + 1}</b><span>${p[0]} across, ${p[1]} down</span>
        <button type="button" class="btn plain s" disabled=${locked} data-testid="spot-remove-${i + 1}" aria-label="Remove point ${i + 1}" onClick=${() => remove(i)}>Remove</button></li>`)}</ol>`}`
}

/** @param {any} response */
export const answered = response => (response?.points?.length || 0) > 0

/** @param {any} item */
export const hint = item => (item.max_points > 1 ? `Set up to ${count(item.max_points, 'point')} on the image.` : 'Set one point on the image.')
