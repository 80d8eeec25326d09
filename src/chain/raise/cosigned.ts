import {
  ComputeBudgetInstruction,
  Message,
  type PublicKey,
  Transaction,
  type TransactionInstruction,
} from '@solana/web3.js'
import { SYSTEM_PROGRAM_ID, TOKEN_PROGRAM_ID } from '../programs'
import { computeLimit } from '../transactions'
import { positionAddress } from './addresses'
import { decodeFields } from './codec'
import { INSTRUCTIONS } from './instruction-table'
import { sizeOf } from './layout'

/** What a cosigner lets through. Amounts in base units of the raise's payment asset. */
export type Cosigned = { investor: PublicKey; raise: PublicKey; amount: bigint; expiresAt: bigint }

type Keys = { programId: PublicKey; cosigner: PublicKey }

/** A message that is anything else than one commitment in the one form that this software writes. */
export class NotACommitment extends Error {
  override name = 'NotACommitment'
}

const no = (reason: string): never => {
  throw new NotACommitment(reason)
}

/**
 * Reads a message that a cosigner is asked to sign: a limit of computing and exactly one commitment, paid for by the investor.
 * What was read is compiled anew and must give the same bytes, so nothing can hide in it. Whether the accounts fit each other the
 * program decides. Throws NotACommitment with the reason.
 */
export function readCommitment(message: Uint8Array, keys: Keys): Cosigned {
  try {
    return read(message, keys)
  } catch (error) {
    if (error instanceof NotACommitment) throw error
    return no('It is no message that can be read.')
  }
}

function read(bytes: Uint8Array, keys: Keys): Cosigned {
  const message = Message.from(bytes)
  const { instructions, feePayer, recentBlockhash } = Transaction.populate(message, [])
  const [budget, act] = instructions
  if (instructions.length !== 2 || !budget || !act) return no('It does not hold exactly two instructions.')
  const units = limitOf(budget)
  if (!act.programId.equals(keys.programId)) return no('Its second instruction is not for the raise program.')
  const found = commitmentOf(act, keys)
  if (!feePayer?.equals(found.investor)) return no('The investor does not pay its fee.')
  // The investor, who may be written to, and the cosigner, who may not.
  const { numRequiredSignatures, numReadonlySignedAccounts } = message.header
  if (numRequiredSignatures !== 2 || numReadonlySignedAccounts !== 1)
    return no('It asks for other signatures than a commitment needs.')
  const anew = new Transaction({ feePayer, blockhash: recentBlockhash!, lastValidBlockHeight: 0 })
  if (!Buffer.from(anew.add(computeLimit(units), act).compileMessage().serialize()).equals(Buffer.from(bytes)))
    return no('It carries more than the one commitment that it seems to be.')
  return found
}

function limitOf(budget: TransactionInstruction): number {
  try {
    return ComputeBudgetInstruction.decodeSetComputeUnitLimit(budget).units
  } catch {
    return no('Its first instruction does not set the limit of computing.')
  }
}

function commitmentOf({ keys, data }: TransactionInstruction, { programId, cosigner }: Keys): Cosigned {
  const { tag, fields, accounts } = INSTRUCTIONS.commit
  if (data[0] !== tag || data.length !== 1 + sizeOf(fields)) return no('It is no commitment.')
  if (keys.length !== accounts.length) return no('It names other accounts than a commitment does.')
  const places = Object.fromEntries(accounts.map(({ name }, index) => [name, keys[index]!.pubkey]))
  const { investor, raise, position, tokenProgram, systemProgram } = places as Record<string, PublicKey> & {
    investor: PublicKey
    raise: PublicKey
  }
  if (!places.cosigner?.equals(cosigner)) return no('It asks for another cosigner.')
  if (cosigner.equals(investor)) return no('The cosigner invests nothing.')
  if (!position?.equals(positionAddress(programId, raise, investor))) return no('The position is not the investor’s.')
  if (!tokenProgram?.equals(TOKEN_PROGRAM_ID) || !systemProgram?.equals(SYSTEM_PROGRAM_ID))
    return no('It names other programs than a commitment does.')
  const { amount, expiresAt } = decodeFields(fields, data, 1)
  return { investor, raise, amount, expiresAt }
}
