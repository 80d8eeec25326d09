import {
  type Connection,
  NONCE_ACCOUNT_LENGTH,
  NonceAccount,
  PublicKey,
  SystemProgram,
  type TransactionInstruction,
} from '@solana/web3.js'

/**
 * What a transaction stands on that must keep for hours: the value of a nonce account instead of a blockhash. The first
 * instruction advances the nonce, so each value is good for one transaction.
 */
export type DurableNonce = { account: PublicKey; authority: PublicKey; value: string }

const SEED_LENGTH = 32

/** Each raise has a nonce account of its own, so that an act on one raise never spoils a signature for another. */
export const nonceAddress = (authority: PublicKey, raise: PublicKey): Promise<PublicKey> =>
  PublicKey.createWithSeed(authority, seedOf(raise), SystemProgram.programId)

const seedOf = (raise: PublicKey): string => raise.toBase58().slice(0, SEED_LENGTH)

/** The instruction that must come first. */
export const advanceNonce = ({ account, authority }: Omit<DurableNonce, 'value'>): TransactionInstruction =>
  SystemProgram.nonceAdvance({ noncePubkey: account, authorizedPubkey: authority })

/** The value of nonce accounts, in their order, and the slot for which that is true; null where there is none. */
export async function nonceValues(
  connection: Connection,
  accounts: readonly PublicKey[],
  commitment: 'confirmed' | 'finalized',
): Promise<{ slot: number; values: (string | null)[] }> {
  const { context, value } = await connection.getMultipleAccountsInfoAndContext([...accounts], { commitment })
  const values = value.map((account) =>
    account?.owner.equals(SystemProgram.programId) && account.data.length === NONCE_ACCOUNT_LENGTH
      ? NonceAccount.fromAccountData(account.data).nonce
      : null,
  )
  return { slot: context.slot, values }
}

/**
 * Makes the nonce account of a raise; its authority pays. By top-up and allocate, because coins that a stranger sent to the
 * address beforehand would stop a plain creation.
 */
export async function createNonce(
  connection: Connection,
  { authority, raise }: { authority: PublicKey; raise: PublicKey },
): Promise<TransactionInstruction[]> {
  const account = await nonceAddress(authority, raise)
  const [rent, held] = await Promise.all([
    connection.getMinimumBalanceForRentExemption(NONCE_ACCOUNT_LENGTH, 'confirmed'),
    connection.getBalance(account, 'confirmed'),
  ])
  const missing = rent - held
  const lent = { accountPubkey: account, basePubkey: authority, seed: seedOf(raise), space: NONCE_ACCOUNT_LENGTH }
  return [
    ...(missing > 0 ? [SystemProgram.transfer({ fromPubkey: authority, toPubkey: account, lamports: missing })] : []),
    SystemProgram.allocate({ ...lent, programId: SystemProgram.programId }),
    SystemProgram.nonceInitialize({ noncePubkey: account, authorizedPubkey: authority }),
  ]
}
