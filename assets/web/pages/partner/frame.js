import { html } from '../../../vendor/js/index.js'
import { administered, holds } from '../../api/session.js'
import { useResource } from '../../api/use.js'
import { Page, Tabs } from '../../ui/page.js'

/** The frame of a partner's pages: its name, and the way between them. @param {{id: string, title: string, lead?: any, actions?: any, children?: any}} p */
export function PartnerFrame({ id, title, lead, actions, children }) {
  const partner = useResource(`/api/v1/partners/${encodeURIComponent(id)}`)
  const base = `/app/partners/${encodeURIComponent(id)}`
  const vendor = holds('vendor_admin', 'program_manager', 'support', 'finance')
  return html`
    <${Page} title=${title} eyebrow=${partner.data?.name || 'Partner'} lead=${lead} actions=${actions} crumbs=${vendor && [{ href: '/app/vendor/partners', label: 'Partners' }]}>
      <${Tabs} label="Partner" items=${[{ href: `${base}/team`, label: 'Team' }, { href: `${base}/people`, label: 'People' }, { href: `${base}/vouchers`, label: 'Vouchers' }, { href: `${base}/standing`, label: 'Standing' }, { href: `${base}/family`, label: 'Family' }, ...(administered().some(a => a.partner.id === id) ? [{ href: `${base}/concerns`, label: 'Concerns' }] : [])]} />
      ${children}
    </${Page}>`
}
