import { Address } from '@/ui/address'
import { Badge } from '@/ui/badge'
import { Card, Facts, Heading } from '@/ui/card'
import { When } from '@/ui/when'
import type { WalletStatus } from '../schema'

/** Whether a shown wallet is a node operator's, and when and where on the chain that was read. */
export const OperatorStatusCard = ({ wallet, status, now }: { wallet: string; status: WalletStatus; now: Date }) => (
  <Card>
    <Heading>Node operator</Heading>
    <Facts
      facts={[
        ['Wallet', <Address key="wallet" address={wallet} />],
        [
          'Status',
          status.verified ? (
            <Badge key="status" tone="good">
              operator
            </Badge>
          ) : (
            <Badge key="status">{status.checkedAt ? 'no stake found' : 'never proven here'}</Badge>
          ),
        ],
        ...(status.task ? [['Task', <Address key="task" address={status.task} />] as const] : []),
        ...(status.checkedAt && status.slot !== null
          ? [
              ['Read at slot', status.slot.toString()] as const,
              ['Read', <When key="read" instant={status.checkedAt} now={now} />] as const,
            ]
          : []),
      ]}
    />
    <p className="mt-3 max-w-prose text-sm text-soft">
      A wallet is an operator’s when it paid for a stake, or a staking key signed for it, and the task’s own list has
      that key with the minimum or more. It is read again every day.
    </p>
  </Card>
)
