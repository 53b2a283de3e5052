import { html, useEffect, useRef, useState } from '../../vendor/js/index.js'
import { administered, holds, session, signOut } from '../api/session.js'
import { place } from '../router.js'
import { IconButton } from './button.js'
import { Icon, Mark } from './icons.js'
import { Mail } from './states.js'
import { ThemeButton } from './theme.js'

/** @typedef {{href: string, label: string, icon: string, testid?: string}} Item */
/** @typedef {{title: string, items: Item[]}} Group */

/** What the person's roles open, in groups. @returns {Group[]} */
export function navigation() {
  const me = session.value.me
  if (!me) return []
  /** @type {Group[]} */
  const groups = []
  const vendor = me.roles.length > 0
  if (!vendor || me.affiliations.length > 0) {
    groups.push({ title: 'For you', items: [
      { href: '/app/learning', label: 'My learning', icon: 'learning', testid: 'nav-learning' },
      { href: '/app/catalogue', label: 'Exams', icon: 'catalogue', testid: 'nav-catalogue' },
      { href: '/app/credentials', label: 'My credentials', icon: 'credentials', testid: 'nav-credentials' },
      { href: '/app/cases', label: 'My cases', icon: 'help', testid: 'nav-cases' },
    ] })
  }
  for (const a of administered()) {
    const base = `/app/partners/${encodeURIComponent(a.partner.id)}`
    groups.push({ title: a.partner.name, items: [
      { href: `${base}/team`, label: 'Team', icon: 'team', testid: 'nav-team' },
      { href: `${base}/vouchers`, label: 'Vouchers', icon: 'vouchers', testid: 'nav-vouchers' },
      { href: `${base}/standing`, label: 'Standing', icon: 'standing', testid: 'nav-standing' },
      { href: `${base}/concerns`, label: 'Concerns', icon: 'help', testid: 'nav-concerns' },
    ] })
  }
  if (vendor) {
    const run = [
      holds('vendor_admin', 'program_manager', 'support', 'finance') && { href: '/app/vendor/partners', label: 'Partners', icon: 'partners' },
      holds('vendor_admin', 'support') && { href: '/app/vendor/people', label: 'People', icon: 'team', testid: 'nav-people' },
      holds('vendor_admin', 'program_manager') && { href: '/app/vendor/headcounts', label: 'Headcounts', icon: 'headcounts' },
      holds('vendor_admin', 'program_manager') && { href: '/app/vendor/programs', label: 'Programs', icon: 'programs' },
      holds('vendor_admin', 'program_manager') && { href: '/app/vendor/approvals', label: 'Approvals', icon: 'approvals' },
    ].filter(Boolean)
    const make = [
      holds('vendor_admin', 'author') && { href: '/app/vendor/banks', label: 'Item banks', icon: 'banks' },
      holds('vendor_admin', 'author') && { href: '/app/vendor/exams', label: 'Exams', icon: 'exams' },
      holds('vendor_admin', 'author', 'program_manager') && { href: '/app/vendor/regrades', label: 'Regrades', icon: 'standing', testid: 'nav-regrades' },
      { href: '/app/standards', label: 'Panels', icon: 'approvals' },
      holds('vendor_admin', 'grader') && { href: '/app/vendor/marking', label: 'Marking', icon: 'approvals', testid: 'nav-marking' },
      holds('vendor_admin', 'support') && { href: '/app/vendor/results', label: 'Results from outside', icon: 'download', testid: 'nav-results' },
      holds('vendor_admin', 'proctor', 'support', 'author', 'grader') && { href: '/app/vendor/cases', label: 'Cases', icon: 'help', testid: 'nav-vendor-cases' },
      holds('vendor_admin', 'support') && { href: '/app/vendor/accommodations', label: 'Accommodations', icon: 'clock', testid: 'nav-accommodations' },
      holds('vendor_admin', 'author', 'support') && { href: '/app/vendor/labs', label: 'Labs', icon: 'banks' },
      holds('vendor_admin', 'proctor', 'program_manager') && { href: '/app/vendor/rooms', label: 'Exam rooms', icon: 'clock' },
      holds('vendor_admin', 'author') && { href: '/app/vendor/certifications', label: 'Certifications', icon: 'certifications' },
      holds('vendor_admin', 'program_manager', 'support') && { href: '/app/vendor/credentials', label: 'Credentials', icon: 'credentials' },
    ].filter(Boolean)
    const platform = [
      holds('vendor_admin') && { href: '/app/vendor/keys', label: 'API keys', icon: 'keys' },
      holds('vendor_admin', 'program_manager', 'support') && { href: '/app/vendor/webhooks', label: 'Webhooks', icon: 'webhooks' },
    ].filter(Boolean)
    if (run.length) groups.push({ title: 'Partner program', items: /** @type {Item[]} */ (run) })
    if (make.length) groups.push({ title: 'Certification', items: /** @type {Item[]} */ (make) })
    if (platform.length) groups.push({ title: 'Platform', items: /** @type {Item[]} */ (platform) })
  }
  return groups
}

