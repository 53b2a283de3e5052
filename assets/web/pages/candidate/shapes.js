import { useList } from '../../api/use.js'

// Small readings of answers that several pages share.

/** Titles of certifications by key; '' while they are not there. @returns {(key: string) => string} */
export function useCertifications() {
  const list = useList('/api/v1/certifications', { limit: 200 })
  return key => list.rows.find(c => c.key === key)?.title || ''
}

/** All lessons of an enrolment in order. @param {any} e @returns {any[]} */
export const lessonsOf = e => (e?.courses || []).flatMap((/** @type {any} */ c) => c.lessons || [])

/** The address of a lesson inside an enrolment. @param {string} enrollment @param {string} lesson */
export const lessonAt = (enrollment, lesson) => `/app/learning/${encodeURIComponent(enrollment)}/lessons/${encodeURIComponent(lesson)}`

/** @param {string} key */
export const trackAt = key => `/app/learning/${encodeURIComponent(key)}`

/** What an exam card says about its state for this person. @type {Record<string, {word: string, tone: string}>} */
export const stateWords = {
  open: { word: 'Open', tone: 'good' }, locked: { word: 'Locked', tone: 'warn' }, passed: { word: 'Passed', tone: 'good' }, cooling_down: { word: 'Waiting time', tone: 'info' },
  pending_marking: { word: 'Being marked', tone: 'info' },
}
