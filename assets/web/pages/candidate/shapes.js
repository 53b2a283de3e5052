// Small readings of the learning answers that several pages share.

/** @param {any} t a track @returns {string[]} */
export const rolesOf = t => (t.job_roles || (t.job_role ? [t.job_role] : [])).filter(Boolean)

/** All lessons of a track in order, each with its course. @param {any} t @returns {any[]} */
export const lessonsOf = t => (t?.courses || []).flatMap((/** @type {any} */ c) => (c.lessons || []).map((/** @type {any} */ l) => ({ ...l, course: c })))

/** Ids of the lessons that are done in an enrolment. @param {any} e @returns {Set<string>} */
export function doneIn(e) {
  const rows = e?.lessons || e?.progress || []
  return new Set(rows.filter((/** @type {any} */ r) => r.state === 'completed' || r.state === 'done' || r.completed === true || r.completed_at).map((/** @type {any} */ r) => r.lesson || r.id))
}

/** What an exam card says about its state for this person. @type {Record<string, {word: string, tone: string}>} */
export const stateWords = {
  open: { word: 'Open', tone: 'good' }, locked: { word: 'Locked', tone: 'warn' }, passed: { word: 'Passed', tone: 'good' }, cooling_down: { word: 'Waiting time', tone: 'info' }, exhausted: { word: 'No attempt left', tone: 'bad' },
}
