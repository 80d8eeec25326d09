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
  const { title, slug, asset, tranche } = payment
  return (
    <Card>
      <Heading level={3}>
        <Link href={`/projects/${slug}`}>{title}</Link>
      </Heading>
      <TrancheLine tranche={tranche} asset={asset} now={now} />
      <div className="mt-3 border-t border-line pt-3">
        <Decision payment={payment} />
      </div>
    </Card>
  )
}

function Decision({ payment }: { payment: OpenPayment }) {
  if (payment.waiting === 'proposed') return <Waits>A verdict stands below and waits for a second person.</Waits>
  if (payment.isJudged) return <Waits>The investors judge it. Nobody else decides until they have.</Waits>
  if (payment.waiting === null) return <VerdictForm payment={payment} />
  return (
    <>
      <Waits>Two people agreed on a verdict, below. It waits for the approvers’ signatures.</Waits>
      <details className="mt-2">
        <summary className="cursor-pointer py-2">Propose another verdict</summary>
        <VerdictForm payment={payment} />
      </details>
    </>
  )
}

const Waits = ({ children }: { children: string }) => <p className="text-soft">{children}</p>

function VerdictForm({ payment: { raise, tranche } }: { payment: OpenPayment }) {
  const trpc = useTRPC()
  const propose = useMutation(trpc.raises.proposeVerdict.mutationOptions())
  return (
    <ProposeForm<Verdict>
      label="Verdict"
      choices={{ approve: 'Approve', reject: 'Reject' }}
      hint={(verdict) => CONSEQUENCE[verdict]}
      danger="reject"
      propose={({ choice: verdict, reason }) => propose.mutateAsync({ raise, tranche: tranche.index, verdict, reason })}
    />
  )
}
