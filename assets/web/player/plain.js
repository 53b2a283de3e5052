/** What HTML says when only text can be shown, as in a list to choose from: a formula as its TeX, a line break as a blank. @param {string} html */
export function plain(html) {
  const doc = new DOMParser().parseFromString(html.replace(/<br\s*\/?>|<\/(p|li|div|td)>/gi, ' '), 'text/html')
  return (doc.body.textContent || '').replace(/\s+/g, ' ').trim()
}

/** Whether text alone would lose something, or be too long to choose by. @param {{html: string}[]} options */
export const needsShowing = options => options.some(o => /<(?!\/?(p|br|span)\b)|data-tex/i.test(o.html) || plain(o.html).length > 48)

/** @param {number} n @returns {string} */
export const letter = n => (n < 26 ? String.fromCharCode(65 + n) : letter(Math.floor(n / 26) - 1) + letter(n % 26))
