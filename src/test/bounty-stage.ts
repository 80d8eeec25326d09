import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createTransferInstruction, MINT_SIZE } from '@solana/spl-token'
import { Keypair, PublicKey, type TransactionInstruction } from '@solana/web3.js'
import bs58 from 'bs58'
import { expect, vi } from 'vitest'
import { chainTime } from '@/chain/connection'
import type { BondTerms } from '@/chain/distributor/bonds'
import { lockAsAsked } from '@/chain/distributor/paying-in'
import { firstListAddress, lostBondsAddress } from '@/chain/distributor/plan'
import { failureOf } from '@/chain/failure'
import { createFixedSupplyMint } from '@/chain/mint'
import { DISTRIBUTOR_PROGRAM_IDS } from '@/chain/programs'
import { associatedTokenAddress } from '@/chain/raise/addresses'
import { createTokenAccount } from '@/chain/raise/instructions'
import { tokensIn } from '@/chain/tokens'
import { compileTransaction, withSignatures } from '@/chain/transactions'
import { main as bondMain } from '@/cli/bond'
import { submitSigned } from '@/domains/raises/flows/submit'
import { watchIntent } from '@/domains/raises/flows/watch'
import { worldOf } from '@/domains/raises/flows/world'
import { type IntentView, poolPayment } from '@/domains/raises/queries/intent'
import { preparePayment } from '@/domains/rounds/flows/paying'
import type { PayGround } from '@/domains/rounds/jobs'
import { moveRounds } from '@/domains/rounds/jobs/move'
import { readRuleSheet } from '@/domains/rounds/rules/round-sheet'
import { after, DAY, fromUnix, toUnix } from '@/kit/time'
import { signerOf } from '@/server/signers'
import { test as onChain } from '@/test/chain'
import { run } from '@/test/command'
import { bountySheet, EngineWorld, type Player, timesFrom } from '@/test/engine-world'

export const programId = DISTRIBUTOR_PROGRAM_IDS.local!
const COIN = 1_000_000_000n
export const PATIENCE = { timeout: 30_000, interval: 100 }
export const keyOf = ({ seed }: Player) => Keypair.fromSeed(seed)

/** The chain with the program, a treasury, a guardian, and eight verified people with money. */
export const test = onChain.extend('stage', { scope: 'file' }, async ({ db, chain }) => {
  const soPath = path.resolve('programs/distributor/distributor.so')
  await chain.rpc('flotilla_deploy', [{ programId: programId.toBase58(), soPath }])
  const { connection } = chain
  const keys = {
    operator: Keypair.generate(),
    guardian: Keypair.generate(),
    payer: Keypair.generate(),
    issuer: Keypair.generate(),
  }
  const people: Player[] = []
  const scratch = await EngineWorld.start(db, bountySheet(), { open: false })
  for (let count = 0; count < 8; count += 1) people.push(await scratch.player())
  const funded = [keys.operator, keys.payer, keys.issuer, ...people.map(keyOf)]
  for (const { publicKey } of funded)
    await chain.rpc('flotilla_fund', [{ address: publicKey.toBase58(), lamports: (1_000n * COIN).toString() }])
  const signers = { operator: signerOf(keys.operator.secretKey), guardian: signerOf(keys.guardian.secretKey) }
  const ground: PayGround = { db, connection, programId, ...signers, payer: signerOf(keys.payer.secretKey) }

  /** Signs, sends, and waits until it is final: 'done', or why the chain refused it. */
  const act = async (instructions: readonly TransactionInstruction[], ...signing: readonly [Keypair, ...Keypair[]]) => {
    const [first] = signing
    const compiled = await compileTransaction(connection, { feePayer: first.publicKey, instructions })
    const signed: Record<string, Uint8Array> = {}
    for (const one of signing) {
      const { publicKey, sign } = signerOf(one.secretKey)
      signed[publicKey] = await sign(compiled.message)
    }
    const wire = withSignatures(compiled.message, signed)
    const signature = await connection.sendRawTransaction(wire, { skipPreflight: true })
    return vi.waitUntil(async () => {
      const { value } = await connection.getSignatureStatus(signature)
      if (value?.err) return failureOf(value.err).sentence
      return value?.confirmationStatus === 'finalized' && 'done'
    }, PATIENCE)
  }
  const mint = Keypair.generate()
  const rent = BigInt(await connection.getMinimumBalanceForRentExemption(MINT_SIZE))
  const token = { owner: keys.issuer.publicKey, mint: mint.publicKey, decimals: 2, supply: 1_000_000n, rent }
  expect(await act(createFixedSupplyMint(token), keys.issuer, mint)).toBe('done')
  const tokensOf = async (owner: string) =>
    tokensIn(await connection.getAccountInfo(associatedTokenAddress(new PublicKey(owner), mint.publicKey), 'finalized'))
  const travelTo = async (instant: Date) => {
    await chain.rpc('flotilla_timeTravel', [{ to: Number(toUnix(instant)) }])
  }
  return { ...{ keys, people, ground, act, mint: mint.publicKey, tokensOf, travelTo, connection } }
})
export type Stage = {
  keys: Record<'operator' | 'guardian' | 'payer' | 'issuer', Keypair>
  people: Player[]
  ground: PayGround
} & {
  act: (
    instructions: readonly TransactionInstruction[],
    ...signing: readonly [Keypair, ...Keypair[]]
  ) => Promise<string>
  mint: PublicKey
  tokensOf: (owner: string) => Promise<bigint>
  travelTo: (instant: Date) => Promise<void>
}

