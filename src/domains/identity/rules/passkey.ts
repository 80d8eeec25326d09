import { refusals } from '@/kit/refusal'
import { after, DAY, MINUTE } from '@/kit/time'
import { nextState, type TransitionTable } from '@/kit/transition'

export const refuseKey = refusals('identity', {
  noChallenge: {
    kind: 'invalid',
    message: () => 'This request is used up or too old. Press the button again for a fresh one.',
  },
  badKey: {
    kind: 'invalid',
    message: () => 'The device’s answer does not fit what this site asked. Nothing was done; try again.',
  },
  unknownKey: {
    kind: 'forbidden',
    message: () => 'This passkey opens nothing here. Use another one, or sign in with an e-mail link.',
  },
  clonedKey: {
    kind: 'forbidden',
    message: () =>
      'A copy of this passkey was used elsewhere, so it was switched off and you are signed out. Ask two colleagues for a fresh invitation.',
  },
  noPermit: {
    kind: 'forbidden',
    message: () =>
      'Nobody allowed you a first passkey, or the time for it is over. An admin proposes it under People, another person confirms.',
  },
  byMailOnly: {
    kind: 'forbidden',
    message: () => 'A first passkey is registered after a sign-in by e-mail link. Sign out, and sign in with a link.',
  },
  recoveryOnly: {
    kind: 'forbidden',
    message: () => 'While you enter with one-time codes you cannot add a passkey. Ask for a fresh invitation instead.',
  },
  noKey: { kind: 'missing', message: () => 'There is no such passkey, or it was removed.' },
  lastKey: { kind: 'conflict', message: () => 'This is your last passkey. Add another one first.' },
  noRecovery: {
    kind: 'forbidden',
    message: () =>
      'One-time codes work only while two colleagues allow it, until a date. Use your passkey, or ask an admin for a recovery.',
  },
  notAnAdmin: {
    kind: 'missing',
    message: () => 'EMAIL: no admin has this address. Write the address with which they sign in.',
  },
  othersCan: {
    kind: 'conflict',
    message: () =>
      'Somebody else who is admin or checker has a key, or may make one. An admin proposes the fresh key under People, another person confirms; the command line opens nothing.',
  },
  notStaff: { kind: 'conflict', message: () => 'Only staff have passkeys. Give this person a role first.' },
  untilNeeded: {
    kind: 'invalid',
    message: () => 'until: name the last day of the recovery, today or at most 14 days from now.',
    field: 'until',
  },
})

/** What a device was asked is good for this long. */
export const CHALLENGE_LIFE = 5 * MINUTE
/** A first passkey is registered within this time after two people allowed it. */
const INVITATION_LIFE = 14 * DAY
const LONGEST_RECOVERY = 14 * DAY
/** A sensitive act needs a key that was shown for it no longer ago than this. */
const STEP_UP_LIFE = 5 * MINUTE

/** What was shown at this instant, five minutes ago, counts no more; what was shown later does. */
export const oldestFresh = (at: Date): Date => after(at, -STEP_UP_LIFE)

/** What a passkey can be. */
export const PASSKEY_STATES = ['live', 'removed', 'replaced', 'cloned'] as const
export type PasskeyState = (typeof PASSKEY_STATES)[number]
/** `remove` by its owner, `replace` when two people allow a fresh first one, `copySeen` when its count went backwards. */
export const PASSKEY_EVENTS = ['remove', 'replace', 'copySeen'] as const
export type PasskeyEvent = (typeof PASSKEY_EVENTS)[number]
export const PASSKEY_TABLE: TransitionTable<PasskeyState, PasskeyEvent> = {
  live: { remove: 'removed', replace: 'replaced', copySeen: 'cloned' },
  removed: {},
  replaced: {},
  cloned: {},
}

/** The state after an event; refuses what the table does not have. */
export function keyAfter(state: PasskeyState, event: PasskeyEvent): PasskeyState {
  const next = nextState(PASSKEY_TABLE, state, event)
  if (!next) throw refuseKey.noKey()
  return next
}

/** What a permit can be. */
export const PERMIT_STATES = ['open', 'used', 'ended'] as const
export type PermitState = (typeof PERMIT_STATES)[number]
/** `use` by a first passkey, `end` when another permit takes its place. A date ends it too, without an event. */
export const PERMIT_EVENTS = ['use', 'end'] as const
export type PermitEvent = (typeof PERMIT_EVENTS)[number]
export const PERMIT_TABLE: TransitionTable<PermitState, PermitEvent> = {
  open: { use: 'used', end: 'ended' },
  used: {},
  ended: {},
}

/** The state after an event; refuses what the table does not have. */
export function permitAfter(state: PermitState, event: PermitEvent): PermitState {
  const next = nextState(PERMIT_TABLE, state, event)
  if (!next) throw refuseKey.noPermit()
  return next
}

/** What two people can allow. */
export type PermitKind = 'passkey' | 'recovery'

/** Whether a permit counts at this instant: before its end, not at it. */
export const isOpen = (permit: { state: string; until: Date }, at: Date): boolean =>
  permit.state === 'open' && at < permit.until

/** Until when a first passkey may be registered that is allowed now. */
export const invitedUntil = (now: Date): Date => after(now, INVITATION_LIFE)

const GLASS_LIFE = DAY
/** Until when an admin may register a first passkey whom the operator let in by command line. */
export const glassUntil = (now: Date): Date => after(now, GLASS_LIFE)

/** What the others among admins and checkers could still decide with. */
type Other = { keys: number; permits: readonly { state: string; until: Date }[] }

/** Whether nobody is left who could propose or confirm a fresh key, so that the operator has to. */
export const isNobodyLeft = (others: readonly Other[], at: Date): boolean =>
  others.every(({ keys, permits }) => keys === 0 && !permits.some((permit) => isOpen(permit, at)))

/**
 * The end of a recovery whose last day is `day` (`2026-05-14`, UTC): the midnight after it. Refuses a day that is over, and an end
 * more than 14 days from now.
 */
export function recoveryUntil(day: string | undefined, now: Date): Date {
  const begins = `${day}T00:00:00Z`
  const until = day ? after(new Date(begins), DAY) : null
  if (!until || until <= now || until > after(now, LONGEST_RECOVERY + DAY)) throw refuseKey.untilNeeded()
  return until
}

/**
 * Whether a device's count shows that its key was copied: a count that does not grow. Devices that do not count send 0 for ever
 * (Web Authentication Level 3, section 6.1.1).
 */
export const isCopied = (last: bigint, told: bigint): boolean => (last > 0n || told > 0n) && told <= last

/** The session that asks to add a passkey. */
type Registering = { method: string; shownBy: string | null; keys: number; invited: boolean; steppedUp: boolean }

/**
 * How a passkey may be added now: `invited` as a first one, after a sign-in by mail; `joined` beside one that was shown for it;
 * `showFirst` when that one has to be shown once more. Refuses everything else.
 */
export function registration({
  method,
  shownBy,
  keys,
  invited,
  steppedUp,
}: Registering): 'invited' | 'joined' | 'showFirst' {
  if (keys > 0) {
    if (shownBy === 'code') throw refuseKey.recoveryOnly()
    return steppedUp ? 'joined' : 'showFirst'
  }
  if (!invited) throw refuseKey.noPermit()
  if (method !== 'email' && method !== 'demo') throw refuseKey.byMailOnly()
  return 'invited'
}
