import { type PublicKey, TransactionInstruction } from '@solana/web3.js'
import { ASSOCIATED_TOKEN_PROGRAM_ID, SYSTEM_PROGRAM_ID, TOKEN_PROGRAM_ID } from '../programs'
import {
  associatedTokenAddress,
  paymentVaultAddress,
  payoutAddress,
  positionAddress,
  raiseAddress,
  saleVaultAddress,
} from './addresses'
import { encodeFields, type RecordOf } from './codec'
import { INSTRUCTIONS, type InstructionName } from './instruction-table'
import { AUDIENCES, type Audience, ROLES, type Role, TRANCHE_ARGUMENT_FIELDS } from './layout'

type AccountName<Name extends InstructionName> = (typeof INSTRUCTIONS)[Name]['accounts'][number]['name']
type Arguments<Name extends InstructionName> = RecordOf<(typeof INSTRUCTIONS)[Name]['fields']>

/** Where a raise is and what it deals in: enough to find its vaults. `paymentMint` is null for native KOII. */
export type RaiseReference = {
  programId: PublicKey
  address: PublicKey
  paymentMint: PublicKey | null
  saleMint: PublicKey
}

/** A token account of the owner's own choice instead of the associated one: the owner must sign for it. */
export type OwnDestination = { ownDestination?: PublicKey | undefined }

/** Encodes one instruction from the table; `tail` follows its fields, `extraSigners` sign beyond what it demands. */
function instruction<Name extends InstructionName>(
  programId: PublicKey,
  name: Name,
  accounts: Record<AccountName<Name>, PublicKey>,
  values: Arguments<Name>,
  { tail = new Uint8Array(), extraSigner }: { tail?: Uint8Array; extraSigner?: AccountName<Name> | undefined } = {},
): TransactionInstruction {
  const { tag, fields, accounts: rules } = INSTRUCTIONS[name]
  const keys = rules.map((rule) => ({
    pubkey: accounts[rule.name as AccountName<Name>],
    isSigner: rule.signer || rule.name === extraSigner,
    isWritable: rule.writable,
  }))
  // web3.js asks for a Buffer and only reads bytes from it; browsers have no Buffer.
  const data = new Uint8Array([tag, ...encodeFields(fields, values as never), ...tail]) as Buffer
  return new TransactionInstruction({ programId, keys, data })
}

const paymentMintAccount = (paymentMint: PublicKey | null): PublicKey => paymentMint ?? SYSTEM_PROGRAM_ID

const paymentVault = ({ programId, address, paymentMint }: RaiseReference): PublicKey =>
  paymentVaultAddress(programId, address, paymentMint)

const saleVault = ({ address, saleMint }: RaiseReference): PublicKey => saleVaultAddress(address, saleMint)

const PROGRAMS = {
  tokenProgram: TOKEN_PROGRAM_ID,
  associatedTokenProgram: ASSOCIATED_TOKEN_PROGRAM_ID,
  systemProgram: SYSTEM_PROGRAM_ID,
}

export type CreateRaise = Omit<Arguments<'create'>, 'audience' | 'trancheCount'> & {
  programId: PublicKey
  issuer: PublicKey
  guardian: PublicKey
  paymentMint: PublicKey | null
  saleMint: PublicKey
  audience: Audience
  tranches: readonly RecordOf<typeof TRANCHE_ARGUMENT_FIELDS>[]
}

/** Makes a raise in Draft. Its token vaults are made apart, by anyone, before `open`. */
export function createRaise(terms: CreateRaise): TransactionInstruction {
  const { programId, issuer, guardian, paymentMint, saleMint, tranches, audience, ...values } = terms
  const raise = raiseAddress(programId, issuer, values.id)
  const accounts = {
    issuer,
    guardian,
    raise,
    paymentVault: paymentVaultAddress(programId, raise, paymentMint),
    paymentMint: paymentMintAccount(paymentMint),
    saleMint,
    systemProgram: SYSTEM_PROGRAM_ID,
  }
  const tail = new Uint8Array(tranches.flatMap((tranche) => [...encodeFields(TRANCHE_ARGUMENT_FIELDS, tranche)]))
  const fixed = { ...values, audience: AUDIENCES.indexOf(audience), trancheCount: tranches.length }
  return instruction(programId, 'create', accounts, fixed, { tail })
}

/** Opens a draft whose sale vault holds the whole allocation. Anyone may send it. */
export const openRaise = (raise: RaiseReference): TransactionInstruction =>
  instruction(raise.programId, 'open', { raise: raise.address, saleVault: saleVault(raise) }, {})

export type Commit = Arguments<'commit'> & { investor: PublicKey; cosigner: PublicKey; source?: PublicKey | undefined }

