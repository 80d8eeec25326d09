'use client'
import { useMutation } from '@tanstack/react-query'
import { Card, Heading } from '@/ui/card'
import { Link } from '@/ui/link'
import { TrpcProvider, useTRPC } from '@/ui/trpc'
import type { OpenPayment } from '../queries/tranches'
import type { Verdict } from '../rules/tranche'
import { ProposeForm } from './propose-form'
import { TrancheLine } from './tranche-list'

/** The payments that can be decided now: one person proposes, another confirms, then both approvers sign. */
export const OpenPayments = ({ payments, now }: { payments: readonly OpenPayment[]; now: Date }) => (
  <TrpcProvider>
    <ul className="grid gap-4">
      {payments.map((payment) => (
        <li key={payment.raise}>
          <PaymentCard payment={payment} now={now} />
        </li>
      ))}
    </ul>
  </TrpcProvider>
)

const CONSEQUENCE: Readonly<Record<Verdict, string>> = {
  approve: 'The team receives it on its day. This is final.',
  reject: 'It and all later payments go back to the investors at once. This is final.',
}

function PaymentCard({ payment, now }: { payment: OpenPayment; now: Date }) {
  const trpc = useTRPC()
  const { raise, title, slug, asset, tranche, isJudged } = payment
  const propose = useMutation(trpc.raises.proposeVerdict.mutationOptions())
  return (
    <Card>
      <Heading level={3}>
        <Link href={`/projects/${slug}`}>{title}</Link>
      </Heading>
      <TrancheLine tranche={tranche} asset={asset} now={now} />
      <div className="mt-3 border-t border-line pt-3">
        {isJudged ? (
          <p className="text-soft">The investors judge it. Nobody else decides until they have.</p>
        ) : (
          <ProposeForm<Verdict>
            label="Verdict"
            choices={{ approve: 'Approve', reject: 'Reject' }}
            hint={(verdict) => CONSEQUENCE[verdict]}
            danger="reject"
            propose={({ choice: verdict, reason }) =>
              propose.mutateAsync({ raise, tranche: tranche.index, verdict, reason })
            }
          />
        )}
      </div>
    </Card>
  )
}
