import { html, render, useEffect, useErrorBoundary, useState } from '../vendor/js/index.js'
import { restore, session } from './api/session.js'
import { follow, go, match, place } from './router.js'
import { routes } from './routes.js'
import { Button } from './ui/button.js'
import { Page } from './ui/page.js'
import { SandboxMark } from './ui/sandbox.js'
import { Shell } from './ui/shell.js'
import { Empty, Skeleton } from './ui/states.js'
import { Toasts } from './ui/toast.js'

/** @type {Map<import('./routes.js').Route, any>} */
const loaded = new Map()

function App() {
  const { path } = place.value
  const { state } = session.value
  const hit = match(routes, path)
  const out = state === 'out' && hit && !hit.page.door
  useEffect(() => { if (path === '/') go('/app', { replace: true }) }, [path])
  useEffect(() => { if (out) go(`/sign-in?next=${encodeURIComponent(path + location.search)}`, { replace: true }) }, [out])
  if (state === 'away') return html`<${Away} />`
  if (state === 'unknown' || out) return html`<div class="main"><${Skeleton} kind="page" label="Opening Laurel" /></div>`
  if (!hit) return html`<${Frame} bare=${state === 'out'}><${Lost} /></${Frame}>`
  return html`<${Frame} bare=${!!hit.page.bare}><${Screen} key=${path} route=${hit.page} params=${hit.params} /></${Frame}>`
}

/** @param {{bare: boolean, children?: any}} p */
const Frame = ({ bare, children }) => (bare ? html`<div>${children}</div>` : html`<${Shell}>${children}</${Shell}>`)

/** @param {{route: import('./routes.js').Route, params: Record<string, string>}} p */
function Screen({ route, params }) {
  const [, redraw] = useState(0)
  const [failed, setFailed] = useState(false)
  const [fault, clear] = useErrorBoundary(e => console.error(e))
  const View = loaded.get(route)
  useEffect(() => {
    if (View) return
    route.load().then(m => { loaded.set(route, m.default); redraw(n => n + 1) }, () => setFailed(true))
  }, [route])
  if (failed) return html`<${Trouble} retry=${() => location.reload()} />`
  if (fault) return html`<${Trouble} retry=${clear} />`
  return View ? html`<${View} ...${params} />` : html`<${Skeleton} kind="page" />`
}

/** @param {{retry: () => void}} p */
const Trouble = ({ retry }) => html`
  <${Page} title="This page could not be shown"><${Empty} title="Something on this page went wrong" action=${html`<${Button} kind="primary" onClick=${retry}>Try again</${Button}>`}>What you saved before is safe. Trying again usually helps.</${Empty}></${Page}>`

const Lost = () => html`
  <${Page} title="There is no such page"><${Empty} title="This address leads nowhere" action=${html`<${Button} kind="primary" href="/app">Go to the start</${Button}>`}>The link may be old, or a letter may be missing.</${Empty}></${Page}>`

const Away = () => html`
  <main class="main"><${Page} title="Laurel cannot be reached" narrow><${Empty} title="No answer" action=${html`<${Button} kind="primary" onClick=${restore}>Try again</${Button}>`}>Your connection or the service is down. Answers you gave in an exam stay in this browser and are sent when it returns.</${Empty}></${Page}></main>`

try { sessionStorage.removeItem('laurel.tries') } catch { /* storage may be shut */ }
follow()
restore()
addEventListener('online', () => { if (session.value.state === 'away') restore() })
render(html`<${SandboxMark} /><${App} /><${Toasts} />`, /** @type {HTMLElement} */ (document.getElementById('app')))
