import { html, useEffect, useState } from '../../vendor/js/index.js'
import { get, newKey, post } from '../api/client.js'
import { asProblem, useDeed } from '../api/use.js'
import { Button } from '../ui/button.js'
import { ProblemNote } from '../ui/problem.js'
import { Pill } from '../ui/states.js'

/** Who proctors from outside has to be ready before the clock starts. @param {{attempt: any, ready: (yes: boolean) => void}} p */
export function CheckIn({ attempt, ready }) {
  const [session, setSession] = useState(/** @type {any} */ (null))
  const path = `/api/v1/attempts/${attempt.id}/proctoring-session`
  const take = (/** @type {any} */ v) => { setSession(v); ready(v.released) }
  const ask = useDeed(async () => take(await post(path, undefined, { key: newKey() })))
  const look = async () => { try { take(await get(path)) } catch (e) { if (asProblem(e).status === 404) ask.run() } } // a look begins nothing; what fails now is looked at again
  useEffect(() => { look(); const t = setInterval(look, 3000); return () => clearInterval(t) }, [attempt.id])
  const s = session
  return html`
    <section class="card"><header><h2>Check in with the proctor</h2>${s && html`<${Pill} tone=${s.released ? 'good' : s.state === 'failed' ? 'bad' : 'warn'}>${s.released ? 'Ready' : s.state === 'failed' ? 'Not reached' : 'Waiting'}</${Pill}>`}</header>
      <p>${!s ? 'Asking for your proctor.' : s.released ? (s.ready_at ? 'Your proctor says that you may start.' : 'You may start without the proctor: a supervisor has allowed it.') : s.state === 'failed' ? 'The proctoring service could not be reached. Nothing is lost: your place stays, and the vendor has been told. Please contact support.' : 'A proctor from outside watches over this exam and has to say that all is ready. This page goes on by itself.'}</p>
      <${ProblemNote} problem=${ask.problem} />
      ${s?.state === 'failed' && !s.released && html`<footer><${Button} kind="primary" busy=${ask.busy} onClick=${ask.run} testid="proctor-again">Ask the proctor again</${Button}></footer>`}
      ${s?.join_url && !s.released && html`<footer><${Button} kind="primary" href=${s.join_url} target="_blank" rel="noopener noreferrer">Go to the proctor</${Button}></footer>`}
    </section>`
}
