import { Message, type PublicKey, SystemInstruction, Transaction, type TransactionInstruction } from '@solana/web3.js'
import { sha256 } from '@/kit/digest'
import { formatMoney, KOII, money } from '@/kit/money'
import { fromUnix } from '@/kit/time'
import { advanceNonce, nonceAddress } from '../durable'
import { SYSTEM_PROGRAM_ID } from '../programs'
import { computeLimit } from '../transactions'
import { decodeFields } from './codec'
import { INSTRUCTIONS } from './instruction-table'
import { type CreateRaise, cancelRaise, createRaise, pauseRaise, resumeRaise } from './instructions'
import { AUDIENCES, MAX_TRANCHES, sizeOf, TRANCHE_ARGUMENT_FIELDS } from './layout'

/** What the guardian signs offline: exactly one of its acts, on the nonce of the raise that it is about. */
export type GuardedMessage = {
  programId: PublicKey
  raise: PublicKey
  guardian: PublicKey
  /** Signs last, when everything else is there, and keeps the nonce. */
  clerk: PublicKey
  /** The nonce's value: what makes this message good once. */
  nonce: string
} & ({ act: 'pause' | 'resume' | 'cancel' } | { act: 'create'; terms: CreateRaise })

/** A message that is anything else than one act of the guardian in the one form that this software writes. */
export class NotGuarded extends Error {
  override name = 'NotGuarded'
}

const BUILD = { pause: pauseRaise, resume: resumeRaise, cancel: cancelRaise } as const

/**
 * Reads a message that a guardian is asked to sign. What was read is built anew and must give the same bytes, so nothing can
 * hide in it: no further instruction, account, signer or byte. Throws NotGuarded with the reason.
 */
export async function readGuarded(bytes: Uint8Array): Promise<GuardedMessage> {
  const found = parse(bytes)
  if (!Buffer.from(await rebuild(found)).equals(Buffer.from(bytes)))
    throw new NotGuarded('It carries more than the one act that it seems to be.')
  return found
}

function parse(bytes: Uint8Array): GuardedMessage {
  try {
    const { instructions, recentBlockhash } = Transaction.populate(Message.from(bytes), [])
    const [first, last] = [instructions[0], instructions.at(-1)]
    if (!first || !last || !recentBlockhash || instructions.length < 2) throw new NotGuarded('It has too few parts.')
    const { authorizedPubkey: clerk } = SystemInstruction.decodeNonceAdvance(first)
    return { ...actOf(last), clerk, nonce: recentBlockhash }
  } catch (error) {
    if (error instanceof NotGuarded) throw error
    throw new NotGuarded('It is no message of this software.')
  }
}

type Act = Omit<GuardedMessage, 'clerk' | 'nonce'> &
  ({ act: 'pause' | 'resume' | 'cancel' } | { act: 'create'; terms: CreateRaise })

function actOf({ programId, keys, data }: TransactionInstruction): Act {
  const name = (['create', 'pause', 'resume', 'cancel'] as const).find((one) => INSTRUCTIONS[one].tag === data[0])
  if (!name) throw new NotGuarded('It is none of the guardian’s acts.')
  const key = keys.map(({ pubkey }) => pubkey)
  if (key.length !== INSTRUCTIONS[name].accounts.length) throw new NotGuarded('It names other accounts than it must.')
  if (name !== 'create') return { act: name, programId, guardian: key[0]!, raise: key[1]! }
  const terms = { ...argumentsOf(data), programId, issuer: key[0]!, guardian: key[1]!, saleMint: key[5]! }
  const paymentMint = key[4]!.equals(SYSTEM_PROGRAM_ID) ? null : key[4]!
  return { act: name, programId, guardian: key[1]!, raise: key[2]!, terms: { ...terms, paymentMint } }
}

function argumentsOf(data: Uint8Array) {
  const { fields } = INSTRUCTIONS.create
  const { audience, trancheCount, ...values } = decodeFields(fields, data, 1)
  const named = AUDIENCES[audience]
  if (!named || trancheCount > MAX_TRANCHES) throw new NotGuarded('Its terms are out of range.')
  const [start, width] = [1 + sizeOf(fields), sizeOf(TRANCHE_ARGUMENT_FIELDS)]
  const tranches = Array.from({ length: trancheCount }, (_, index) =>
    decodeFields(TRANCHE_ARGUMENT_FIELDS, data, start + index * width),
  )
  return { ...values, audience: named, tranches }
}

async function rebuild(found: GuardedMessage): Promise<Uint8Array> {
  const { programId, raise: address, guardian, clerk, nonce } = found
  const account = await nonceAddress(clerk, address)
  const act =
    found.act === 'create'
      ? [computeLimit(), createRaise(found.terms)]
      : [BUILD[found.act]({ programId, address }, guardian)]
  const feePayer = found.act === 'create' ? found.terms.issuer : guardian
  const transaction = new Transaction({ feePayer, blockhash: nonce, lastValidBlockHeight: 0 })
  return transaction
    .add(advanceNonce({ account, authority: clerk }), ...act)
    .compileMessage()
    .serialize()
}

/** 32 hexadecimal digits of the message's SHA-256 in groups of four: the same on the site and on the offline machine. */
export const fingerprintOf = (message: Uint8Array): string =>
  sha256(message)
    .toString('hex')
    .slice(0, 32)
    .replace(/(.{4})(?!$)/g, '$1 ')

const TITLES = {
  create: 'Create a raise with these terms',
  pause: 'Pause a raise: no new commitments; withdrawals, refunds and claims go on',
  resume: 'Resume a raise: new commitments are taken again',
  cancel: 'CANCEL a raise: it fails for good, and everybody gets back what they committed',
} as const

/** The message in words that two people can compare: on the site and on the offline machine they come from this function. */
export function describeGuarded(found: GuardedMessage): { title: string; facts: (readonly [string, string])[] } {
  const facts = [
    ['Raise', found.raise.toBase58()],
    ['Program', found.programId.toBase58()],
    ...(found.act === 'create' ? termsInWords(found.terms) : []),
    ['Guardian (you)', found.guardian.toBase58()],
    ['Clerk, who signs last', found.clerk.toBase58()],
  ] as const
  return { title: TITLES[found.act], facts: [...facts] }
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
