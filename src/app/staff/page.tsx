import type { Metadata } from 'next'
import { ScannerNotice } from '@/domains/vault/ui/scanner-notice'
import { staffPage } from '@/server/page'
import { hasRole, type Role } from '@/server/viewer'
import { Link } from '@/ui/link'
import { Loaded } from '@/ui/loaded'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Staff' }

type StaffPlace = { href: string; label: string; what: string; roles: readonly Role[] }

const EVERYBODY = ['reviewer', 'checker', 'admin'] as const
const JUDGES = ['reviewer', 'checker'] as const

/** The places of the staff, each with the roles for which it exists. */
const PLACES: readonly StaffPlace[] = [
  {
    ...{ href: '/staff/applications', label: 'Applications', roles: JUDGES },
    what: 'Projects that want to raise funds: queue, checklist, decision by two people.',
  },
  {
    ...{ href: '/staff/verifications', label: 'Verifications', roles: JUDGES },
    what: 'People who want to invest: evidence, decision by two people.',
  },
  {
    ...{ href: '/staff/companies', label: 'Companies', roles: JUDGES },
    what: 'Companies behind projects: owners, papers, decision by two people.',
  },
  {
    ...{ href: '/staff/screening', label: 'Screening', roles: JUDGES },
    what: 'Lists of sanctions, and who is like somebody on one: decision by two people.',
  },
  {
    ...{ href: '/staff/complaints', label: 'Complaints', roles: JUDGES },
    what: 'What people complain of, by when it is answered, and what came of it.',
  },
  {
    ...{ href: '/staff/discussion', label: 'Reported posts', roles: JUDGES },
    what: 'Questions, answers and updates that members reported: hidden with a reason, or left.',
  },
  {
    ...{ href: '/staff/raises', label: 'Raises', roles: EVERYBODY },
    what: 'Pause, resume and cancel: proposed by one, confirmed by another.',
  },
  {
    ...{ href: '/staff/bonus', label: 'Bonus rounds', roles: EVERYBODY },
    what: 'Rules, allocation and payment of KOII subsidies.',
  },
  {
    ...{ href: '/staff/bounties', label: 'Bounties', roles: EVERYBODY },
    what: 'Tasks of projects: two people approve each sheet, and each list before it is paid.',
  },
  {
    ...{ href: '/staff/reconciliation', label: 'Reconciliation', roles: EVERYBODY },
    what: 'Chain, positions and books of every raise, compared.',
  },
  {
    ...{ href: '/staff/payments', label: 'Payments', roles: EVERYBODY },
    what: 'Application fees: disputes, refunds, and what differs from Stripe.',
  },
  {
    ...{ href: '/staff/regimes', label: 'Regimes and limits', roles: EVERYBODY },
    what: 'Which rules protect investors, and rates; changed by two people.',
  },
  {
    ...{ href: '/staff/jobs', label: 'Jobs', roles: EVERYBODY },
    what: 'What waits in the queue and what failed.',
  },
  {
    ...{ href: '/staff/treasury', label: 'Treasury', roles: ['admin'] },
    what: 'What the operator’s own wallets hold.',
  },
  {
    ...{ href: '/staff/people', label: 'People', roles: ['admin', 'checker'] },
    what: 'Roles, invitations, changes that wait for a second person.',
  },
  {
    ...{ href: '/staff/erasures', label: 'Held erasures', roles: ['checker'] },
    what: 'Data that somebody wants deleted and that are kept for now: decided by two people.',
  },
  {
    ...{ href: '/staff/views', label: 'Views', roles: ['admin'] },
    what: 'Who of the staff looked at sealed things, day by day.',
  },
  { href: '/staff/audit', label: 'Audit trail', roles: ['admin'], what: 'Every act, by whom and when.' },
]

export default async function StaffPage() {
  const { api, viewer } = await staffPage('/staff', 'reviewer', 'checker', 'admin')
  const places = PLACES.filter(({ roles }) => hasRole(viewer, ...roles))
  return (
    <PageFrame
      title="Staff"
      lead={`Signed in as ${viewer.displayName}: ${viewer.roles.filter((role) => role !== 'member').join(', ')}.`}
    >
      <Loaded what="the virus scanner" load={() => api.vault.scanner()}>
        {(state) => <ScannerNotice {...state} />}
      </Loaded>
      <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {places.map(({ href, label, what }) => (
          <li key={href}>
            <Link
              href={href}
              className="block h-full rounded-xl border border-line bg-surface p-5 hover:border-line-strong"
            >
              <span className="text-lg font-semibold">{label}</span>
              <span className="mt-1 block text-soft">{what}</span>
            </Link>
          </li>
        ))}
      </ul>
    </PageFrame>
  )
}
