'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { Address } from '@/ui/address'
import { Alert, Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { clientError, TrpcProvider, useTRPC } from '@/ui/trpc'
import { When } from '@/ui/when'
import type { OfflineMessage } from '../queries/orders'
import { OfflineSigning } from './offline-signing'

export type Order = {
  id: string
  raiseAddress: string
  act: 'create' | 'pause' | 'resume' | 'cancel' | 'approve' | 'reject' | 'rotate' | 'change_terms'
  tranche: number | null
  role: string | null
  newKey: string | null
  state: 'proposed' | 'confirmed' | 'returned' | 'done'
  reason: string
  /** Null for the verdict of a round. */
  proposedBy: string | null
  proposer: string
  proposedAt: Date
  decider: string | null
  decidedAt: Date | null
  offline: OfflineMessage | null
}

type Props = { orders: readonly Order[]; titles: Readonly<Record<string, string>>; personId: string; now: Date }

/** Orders to the offline keys, each with what can be done about it now. */
export function GuardianOrders({ orders, ...rest }: Props) {
  return (
    <TrpcProvider>
      <ul className="grid gap-4">
        {orders.map((order) => (
          <li key={order.id}>
            <OrderCard order={order} {...rest} />
          </li>
        ))}
      </ul>
    </TrpcProvider>
  )
}

const TONES: Readonly<Record<Order['state'], Tone>> = {
  proposed: 'warn',
  confirmed: 'warn',
  returned: 'neutral',
  done: 'good',
}

const VERBS: Readonly<Record<Order['act'], string>> = {
  create: 'Create',
  pause: 'Pause',
  resume: 'Resume',
  cancel: 'Cancel',
  approve: 'Approve',
  reject: 'Reject',
  rotate: 'Rotate',
  change_terms: 'Change the terms of',
}
/** Their issuer signs last, so they are prepared anew by the issuer. */
const ISSUERS: readonly Order['act'][] = ['create', 'change_terms']
const ROLES: Readonly<Record<string, string>> = {
  cosigner: 'the cosigner',
  approverA: 'approver A',
  approverB: 'approver B',
}

/** What an order does, up to the name of the raise. */
function actWords({ act, tranche, role }: Order): string {
  if (tranche !== null) return `${VERBS[act]} payment ${tranche + 1} of`
  return role ? `${VERBS[act]} ${ROLES[role] ?? role} of` : VERBS[act]
}

function OrderCard({ order, titles, personId, now }: Omit<Props, 'orders'> & { order: Order }) {
  const trpc = useTRPC()
  const router = useRouter()
  const refresh = { onSuccess: () => router.refresh() }
  const confirm = useMutation(trpc.raises.confirmOrder.mutationOptions(refresh))
  const again = useMutation(trpc.raises.carryOutOrder.mutationOptions(refresh))
  const turnDown = useMutation(trpc.raises.returnOrder.mutationOptions(refresh))
  const failed = confirm.error ?? again.error ?? turnDown.error
  const intent = again.data ?? confirm.data
  const input = { orderId: order.id }
  return (
    <Card>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <Heading level={3}>
          {actWords(order)} {titles[order.raiseAddress] ?? order.raiseAddress}
        </Heading>
        <Badge tone={TONES[order.state]}>{order.state}</Badge>
      </div>
      <p>{order.reason}</p>
      {order.newKey && (
        <p className="mt-1">
          The key is <Address address={order.newKey} />.
        </p>
      )}
      <p className="mt-1 text-sm text-soft">
        Proposed by {order.proposer} <When instant={order.proposedAt} now={now} />
        {order.decider && `; decided by ${order.decider}`}
      </p>
      {failed && <Alert tone="bad" title={clientError(failed).message} />}
      {intent && <Alert title={intent.words}>{intent.signature && <Address address={intent.signature} />}</Alert>}
      {order.state === 'proposed' && order.proposedBy === personId && (
        <p className="mt-3 text-soft">You proposed it. Another person must confirm.</p>
      )}
      {order.state === 'proposed' && order.proposedBy !== personId && (
        <div className="mt-3 flex flex-wrap gap-3">
          <Button busy={confirm.isPending} onClick={() => confirm.mutate(input)}>
            {order.tranche === null ? 'Confirm; the guardian signs' : 'Confirm; the approvers sign'}
          </Button>
          <Button look="secondary" busy={turnDown.isPending} onClick={() => turnDown.mutate(input)}>
            Turn down
          </Button>
        </div>
      )}
      {order.state === 'confirmed' && order.offline && <OfflineSigning orderId={order.id} offline={order.offline} />}
      {order.state === 'confirmed' && !ISSUERS.includes(order.act) && !order.offline && (
        <Button look="quiet" className="mt-2" busy={again.isPending} onClick={() => again.mutate(input)}>
          Send it again, if it did not arrive
        </Button>
      )}
    </Card>
  )
}
