// Runs before anything else, as a plain script: the chosen theme must not flash the other one, and where a module cannot be
// fetched the reader gets a word and another try instead of an empty page.
(function () {
  var store = null
  try { store = sessionStorage; var chosen = localStorage.getItem('laurel.theme') } catch (_) { /* storage may be shut */ }
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen

  addEventListener('error', function (e) {
    if (!(e.target instanceof HTMLScriptElement)) return
    var tries = Number(store && store.getItem('laurel.tries')) || 0
    var app = document.getElementById('app')
    if (app) app.textContent = 'Laurel could not be loaded completely. ' + (tries < 4 ? 'Trying again…' : 'Reload the page in a minute.')
    if (!store || tries >= 4) return
    store.setItem('laurel.tries', String(tries + 1))
    setTimeout(function () { location.reload() }, 1000 * Math.pow(2, tries))
  }, true)
})()
