import { createHash } from 'node:crypto'
import { createTransferInstruction } from '@solana/spl-token'
import { PublicKey } from '@solana/web3.js'
import type { z } from 'zod'
import { associatedTokenAddress, paymentVaultAddress, raiseAddress, saleVaultAddress } from '@/chain/raise/addresses'
import { cancelRaise, createRaise, createTokenAccount, openRaise } from '@/chain/raise/instructions'
import { RAISE_SIZE } from '@/chain/raise/layout'
import { isTokenAccount, TOKEN_ACCOUNT_SIZE } from '@/chain/tokens'
import { computeLimit, costOfMaking } from '@/chain/transactions'
import { assertProven } from '@/domains/companies/actions/listing'
import { type ApprovedTerms, approvedTermsOf } from '@/domains/projects/queries/public'
import type { Terms } from '@/domains/projects/schema/terms'
import { formatMoney, money } from '@/kit/money'
import { formatInstant, fromUnix, toUnix } from '@/kit/time'
import type { IntentView } from '../queries/intent'
import { refuse } from '../rules/refusals'
import type { projectActInput } from '../schema'
import { assertPublishedKeys } from './gate'
import { askedBefore, guardedNonce } from './guarded'
import { prepare, preparedBefore } from './prepare'
import { readRaise } from './read'
import { assertOwnWallet, onChain, type World } from './world'

type Input = z.infer<typeof projectActInput>

/** The approved terms of the caller's own project; refuses everybody else and every other wallet than the issuer's. */
export async function ownTerms(
  world: World,
  { projectId, wallet }: Pick<Input, 'projectId' | 'wallet'>,
): Promise<ApprovedTerms> {
  const approved = await approvedTermsOf(world.db, projectId)
  if (!approved) throw refuse.notApproved()
  if (approved.issuerPersonId !== world.viewer.personId || approved.issuerWallet !== wallet) throw refuse.notIssuer()
  assertOwnWallet(world.viewer, wallet)
  return approved
}

/** The terms as they go on chain; refuses while the token is missing. */
function fixedTerms({ terms, termsHash }: ApprovedTerms): { terms: Terms; termsHash: string } {
  if (!terms || !termsHash) throw refuse.noToken()
  return { terms, termsHash }
}

/** A raise's id follows from its project and terms, so that every preparation of one raise means the same account. */
export function raiseIdOf(projectId: string, termsHash: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(`flotilla.raise/1|${projectId}|${termsHash}`).digest())
}

/** Where the raise of these approved terms is, or will be. */
export function raiseOf(programId: PublicKey, approved: ApprovedTerms): PublicKey | null {
  // Its address was made from its first terms; those may have changed since.
  if (approved.raiseAddress) return new PublicKey(approved.raiseAddress)
  if (!approved.termsHash) return null
  const id = raiseIdOf(approved.projectId, approved.termsHash)
  return raiseAddress(programId, new PublicKey(approved.issuerWallet), id)
}

/** Prepares the raise itself: issuer and guardian sign, the terms' hash goes on chain. */
export async function prepareCreate(world: World, input: Input): Promise<IntentView> {
  const approved = await ownTerms(world, input)
  const known = await preparedBefore(world, input, { kind: 'create', projectId: input.projectId })
  if (known) return known
  await world.db.$transaction((tx) => assertProven(tx, input.projectId))
  const { terms, termsHash } = fixedTerms(approved)
  if (BigInt(terms.closesAt) <= toUnix(world.now))
    throw refuse.termsOutdated({ problem: 'The closing time has passed: submit the application again with new times.' })
  const issuer = new PublicKey(input.wallet)
  const id = raiseIdOf(input.projectId, termsHash)
  const raise = raiseAddress(world.programId, issuer, id)
  if (await isMade(world, raise)) throw refuse.raiseExists()
  const asked = await askedBefore(world, input.projectId, raise)
  if (asked) return asked
  const rent = await createCost(world, raise, terms)
  return prepare(world, input, {
    kind: 'create',
    instructions: [
      computeLimit(),
      createRaise({ ...createArguments(world, terms), issuer, id, termsHash: bytesOf(termsHash) }),
    ],
    title: `Create the raise of ${approved.title}`,
    lines: [
      `You put the approved terms of ${approved.title} on chain. Their hash is ${termsHash}.`,
      'Terms on chain cannot be changed by you alone, nor by the operator alone.',
      'No tokens move yet: the next step sends the allocation to the raise.',
    ],
    ...{ announced: [], rent, raise: raise.toBase58(), projectId: input.projectId },
    nonce: await guardedNonce(world, raise),
  })
}

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))

