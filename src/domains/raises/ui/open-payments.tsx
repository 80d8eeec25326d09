'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Select, Textarea } from '@/ui/field'
import { Link } from '@/ui/link'
import { clientError, TrpcProvider, useTRPC } from '@/ui/trpc'
import type { OpenPayment } from '../queries/tranches'
import type { Verdict } from '../rules/tranche'
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
  const router = useRouter()
  const [verdict, setVerdict] = useState<Verdict>('approve')
  const [reason, setReason] = useState('')
  const { raise, title, slug, asset, tranche } = payment
  const propose = useMutation(trpc.raises.proposeVerdict.mutationOptions({ onSuccess: () => router.refresh() }))
  return (
    <Card>
      <Heading level={3}>
        <Link href={`/projects/${slug}`}>{title}</Link>
      </Heading>
      <TrancheLine tranche={tranche} asset={asset} now={now} />
      <form
        className="mt-3 grid gap-3 border-t border-line pt-3"
        onSubmit={(event) => {
          event.preventDefault()
          propose.mutate({ raise, tranche: tranche.index, verdict, reason })
        }}
      >
        {propose.error && <Alert tone="bad" title={clientError(propose.error).message} />}
        <Field label="Verdict" hint={CONSEQUENCE[verdict]}>
          {(control) => (
            <Select {...control} value={verdict} onChange={({ target }) => setVerdict(target.value as Verdict)}>
              <option value="approve">Approve</option>
              <option value="reject">Reject</option>
            </Select>
          )}
        </Field>
        <Field label="Reason" hint="Staff read it. Another person must confirm before anybody signs.">
          {(control) => (
            <Textarea
              {...control}
              required
              rows={2}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          )}
        </Field>
        <Button
          type="submit"
          className="justify-self-start"
          busy={propose.isPending}
          look={verdict === 'reject' ? 'danger' : 'primary'}
        >
          Propose to a second person
        </Button>
      </form>
    </Card>
  )
}
