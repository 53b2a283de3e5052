import { signal } from '../../vendor/js/index.js'
import { Problem, problemOf } from './problem.js'

/**
 * @typedef {{id: string, name: string, email: string, roles: string[], affiliations: Affiliation[], pending_affiliations: Affiliation[]}} Me
 * @typedef {{id: string, partner: {id: string, name: string}, roles: string[], job_roles: string[], from?: string|null, confirmed_by_person?: boolean, confirmed_by_partner?: boolean}} Affiliation
 */

/** `unknown` until the first refresh has answered. @type {import('../../vendor/js/index.js').Signal<{state: 'unknown'|'out'|'in'|'away', me: Me|null}>} */
export const session = signal({ state: 'unknown', me: null })

// The access token lives in this variable and nowhere else; the refresh token is a cookie that no script can read.
let access = ''
let until = 0

// That somebody signed in here is remembered without saying who, so that strangers need no call to learn that they are strangers.
const mark = 'laurel.was'
function marked() { try { return localStorage.getItem(mark) !== null } catch { return true } }
/** @param {boolean} yes */
function remember(yes) { try { yes ? localStorage.setItem(mark, '1') : localStorage.removeItem(mark) } catch { /* then every visit asks */ } }

const others = typeof BroadcastChannel === 'function' ? new BroadcastChannel('laurel.session') : null
if (others) {
  others.onmessage = ({ data }) => {
    if (data?.kind === 'token' && data.until > until) keep(data.access, data.until)
    if (data?.kind === 'out') { drop(); session.value = { state: 'out', me: null } }
    if (data?.kind === 'in' && data.person !== session.value.me?.id) location.reload()
  }
}

/** @param {string} token @param {number} end */
function keep(token, end) { access = token; until = end }
function drop() { access = ''; until = 0 }

/**
 * A token that is good for at least half a minute, or '' when nobody is signed in.
 * @param {string} [refused] a token the server has just refused; never handed out again
 */
export async function bearer(refused = '') {
  if (refused && access === refused) drop()
  if (access && until - Date.now() > 30000) return access
  return (await refresh()) ? access : ''
}

/** @type {Promise<boolean>|null} */
let flying = null

/** One refresh at a time in this tab, and by the lock one at a time in all tabs: the cookie rotates, and a reused one is an alarm. */
function refresh() {
  flying ??= exclusive(async () => {
    if (access && until - Date.now() > 30000) return true
    if (!marked()) return false
    const res = await ask('/api/v1/session/refresh', {})
    if (res.status === 401 || res.status === 410 || res.status === 400) { drop(); remember(false); return false }
    if (!res.ok) throw await problemOf(res)
    const body = await res.json()
    take(body)
    return true
  }).finally(() => { flying = null })
  return flying
}

/** @template T @param {() => Promise<T>} deed @returns {Promise<T>} */
function exclusive(deed) {
  return navigator.locks ? navigator.locks.request('laurel.session', deed) : deed()
}

/** @param {string} path @param {any} body @param {string} [method] */
async function ask(path, body, method = 'POST') {
  try {
    return await fetch(path, {
      method, credentials: 'same-origin', cache: 'no-store', signal: AbortSignal.timeout(20000),
      headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...(access ? { Authorization: `Bearer ${access}` } : {}) },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
  } catch { throw new Problem({ status: 0, code: 'network' }) }
}

/** @param {{access_token: string, expires_at: string}} body */
function take(body) {
  // The lifetime is measured by the server's word minus our clock only when that is plausible; a wrong clock must not cause a loop.
  const end = Date.parse(body.expires_at)
  const left = end - Date.now()
  keep(body.access_token, left > 35000 && left < 86400000 ? end : Date.now() + 120000)
  others?.postMessage({ kind: 'token', access, until })
}

/** Called once at load: is anybody signed in? */
export async function restore() {
  try {
    if (!(await refresh())) { session.value = { state: 'out', me: null }; return }
    await loadMe()
  } catch { session.value = { state: 'away', me: null } }
}

export async function loadMe() {
  const res = await ask('/api/v1/me', undefined, 'GET')
  if (res.status === 401) { drop(); session.value = { state: 'out', me: null }; return }
  if (!res.ok) throw await problemOf(res)
  const me = await res.json()
  session.value = { state: 'in', me: { ...me, roles: me.roles || [], affiliations: me.affiliations || [], pending_affiliations: me.pending_affiliations || [] } }
}

/** @param {string} email @param {string} password */
export async function signIn(email, password) { await enter('/api/v1/session', { email, password, cookie: true }) }

/** Accepting an invitation is a sign-in too. @param {{token: string, name?: string, password: string}} body */
export const acceptInvitation = body => enter('/api/v1/invitations/accept', { ...body, cookie: true })

/** @param {string} path @param {any} body */
async function enter(path, body) {
  const answer = await exclusive(async () => {
    const res = await ask(path, body)
    if (!res.ok) throw await problemOf(res)
    const got = await res.json()
    take(got)
    remember(true)
    return got
  })
  await loadMe()
  others?.postMessage({ kind: 'in', person: session.value.me?.id })
  return answer
}

export async function signOut() {
  try { await exclusive(() => ask('/api/v1/session', undefined, 'DELETE')) } finally {
    drop()
    remember(false)
    session.value = { state: 'out', me: null }
    others?.postMessage({ kind: 'out' })
  }
}

/** The server no longer knows this session. */
export function lost() { if (session.value.state === 'in') session.value = { state: 'out', me: null } }

const reads = 'auditor'
/** Does the signed-in person hold one of these vendor roles (an auditor reads everything)? @param {...string} roles */
export const holds = (...roles) => !!session.value.me?.roles.some(r => roles.includes(r) || r === reads)
/** May the person change what these roles look after? @param {...string} roles */
export const changes = (...roles) => !!session.value.me?.roles.some(r => roles.includes(r))
/** Partners this person administers. */
export const administered = () => (session.value.me?.affiliations || []).filter(a => (a.roles || []).includes('partner_admin'))
