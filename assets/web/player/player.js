import { html, useEffect, useState } from '../../vendor/js/index.js'
import { call } from '../api/client.js'
import { asProblem } from '../api/use.js'
import { ProblemNote } from '../ui/problem.js'
import { Skeleton } from '../ui/states.js'
import { announce, disown, hold, own, owned } from './owner.js'
import { prove, provable } from './lockdown.js'
import { useSignals } from './signals.js'
import { Pause } from './pause.js'
import { Agreement, Guest, Lapsed, Receipt, Superseded, titleOf } from './screens.js'
import { Sitting } from './sitting.js'
import { Stage } from './stage.js'
import { load } from './types/registry.js'

/** @typedef {{at: 'loading'|'failed'|'agreement'|'guest'|'sitting'|'over'|'lapsed', attempt?: any, sitting?: Sitting, problem?: any}} Where */

/** The exam player: finds out what this tab may do with the attempt, and shows that. @param {{id: string}} p */
export default function Player({ id }) {
  const [where, setWhere] = useState(/** @type {Where} */ ({ at: 'loading' }))

  const arrive = async () => {
    try {
      await prove()
      const answer = await call(`/api/v1/attempts/${id}`)
      const attempt = answer.body
      document.title = `${titleOf(attempt)} · Laurel`
      if (attempt.state === 'voided') return setWhere({ at: 'lapsed', attempt })
      if (attempt.state === 'ready') return setWhere({ at: 'agreement', attempt })
      if (attempt.state !== 'in_progress' && attempt.state !== 'paused') return setWhere({ at: 'over', attempt })
      await load((attempt.sections || []).flatMap((/** @type {any} */ s) => (s.items || []).map((/** @type {any} */ i) => i.type)))
      const epoch = owned(id)
      if (epoch === null || epoch !== attempt.epoch || !(await hold(id, epoch))) {
        if (epoch !== null && epoch < attempt.epoch) disown(id)
        return setWhere({ at: 'guest', attempt })
      }
      await sit(answer, epoch)
    } catch (e) {
      const problem = asProblem(e)
      if (!(await provable(problem).catch(() => false))) setWhere({ at: 'failed', problem })
    }
  }

  /** @param {import('../api/client.js').Answer} answer @param {number} epoch */
  const sit = async (answer, epoch) => {
    const sitting = new Sitting(answer.body, epoch)
    sitting.hear(answer.body, answer)
    await sitting.open()
    setWhere({ at: 'sitting', sitting, attempt: answer.body })
  }

  const takeOver = async () => {
    const { body } = await call(`/api/v1/attempts/${id}/takeover`, { method: 'POST' })
    own(id, body.epoch)
    await hold(id, body.epoch)
    announce(id, body.epoch)
    await sit(await call(`/api/v1/attempts/${id}`), body.epoch)
  }

  const start = async () => {
    const answer = await call(`/api/v1/attempts/${id}/start`, { method: 'POST', body: { agreement_accepted: true } })
    await load((answer.body.sections || []).flatMap((/** @type {any} */ s) => (s.items || []).map((/** @type {any} */ i) => i.type)))
    const epoch = owned(id)
    if (epoch === null || epoch !== answer.body.epoch || !(await hold(id, epoch))) return setWhere({ at: 'guest', attempt: answer.body })
    await sit(answer, epoch)
  }

  useEffect(() => { arrive() }, [id])
  useEffect(() => () => where.sitting?.leave(), [where.sitting])

  switch (where.at) {
    case 'loading': return html`<main class="main"><${Skeleton} kind="page" label="Opening the exam" /></main>`
    case 'failed': return html`<main class="main"><div class="page narrow"><h1>The exam cannot be opened yet</h1><${ProblemNote} problem=${where.problem} retry=${arrive} /></div></main>`
    case 'agreement': return html`<${Agreement} attempt=${where.attempt} start=${start} late=${arrive} />`
    case 'lapsed': return html`<${Lapsed} attempt=${where.attempt} />`
    case 'guest': return html`<${Guest} attempt=${where.attempt} takeOver=${takeOver} />`
    case 'over': return html`<${Receipt} attempt=${where.attempt} epoch=${where.attempt.epoch} />`
    case 'sitting': return html`<${Seat} sitting=${where.sitting} takeOver=${takeOver} />`
  }
}

/** @param {{sitting: Sitting, takeOver: () => Promise<void>}} p */
function Seat({ sitting, takeOver }) {
  useSignals(sitting.attempt)
  switch (sitting.state.value) {
    case 'superseded': return html`<${Superseded} attempt=${sitting.attempt} unsent=${sitting.unsent.value} takeOver=${takeOver} />`
    case 'closed': return html`<${Receipt} attempt=${sitting.attempt} epoch=${sitting.epoch} given=${sitting.receipt} left=${sitting.unsent.value} problem=${sitting.closedWith.value} />`
    default: return sitting.paused.value
      ? html`<${Pause} sitting=${sitting} />`
      : html`<${Stage} key=${sitting.round.value} sitting=${sitting} />`
  }
}
