import { html, useEffect } from '../../../vendor/js/index.js'
import { Mark, Wreath } from '../../ui/icons.js'

/** The frame of the pages before the sign-in. @param {{title: string, lead?: any, children?: any}} p */
export function Door({ title, lead, children }) {
  useEffect(() => { document.title = `${title} · Laurel` }, [title])
  return html`
    <div class="door">
      <aside class="art">
        <span class="brand"><${Mark} />Laurel</span>
        <div class="say stack"><h2>Skill, proven. Partners, counted.</h2><p>Learn at your own pace, sit the exam in a calm place, and carry a credential that anyone can verify.</p></div>
        <${Wreath} />
      </aside>
      <main class="form"><div>
        <header class="stack s"><h1>${title}</h1>${lead && html`<p class="quiet">${lead}</p>`}</header>
        ${children}
      </div></main>
    </div>`
}
