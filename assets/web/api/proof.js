const place = 'laurel.proof'

/** What a locked-down browser was given for its proof lives as long as its tab. @param {string} proof */
export function showProof(proof) { try { sessionStorage.setItem(place, proof) } catch { /* then it proves itself again */ } }

/** @returns {Record<string, string>} */
export function proofHeaders() {
  try {
    const proof = sessionStorage.getItem(place)
    return proof ? { 'X-Laurel-Lockdown-Proof': proof } : {}
  } catch { return {} }
}
