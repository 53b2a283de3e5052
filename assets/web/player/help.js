import { html, useState } from '../../vendor/js/index.js'
import { Dialog } from '../ui/dialog.js'
import { keys, keysOn, setKeys } from './shortcuts.js'

/** @param {{close: () => void}} p */
export function Help({ close }) {
  const [on, setOn] = useState(keysOn())
  return html`
    <${Dialog} title="Help" close=${close}>
      <div class="stack s"><p>Every answer is saved at once. “Saved 14:03:22” is the server’s confirmation; “2 not yet saved” means that they still wait in this browser and are sent again by themselves.</p>
        <p>You may reload the page or lose the network: nothing is lost as long as this browser stays yours. The clock is the server’s; it runs on.</p></div>
      <h3>Keys</h3>
      <dl class="keys">${keys.map(([k, what]) => html`<dt><kbd>${k}</kbd></dt><dd>${what}</dd>`)}</dl>
      <label class="check"><input type="checkbox" checked=${on} onChange=${() => { setKeys(!on); setOn(!on) }} /><span>Single keys work (switch off for speech input; arrows and Tab on the options always work)</span></label>
    </${Dialog}>`
}
