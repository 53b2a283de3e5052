/**
 * Every address of the app and the module that shows it. Modules are loaded when they are first needed.
 * `door: true` pages need no sign-in; `bare: true` pages bring their own frame.
 * @typedef {{load: () => Promise<any>, door?: boolean, bare?: boolean}} Route
 */

/** @type {[string, Route][]} */
export const routes = [
  ['/sign-in', { load: () => import('./pages/auth/sign-in.js'), door: true, bare: true }],
  ['/accept', { load: () => import('./pages/auth/accept.js'), door: true, bare: true }],
  ['/reset', { load: () => import('./pages/auth/reset.js'), door: true, bare: true }],

  ['/app', { load: () => import('./pages/home.js') }],
  ['/app/account', { load: () => import('./pages/account.js') }],
  ['/app/learning', { load: () => import('./pages/candidate/learning.js') }],
  ['/app/learning/:track', { load: () => import('./pages/candidate/track.js') }],
  ['/app/learning/:enrollment/lessons/:lesson', { load: () => import('./pages/candidate/lesson.js') }],
  ['/app/catalogue', { load: () => import('./pages/candidate/catalogue.js') }],
  ['/app/catalogue/:exam/preparation', { load: () => import('./pages/candidate/preparation.js') }],
  ['/app/exam-over', { load: () => import('./pages/exam-over.js'), door: true }],
  ['/app/catalogue/:exam', { load: () => import('./pages/candidate/checkout.js') }],
  ['/app/registrations/:id', { load: () => import('./pages/candidate/registration.js') }],
  ['/app/attempts/:id', { load: () => import('./player/player.js'), bare: true }],
  ['/app/attempts/:id/result', { load: () => import('./pages/candidate/result.js') }],
  ['/app/credentials', { load: () => import('./pages/candidate/credentials.js') }],

  ['/app/cases', { load: () => import('./pages/cases/mine.js') }],
  ['/app/cases/:number', { load: () => import('./pages/cases/one.js') }],

  ['/app/partners/:id/team', { load: () => import('./pages/partner/team.js') }],
  ['/app/partners/:id/vouchers', { load: () => import('./pages/partner/vouchers.js') }],
  ['/app/partners/:id/standing', { load: () => import('./pages/partner/standing.js') }],

  ['/app/vendor/partners', { load: () => import('./pages/vendor/partners.js') }],
  ['/app/vendor/banks', { load: () => import('./pages/vendor/banks.js') }],
  ['/app/vendor/banks/:id', { load: () => import('./pages/vendor/bank.js') }],
  ['/app/vendor/exams', { load: () => import('./pages/vendor/exams.js') }],
  ['/app/standards', { load: () => import('./pages/judge/studies.js') }],
  ['/app/standards/:id', { load: () => import('./pages/judge/ballot.js') }],
  ['/app/vendor/standards/:id', { load: () => import('./pages/vendor/standard.js') }],
  ['/app/vendor/exams/:exam/standards', { load: () => import('./pages/vendor/standards.js') }],
  ['/app/vendor/exams/:exam/statistics', { load: () => import('./pages/vendor/statistics.js') }],
  ['/app/vendor/rooms', { load: () => import('./pages/vendor/rooms.js') }],
  ['/app/vendor/exams/:exam/room', { load: () => import('./pages/vendor/room.js') }],
  ['/app/vendor/exams/:exam/appointments', { load: () => import('./pages/vendor/windows.js') }],
  ['/app/vendor/attempts/:id/proctoring', { load: () => import('./pages/vendor/record.js') }],
  ['/app/vendor/exams/:exam', { load: () => import('./pages/vendor/exam.js') }],
  ['/app/vendor/exams/:exam/attempts', { load: () => import('./pages/vendor/sittings.js') }],
  ['/app/vendor/attempts/:id', { load: () => import('./pages/vendor/sitting.js') }],
  ['/app/vendor/exams/:exam/marking', { load: () => import('./pages/vendor/marking-rule.js') }],
  ['/app/vendor/items/:item/rubric', { load: () => import('./pages/vendor/rubric.js') }],
  ['/app/vendor/items/:item/lab', { load: () => import('./pages/vendor/lab.js') }],
  ['/app/vendor/labs', { load: () => import('./pages/vendor/labs.js') }],
  ['/app/vendor/marking', { load: () => import('./pages/vendor/marking.js') }],
  ['/app/vendor/marking/record', { load: () => import('./pages/vendor/marking-record.js') }],
  ['/app/vendor/marking/agreement', { load: () => import('./pages/vendor/marking-agreement.js') }],
  ['/app/vendor/marking/tasks/:id', { load: () => import('./pages/vendor/marking-task.js') }],
  ['/app/vendor/results', { load: () => import('./pages/vendor/results.js') }],
  ['/app/vendor/cases', { load: () => import('./pages/vendor/cases.js') }],
  ['/app/vendor/cases/:number', { load: () => import('./pages/vendor/case.js') }],
  ['/app/vendor/certifications', { load: () => import('./pages/vendor/certifications.js') }],
  ['/app/vendor/programs', { load: () => import('./pages/vendor/programs.js') }],
  ['/app/vendor/headcounts', { load: () => import('./pages/vendor/headcounts.js') }],
  ['/app/vendor/approvals', { load: () => import('./pages/vendor/approvals.js') }],
  ['/app/vendor/keys', { load: () => import('./pages/vendor/keys.js') }],
  ['/app/vendor/webhooks', { load: () => import('./pages/vendor/webhooks.js') }],
  ['/app/vendor/webhooks/:id', { load: () => import('./pages/vendor/webhook.js') }],
  ['/app/vendor/credentials', { load: () => import('./pages/vendor/credentials.js') }],
]