/** Commits money. `source`: the token account that pays, the investor's associated one if left out. */
export function commit(raise: RaiseReference, args: Commit): TransactionInstruction {
  const { investor, cosigner, source, ...values } = args
  const accounts = {
    investor,
    cosigner,
    raise: raise.address,
    position: positionAddress(raise.programId, raise.address, investor),
    paymentVault: paymentVault(raise),
    investorPayment: source ?? payoutAddress(investor, raise.paymentMint),
    ...PROGRAMS,
  }
  return instruction(raise.programId, 'commit', accounts, values)
}

export type Withdraw = Arguments<'withdraw'> & { investor: PublicKey } & OwnDestination

/** Takes committed money out again, while that is allowed. */
export function withdraw(raise: RaiseReference, { investor, amount, ownDestination }: Withdraw) {
  const accounts = {
    investor,
    raise: raise.address,
    position: positionAddress(raise.programId, raise.address, investor),
    paymentVault: paymentVault(raise),
    investorPayment: ownDestination ?? payoutAddress(investor, raise.paymentMint),
    ...PROGRAMS,
  }
  return instruction(raise.programId, 'withdraw', accounts, { amount })
}

type Guarded = Pick<RaiseReference, 'programId' | 'address'>

export type ChangeTerms = Arguments<'changeTerms'> & { issuer: PublicKey; guardian: PublicKey }

/** Puts other terms in force: every position is stale until its investor confirms them. */
export const changeTerms = ({ programId, address }: Guarded, { issuer, guardian, ...values }: ChangeTerms) =>
  instruction(programId, 'changeTerms', { issuer, guardian, raise: address }, values)

export type ConfirmTerms = Arguments<'confirm'> & { investor: PublicKey }

/** Agrees to the terms that are in force now. */
export function confirmTerms({ programId, address }: Guarded, { investor, ...values }: ConfirmTerms) {
  const accounts = { investor, raise: address, position: positionAddress(programId, address, investor) }
  return instruction(programId, 'confirm', accounts, values)
}

/** Stops new commitments, and nothing else. */
export const pauseRaise = ({ programId, address }: Guarded, guardian: PublicKey): TransactionInstruction =>
  instruction(programId, 'pause', { guardian, raise: address }, {})

export const resumeRaise = ({ programId, address }: Guarded, guardian: PublicKey): TransactionInstruction =>
  instruction(programId, 'resume', { guardian, raise: address }, {})

/** Ends a draft or an open raise as failed; who may, depends on the state. */
export const cancelRaise = ({ programId, address }: Guarded, actor: PublicKey): TransactionInstruction =>
  instruction(programId, 'cancel', { actor, raise: address }, {})

/** Decides between success and failure once the time is over. Anyone may send it. */
export const settleRaise = ({ programId, address }: Guarded): TransactionInstruction =>
  instruction(programId, 'settle', { raise: address }, {})

/** Who pays for a token account that is missing, and whose position it is. */
export type Payout = { payer: PublicKey; investor: PublicKey }

function positionAccounts(raise: RaiseReference, { payer, investor }: Payout, ownDestination?: PublicKey) {
  return {
    payer,
    raise: raise.address,
    position: positionAddress(raise.programId, raise.address, investor),
    investor,
    paymentVault: paymentVault(raise),
    investorPayment: ownDestination ?? payoutAddress(investor, raise.paymentMint),
    paymentMint: paymentMintAccount(raise.paymentMint),
    ...PROGRAMS,
  }
}

/** Pays everything back after a failure, or to a stale position. Anyone may send it. */
export const refund = (raise: RaiseReference, payout: Payout & OwnDestination): TransactionInstruction =>
  instruction(
    raise.programId,
    'refund',
    positionAccounts(raise, payout, payout.ownDestination),
    {},
    { extraSigner: payout.ownDestination && 'investor' },
  )

/** Pays the excess and the share of what will never be released, while a raise unwinds. Anyone may send it. */
export const unwind = (raise: RaiseReference, payout: Payout & OwnDestination): TransactionInstruction =>
  instruction(
    raise.programId,
    'unwind',
    positionAccounts(raise, payout, payout.ownDestination),
    {},
    { extraSigner: payout.ownDestination && 'investor' },
  )

export type Claim = Payout & OwnDestination & { ownTokens?: PublicKey | undefined }

/** Pays the excess back and delivers the tokens that are due. Anyone may send it. */
export function claim(raise: RaiseReference, payout: Claim): TransactionInstruction {
  const { investor, ownDestination, ownTokens } = payout
  const accounts = {
    ...positionAccounts(raise, payout, ownDestination),
    saleVault: saleVault(raise),
    saleMint: raise.saleMint,
    investorTokens: ownTokens ?? associatedTokenAddress(investor, raise.saleMint),
  }
  const extraSigner = ownDestination || ownTokens ? 'investor' : undefined
  return instruction(raise.programId, 'claim', accounts, {}, { extraSigner })
}