const BONDS = { submission: '50', auditor: '30', toAuditors: 5_000 }

/** A bounty with bonds whose pool is paid in, whose sheet stands on the chain, and that is open. */
export async function openBounty(stage: Stage) {
  const { keys, ground, mint, travelTo } = stage
  const proposed = fromUnix(await chainTime(ground.connection))
  const [operator, guardian] = [keys.operator.publicKey.toBase58(), keys.guardian.publicKey.toBase58()]
  const asset = { symbol: 'TKN', decimals: 2, mint: mint.toBase58() }
  const sheet = bountySheet({ bonds: BONDS, asset, times: timesFrom(proposed) })
  const posted = { programId: programId.toBase58(), operator, guardian }
  const bondPool = lostBondsAddress(posted, Buffer.from(readRuleSheet(sheet).digest, 'hex'))
  const poster = {
    ...{ operator, guardian, leftoverTo: keys.issuer.publicKey.toBase58(), bondPool },
    listAddress: ({ round }: { round: string }) => firstListAddress(posted, Buffer.from(round, 'hex')),
  }
  const issuer = keys.issuer.publicKey.toBase58()
  const world = await EngineWorld.start(ground.db, sheet, { open: false, proposed, issuer, poster })
  await world.approve(randomUUID(), false, proposed)
  await world.approve(randomUUID(), true, proposed)
  const move = (now: Date) => moveRounds({ ...ground, operator: ground.operator }, now)
  await move(after(proposed, 1_000))
  expect((await world.round()).notice).toContain('waits for its pool')
  const { listAddress } = await world.round()
  const terms: BondTerms = {
    ...{ programId: programId.toBase58(), distribution: listAddress!, mint: mint.toBase58(), pool: bondPool },
    ...{ rootDeadline: toUnix(world.at('rootDue')), freeAt: toUnix(after(world.at('rootDue'), 30 * DAY)) },
  }
  await payPoolOnSite(stage, world)
  await vi.waitUntil(async () => {
    await move(after(proposed, 2_000))
    return (await world.round()).writtenAt !== null
  }, PATIENCE)
  await travelTo(world.at('opens'))
  await move(world.at('opens'))
  expect((await world.round()).state).toBe('submission')
  return { world, terms, move }
}

/** Locks a bond with the terms of a round, from tokens that the issuer gives. */
export async function lock({ act, keys, mint, ground }: Stage, terms: BondTerms, player: Player, amount: bigint) {
  const { connection } = ground
  const [owner, issuer] = [keyOf(player), keys.issuer.publicKey]
  const account = associatedTokenAddress(owner.publicKey, mint)
  const gift = [
    ...((await connection.getAccountInfo(account)) ? [] : [createTokenAccount(owner.publicKey, owner.publicKey, mint)]),
    createTransferInstruction(associatedTokenAddress(issuer, mint), account, issuer, amount),
  ]
  const locking = await lockAsAsked(connection, { ...terms, mint: mint.toBase58() }, { owner: player.wallet, amount })
  return act([...gift, ...locking.instructions], owner, keys.issuer)
}

/** What a request of somebody with this key works with. */
const worldFor = ({ ground }: Stage, { personId, wallet }: Pick<Player, 'personId' | 'wallet'>) =>
  worldOf({
    ...{ db: ground.db, now: new Date(), requestId: 'paying' },
    viewer: {
      ...{ personId, sessionId: randomUUID(), roles: ['member'], displayName: 'Somebody', wallets: [wallet] },
      ...{ secondFactorAt: null, steppedUp: [] },
    },
  })

/** Signs a payment as the wallet does, and sends it through the site. */
async function signOnSite(world: ReturnType<typeof worldFor>, key: Keypair, intent: IntentView): Promise<IntentView> {
  const message = Buffer.from(intent.transaction!, 'base64').subarray(65)
  const signature = bs58.encode(await signerOf(key.secretKey).sign(message))
  return submitSigned(world, { intentId: intent.id, signature })
}

const untilFinal = (world: ReturnType<typeof worldFor>, intentId: string) =>
  vi.waitUntil(async () => (await watchIntent(world, { intentId })).intent.state === 'finalized', PATIENCE)

