import { html, useEffect, useRef, useState } from '../../vendor/js/index.js'
import { ExamTop, Lifeline } from './top.js'
import { Help } from './help.js'
import { Navigator } from './navigator.js'
import { Question } from './question.js'
import { Review } from './review.js'
import { useShortcuts } from './shortcuts.js'
import { SectionBar, SectionReview, lastOf } from './sections.js'
import { useDeed } from '../api/use.js'
import { ProblemNote } from '../ui/problem.js'
import { spoken } from './clock.js'
import { isAnswered, typeOf } from './types/registry.js'
import { Button } from '../ui/button.js'
import { Dialog } from '../ui/dialog.js'

const marks = [10, 5, 1]

/** The running exam: one question at a time, or the review. @param {{sitting: import('./sitting.js').Sitting}} p */
export function Stage({ sitting }) {
  const { items } = sitting
  const [at, setAt] = useState(() => remembered(sitting.attempt.id, items.length))
  const [view, setView] = useState(/** @type {'question'|'review'} */ ('question'))
  const [open, setOpen] = useState(/** @type {''|'help'|'map'} */ (''))
  const [said, setSaid] = useState('')
  const over = useTime(sitting, setSaid)
  const item = items[at]
  const held = sitting.held.value[item?.position]

  // Keys can come faster than the page is drawn: the deeds look at what is true now, not at what was last drawn.
  const here = useRef(at)
  const now = () => items[here.current]
  const goTo = (/** @type {number} */ i) => {
    here.current = Math.max(0, Math.min(items.length - 1, i))
    sitting.sender.wake(0)
    setAt(here.current)
    setView('question')
    setOpen('')
  }
  const onward = !!sitting.attempt.forward
  const leaving = useDeed(() => sitting.go('items/next', { position: now().position }))
  const lastItem = sitting.sections.length ? now()?.position === lastOf(sitting) : now()?.position === sitting.attempt.length
  const next = () => (onward && !lastItem ? leaving.run() : here.current === items.length - 1 ? review() : goTo(here.current + 1))
  const review = () => { sitting.sender.wake(0); setView('review') }
  const flag = () => sitting.change(now().position, { flagged: !sitting.held.value[now().position].flagged })
  useEffect(() => { try { sessionStorage.setItem(`laurel.at.${sitting.attempt.id}`, String(at)) } catch { /* only comfort */ } }, [at])

  useShortcuts({
    next, prev: () => goTo(here.current - 1), flag, review, help: () => setOpen('help'),
    time: () => setSaid(spoken(sitting.clock.sectionLeft) + '\u200b'.repeat(said.endsWith('\u200b') ? 0 : 1)),
    press: n => {
      const i = now()
      const r = typeOf(i.type)?.press?.(n, i, sitting.held.value[i.position].response)
      if (r !== undefined && !over) sitting.change(i.position, { response: r })
    },
  }, open === '' && view === 'question')

  const states = items.map(i => {
    const h = sitting.held.value[i.position]
    return { answered: isAnswered(i, h?.response), flagged: !!h?.flagged, unsent: !!h?.unsent, refused: !!h?.refused }
  })
  return html`
    <div class="player">
      <a class="skip" href="#question">Skip to the question</a>
      <${ExamTop} sitting=${sitting} help=${() => setOpen('help')} say=${setSaid} />
      <p class="vh" role="status" aria-live="assertive" data-testid="announcer">${said}</p>
      <${Lifeline} sitting=${sitting} over=${over} />
      <${SectionBar} sitting=${sitting} states=${states} review=${review} />
      ${leaving.problem && html`<div class="page narrow"><${ProblemNote} problem=${leaving.problem} /></div>`}
      <div class=${onward ? 'examgrid onward' : 'examgrid'}>
        <aside class="exammap"><${Navigator} items=${items} states=${states} at=${view === 'question' ? at : -1} goTo=${goTo} /></aside>
        <main class="exammain ${view === 'question' && item?.stimulus ? 'wide' : ''}" id="question">
          ${view === 'review'
            ? sitting.sections.length && !sitting.lastSection
              ? html`<${SectionReview} sitting=${sitting} states=${states} goTo=${goTo} back=${() => setView('question')} />`
              : html`<${Review} sitting=${sitting} states=${states} goTo=${goTo} back=${() => setView('question')} />`
            : html`<${Question} key=${item.position} item=${item} number=${item.position} of=${sitting.attempt.length || items.length} held=${held} locked=${over} sitting=${sitting} />`}
        </main>
      </div>
      ${view === 'question' && html`
        <footer class="exambar">
          ${!onward && html`<${Button} icon="prev" onClick=${() => goTo(here.current - 1)} disabled=${at === 0} testid="prev-item" aria-label="Previous question"><span class="wide-only">Previous</span></${Button}>`}
          <${Button} kind=${held?.flagged ? 'flagged' : ''} icon="flag" onClick=${flag} aria-pressed=${String(!!held?.flagged)} aria-label="Flag this question" testid="flag"><span class="wide-only">Flag</span></${Button}>
          <span class="grow phone-only">${!onward && html`<${Button} kind="wide nowrap" onClick=${() => setOpen('map')} aria-haspopup="dialog" aria-label=${`${at + 1} / ${items.length}, all questions`} testid="all-items">${at + 1} / ${items.length}</${Button}>`}</span>
          <span class="grow wide-only"></span>
          <${Button} onClick=${review} testid="review"><span>${sitting.sections.length && !sitting.lastSection ? 'Review' : html`Review<span class="wide-only"> and submit</span>`}</span></${Button}>
          <${Button} kind="primary" onClick=${next} busy=${leaving.busy} testid="next-item">${onward && !lastItem ? 'Next, for good' : 'Next'}</${Button}>
        </footer>`}
      ${open === 'help' && html`<${Help} close=${() => setOpen('')} />`}
      ${open === 'map' && html`<${Dialog} title="Questions" close=${() => setOpen('')}><${Navigator} items=${items} states=${states} at=${at} goTo=${goTo} /></${Dialog}>`}
    </div>`
}

