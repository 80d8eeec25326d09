import { type Connection, PublicKey } from '@solana/web3.js'
import { connection } from '@/chain/connection'
import { isUnreachable } from '@/chain/failure'
import { RAISE_PROGRAM_IDS } from '@/chain/programs'
import type { Context } from '@/server/context'
import type { Db } from '@/server/db'
import { env } from '@/server/env'
import { clerk, cosigner, cosignerKey, guardian, type Signer } from '@/server/signers'
import type { Viewer } from '@/server/viewer'
import type { PublishedKeys } from '../rules/keys'
import { refuse } from '../rules/refusals'

/** What a flow works with: the database, the chain, the published keys, who asks and when. */
export type World = {
  db: Db
  connection: Connection
  programId: PublicKey
  keys: PublishedKeys
  cosigner: () => Signer
  /** Null where the guardian's key is kept offline. */
  guardian: () => Signer | null
  /** Keeps the nonces for an offline guardian, and signs last. */
  clerk: () => Signer
  now: Date
  viewer: Viewer
}

/** The raise program of this installation. */
export function raiseProgramId(): PublicKey {
  const { FLOTILLA_NETWORK, RAISE_PROGRAM_ID } = env()
  const programId = RAISE_PROGRAM_ID ? new PublicKey(RAISE_PROGRAM_ID) : RAISE_PROGRAM_IDS[FLOTILLA_NETWORK]
  if (!programId) throw new Error('RAISE_PROGRAM_ID is not set, and the raise program has no known address here')
  return programId
}

/** The keys that every raise of this installation carries. */
export function publishedKeys(): PublishedKeys {
  const { GUARDIAN, APPROVER_A, APPROVER_B, FEE_WALLET, FORMER_COSIGNERS, FORMER_APPROVERS } = env()
  return {
    guardian: GUARDIAN,
    cosigner: cosignerKey(),
    approverA: APPROVER_A,
    approverB: APPROVER_B,
    feeWallet: FEE_WALLET,
    former: { cosigners: FORMER_COSIGNERS, approvers: FORMER_APPROVERS },
  }
}

/** The world of one request. */
export const worldOf = ({ db, now, viewer }: Context & { viewer: Viewer }): World => ({
  ...{ db, now, viewer, cosigner, guardian, clerk },
  connection: connection(),
  programId: raiseProgramId(),
  keys: publishedKeys(),
})

/** Asks the chain; one that does not answer is a refusal that says so, any other error stays what it is. */
export async function onChain<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (isUnreachable(error)) throw refuse.chainUnavailable()
    throw error
  }
}

/** Refuses a wallet that the person has not proven to be theirs. */
export function assertOwnWallet(viewer: Viewer, wallet: string): void {
  if (!viewer.wallets.includes(wallet)) throw refuse.notYourWallet()
}
