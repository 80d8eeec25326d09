import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { createTransferInstruction, MINT_SIZE } from '@solana/spl-token'
import { Keypair, PublicKey, type TransactionInstruction } from '@solana/web3.js'
import { beforeAll, expect, vi } from 'vitest'
import { blocksOf, firstSlotFrom } from '@/chain/blocks'
import { chainTime } from '@/chain/connection'
import { type BondTerms, readBond } from '@/chain/distributor/bonds'
import { createDistribution, takeBondBack } from '@/chain/distributor/instructions'
import { lockAsAsked, payIn } from '@/chain/distributor/paying-in'
import { firstListAddress } from '@/chain/distributor/plan'
import { failureOf } from '@/chain/failure'
import { createFixedSupplyMint } from '@/chain/mint'
import { DISTRIBUTOR_PROGRAM_IDS } from '@/chain/programs'
import { associatedTokenAddress } from '@/chain/raise/addresses'
import { createTokenAccount } from '@/chain/raise/instructions'
import { tokensIn } from '@/chain/tokens'
import { compileTransaction, withSignatures } from '@/chain/transactions'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts } from '@/domains/ledger/schema'
import { after, DAY, fromUnix, toUnix } from '@/kit/time'
import { recompute } from '@/recompute/list'
import { signerOf } from '@/server/signers'
import { test as onChain } from '@/test/chain'
import { hexOf } from '@/test/engine-rounds'
import { bountySheet, EngineWorld, type Player, timesFrom } from '@/test/engine-world'
import { environmentWithKeys, localEnvironment } from '@/test/environment'
import { Payer, type PayGround } from './jobs'
import { moveRounds, SEED_AFTER } from './jobs/move'
import { exportRound } from './queries/engine-export'
import type { RevealContent } from './schema/round-inputs'
import { workUnits } from './schema/units'

environmentWithKeys()
beforeAll(localEnvironment)

const programId = DISTRIBUTOR_PROGRAM_IDS.local!
const COIN = 1_000_000_000n
const PATIENCE = { timeout: 30_000, interval: 100 }
const found = (text: string): RevealContent => ({ kind: 'checks', outputs: [{ test: 't1', output: hexOf(text) }] })
const fraud: RevealContent = { kind: 'judgement', outcome: 'fraud', reason: 'copied', units: workUnits(0n) }
const keyOf = ({ seed }: Player) => Keypair.fromSeed(seed)

