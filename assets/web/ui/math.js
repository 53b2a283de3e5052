/**
 * Formulas. The server leaves TeX in elements `.math[data-tex]`; here it becomes MathML, which every current browser draws and reads
 * aloud. What cannot be read stays as its TeX, so nothing is ever lost. The library comes only when a formula does.
 * @type {Promise<typeof import('../../vendor/temml/temml.js').default> | null}
 */
let library = null

function temml() {
  library ??= (async () => {
    if (!document.querySelector('link[data-temml]')) {
      const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/assets/vendor/temml/temml.css' })
      sheet.dataset.temml = ''
      document.head.append(sheet)
    }
    return (await import('../../vendor/temml/temml.js')).default
  })()
  library.catch(() => { library = null })
  return library
}

/** Draws the formulas below an element that are not drawn yet. @param {Element} root @returns {Promise<boolean>} whether there were any */
export async function formulas(root) {
  const found = [...root.querySelectorAll('.math[data-tex]:not([data-drawn])')]
  if (!found.length) return false
  const lib = await temml()
  for (const el of found) {
    if (!(el instanceof HTMLElement) || el.dataset.drawn) continue
    el.dataset.drawn = 'tex'
    const box = document.createElement('span')
    try {
      lib.render(el.dataset.tex || '', box, { displayMode: el.classList.contains('display'), throwOnError: true, trust: false, annotate: true, maxExpand: 200, maxSize: [20, 20] })
    } catch { continue }
    el.dataset.drawn = 'math'
    el.replaceChildren(...box.childNodes)
  }
  return true
}

/** Loads what draws formulas before they are wanted, so that they can be drawn when the network is gone. @param {string[]} texts */
export const expect = texts => { if (texts.some(t => t?.includes('data-tex='))) temml().catch(() => {}) }
