import { sha256 } from '@/kit/digest'
import { formatMoney, KOII, money } from '@/kit/money'
import { fromUnix } from '@/kit/time'
import { type GuardedMessage, offlineSigners } from './guarded'
import type { CreateRaise } from './instructions'
import type { Role } from './layout'

/** 32 hexadecimal digits of the message's SHA-256 in groups of four: the same on the site and on the offline machine. */
export const fingerprintOf = (message: Uint8Array): string =>
  sha256(message)
    .toString('hex')
    .slice(0, 32)
    .replace(/(.{4})(?!$)/g, '$1 ')

const TITLES: Record<GuardedMessage['act'], string> = {
  create: 'Create a raise with these terms',
  pause: 'Pause a raise: no new commitments; withdrawals, refunds and claims go on',
  resume: 'Resume a raise: new commitments are taken again',
  cancel: 'CANCEL a raise: it fails for good, and everybody gets back what they committed',
  changeTerms: 'Change the terms of a raise: only money counts whose owner agrees to the new ones',
  approve: 'Approve a payment: the team receives it on its day. This is final',
  reject: 'REJECT a payment: it and all later ones go back to the investors at once. This is final',
  rotate: 'Give a role in a raise to another key',
}

/** The message in words that two people can compare: on the site and on the offline machine they come from this function. */
export function describeGuarded(found: GuardedMessage): { title: string; facts: (readonly [string, string])[] } {
  const facts = [
    ['Raise', found.raise.toBase58()],
    ['Program', found.programId.toBase58()],
    ...decisionInWords(found),
    ...offlineSigners(found).map(([name, key]) => [`${name}, who signs`, key.toBase58()] as const),
    ['Clerk, who signs last', found.clerk.toBase58()],
  ] as const
  return { title: TITLES[found.act], facts: [...facts] }
}

const ROLE_WORDS: Record<Role, string> = { cosigner: 'Cosigner', approverA: 'Approver A', approverB: 'Approver B' }

function decisionInWords(found: GuardedMessage): (readonly [string, string])[] {
  switch (found.act) {
    case 'create':
      return termsInWords(found.terms)
    case 'changeTerms':
      return [
        ['Hash of the new terms', Buffer.from(found.termsHash).toString('hex')],
        ['Issuer', found.issuer.toBase58()],
      ]
    case 'approve':
    case 'reject':
      return [['Payment', `${found.tranche + 1}`]]
    case 'rotate':
      return [['Role', ROLE_WORDS[found.role]]]
    default:
      return []
  }
}

function termsInWords(terms: CreateRaise): (readonly [string, string])[] {
  const payment = terms.paymentMint?.toBase58()
  const paid = (units: bigint) => (payment ? `${units} base units of ${payment}` : formatMoney(money(KOII, units)))
  // To the second: nothing that is signed may be left out of the words.
  const at = (seconds: bigint) => fromUnix(seconds).toISOString().replace('.000', '')
  return [
    ['Hash of the terms', Buffer.from(terms.termsHash).toString('hex')],
    ['Issuer', terms.issuer.toBase58()],
    ['Paid in', payment ?? 'KOII'],
    ['Minimum', paid(terms.minimum)],
    ['Cap', paid(terms.cap)],
    ['Position', `${paid(terms.positionMinimum)} to ${paid(terms.positionMaximum)}`],
    ['Token sold', terms.saleMint.toBase58()],
    ['Tokens at the cap', `${terms.tokensAtCap} base units`],
    ['Open', `${at(terms.opensAt)} to ${at(terms.closesAt)}; free withdrawal until ${at(terms.withdrawUntil)}`],
    ['Reflection, confirmation', `${terms.reflectionSeconds} s, ${terms.confirmSeconds} s`],
    ['Vesting', `cliff ${terms.vestingCliff} s, duration ${terms.vestingDuration} s`],
    ['Oversubscription', terms.oversubscription ? 'shared in proportion' : 'no'],
    ['Who may invest', terms.audience],
    ...terms.tranches.map(
      ({ bps, notBefore, approveBy }, index) =>
        [
          `Release ${index + 1}`,
          `${bps} of 10,000 from ${at(notBefore)}${approveBy ? `, approved by ${at(approveBy)}` : ''}`,
        ] as const,
    ),
    ['Fee', `${terms.feeBps} of 10,000 to ${terms.feeWallet.toBase58()}`],
    ['Cosigner', terms.cosigner.toBase58()],
    ['Approvers', `${terms.approverA.toBase58()} and ${terms.approverB.toBase58()}`],
  ]
}
