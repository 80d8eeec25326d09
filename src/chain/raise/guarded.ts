import { Message, type PublicKey, SystemInstruction, Transaction, type TransactionInstruction } from '@solana/web3.js'
import { advanceNonce, nonceAddress } from '../durable'
import { SYSTEM_PROGRAM_ID } from '../programs'
import { computeLimit } from '../transactions'
import { decodeFields } from './codec'
import { INSTRUCTIONS } from './instruction-table'
import * as program from './instructions'
import { AUDIENCES, MAX_TRANCHES, ROLES, type Role, sizeOf, TRANCHE_ARGUMENT_FIELDS } from './layout'

type Flag = { act: 'pause' | 'resume' | 'cancel'; guardian: PublicKey }
type Creation = { act: 'create'; guardian: PublicKey; terms: program.CreateRaise }
type Change = { act: 'changeTerms'; guardian: PublicKey; issuer: PublicKey; termsHash: Uint8Array }
type Verdict = { act: 'approve' | 'reject'; approverA: PublicKey; approverB: PublicKey; tranche: number }
type Rotation = { act: 'rotate'; guardian: PublicKey; newKey: PublicKey; role: Role }
type Place = { programId: PublicKey; raise: PublicKey }
type Act = Place & (Flag | Creation | Change | Verdict | Rotation)

/** What is signed offline: exactly one act of the guardian or of the approvers, on the nonce of the raise that it is about. */
export type GuardedMessage = Act & {
  /** Signs last, when everything else is there, and keeps the nonce. */
  clerk: PublicKey
  /** The nonce's value: what makes this message good once. */
  nonce: string
}

/** A message that is anything else than one such act in the one form that this software writes. */
export class NotGuarded extends Error {
  override name = 'NotGuarded'
}

const FLAGS = { pause: program.pauseRaise, resume: program.resumeRaise, cancel: program.cancelRaise } as const
const VERDICTS = { approve: program.approve, reject: program.reject } as const
const ACTS = ['create', 'pause', 'resume', 'cancel', 'changeTerms', 'approve', 'reject', 'rotate'] as const

/**
 * Reads a message that somebody is asked to sign offline. What was read is built anew and must give the same bytes, so nothing
 * can hide in it: no further instruction, account, signer or byte. Throws NotGuarded with the reason.
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

function actOf({ programId, keys, data }: TransactionInstruction): Act {
  const name = ACTS.find((one) => INSTRUCTIONS[one].tag === data[0])
  if (!name) throw new NotGuarded('It is none of the acts that are signed offline.')
  const key = keys.map(({ pubkey }) => pubkey)
  if (key.length !== INSTRUCTIONS[name].accounts.length) throw new NotGuarded('It names other accounts than it must.')
  switch (name) {
    case 'create':
      return creationOf(programId, key, data)
    case 'changeTerms': {
      const { termsHash } = decodeFields(INSTRUCTIONS.changeTerms.fields, data, 1)
      return { act: name, programId, issuer: key[0]!, guardian: key[1]!, raise: key[2]!, termsHash }
    }
    case 'approve':
    case 'reject': {
      const { tranche } = decodeFields(INSTRUCTIONS.approve.fields, data, 1)
      return { act: name, programId, approverA: key[0]!, approverB: key[1]!, raise: key[2]!, tranche }
    }
    case 'rotate': {
      const role = ROLES[decodeFields(INSTRUCTIONS.rotate.fields, data, 1).role]
      if (!role) throw new NotGuarded('It names no role.')
      return { act: name, programId, guardian: key[0]!, newKey: key[1]!, raise: key[2]!, role }
    }
    default:
      return { act: name, programId, guardian: key[0]!, raise: key[1]! }
  }
}

function creationOf(programId: PublicKey, key: readonly PublicKey[], data: Uint8Array): Place & Creation {
  const terms = { ...argumentsOf(data), programId, issuer: key[0]!, guardian: key[1]!, saleMint: key[5]! }
  const paymentMint = key[4]!.equals(SYSTEM_PROGRAM_ID) ? null : key[4]!
  return { act: 'create', programId, guardian: key[1]!, raise: key[2]!, terms: { ...terms, paymentMint } }
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

/** An act as instructions, and who pays its fee: who acts in the browser or alone, else the clerk, so that no offline key needs coins. */
function instructionsOf(found: GuardedMessage): { feePayer: PublicKey; act: TransactionInstruction[] } {
  const at = { programId: found.programId, address: found.raise }
  switch (found.act) {
    case 'create':
      return { feePayer: found.terms.issuer, act: [computeLimit(), program.createRaise(found.terms)] }
    case 'changeTerms':
      return { feePayer: found.issuer, act: [program.changeTerms(at, found)] }
    case 'approve':
    case 'reject':
      return { feePayer: found.clerk, act: [VERDICTS[found.act](at, found)] }
    case 'rotate':
      return { feePayer: found.clerk, act: [program.rotate(at, found)] }
    default:
      return { feePayer: found.guardian, act: [FLAGS[found.act](at, found.guardian)] }
  }
}

async function rebuild(found: GuardedMessage): Promise<Uint8Array> {
  const { raise, clerk, nonce } = found
  const { feePayer, act } = instructionsOf(found)
  const account = await nonceAddress(clerk, raise)
  const transaction = new Transaction({ feePayer, blockhash: nonce, lastValidBlockHeight: 0 })
  return transaction
    .add(advanceNonce({ account, authority: clerk }), ...act)
    .compileMessage()
    .serialize()
}

/** Whose keys sign a message offline, by what they are; issuer and clerk sign on the site. */
export function offlineSigners(found: GuardedMessage): (readonly [string, PublicKey])[] {
  if (found.act === 'approve' || found.act === 'reject')
    return [
      ['Approver A', found.approverA],
      ['Approver B', found.approverB],
    ]
  const guardian = ['Guardian', (found as Exclude<GuardedMessage, Verdict>).guardian] as const
  return found.act === 'rotate' ? [guardian, ['New key', found.newKey]] : [guardian]
}
