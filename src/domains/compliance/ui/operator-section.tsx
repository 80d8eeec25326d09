import type { Asset } from '@/kit/money'
import { Address } from '@/ui/address'
import { Alert, Badge } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import { Amount } from '@/ui/money'
import { When } from '@/ui/when'
import type { OperatorStatus } from '../schema'
import { ForgetKey, ProveKey } from './operator-forms'
import { ProveStake } from './operator-stake'

type StakingKey = {
  id: string
  stakingKey: string
  task: string | null
  slot: bigint
  checkedAt: Date
  lostAt: Date | null
}
type ListedTask = { id: string; name: string; minimumStake: bigint; mint: string | null; asset: Asset | null }

/** Whether the member is a node operator, and how to become one in the eyes of this site. */
export function OperatorSection({
  status,
  keys,
  tasks,
  wallets,
  now,
}: {
  status: OperatorStatus
  keys: readonly StakingKey[]
  /** Null while the chain, which is asked for them, cannot be reached. */
  tasks: readonly ListedTask[] | null
  /** The member's own. */
  wallets: readonly string[]
  now: Date
}) {
  return (
    <Card>
      <Heading id="operator">Node operator</Heading>
      <div className="grid gap-5">
        <p>
          Some raises are for node operators. You are one when a wallet of yours paid for a stake, or a staking key of
          yours signs for you, and a task of the list has that key with the minimum or more. It is read from the chain
          again every day; losing it never blocks a withdrawal, a refund or a claim.
        </p>
        {status.verified && (
          <Alert tone="good" title="You are a node operator">
            {status.until && (
              <>
                The last check counts until <When instant={status.until} now={now} />.
              </>
            )}
          </Alert>
        )}
        {keys.length > 0 && <Keys keys={keys} now={now} />}
        {!tasks?.length && <NoTasks isAway={tasks === null} />}
        {tasks && tasks.length > 0 && (
          <>
            <Tasks tasks={tasks} />
            {wallets.length > 0 && (
              <div>
                <Heading level={3}>Find your stake on the chain</Heading>
                <ProveStake wallets={wallets} />
              </div>
            )}
            <div>
              <Heading level={3}>
                {wallets.length > 0 ? 'Or sign with the staking key' : 'Sign with the staking key'}
              </Heading>
              <ProveKey wallets={wallets} />
            </div>
          </>
        )}
      </div>
    </Card>
  )
}

const NoTasks = ({ isAway }: { isAway: boolean }) =>
  isAway ? (
    <Alert tone="warn" title="The chain cannot be reached at the moment">
      It has the tasks whose operators count. What you proved before stays as it is; come back in a few minutes.
    </Alert>
  ) : (
    <Alert title="No task counts at the moment">
      The list has no task that runs, so nobody can become an operator. What you proved before stays as it is.
    </Alert>
  )

const Keys = ({ keys, now }: { keys: readonly StakingKey[]; now: Date }) => (
  <div>
    <Heading level={3}>Your staking keys</Heading>
    <ul className="divide-y divide-line">
      {keys.map(({ id, stakingKey, slot, checkedAt, lostAt }) => (
        <li key={id} className="flex flex-wrap items-center justify-between gap-3 py-3">
          <span className="grid gap-1">
            <Address address={stakingKey} />
            <span className="text-sm text-soft">
              checked <When instant={checkedAt} now={now} />, at slot {slot.toString()}
            </span>
          </span>
          <span className="flex flex-wrap items-center gap-3">
            {lostAt ? <Badge tone="warn">no stake found</Badge> : <Badge tone="good">staked</Badge>}
            <ForgetKey proofId={id} />
          </span>
        </li>
      ))}
    </ul>
  </div>
)

const Tasks = ({ tasks }: { tasks: readonly ListedTask[] }) => (
  <div>
    <Heading level={3}>Tasks of the list</Heading>
    <ul className="divide-y divide-line">
      {tasks.map(({ id, name, minimumStake, mint, asset }) => (
        <li key={id} className="flex flex-wrap items-center justify-between gap-3 py-2">
          <span>
            {name} <Address address={id} />
          </span>
          <span className="text-soft">
            at least{' '}
            {asset ? <Amount units={minimumStake} asset={asset} /> : 'a part of its token, which cannot be read now,'}
            {mint && (
              <>
                {' '}
                of the token <Address address={mint} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  </div>
)
