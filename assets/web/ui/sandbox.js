import { html } from '../../vendor/js/index.js'

// The server writes `sandbox` into the shell where payments are played; everybody must see that, on every page.
const played = document.querySelector('meta[name="laurel-payments"]')?.getAttribute('content') === 'sandbox'

export const SandboxMark = () => (played ? html`<p class="sandboxmark" data-testid="sandbox-mark"><b>Sandbox.</b> Payments are played; no real money moves.</p>` : null)
