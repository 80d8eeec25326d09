'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { Address } from '@/ui/address'
import { Alert, Badge, Empty } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { clientError, TrpcProvider, useTRPC } from '@/ui/trpc'
import { When } from '@/ui/when'
import type { OfflineMessage } from '../queries/orders'
import { OfflineSigning } from './offline-signing'

type Order = {
  id: string
  raiseAddress: string
  act: 'create' | 'pause' | 'resume' | 'cancel'
  state: 'proposed' | 'confirmed' | 'returned'
  reason: string
  proposedBy: string
  proposer: string
  proposedAt: Date
  decider: string | null
  decidedAt: Date | null
  offline: OfflineMessage | null
}

type Props = { orders: readonly Order[]; titles: Readonly<Record<string, string>>; personId: string; now: Date }

/** The guardian's acts that wait for a second person, and those that were decided. */
export function GuardianOrders({ orders, ...rest }: Props) {
  if (orders.length === 0) return <Empty title="Nothing is proposed">Pausing and cancelling take two people.</Empty>
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
          {`${order.act[0]!.toUpperCase()}${order.act.slice(1)}`} {titles[order.raiseAddress] ?? order.raiseAddress}
        </Heading>
        <Badge tone={order.state === 'proposed' ? 'warn' : 'neutral'}>{order.state}</Badge>
      </div>
      <p>{order.reason}</p>
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
            Confirm; the guardian signs
          </Button>
          <Button look="secondary" busy={turnDown.isPending} onClick={() => turnDown.mutate(input)}>
            Turn down
          </Button>
        </div>
      )}
      {order.state === 'confirmed' && order.offline && <OfflineSigning orderId={order.id} offline={order.offline} />}
      {order.state === 'confirmed' && order.act !== 'create' && !order.offline && (
        <Button look="quiet" className="mt-2" busy={again.isPending} onClick={() => again.mutate(input)}>
          Send it again, if it did not arrive
        </Button>
      )}
    </Card>
  )
}
