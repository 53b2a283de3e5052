import { expect } from '../ui/math.js'

/**
 * Fetches what later questions will show, while the network is there: pictures, and what draws formulas.
 * @param {import('./sitting.js').Attempt} attempt
 */
export function fetchAhead(attempt) {
  const items = attempt.sections.flatMap(s => s.items || []), stimuli = attempt.stimuli || []
  expect([...stimuli.map(s => s.html), ...items.flatMap(i => [i.stem_html, ...[...(i.options || []), ...(i.stems || [])].map(o => o.html)])])
  const media = [...items.flatMap(i => i.media || []), ...stimuli.flatMap(s => s.media || [])]
  const pictures = [...media.filter(m => m.kind === 'image').map(m => m.url), ...items.flatMap(i => (i.image ? [i.image.url] : []))]
  for (const src of new Set(pictures)) Object.assign(new Image(), { src })
}
