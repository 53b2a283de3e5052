import { call } from '../api/client.js'
import { showProof } from '../api/proof.js'

/** Clients of Safe Exam Browser whose web view sends no headers offer their hashes to scripts. */
const client = () => /** @type {any} */ (window).SafeExamBrowser?.security

/**
 * The server asked for Safe Exam Browser. A client that can prove itself by script is sent to an address made up for it, whose
 * hash can have been made nowhere else. @param {import('../api/problem.js').Problem} problem @returns {Promise<boolean>} true when the page is on its way
 */
export async function provable(problem) {
  const asks = problem.unmet.find(u => u.kind === 'safe_exam_browser')
  if (!asks || !client() || new URLSearchParams(location.search).has('challenge')) return false
  const { body } = await call(`/api/v1/exams/${encodeURIComponent(asks.id)}/lockdown-challenges`, { method: 'POST' })
  location.replace(`${location.pathname}?challenge=${encodeURIComponent(body.challenge)}`)
  return true
}

/** On the page of a challenge: shows the hashes, and keeps the proof for this tab. */
export async function prove() {
  const challenge = new URLSearchParams(location.search).get('challenge')
  const seb = client()
  if (!challenge || !seb) return
  if (seb.updateKeys) await new Promise(done => { seb.updateKeys(() => done(null)); setTimeout(() => done(null), 2000) })
  const { body } = await call('/api/v1/lockdown-proofs', { method: 'POST', body: {
    challenge, page_url: location.href.split('#')[0], config_key_hash: seb.configKey || '', ...(seb.browserExamKey ? { browser_exam_key_hash: seb.browserExamKey } : {}),
  } })
  showProof(body.proof)
}