/** @param {string} id @param {number} n */
function remembered(id, n) {
  let v = 0
  try { v = Number(sessionStorage.getItem(`laurel.at.${id}`)) || 0 } catch { /* start at the first */ }
  return Math.max(0, Math.min(n - 1, v))
}

/**
 * Watches the clock: says the time at ten, five and one minute, looks again after sleep, and when our count is at zero locks
 * the answers and asks the server, whose word alone ends the exam.
 * @param {import('./sitting.js').Sitting} sitting @param {(s: string) => void} say
 */
function useTime(sitting, say) {
  const [over, setOver] = useState(false)
  const told = useRef(/** @type {Set<number>} */ (new Set()))
  const wall = useRef({ wall: Date.now(), mono: performance.now() })
  useEffect(() => {
    let asking = false
    for (const m of marks) if (sitting.clock.sectionLeft <= m * 60000) told.current.add(m)
    const tick = setInterval(async () => {
      const slept = Math.abs((Date.now() - wall.current.wall) - (performance.now() - wall.current.mono)) > 2000
      wall.current = { wall: Date.now(), mono: performance.now() }
      if (slept) { sitting.clock.doubt(); sitting.sender.knock() }
      const left = sitting.clock.sectionLeft
      const m = marks.find(x => left <= x * 60000 && left > x * 60000 - 5000 && !told.current.has(x))
      if (m) { told.current.add(m); say(spoken(m * 60000)) }
      setOver(left <= 0)
      if (left <= 0 && !asking) {
        asking = true
        await close(sitting).catch(() => {})
        await new Promise(r => setTimeout(r, 2000))
        asking = false
      }
    }, 500)
    const seen = () => { if (document.visibilityState === 'visible') { sitting.clock.doubt(); sitting.sender.knock(); sitting.sender.wake(0) } }
    document.addEventListener('visibilitychange', seen)
    return () => { clearInterval(tick); document.removeEventListener('visibilitychange', seen) }
  }, [sitting])
  return over
}

/** Our count is at zero: bring the last answers home, ask, and end only when the server agrees that the deadline has passed. @param {import('./sitting.js').Sitting} sitting */
async function close(sitting) {
  await sitting.sender.flush()
  await sitting.look()
  if (sitting.state.value !== 'active') return
  if (sitting.clock.left <= 0) await sitting.submit()
  else if (sitting.clock.sectionLeft <= 0 && !sitting.paused.value) await (sitting.lastSection ? sitting.submit() : sitting.go('sections/next', { section: sitting.section }))
}