export type Approval = Arguments<'approve'> & { approverA: PublicKey; approverB: PublicKey }

/** Allows a tranche to be released: both approvers, in its order, before its time is over. Final. */
export const approve = ({ programId, address }: Guarded, { approverA, approverB, tranche }: Approval) =>
  instruction(programId, 'approve', { approverA, approverB, raise: address }, { tranche })

/** Sends everything that is not approved back to the investors at once. */
export const reject = ({ programId, address }: Guarded, { approverA, approverB, tranche }: Approval) =>
  instruction(programId, 'reject', { approverA, approverB, raise: address }, { tranche })

/** Does the same once a tranche was not approved in time. Anyone may send it. */
export const expire = ({ programId, address }: Guarded, tranche: number): TransactionInstruction =>
  instruction(programId, 'expire', { raise: address }, { tranche })

export type Rotate = { guardian: PublicKey; newKey: PublicKey; role: Role }

/** Gives a role to another key, which signs too. */
export const rotate = ({ programId, address }: Guarded, { guardian, newKey, role }: Rotate) =>
  instruction(programId, 'rotate', { guardian, newKey, raise: address }, { role: ROLES.indexOf(role) })

export type Release = Arguments<'release'> & { issuer: PublicKey } & OwnDestination

/** Pays a tranche to the issuer when it is due. Anyone may send it. */
export function release(raise: RaiseReference, { issuer, tranche, ownDestination }: Release): TransactionInstruction {
  const accounts = {
    raise: raise.address,
    paymentVault: paymentVault(raise),
    issuer,
    issuerPayment: ownDestination ?? payoutAddress(issuer, raise.paymentMint),
    ...PROGRAMS,
  }
  return instruction(raise.programId, 'release', accounts, { tranche }, { extraSigner: ownDestination && 'issuer' })
}

/** Pays the fees that are due to the fee wallet. Anyone may send it. */
export function payFee(
  raise: RaiseReference,
  { feeWallet, ownDestination }: { feeWallet: PublicKey } & OwnDestination,
) {
  const accounts = {
    raise: raise.address,
    paymentVault: paymentVault(raise),
    feeWallet,
    feePayment: ownDestination ?? payoutAddress(feeWallet, raise.paymentMint),
    ...PROGRAMS,
  }
  return instruction(raise.programId, 'payFee', accounts, {}, { extraSigner: ownDestination && 'feeWallet' })
}

/** Gives the unsold tokens back to the issuer. Anyone may send it. */
export function reclaim(raise: RaiseReference, { issuer, ownDestination }: { issuer: PublicKey } & OwnDestination) {
  const accounts = {
    raise: raise.address,
    saleVault: saleVault(raise),
    issuer,
    issuerTokens: ownDestination ?? associatedTokenAddress(issuer, raise.saleMint),
    ...PROGRAMS,
  }
  return instruction(raise.programId, 'reclaim', accounts, {}, { extraSigner: ownDestination && 'issuer' })
}

/** Sweeps what is left to the issuer and closes the raise for ever. Anyone may send it. */
export function closeRaise(raise: RaiseReference, issuer: PublicKey): TransactionInstruction {
  const accounts = {
    raise: raise.address,
    paymentVault: paymentVault(raise),
    saleVault: saleVault(raise),
    issuer,
    issuerPayment: payoutAddress(issuer, raise.paymentMint),
    issuerTokens: associatedTokenAddress(issuer, raise.saleMint),
    ...PROGRAMS,
  }
  return instruction(raise.programId, 'close', accounts, {})
}

/** Creates an owner's associated token account; works for a raise that does not exist yet. */
export function createTokenAccount(payer: PublicKey, owner: PublicKey, mint: PublicKey): TransactionInstruction {
  const keys = [
    { pubkey: payer, isSigner: true, isWritable: true },
    { pubkey: associatedTokenAddress(owner, mint), isSigner: false, isWritable: true },
    { pubkey: owner, isSigner: false, isWritable: false },
    { pubkey: mint, isSigner: false, isWritable: false },
    { pubkey: SYSTEM_PROGRAM_ID, isSigner: false, isWritable: false },
    { pubkey: TOKEN_PROGRAM_ID, isSigner: false, isWritable: false },
  ]
  return new TransactionInstruction({ programId: ASSOCIATED_TOKEN_PROGRAM_ID, keys, data: new Uint8Array() as Buffer })
}
