import { PublicKey as Key, type PublicKey, type TransactionInstruction } from '@solana/web3.js'
import bs58 from 'bs58'
import type { DurableNonce } from '@/chain/durable'
import { simulate } from '@/chain/simulate'
import { compileTransaction, networkFee, type UnsignedTransaction } from '@/chain/transactions'
import type { IntentKind } from '@/generated/prisma/enums'
import { type Asset, formatMoney, KOII, money } from '@/kit/money'
import type { Signer } from '@/server/signers'
import { recordPreparation } from '../actions/intent'
import { type IntentView, inFlightOf, intentByKey, intentView } from '../queries/intent'
import { type Change, isAsAnnounced, sumChanges } from '../rules/change'
import { refuse } from '../rules/refusals'
import { inKoii, type Summary, signedAmount } from '../rules/summary'
import { followIntents } from './follow'
import { onChain, type World } from './world'

/** One line of the balance changes that a person is shown, and that the simulation must show exactly. */
export type Announced = {
  label: string
  address: PublicKey
  /** Null: the native coin. */
  token: Asset | null
  units: bigint
}

/** A transaction to prepare, with everything that is said about it. */
export type Plan = {
  kind: IntentKind
  instructions: readonly TransactionInstruction[]
  title: string
  lines: string[]
  announced: readonly Announced[]
  /** Lamports that stay in new accounts, paid by the wallet beside the announced changes. */
  rent: bigint
  raise?: string
  projectId?: string | null
  mint?: string
  /** The list of a round that it pays for. */
  list?: string
  amount?: bigint
  asset?: Asset
  /** SHA-256 of the information sheet that the lines name. */
  sheetHash?: string | undefined
  /** Keys that were made for this transaction alone. */
  signers?: readonly Signer[]
  /** What the transaction stands on when people need longer for it than a blockhash lives. */
  nonce?: DurableNonce | undefined
}

type Act = { wallet: string; idempotencyKey: string }

/** What identifies an act, so that a key cannot be used for two. */
export type ActName = { kind: IntentKind; raise?: string; projectId?: string; list?: string; amount?: bigint }

/** The intent that this key already stands for; refuses when it stands for another act. */
export async function preparedBefore(world: World, act: Act, name: ActName): Promise<IntentView | null> {
  const found = await intentByKey(world.db, { personId: world.viewer.personId, idempotencyKey: act.idempotencyKey })
  if (!found) return null
  const same =
    found.kind === name.kind &&
    found.wallet === act.wallet &&
    (name.raise === undefined || found.raiseAddress === name.raise) &&
    (name.projectId === undefined || found.projectId === name.projectId) &&
    (name.list === undefined || found.listAddress === name.list) &&
    (name.amount === undefined || found.amount === name.amount)
  if (!same) throw refuse.keyReused()
  return found
}

/**
 * Compiles a plan, asks for its fee, simulates it and stores it as an intent. Nothing is stored when the chain would refuse it
 * or would move anything else than what is announced.
 */
export async function prepare(world: World, act: Act, plan: Plan): Promise<IntentView> {
  const { connection, db, now, viewer } = world
  const payer = new Key(act.wallet)
  const [unsigned, genesis] = await onChain(() =>
    Promise.all([
      compileTransaction(connection, { feePayer: payer, instructions: plan.instructions, nonce: plan.nonce }),
      connection.getGenesisHash(),
    ]),
  )
  const fee = await onChain(() => networkFee(connection, unsigned.message))
  await check(world, plan, unsigned, { payer, fee })
  const signatures = await signAll(plan.signers ?? [], unsigned.message)
  // An earlier transaction that ended meanwhile stands in nobody's way, also while no worker runs.
  await onChain(async () => followIntents(world, await inFlightOf(db, viewer.personId)))
  const intent = await db.$transaction((tx) =>
    recordPreparation(tx, {
      ...{ wallet: act.wallet, idempotencyKey: act.idempotencyKey, personId: viewer.personId, kind: plan.kind },
      ...{ now, genesis, unsigned, signatures, nonceAccount: plan.nonce?.account.toBase58() ?? null },
      ...{ raiseAddress: plan.raise ?? null, projectId: plan.projectId ?? null, mint: plan.mint ?? null },
      listAddress: plan.list ?? null,
      ...{ amount: plan.amount ?? null, assetKey: plan.asset ? (plan.asset.mint ?? KOII.symbol) : null },
      sheetHash: plan.sheetHash ?? null,
      summary: summaryOf(plan, { payer, fee }),
    }),
  )
  return intentView(intent)
}

async function check(
  { connection }: World,
  plan: Plan,
  { message }: UnsignedTransaction,
  { payer, fee }: { payer: PublicKey; fee: bigint },
): Promise<void> {
  const announced = sumChanges([
    ...plan.announced.map(changeOf),
    { address: payer.toBase58(), lamports: -(fee + plan.rent), tokens: 0n },
  ])
  const addresses = announced.map(({ address }) => address)
  const simulation = await onChain(() => simulate(connection, message, addresses))
  if (simulation.failure) throw refuse.wouldFail({ sentence: simulation.failure.sentence })
  if (!isAsAnnounced(announced, withoutRent(plan, simulation.changes))) throw refuse.simulationDiffers()
}

/** New token accounts carry rent in lamports beside their tokens; only the tokens are announced for them. */
function withoutRent(plan: Plan, changes: readonly Change[]): Change[] {
  const tokenAccounts = new Set(plan.announced.filter(({ token }) => token).map(({ address }) => address.toBase58()))
  return changes.map((change) => (tokenAccounts.has(change.address) ? { ...change, lamports: 0n } : change))
}

const changeOf = ({ address, token, units }: Announced): Change =>
  token
    ? { address: address.toBase58(), lamports: 0n, tokens: units }
    : { address: address.toBase58(), lamports: units, tokens: 0n }

function summaryOf(plan: Plan, { payer, fee }: { payer: PublicKey; fee: bigint }): Summary {
  const own = plan.announced.filter(({ units }) => units !== 0n)
  return {
    title: plan.title,
    lines: plan.lines,
    changes: own.map(({ label, address, token, units }) => ({
      label: address.equals(payer) ? 'Your wallet' : label,
      address: address.toBase58(),
      amount: signedAmount(units, token ?? KOII),
    })),
    fee: formatMoney(money(KOII, fee)),
    rent: plan.rent > 0n ? inKoii(plan.rent) : null,
  }
}

/** Signatures of several signers over one message, by key, base58. */
export async function signAll(signers: readonly Signer[], message: Uint8Array): Promise<Record<string, string>> {
  const entries = await Promise.all(
    signers.map(async (signer) => [signer.publicKey, bs58.encode(await signer.sign(message))] as const),
  )
  return Object.fromEntries(entries)
}
