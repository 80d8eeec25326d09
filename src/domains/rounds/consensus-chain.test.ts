import { randomUUID } from 'node:crypto'
import { PublicKey } from '@solana/web3.js'
import { beforeAll, expect, vi } from 'vitest'
import { blocksOf, firstSlotFrom } from '@/chain/blocks'
import { chainTime } from '@/chain/connection'
import { bondAddress } from '@/chain/distributor/addresses'
import { readBond } from '@/chain/distributor/bonds'
import { createDistribution, takeBondBack } from '@/chain/distributor/instructions'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts } from '@/domains/ledger/schema'
import { after } from '@/kit/time'
import { recompute } from '@/recompute/list'
import {
  bondCommand,
  keyOf,
  lock,
  lockOnSite,
  openBounty,
  PATIENCE,
  programId,
  type Stage,
  takeBackOnSite,
  test,
} from '@/test/bounty-stage'
import { hexOf } from '@/test/engine-rounds'
import type { Player } from '@/test/engine-world'
import { environmentWithKeys, localEnvironment } from '@/test/environment'
import { bondsIn } from './flows/bonds'
import { Payer, type PayGround } from './jobs'
import { SEED_AFTER } from './jobs/move'
import { exportRound } from './queries/engine-export'
import type { RevealContent } from './schema/round-inputs'
import { workUnits } from './schema/units'

environmentWithKeys()
beforeAll(localEnvironment)

const found = (text: string): RevealContent => ({ kind: 'checks', outputs: [{ test: 't1', output: hexOf(text) }] })
const fraud: RevealContent = { kind: 'judgement', outcome: 'fraud', reason: 'copied', units: workUnits(0n) }

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
  const locked = people.map((one, place) =>
    one === ada ? lockOnSite(stage, opened, one, 50n) : lock(stage, terms, one, place < 2 ? 50n : 30n),
  )
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
  const finders = await panel(works[1], 'appeal')
  await move(world.at('appealRevealsEnd'))
  await world.approveList(randomUUID(), false, programId.toBase58())
  await world.approveList(randomUUID(), true, programId.toBase58())
  const before = await tokensOf(world.issuer)
  await payOut(ground, world.roundId, world.at('appealRevealsEnd', 5_000))

  expect((await world.round()).state).toBe('paid')
  expect(await tokensOf(ada.wallet), '400 and the bond').toBe(450n)
  expect(await tokensOf(bob.wallet), 'the bond is lost').toBe(0n)
  expect(await tokensOf(silent!.wallet)).toBe(0n)
  // Of 50 that fraud lost the three who found it share 25; the rest, and 30 of a judgement that was never shown, are the treasury's.
  expect(await tokensOf(keys.operator.publicKey.toBase58()), 'what bonds lost').toBe(55n)
  const gained = await Promise.all(finders.map(async ({ wallet }) => (await tokensOf(wallet)) - 30n))
  expect(gained.sort()).toEqual([8n, 8n, 9n])
  expect((await tokensOf(world.issuer)) - before, 'what is left over').toBe(600n)
  const asset = mint.toBase58()
  expect(await balanceOf(db, accounts.list(round.listAddress!), asset)).toBe(0n)
  expect(await balanceOf(db, accounts.treasury(keys.operator.publicKey.toBase58()), asset)).toBe(55n)
  expect(await balanceOf(db, accounts.list(round.bondPool!), asset)).toBe(0n)
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
  const [ada, bob] = people as [Player, Player, ...Player[]]
  const held = await tokensOf(ada.wallet)
  const list = { programId, distribution: new PublicKey(terms.distribution) }
  const bond = { ...list, owner: keyOf(ada).publicKey, mint }
  expect(await act([takeBondBack(bond)], keyOf(ada)), 'not before the root is due').not.toBe('done')
  const seen = () => bondsIn(ground.db, { roundId: world.roundId, personId: ada.personId })
  const waiting = { amount: 50n, isFree: false, isJudged: false, rootDeadline: world.at('rootDue') }
  expect(await seen()).toMatchObject([{ ...waiting, wallet: ada.wallet }])
  await expect(takeBackOnSite(stage, { world }, ada)).rejects.toThrow('waits for the list of its round')
  const address = bondAddress(programId, keyOf(bob).publicKey, list.distribution).toBase58()
  const { key, command } = bondCommand(stage, bob)
  expect(await command('take-back', address, '--key', key)).toMatchObject({
    code: 1,
    err: expect.stringContaining('It waits'),
  })
  await travelTo(world.at('rootDue'))
  await move(world.at('rootDue'))
  expect((await world.round()).state).toBe('void')
  expect(await takeBackOnSite(stage, { world }, ada)).toBe('done')
  expect((await tokensOf(ada.wallet)) - held).toBe(50n)
  expect(await seen(), 'it is gone from the chain').toEqual([])
  await expect(takeBackOnSite(stage, { world }, ada)).rejects.toThrow('No bond of this wallet')
  expect(await command('of', bob.wallet, '--program', programId.toBase58())).toMatchObject({
    ...{ code: 0, out: expect.stringContaining('It can be taken back now') },
  })
  const stranger = bondCommand(stage, ada)
  expect((await command('take-back', address, '--key', stranger.key)).err).toContain('Nothing was sent: the bond is')
  expect((await command('show', address)).out).toContain('Holds      50 base units')
  expect(await command('take-back', address, '--key', key)).toMatchObject({ code: 0, err: '' })
  expect((await command('take-back', address, '--key', key)).err).toContain('There is no bond at this address')
  const before = await tokensOf(world.issuer)
  await move(world.at('rootDue', 1_000))
  await vi.waitUntil(async () => {
    await new Payer().turn(ground, world.at('rootDue', 2_000))
    return (await tokensOf(world.issuer)) - before === 1_000n
  }, PATIENCE)
})
