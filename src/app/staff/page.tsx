import type { Metadata } from 'next'
import Link from 'next/link'
import { staffPage } from '@/server/page'
import { hasRole } from '@/server/viewer'
import { PageFrame } from '@/ui/page'

export const metadata: Metadata = { title: 'Staff' }

const PLACES = [
  [
    '/staff/applications',
    'Applications',
    'Projects that want to raise funds: queue, checklist, decision by two people.',
    false,
  ],
  ['/staff/verifications', 'Verifications', 'People who want to invest: evidence, decision by two people.', false],
  ['/staff/raises', 'Raises', 'Create, pause, resume and cancel: proposed by one, confirmed by another.', false],
  ['/staff/bonus', 'Bonus rounds', 'Rules, allocation and payment of KOII subsidies.', false],
  ['/staff/reconciliation', 'Reconciliation', 'Chain, positions and books of every raise, compared.', false],
  ['/staff/jobs', 'Jobs', 'What waits in the queue and what failed.', false],
  ['/staff/treasury', 'Treasury', 'What the operator’s own wallets hold.', true],
  ['/staff/people', 'People', 'Roles, invitations.', true],
  ['/staff/audit', 'Audit trail', 'Every act, by whom and when.', true],
] as const

export default async function StaffPage() {
  const { viewer } = await staffPage('/staff', 'reviewer', 'checker', 'admin')
  const places = PLACES.filter(([, , , adminOnly]) => !adminOnly || hasRole(viewer, 'admin'))
  return (
    <PageFrame
      title="Staff"
      lead={`Signed in as ${viewer.displayName}: ${viewer.roles.filter((role) => role !== 'member').join(', ')}.`}
    >
      <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {places.map(([href, label, what]) => (
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
