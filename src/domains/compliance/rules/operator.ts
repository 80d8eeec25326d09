import { refusals } from '@/kit/refusal'
import { DAY, MINUTE } from '@/kit/time'

export const refuseOperator = refusals('compliance', {
  challengeGone: {
    kind: 'conflict',
    message: () => 'This text was used or is older than 30 minutes. Take a new one and sign it.',
  },
  badSignature: {
    kind: 'invalid',
    field: 'signature',
    message: () =>
      'The signature does not fit the text and the key. Sign the text exactly as it stands, with the staking key.',
  },
  notStaked: {
    kind: 'forbidden',
    field: 'stakingKey',
    message: () =>
      'This key has no stake at or above the minimum in any task of the list. Use the staking key of your node, not its main wallet.',
  },
  notYourWallet: {
    kind: 'forbidden',
    field: 'wallet',
    message: () => 'This is not a wallet of yours. Link it on your account page first.',
  },
  noStakeFound: {
    kind: 'forbidden',
    field: 'wallet',
    message: () =>
      'Among the last transactions of this wallet there is none in which it paid for a stake that still stands in a task of the list. Use the main wallet of your node, or name the transaction that staked.',
  },
  noStakeIn: {
    kind: 'forbidden',
    field: 'signature',
    message: () =>
      'In this transaction the wallet did not pay for a stake that still stands in a task of the list. It must have succeeded, be final, and be the one in which your node staked.',
  },
  keyTaken: {
    kind: 'conflict',
    field: 'stakingKey',
    message: () => 'Another member proved this staking key already.',
  },
  noTasks: {
    kind: 'unavailable',
    message: () =>
      'No task is on the list at the moment, so nobody can prove to be an operator. Write to the operator of this site.',
  },
  chainAway: {
    kind: 'unavailable',
    message: () => 'The chain does not answer at the moment. Your text stays good for its 30 minutes; try again.',
  },
  noProof: { kind: 'missing', message: () => 'There is no such staking key.' },
})

/** How long a text may be signed: node operators sign it on another machine. */
export const CHALLENGE_LIFE = 30 * MINUTE

/** Stake lists are read again when the last reading is this old. */
export const RECHECK_AFTER = DAY

/** The text to be signed. It names site, network, person and wallet, so that it is good nowhere else and for nobody else. */
export const challengeText = (about: {
  site: string
  network: string
  personId: string
  /** The member's wallet that the key is to speak for; null for a member without one. */
  wallet: string | null
  nonce: string
  expiresAt: Date
}): string =>
  [
    'Flotilla: proof of a staking key',
    'Signing this moves no money and allows nothing else.',
    `Site: ${about.site}`,
    `Network: ${about.network}`,
    `Person: ${about.personId}`,
    ...(about.wallet ? [`Wallet: ${about.wallet}`] : []),
    `Nonce: ${about.nonce}`,
    `Valid until: ${about.expiresAt.toISOString()}`,
  ].join('\n')

/** Refuses a challenge that is not there, was used, or is over. */
export function assertOpen<Challenge extends { expiresAt: Date; usedAt: Date | null }>(
  challenge: Challenge | null,
  now: Date,
): asserts challenge is Challenge {
  if (!challenge || challenge.usedAt || now >= challenge.expiresAt) throw refuseOperator.challengeGone()
}