/** Whether the program has made a raise there, also one that is closed by now. Coins that somebody sent there make none. */
async function isMade({ connection, programId }: World, address: PublicKey): Promise<boolean> {
  const account = await onChain(() => connection.getAccountInfo(address, 'confirmed'))
  return account?.owner.equals(programId) ?? false
}

/** What the issuer pays into the raise's account and, for native money, into its vault. */
async function createCost({ connection, programId }: World, raise: PublicKey, { paymentMint }: Terms): Promise<bigint> {
  const vault = { address: paymentVaultAddress(programId, raise, null), bytes: 0 }
  const made = [{ address: raise, bytes: RAISE_SIZE }, ...(paymentMint ? [] : [vault])]
  return onChain(() => costOfMaking(connection, made))
}

/** The program's arguments, field by field, from the approved terms and the published keys. */
function createArguments({ keys, programId }: World, terms: Terms) {
  return {
    ...{ programId, guardian: new PublicKey(keys.guardian), cosigner: new PublicKey(keys.cosigner) },
    ...{ approverA: new PublicKey(keys.approverA), approverB: new PublicKey(keys.approverB) },
    feeWallet: new PublicKey(terms.feeWallet),
    paymentMint: terms.paymentMint ? new PublicKey(terms.paymentMint) : null,
    saleMint: new PublicKey(terms.saleMint),
    ...{ minimum: BigInt(terms.minimum), cap: BigInt(terms.cap), tokensAtCap: BigInt(terms.tokensAtCap) },
    ...{ positionMinimum: BigInt(terms.positionMinimum), positionMaximum: BigInt(terms.positionMaximum) },
    ...{ opensAt: BigInt(terms.opensAt), closesAt: BigInt(terms.closesAt), withdrawUntil: BigInt(terms.withdrawUntil) },
    ...{ reflectionSeconds: terms.reflectionSeconds, confirmSeconds: terms.confirmSeconds },
    ...{ vestingCliff: terms.vesting.cliffSeconds, vestingDuration: terms.vesting.durationSeconds },
    ...{ feeBps: terms.feeBps, oversubscription: terms.oversubscription, audience: terms.audience },
    tranches: terms.tranches.map(({ bps, notBefore, approveBy }) => ({
      ...{ bps, notBefore: BigInt(notBefore), approveBy: BigInt(approveBy) },
    })),
  }
}

/** Prepares sending the whole allocation to the sale vault; the vaults are made on the way where they are missing. */
export async function prepareDeposit(world: World, input: Input): Promise<IntentView> {
  const approved = await ownTerms(world, input)
  const known = await preparedBefore(world, input, { kind: 'deposit', projectId: input.projectId })
  if (known) return known
  const { terms } = fixedTerms(approved)
  const raise = raiseOf(world.programId, approved)!
  const live = await readRaise(world, raise.toBase58(), [])
  if (live.account.state !== 'Draft') throw refuse.wrongState({ state: live.account.state })
  const issuer = new PublicKey(input.wallet)
  const vault = saleVaultAddress(raise, live.reference.saleMint)
  const missing = await missingVaults(world, raise, live.reference)
  const held = missing.sale ? 0n : await tokensAt(world, vault)
  const units = BigInt(terms.tokensAtCap) - held
  if (units <= 0n && missing.mints.length === 0) throw refuse.alreadyFunded()
  const source = associatedTokenAddress(issuer, live.reference.saleMint)
  const made = missing.mints.map((mint) => ({
    address: associatedTokenAddress(raise, mint),
    bytes: TOKEN_ACCOUNT_SIZE,
  }))
  const rent = await onChain(() => costOfMaking(world.connection, made))
  return prepare(world, input, {
    kind: 'deposit',
    instructions: [
      computeLimit(),
      ...missing.mints.map((mint) => createTokenAccount(issuer, raise, mint)),
      ...(units > 0n ? [createTransferInstruction(source, vault, issuer, units)] : []),
    ],
    title: `Deposit the tokens of ${approved.title}`,
    lines: [
      `You send ${formatMoney(money(approved.saleAsset, units))} to the token vault of your raise.`,
      'They are delivered to investors when the raise succeeds, and come back to you when it fails.',
      `The raise can be opened as soon as they lie there, and takes commitments from ${formatInstant(fromUnix(live.account.opensAt))}.`,
    ],
    announced: [
      { label: 'Your tokens', address: source, token: approved.saleAsset, units: -units },
      { label: 'Token vault of the raise', address: vault, token: approved.saleAsset, units },
    ],
    ...{ rent, raise: raise.toBase58(), projectId: input.projectId, amount: units, asset: approved.saleAsset },
  })
}

