import { html } from '../../vendor/js/index.js'

/** Strokes on a 24 grid, drawn for this app. @type {Record<string, string>} */
const strokes = {
  learning: 'M4 5.500c3-1 6-.8 8 1 2-1.800 5-2 8-1v13c-3-1-6-.8-8 1-2-1.800-5-2-8-1zM12 6.500v13',
  catalogue: 'M5 4h14v16H5zM9 4v16M12.500 8.500h3.500M12.500 12h3.500',
  credentials: 'M12 14.500a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM8.800 13.500 7.500 21l4.500-2.500 4.500 2.500-1.300-7.500',
  team: 'M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM3 20c0-3.500 2.500-5.500 6-5.500s6 2 6 5.500M16 4.500a3.300 3.300 0 0 1 0 6.300M18 14.800c2 .7 3 2.500 3 5.200',
  vouchers: 'M4 8V6h16v2a2.500 2.500 0 0 0 0 5v.5a2.500 2.500 0 0 0 0 4.500v0H4v0a2.500 2.500 0 0 0 0-4.500V13a2.500 2.500 0 0 0 0-5zM14 6v2M14 11v2M14 16v2',
  standing: 'M4 20h16M5.500 20v-5h4v5M10 20v-9h4v9M14.500 20V6h4v14',
  partners: 'M3 20V9l6-4v15M9 20V9h12v11M13 13h1M17 13h1M13 16.500h1M17 16.500h1M3 20h18',
  banks: 'M4 6.500C4 5 7.500 4 12 4s8 1 8 2.500S16.500 9 12 9 4 8 4 6.500zM4 6.500v11C4 19 7.500 20 12 20s8-1 8-2.500v-11M4 12c0 1.500 3.500 2.500 8 2.500s8-1 8-2.500',
  exams: 'M6 3.500h9l4 4v13H6zM14.500 3.500V8H19M9 13l2 2 4-4',
  certifications: 'M4 5h16v11H4zM8 9h8M8 12h4M14 16v5l2-1.500 2 1.500v-5',
  programs: 'M12 3 3 8l9 5 9-5zM3 12.500l9 5 9-5M3 17l9 5 9-5',
  headcounts: 'M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6M20 16V6',
  approvals: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12.500l2.800 2.800L16 9.500',
  keys: 'M14.500 13a4.500 4.500 0 1 0-4.300-3.200L3.500 16.500V20.500h4v-2.500h2.500v-2.500l1.500-1.500M15.500 8.500h.01',
  webhooks: 'M5 12h14M13 6l6 6-6 6M5 5v14',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500c0-4 3-6 7.500-6s7.500 2 7.500 6',
  menu: 'M4 7h16M4 12h16M4 17h16', close: 'M6 6l12 12M18 6 6 18', check: 'M5 12.500l4.500 4.500L19 7.500', flag: 'M6 21V4h11l-2.500 4L17 12H6',
  up: 'M12 19V5M5.500 11.500 12 5l6.500 6.500', down: 'M12 5v14M5.500 12.500 12 19l6.500-6.500', next: 'M9 5l7 7-7 7', prev: 'M15 5l-7 7 7 7', lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3', clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.500l3.500 2',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.500 9.500a2.600 2.600 0 1 1 3.600 2.600c-.8.400-1.100.9-1.100 1.900M12 17h.01', warn: 'M12 4 2.500 20h19zM12 10v4.500M12 17.500h.01',
  download: 'M12 4v11M7.500 11l4.500 4.500 4.500-4.500M5 20h14', out: 'M14 4h6v6M20 4l-9 9M10 5H5v14h14v-5', exit: 'M14 4H5v16h9M10 12h11M17.500 8.500 21 12l-3.500 3.500', plus: 'M12 5v14M5 12h14',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400', moon: 'M20 14.500A8.500 8.500 0 1 1 9.500 4a7 7 0 0 0 10.500 10.500z',
  auto: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 3v18', copy: 'M8 8h12v12H8zM4 16V4h12', grid: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z', upload: 'M12 20V9M7.500 13l4.500-4.500L16.500 13M5 4h14',
}

/** @param {{name: string}} p */
export const Icon = ({ name }) => html`
  <svg class="ico" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d=${strokes[name] || ''} /></svg>`

/** The mark: two laurel twigs that almost close. */
export const Mark = () => html`
  <svg viewBox="20 20 360 360" fill="currentColor" aria-hidden="true" focusable="false">${twigs(7, 24, 118, 92)}</svg>`

/** One leaf on a stem, from the stem point outwards. @param {{x: number, y: number, turn: number, size: number}} p */
const Leaf = ({ x, y, turn, size }) => html`
  <path d="M0 0C ${size * 0.3} ${-size * 0.42}, ${size * 0.8} ${-size * 0.36}, ${size} 0C ${size * 0.8} ${size * 0.3}, ${size * 0.3} ${size * 0.28}, 0 0Z" transform="translate(${x} ${y}) rotate(${turn})" />`

/**
 * Two twigs of paired leaves that grow from the foot of a circle and almost meet at its top.
 * @param {number} pairs @param {number} step degrees from pair to pair @param {number} radius @param {number} size of the lowest leaf
 */
function twigs(pairs, step, radius, size) {
  const leaves = []
  for (let i = 0; i < pairs; i++) {
    const degrees = 100 + i * step
    const a = degrees * Math.PI / 180
    for (const side of [-1, 1]) {
      const x = 200 - side * Math.cos(a) * radius, y = 200 + Math.sin(a) * radius
      const along = side > 0 ? 90 - degrees : degrees + 90
      const length = size * (1 - i * 0.03)
      leaves.push(html`<${Leaf} x=${x} y=${y} turn=${along - side * 34} size=${length} />`, html`<${Leaf} x=${x} y=${y} turn=${along + side * 34} size=${length * 0.86} />`)
    }
  }
  return leaves
}

/** A whole laurel wreath for large areas. */
export const Wreath = () => html`<svg class="branch" viewBox="-20 -20 440 440" fill="currentColor" aria-hidden="true" focusable="false">${twigs(13, 12.5, 150, 62)}</svg>`
