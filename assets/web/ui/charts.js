import { html } from '../../vendor/js/index.js'

/**
 * Where a scaled score lies between the ends of its scale, with the cut marked.
 * @param {{score: number, cut: number, min: number, max: number, pass: boolean}} p
 */
export function ScoreScale({ score, cut, min, max, pass }) {
  const at = (/** @type {number} */ v) => 20 + (Math.max(min, Math.min(max, v)) - min) / (max - min || 1) * 340
  return html`
    <figure class="scale">
      <svg viewBox="0 0 380 112" role="img" aria-label=${`Score ${score} on a scale from ${min} to ${max}; ${cut} or more passes`}>
        <rect class="track" x="20" y="52" width="340" height="14" rx="7" />
        <rect class="zone" x=${at(cut)} y="52" width=${360 - at(cut)} height="14" rx="7" />
        <line class="cut" x1=${at(cut)} x2=${at(cut)} y1="44" y2="78" />
        <text class="lab" x=${at(cut)} y="98" text-anchor="middle">${cut} to pass</text>
        <circle class=${pass ? 'dot good' : 'dot bad'} cx=${at(score)} cy="59" r="12" />
        <text class="val" x=${Math.max(46, Math.min(334, at(score)))} y="34" text-anchor="middle">${score}</text>
        <text class="lab" x="20" y="98">${at(cut) < 100 ? '' : min}</text><text class="lab" x="360" y="98" text-anchor="end">${at(cut) > 280 ? '' : max}</text>
      </svg>
    </figure>`
}

/** Bands of the share answered right, per domain. The table beside it says the same. @param {{domains: {name: string, percent_band: {from: number, to: number}}[]}} p */
export function DomainBands({ domains }) {
  return html`
    <div class="bands">
      ${domains.map(d => html`
        <div class="band" key=${d.name}>
          <span class="small strong">${d.name}</span>
          <svg viewBox="0 0 400 22" preserveAspectRatio="none" aria-hidden="true">
            <rect class="track" x="0" y="8" width="400" height="6" rx="3" />
            <rect class="range" x=${d.percent_band.from * 4} y="3" width=${Math.max(6, (d.percent_band.to - d.percent_band.from) * 4)} height="16" rx="5" />
          </svg>
        </div>`)}
      <table class="table compact"><caption class="vh">Share answered right by domain</caption>
        <thead><tr><th scope="col">Domain</th><th scope="col" class="num">Answered right</th></tr></thead>
        <tbody>${domains.map(d => html`<tr><td class="head">${d.name}</td><td class="num" data-label="Answered right"><div>${d.percent_band.from} to ${d.percent_band.to} %</div></td></tr>`)}</tbody>
      </table>
    </div>`
}
