import { html } from '../../vendor/js/index.js'
import { Button } from '../ui/button.js'
import { Page } from '../ui/page.js'

/** Safe Exam Browser closes itself at this address. */
export default function ExamOver() {
  return html`<${Page} title="The exam is over" narrow lead="Safe Exam Browser closes now. In another browser you can simply go on."><div><${Button} href="/app">To the start</${Button}></div></${Page}>`
}
