import { type PublicKey, TransactionInstruction } from '@solana/web3.js'
import { SYSTEM_PROGRAM_ID, TOKEN_PROGRAM_ID } from '../programs'
import { payoutAddress } from '../raise/addresses'
import { encodeFields, type RecordOf } from '../raise/codec'
import { bondAddress, distributionAddress, vaultAddress } from './addresses'
import { INSTRUCTIONS, type InstructionName } from './layout'

type AccountName<Name extends InstructionName> = (typeof INSTRUCTIONS)[Name]['accounts'][number]['name']
type Arguments<Name extends InstructionName> = RecordOf<(typeof INSTRUCTIONS)[Name]['fields']>

/** Where a distribution is and what it pays. `mint` is null for native KOII. */
export type DistributionReference = { programId: PublicKey; address: PublicKey; mint: PublicKey | null }

/** A token account of the owner's own choice instead of the associated one: the owner must sign for it. */
export type OwnDestination = { ownDestination?: PublicKey | undefined }

type Extra<Name extends InstructionName> = { path?: readonly Uint8Array[]; extraSigner?: AccountName<Name> | undefined }

function instruction<Name extends InstructionName>(
  programId: PublicKey,
  name: Name,
  accounts: Record<AccountName<Name>, PublicKey>,
  values: Arguments<Name>,
  { path = [], extraSigner }: Extra<Name> = {},
): TransactionInstruction {
  const { tag, fields, accounts: rules } = INSTRUCTIONS[name]
  const keys = rules.map((rule) => ({
    pubkey: accounts[rule.name as AccountName<Name>],
    isSigner: rule.signer || rule.name === extraSigner,
    isWritable: rule.writable,
  }))
  const data = Buffer.concat([Uint8Array.of(tag), encodeFields(fields, values as never), ...path])
  return new TransactionInstruction({ programId, keys, data })
}

const mintAccount = (mint: PublicKey | null): PublicKey => mint ?? SYSTEM_PROGRAM_ID
const vaultOf = ({ programId, address, mint }: DistributionReference) => vaultAddress(programId, address, mint)

export type CreateDistribution = Arguments<'create'> & {
  programId: PublicKey
  operator: PublicKey
  guardian: PublicKey
  mint: PublicKey | null
}

/** Posts a root. Native: takes the total from the operator. A mint: the vault must hold it already. */
export function createDistribution(terms: CreateDistribution): TransactionInstruction {
  const { programId, operator, guardian, mint, ...values } = terms
  const distribution = distributionAddress(programId, { operator, guardian, ...values })
  const accounts = {
    operator,
    guardian,
    distribution,
    vault: vaultAddress(programId, distribution, mint),
    mint: mintAccount(mint),
    systemProgram: SYSTEM_PROGRAM_ID,
  }
  return instruction(programId, 'create', accounts, values)
}

/** A leaf with the way from it to the root. */
export type ProvenLeaf = Arguments<'claim'> & { path: readonly Uint8Array[] }

export type Claim = ProvenLeaf & { recipient: PublicKey } & OwnDestination

/** Pays one leaf to its recipient. Anyone may send it; for a mint the recipient's token account must exist. */
export function claim(distribution: DistributionReference, args: Claim): TransactionInstruction {
  const { recipient, ownDestination, path, ...values } = args
  const accounts = {
    distribution: distribution.address,
    vault: vaultOf(distribution),
    recipient,
    recipientPayment: ownDestination ?? payoutAddress(recipient, distribution.mint),
    tokenProgram: TOKEN_PROGRAM_ID,
  }
  const extra: Extra<'claim'> = { path, extraSigner: ownDestination && 'recipient' }
  return instruction(distribution.programId, 'claim', accounts, values, extra)
}

export type ToPool = { pool: PublicKey } & OwnDestination

const poolAccounts = (distribution: DistributionReference, { pool, ownDestination }: ToPool) => ({
  distribution: distribution.address,
  vault: vaultOf(distribution),
  pool,
  poolPayment: ownDestination ?? payoutAddress(pool, distribution.mint),
  tokenProgram: TOKEN_PROGRAM_ID,
})

/** Sends what nobody claimed in time to the pool. Anyone may send it. */
export const reclaim = (distribution: DistributionReference, to: ToPool): TransactionInstruction =>
  instruction(
    distribution.programId,
    'reclaim',
    poolAccounts(distribution, to),
    {},
    {
      extraSigner: to.ownDestination && 'pool',
    },
  )

/** Ends a distribution for ever: the rest to the pool, the rent to the operator. Anyone may send it. */
export const closeDistribution = (
  distribution: DistributionReference,
  { operator, ...to }: ToPool & { operator: PublicKey },
): TransactionInstruction =>
  instruction(distribution.programId, 'close', { ...poolAccounts(distribution, to), operator }, {})

/** Whose bond for which distribution. `mint` is null for native KOII; the distribution may pay in something else. */
export type BondReference = { programId: PublicKey; distribution: PublicKey; owner: PublicKey; mint: PublicKey | null }

const addressOf = ({ programId, owner, distribution }: BondReference) => bondAddress(programId, owner, distribution)

function bondAccounts(bond: BondReference, ownDestination?: PublicKey) {
  const address = addressOf(bond)
  return {
    owner: bond.owner,
    bond: address,
    distribution: bond.distribution,
    vault: vaultAddress(bond.programId, address, bond.mint),
    ownerPayment: ownDestination ?? payoutAddress(bond.owner, bond.mint),
    tokenProgram: TOKEN_PROGRAM_ID,
  }
}

/** Locks a bond for a root that is not posted yet. `source`: the token account that pays. */
export function lockBond(bond: BondReference, { source, ...values }: Arguments<'lock'> & { source?: PublicKey }) {
  const accounts = {
    ...bondAccounts(bond, source),
    mint: mintAccount(bond.mint),
    systemProgram: SYSTEM_PROGRAM_ID,
  }
  return instruction(bond.programId, 'lock', accounts, values)
}

/** Takes what the root says from a bond and gives the rest back. Anyone may send it. */
export function slashBond(bond: BondReference, { pool, path, ...values }: ProvenLeaf & { pool: PublicKey }) {
  const accounts = { ...bondAccounts(bond), pool, poolPayment: payoutAddress(pool, bond.mint) }
  return instruction(bond.programId, 'slash', accounts, values, { path })
}

/** The owner takes the bond back. */
export const takeBondBack = (bond: BondReference, { ownDestination }: OwnDestination = {}): TransactionInstruction =>
  instruction(bond.programId, 'takeBack', bondAccounts(bond, ownDestination), {})