/** @param {string} href */
const current = href => (place.value.path === href || place.value.path.startsWith(href + '/') ? 'page' : undefined)

/** @param {{groups: Group[]}} p */
const Nav = ({ groups }) => html`
  <nav aria-label="Main">${groups.map(g => html`
    <div class="navgroup" key=${g.title}><span class="eyebrow">${g.title}</span>
      ${g.items.map(i => html`<a class="navlink" href=${i.href} key=${i.href} aria-current=${current(i.href)} data-testid=${i.testid}><${Icon} name=${i.icon} />${i.label}</a>`)}
    </div>`)}</nav>`

const Who = () => html`
  <div class="who">
    <a class="navlink" href="/app/account" aria-current=${current('/app/account')}><${Icon} name="account" /><span class="grow"><b>${session.value.me?.name}</b><br /><${Mail} of=${session.value.me?.email || ''} class="xs" /></span></a>
    <div class="row between"><${ThemeButton} /><${IconButton} name="exit" label="Sign out" data-testid="sign-out" onClick=${signOut} /></div>
  </div>`

/** @param {{children: any}} p */
export function Shell({ children }) {
  const [open, setOpen] = useState(false)
  const groups = navigation()
  const tabs = groups[0]?.items.slice(0, 3) || []
  useEffect(() => setOpen(false), [place.value.path])
  return html`
    <a class="skip" href="#main">Skip to content</a>
    <div class="shell">
      <aside class="side"><a class="brand" href="/app"><${Mark} />Laurel</a><${Nav} groups=${groups} /><${Who} /></aside>
      <header class="topbar"><a class="brand" href="/app"><${Mark} />Laurel</a><${IconButton} name="menu" label="Menu" onClick=${() => setOpen(true)} /></header>
      <main class="main" id="main" tabindex="-1">${children}</main>
      <nav class="tabs-bottom" aria-label="Quick">
        ${tabs.map(i => html`<a href=${i.href} key=${i.href} aria-current=${current(i.href)}><${Icon} name=${i.icon} />${i.label}</a>`)}
        <button type="button" onClick=${() => setOpen(true)} aria-haspopup="dialog"><${Icon} name="menu" />More</button>
      </nav>
    </div>
    ${open && html`<${Drawer} groups=${groups} close=${() => setOpen(false)} />`}`
}

/** @param {{groups: Group[], close: () => void}} p */
function Drawer({ groups, close }) {
  const ref = useRef(/** @type {HTMLDialogElement|null} */ (null))
  useEffect(() => { ref.current?.showModal(); return () => ref.current?.close() }, [])
  return html`
    <dialog class="drawer side" ref=${ref} aria-label="Menu" onCancel=${close} onClick=${(/** @type {Event} */ e) => { if (e.target === ref.current) close() }}>
      <div class="in"><div class="row between"><a class="brand" href="/app"><${Mark} />Laurel</a><${IconButton} name="close" label="Close menu" onClick=${close} /></div><${Nav} groups=${groups} /><${Who} /></div>
    </dialog>`
}