/** The chain with the program, a treasury, a guardian, and eight verified people with money. */
const test = onChain.extend('stage', { scope: 'file' }, async ({ db, chain }) => {
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

  /** Signs, sends, and waits until it is final; returns why the chain refused it, or null. */
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
type Stage = {
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

const BONDS = { submission: '50', auditor: '30', toAuditors: 0 }

/** A bounty with bonds whose pool is paid in, whose sheet stands on the chain, and that is open. */
async function openBounty(stage: Stage) {
  const { keys, ground, mint, act, travelTo } = stage
  const proposed = fromUnix(await chainTime(ground.connection))
  const [operator, guardian] = [keys.operator.publicKey.toBase58(), keys.guardian.publicKey.toBase58()]
  const poster = {
    ...{ operator, guardian, leftoverTo: keys.issuer.publicKey.toBase58(), bondPool: operator },
    listAddress: ({ round }: { round: string }) =>
      firstListAddress({ programId: programId.toBase58(), operator, guardian }, Buffer.from(round, 'hex')),
  }
  const asset = { symbol: 'TKN', decimals: 2, mint: mint.toBase58() }
  const sheet = bountySheet({ bonds: BONDS, asset, times: timesFrom(proposed) })
  const issuer = keys.issuer.publicKey.toBase58()
  const world = await EngineWorld.start(ground.db, sheet, { open: false, proposed, issuer, poster })
  await world.approve(randomUUID(), false, proposed)
  await world.approve(randomUUID(), true, proposed)
  const move = (now: Date) => moveRounds({ ...ground, operator: ground.operator }, now)
  await move(after(proposed, 1_000))
  expect((await world.round()).notice).toContain('waits for its pool')
  const { listAddress } = await world.round()
  const terms: BondTerms = {
    ...{ programId: programId.toBase58(), distribution: listAddress!, mint: mint.toBase58(), pool: operator },
    ...{ rootDeadline: toUnix(world.at('rootDue')), freeAt: toUnix(after(world.at('rootDue'), 30 * DAY)) },
  }
  const pool = { distribution: listAddress!, mint: mint.toBase58(), owner: issuer, amount: 1_000n }
  expect(await act(await payIn(ground.connection, pool), keys.issuer)).toBe('done')
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
async function lock({ act, keys, mint, ground }: Stage, terms: BondTerms, player: Player, amount: bigint) {
  const { connection } = ground
  const [owner, issuer] = [keyOf(player), keys.issuer.publicKey]
  const account = associatedTokenAddress(owner.publicKey, mint)
  const gift = [
    ...((await connection.getAccountInfo(account)) ? [] : [createTokenAccount(owner.publicKey, owner.publicKey, mint)]),
    createTransferInstruction(associatedTokenAddress(issuer, mint), account, issuer, amount),
  ]
  const locking = await lockAsAsked(connection, terms, { owner: player.wallet, amount })
  return act([...gift, ...locking], owner, keys.issuer)
}

/** A bounty with two works and six auditors, all with bonds, after the draw. */
async function drawnBounty(stage: Stage) {
  const { people, ground, travelTo } = stage
  const opened = await openBounty(stage)
  const { world, terms, move } = opened
  const [ada, bob, ...auditors] = people as [Player, Player, ...Player[]]
  const bondOf = async ({ wallet }: Player) => {
    const reading = await readBond(ground.connection, terms, wallet)
    return 'amount' in reading ? reading.amount : -1n
  }
  expect(await bondOf(ada), 'nothing is locked yet').toBe(0n)
  const locked = people.map((one, place) => lock(stage, terms, one, place < 2 ? 50n : 30n))
  expect(await Promise.all(locked)).toEqual(people.map(() => 'done'))
  const works = [
    await world.submit(ada, { bond: await bondOf(ada) }),
    await world.submit(bob, { bond: await bondOf(bob) }),
  ]
  for (const one of auditors) await world.enrol(one, undefined, await bondOf(one))
  const drawAt = world.at('submissionsEnd', SEED_AFTER)
  await move(drawAt)
  expect((await world.round()).state, 'the block does not exist yet').toBe('submission')
  await travelTo(drawAt)
  await vi.waitUntil(async () => {
    await move(after(drawAt, 1_000))
    return (await world.round()).state === 'audit'
  }, PATIENCE)
  const names = new Map<string, Player>()
  for (const one of people) names.set(await world.name(one), one)
  const panel = async (about: string, stageOf: 'first' | 'appeal' = 'first') => {
    const where = { roundId: world.roundId, about, stage: stageOf }
    const seats = await ground.db.roundSeat.findMany({ where, orderBy: { place: 'asc' } })
    return seats.map(({ person }) => names.get(person)!)
  }
  return { ...opened, works: works as [string, string], panel, ada, bob }
}

/** Lets the payer take turns until the round's lists are done. */
const payOut = (ground: PayGround, roundId: string, now: Date) => {
  const payer = new Payer()
  return vi.waitUntil(async () => {
    await payer.turn(ground, now)
    const lists = await ground.db.payoutList.findMany({ where: { engineRoundId: roundId } })
    return lists.length > 0 && lists.every(({ state }) => state === 'done')
  }, PATIENCE)
}

test('a bounty is lived on the chain: named, paid in, drawn by a block, paid out, its bonds judged', {
  timeout: 120_000,
}, async ({ stage }) => {
  const { ground, keys, tokensOf, mint, act } = stage
  const { world, works, panel, ada, bob, move } = await drawnBounty(stage)
  const { db, connection } = ground
  const round = await world.round()
  const second = Math.ceil(world.at('submissionsEnd', SEED_AFTER).getTime() / 1_000)
  const slot = await firstSlotFrom(blocksOf(connection), second)
  expect(round.seedSlot, 'anybody finds the same block').toBe(BigInt(slot!))
  expect(await connection.getBlockTime(slot! - 1)).toBeLessThan(second)
  for (const one of await panel(works[0])) await world.commit(one, works[0], found('right'))
  for (const one of await panel(works[0])) await world.reveal(one, works[0], found('right'))
  const [silent] = await panel(works[1])
  await world.commit(silent!, works[1], found('right'))
  await move(world.at('revealsEnd'))
  await world.appeal(bob, works[1])
  await move(world.at('appealsEnd'))
  for (const one of await panel(works[1], 'appeal')) await world.commit(one, works[1], fraud, { stage: 'appeal' })
  for (const one of await panel(works[1], 'appeal')) await world.reveal(one, works[1], fraud, { stage: 'appeal' })
  await move(world.at('appealRevealsEnd'))
  await world.approveList(randomUUID(), false, programId.toBase58())
  await world.approveList(randomUUID(), true, programId.toBase58())
  const before = await tokensOf(world.issuer)
  await payOut(ground, world.roundId, world.at('appealRevealsEnd', 5_000))

  expect((await world.round()).state).toBe('paid')
  expect(await tokensOf(ada.wallet), '400 and the bond').toBe(450n)
  expect(await tokensOf(bob.wallet), 'the bond is lost').toBe(0n)
  expect(await tokensOf(silent!.wallet)).toBe(0n)
  expect(await tokensOf(keys.operator.publicKey.toBase58()), 'the pool for bonds').toBe(80n)
  expect((await tokensOf(world.issuer)) - before, 'what is left over').toBe(600n)
  const asset = mint.toBase58()
  expect(await balanceOf(db, accounts.list(round.listAddress!), asset)).toBe(0n)
  expect(await balanceOf(db, accounts.treasury(keys.operator.publicKey.toBase58()), asset)).toBe(80n)
  const { text } = await exportRound(db, world.roundId)
  expect(recompute(JSON.parse(text))).toBe((await world.round()).list)

  const other = createDistribution({
    ...{ programId, operator: keys.operator.publicKey, guardian: keys.guardian.publicKey, mint, shard: 0, count: 1 },
    ...{ round: Buffer.from(round.sheetDigest, 'hex'), root: Buffer.alloc(32, 9), pool: keys.operator.publicKey },
    ...{ total: 0n, claimUntil: (await chainTime(connection)) + 40n * 86_400n },
  })
  expect(await act([other], keys.operator, keys.guardian), 'a root is never replaced').not.toBe('done')
})

test('a root that never comes: bonds go back to their owners, and the pool to the issuer', {
  timeout: 120_000,
}, async ({ stage }) => {
  const { ground, people, tokensOf, mint, act, travelTo } = stage
  const { world, terms, move } = await drawnBounty(stage)
  for (const name of ['revealsEnd', 'appealsEnd', 'appealRevealsEnd'] as const) await move(world.at(name))
  await world.approveList(randomUUID(), false, programId.toBase58())
  const [ada] = people as [Player, ...Player[]]
  const held = await tokensOf(ada.wallet)
  const bond = { programId, distribution: new PublicKey(terms.distribution), owner: keyOf(ada).publicKey, mint }
  expect(await act([takeBondBack(bond)], keyOf(ada)), 'not before the root is due').not.toBe('done')
  await travelTo(world.at('rootDue'))
  await move(world.at('rootDue'))
  expect((await world.round()).state).toBe('void')
  expect(await act([takeBondBack(bond)], keyOf(ada))).toBe('done')
  expect((await tokensOf(ada.wallet)) - held).toBe(50n)
  const before = await tokensOf(world.issuer)
  await move(world.at('rootDue', 1_000))
  await vi.waitUntil(async () => {
    await new Payer().turn(ground, world.at('rootDue', 2_000))
    return (await tokensOf(world.issuer)) - before === 1_000n
  }, PATIENCE)
})
