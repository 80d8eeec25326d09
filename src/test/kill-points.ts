import type { Dice } from './dice'

/** Where the process `by` is at its `nth` event of this name when `victim` dies: before it, or after it and before anybody hears. */
export type KillPoint = {
  victim: 'web' | 'worker' | 'postgres' | 'chain'
  by: 'web' | 'worker' | 'chain'
  event: string
  nth: number
  when: 'before' | 'after'
}

/** What the site does when somebody commits; each happens at least once a commitment. */
const SENDING = [
  'insert into intent',
  'commit of insert into intent',
  'update intent',
  'commit of update intent',
  'rpc simulateTransaction',
  'rpc sendTransaction',
]
/** What the worker does when commitments arrive. Those of one moment may be booked at once, so that only the first is certain. */
const BOOKING = [
  'rpc getSignatureStatuses',
  'update intent',
  'commit of update intent',
  'insert into position',
  'commit of insert into position',
]
const STATEMENT = /^(insert|update|commit)/

/** People who commit while one kill is awaited. */
export const SENDERS = 2

/** A kill from dice: whose, and at which moment of the work. */
export function anyPoint(dice: Dice): KillPoint {
  const victim = dice.of(['web', 'worker', 'postgres', 'chain'] as const)
  const when = dice.of(['before', 'after'] as const)
  const nth = dice.between(1, SENDERS)
  if (victim === 'chain') {
    // What was sent is certainly kept with the second keeping after it.
    if (dice.chance(0.3)) return { victim, by: 'chain', event: 'chain keep', nth: 2, when: 'after' }
    return { victim, by: 'chain', event: 'chain sendTransaction', nth, when }
  }
  const by = victim === 'postgres' ? dice.of(['web', 'worker'] as const) : victim
  const events = by === 'web' ? SENDING : BOOKING
  const event = dice.of(victim === 'postgres' ? events.filter((name) => STATEMENT.test(name)) : events)
  return { victim, by, event, nth: by === 'web' ? nth : 1, when }
}

/** Three kills of the worker in one payout: while the list is posted, while it is claimed, and while what was claimed is booked. */
export function payoutPoints(dice: Dice): KillPoint[] {
  const point = (event: string, most: number): KillPoint => ({
    ...({ victim: 'worker', by: 'worker', event } as const),
    nth: dice.between(1, most),
    when: dice.of(['before', 'after'] as const),
  })
  return [
    point('rpc sendTransaction', 1),
    point('rpc sendTransaction', 2),
    point(dice.of(['update payout', 'commit of update payout']), 1),
  ]
}

/** A point in words, for the story. */
export const pointInWords = ({ victim, by, event, nth, when }: KillPoint): string =>
  `${victim} dies ${when} ‘${event}’ number ${nth} of the ${by}`
