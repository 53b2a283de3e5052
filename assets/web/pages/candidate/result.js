import { html, useEffect } from '../../../vendor/js/index.js'
import { download } from '../../api/client.js'
import { useList, useResource } from '../../api/use.js'
import { Button } from '../../ui/button.js'
import { DomainBands, ScoreScale } from '../../ui/charts.js'
import { Wreath } from '../../ui/icons.js'
import { Page } from '../../ui/page.js'
import { Empty, Load } from '../../ui/states.js'
import { Objections } from '../cases/report.js'

/** @param {{id: string}} p */
export default function Result({ id }) {
  const res = useResource(`/api/v1/attempts/${encodeURIComponent(id)}/result`)
  const open = !res.data ? res.problem && (res.problem.status === 404 || res.problem.status === 409) && res.problem.code !== 'attempt_voided' : res.data.state === 'provisional' || res.data.state === 'pending_marking'
  useEffect(() => {
    if (!open) return
    const t = setInterval(res.reload, 4000)
    return () => clearInterval(t)
  }, [!!open])
  return html`
    <${Page} title="Your result" eyebrow=${res.data?.title || 'Exam'} crumbs=${[{ href: '/app/catalogue', label: 'Exams' }]}>
      <${Load} of=${res}>${(/** @type {any} */ r) => (r.state === 'pending_marking' || r.state === 'held' || !r.decision
        ? html`<${Empty} title=${r.state === 'held' ? 'Your result is being looked at' : 'Your answers are being marked'}>${r.state === 'held' ? html`Something about this attempt has to be looked at. That is no finding against you. You will hear by mail; <a href="/app/cases">your cases</a> say how it stands.` : 'This page changes by itself when the result is there.'}</${Empty}>`
        : html`<${Verdict} of=${r} id=${id} certification=${r.certification} />`)}</${Load}>
      ${res.data && html`<${Objections} attempt=${id} />`}
    </${Page}>`
}

/** @param {{of: any, id: string, certification: string}} p */
function Verdict({ of, id, certification }) {
  const pass = of.decision === 'pass'
  return html`
    <section class="verdict ${pass ? 'pass' : 'fail'}" data-testid="result-decision" data-decision=${of.decision}>
      <${Wreath} /><span class="eyebrow">${of.state === 'provisional' ? 'Provisional result' : 'Result'}</span>
      <h2>${pass ? 'Passed. Well done.' : 'Not passed this time.'}</h2>
      <p>${pass ? `You scored ${of.scaled_score}; ${of.cut_score} was needed.` : `You scored ${of.scaled_score}; ${of.cut_score} is needed. The bands below show where it is worth learning on.`}</p>
      ${pass && html`<${Badge} certification=${certification} />`}
    </section>
    <div class="outcome">
      <section class="card"><h2>Score</h2><${ScoreScale} score=${of.scaled_score} cut=${of.cut_score} min=${of.scale.min} max=${of.scale.max} pass=${pass} />
        <p><${Button} kind="plain" testid="score-report" onClick=${() => download(`/api/v1/attempts/${encodeURIComponent(id)}/report.pdf`, `score-report-${of.exam}.pdf`)}>Score report (PDF)</${Button}></p>
        ${!pass && html`<footer><${Button} href="/app/learning">Learn on</${Button}><${Button} kind="plain" href="/app/catalogue">When can I try again?</${Button}></footer>`}</section>
      ${of.domains?.length > 0 && html`<section class="card"><h2>By domain</h2><p class="small faint">Shown as bands: a few questions per domain do not allow a finer number.</p><${DomainBands} domains=${of.domains} /></section>`}
    </div>`
}

/** The badge is made after the result; it is asked for until it is there. @param {{certification: string}} p */
function Badge({ certification }) {
  const list = useList('/api/v1/me/credentials')
  const c = list.rows.find(x => x.certification === certification && x.state === 'active')
  useEffect(() => {
    if (c) return
    const t = setInterval(list.reload, 2500)
    return () => clearInterval(t)
  }, [!!c])
  return c
    ? html`<div class="row"><${Button} kind="primary" href=${c.urls?.page || `/credentials/${c.id}`} testid="credential-link">See your credential</${Button}><${Button} href="/app/credentials">All my credentials</${Button}></div>`
    : html`<p role="status">Your credential is being made; it appears here in a moment.</p>`
}