type Reference = { programId: PublicKey; address: PublicKey; paymentMint: PublicKey | null; saleMint: PublicKey }

/** Which token vaults do not exist yet, by the mint that they are for. */
async function missingVaults({ connection }: World, raise: PublicKey, { paymentMint, saleMint, programId }: Reference) {
  const vaults = [saleVaultAddress(raise, saleMint), paymentVaultAddress(programId, raise, paymentMint)]
  const [sale, payment] = await onChain(() => connection.getMultipleAccountsInfo(vaults, 'confirmed'))
  const isMissing = { sale: !isTokenAccount(sale ?? null), payment: !isTokenAccount(payment ?? null) }
  const mints = [...(isMissing.sale ? [saleMint] : []), ...(paymentMint && isMissing.payment ? [paymentMint] : [])]
  return { sale: isMissing.sale, mints }
}

async function tokensAt({ connection }: World, address: PublicKey): Promise<bigint> {
  const { value } = await onChain(() => connection.getTokenAccountBalance(address, 'confirmed'))
  return BigInt(value.amount)
}

/** Prepares opening a funded draft. Anyone may send it; usually the worker does. */
export async function prepareOpen(world: World, input: Input): Promise<IntentView> {
  assertOwnWallet(world.viewer, input.wallet)
  const known = await preparedBefore(world, input, { kind: 'open', projectId: input.projectId })
  if (known) return known
  const approved = await approvedTermsOf(world.db, input.projectId)
  const raise = approved && raiseOf(world.programId, approved)
  if (!approved || !raise) throw refuse.missing()
  const live = await readRaise(world, raise.toBase58(), [])
  assertPublishedKeys(world, live)
  if (live.account.state !== 'Draft') throw refuse.wrongState({ state: live.account.state })
  return prepare(world, input, {
    kind: 'open',
    instructions: [openRaise(live.reference)],
    title: `Open the raise of ${approved.title}`,
    lines: [`Commitments are taken from ${formatInstant(fromUnix(live.account.opensAt))}.`],
    ...{ announced: [], rent: 0n, raise: raise.toBase58(), projectId: input.projectId },
  })
}

/** Prepares the issuer's own end of a raise: everybody gets their money back. */
export async function prepareCancel(world: World, input: Input): Promise<IntentView> {
  const approved = await ownTerms(world, input)
  const known = await preparedBefore(world, input, { kind: 'cancel', projectId: input.projectId })
  if (known) return known
  const raise = raiseOf(world.programId, approved)
  if (!raise) throw refuse.missing()
  const live = await readRaise(world, raise.toBase58(), [])
  const { state, closesAt } = live.account
  if (state !== 'Draft' && state !== 'Open') throw refuse.wrongState({ state })
  if (state === 'Open' && live.chainNow >= closesAt) throw refuse.wrongState({ state: 'Closed for commitments' })
  return prepare(world, input, {
    kind: 'cancel',
    instructions: [cancelRaise(live.reference, new PublicKey(input.wallet))],
    title: `Cancel the raise of ${approved.title}`,
    lines: ['The raise ends as failed. Everybody gets back exactly what they committed. This cannot be undone.'],
    ...{ announced: [], rent: 0n, raise: raise.toBase58(), projectId: input.projectId },
  })
}