/** Gives somebody tokens of the issuer's, and an account for them where there is none. */
async function give({ act, keys, mint, ground }: Stage, owner: PublicKey, units: bigint): Promise<void> {
  const [from, to] = [keys.issuer.publicKey, owner].map((each) => associatedTokenAddress(each, mint)) as [
    PublicKey,
    PublicKey,
  ]
  const made = (await ground.connection.getAccountInfo(to))
    ? []
    : [createTokenAccount(keys.issuer.publicKey, owner, mint)]
  expect(await act([...made, createTransferInstruction(from, to, keys.issuer.publicKey, units)], keys.issuer)).toBe(
    'done',
  )
}

/**
 * The issuer and somebody else with tokens both mean to pay the pool in: it is paid once, whoever signs what was prepared before, and a
 * repeat under its key is the same payment.
 */
async function payPoolOnSite(stage: Stage, { roundId }: EngineWorld): Promise<void> {
  const { keys, tokensOf } = stage
  const [issuer, other] = [keys.issuer, keys.payer].map((key) => {
    return { personId: randomUUID(), wallet: key.publicKey.toBase58() }
  }) as [Pick<Player, 'personId' | 'wallet'>, Pick<Player, 'personId' | 'wallet'>]
  await give(stage, keys.payer.publicKey, 1_000n)
  const [ours, theirs] = [() => worldFor(stage, issuer), () => worldFor(stage, other)]
  const payment = ({ wallet }: { wallet: string }) => {
    return { roundId, wallet, what: 'pool' as const, idempotencyKey: randomUUID() }
  }
  const before = await tokensOf(issuer.wallet)
  const first = payment(issuer)
  const intent = await preparePayment(ours(), first)
  expect(intent.summary.changes.map(({ amount }) => amount)).toEqual(['-10 TKN', '+10 TKN'])
  const second = await preparePayment(ours(), payment(issuer))
  const another = await preparePayment(theirs(), payment(other))
  const expectRefused = async (code: string) => {
    await expect(signOnSite(ours(), keys.issuer, second)).rejects.toMatchObject({ code })
    await expect(signOnSite(theirs(), keys.payer, another)).rejects.toMatchObject({ code })
  }
  const { listAddress } = await stage.ground.db.engineRound.findUniqueOrThrow({ where: { id: roundId } })
  const paid = () => poolPayment(stage.ground.db, listAddress!)
  expect(await paid()).toBeNull()
  await signOnSite(ours(), keys.issuer, intent)
  expect(await paid()).toBe('onItsWay')
  expect((await preparePayment(ours(), first)).id, 'the same key is the same payment').toBe(intent.id)
  await expectRefused('raises.onItsWay')
  await untilFinal(ours(), intent.id)
  expect(await paid()).toBe('final')
  await expectRefused('raises.paidMeanwhile')
  await expect(preparePayment(ours(), payment(issuer))).rejects.toThrow('Nothing is to be paid')
  expect(before - (await tokensOf(issuer.wallet))).toBe(1_000n)
}

/** Locks a bond as the site does it: prepared, signed by the wallet, sent by us; nothing else is sent in its place. */
export async function lockOnSite(stage: Stage, { world }: { world: EngineWorld }, player: Player, amount: bigint) {
  const [owner, issuer] = [keyOf(player), stage.keys.issuer.publicKey]
  await give(stage, owner.publicKey, amount)
  const viewed = worldFor(stage, player)
  const payment = { roundId: world.roundId, wallet: player.wallet, what: 'submission' as const }
  const fresh = () => ({ ...payment, idempotencyKey: randomUUID() })
  await expect(preparePayment(viewed, { ...fresh(), what: 'pool' })).rejects.toThrow('Nothing is to be paid')
  const stranger = worldFor(stage, { ...player, wallet: issuer.toBase58() })
  await expect(preparePayment(stranger, fresh())).rejects.toThrow('not linked')
  const intent = await preparePayment(viewed, fresh())
  await expect(signOnSite(viewed, stage.keys.issuer, intent)).rejects.toMatchObject({ code: 'raises.changedByWallet' })
  await signOnSite(viewed, owner, intent)
  await untilFinal(viewed, intent.id)
  await expect(preparePayment(viewed, fresh())).rejects.toMatchObject({ code: 'raises.wouldFail' })
  return 'done'
}

/** Takes a bond back as the site does it: prepared, signed by the wallet, sent by us. */
export async function takeBackOnSite(stage: Stage, { world }: { world: EngineWorld }, player: Player) {
  const viewed = worldFor(stage, player)
  const payment = { roundId: world.roundId, wallet: player.wallet, what: 'takeBack' as const }
  const intent = await preparePayment(viewed, { ...payment, idempotencyKey: randomUUID() })
  await signOnSite(viewed, keyOf(player), intent)
  await untilFinal(viewed, intent.id)
  return 'done'
}

/** `flotilla bond` with a player's key in a file of their own. */
export function bondCommand({ ground }: Stage, player: Player) {
  const key = path.join(mkdtempSync(path.join(tmpdir(), 'flotilla-bond-')), 'key.json')
  writeFileSync(key, JSON.stringify([...keyOf(player).secretKey]), { mode: 0o600 })
  return { key, command: (...args: string[]) => run(bondMain, [...args, '--rpc', ground.connection.rpcEndpoint]) }
}
