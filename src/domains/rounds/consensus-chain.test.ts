import { randomUUID } from 'node:crypto'
import { AuthorityType, createSetAuthorityInstruction } from '@solana/spl-token'
import { type Keypair, PublicKey } from '@solana/web3.js'
import { beforeAll, expect, vi } from 'vitest'
import { blocksOf, firstSlotFrom } from '@/chain/blocks'
import { chainTime } from '@/chain/connection'
import { isTombstone } from '@/chain/distributor/accounts'
import { bondAddress } from '@/chain/distributor/addresses'
import { readBond } from '@/chain/distributor/bonds'
import { createDistribution, takeBondBack } from '@/chain/distributor/instructions'
import { treeOfLines } from '@/chain/distributor/plan'
import { associatedTokenAddress } from '@/chain/raise/addresses'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts } from '@/domains/ledger/schema'
import { after, DAY } from '@/kit/time'
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
import { aloneInstructions } from './jobs/alone'
import { closeLists } from './jobs/close'
import { moveRounds, SEED_AFTER } from './jobs/move'
import { openList } from './queries'
import { exportRound } from './queries/engine-export'
import { roundFacts } from './queries/person'
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

/** Lets payer and mover take turns until it is as it should be. */
const until = (ground: PayGround, now: Date, isSo: () => Promise<boolean>, payer = new Payer()) =>
  vi.waitUntil(async () => {
    await payer.turn(ground, now)
    await moveRounds(ground, now)
    return isSo()
  }, PATIENCE)

const stateOf = async ({ db }: PayGround, address: string) =>
  (await db.payoutList.findUnique({ where: { address } }))?.state ?? null

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
  const isPaid = async () => (await world.round()).state === 'paid'
  await until(ground, world.at('appealRevealsEnd', 5_000), isPaid)

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

test('a guardian who is away: bonds come back when the root was due, and a list that is posted later pays all the same', {
  timeout: 120_000,
}, async ({ stage }) => {
  const { ground, tokensOf, travelTo } = stage
  const { world, works, panel, ada, bob, move } = await drawnBounty(stage)
  for (const act of ['commit', 'reveal'] as const)
    for (const one of await panel(works[0])) await world[act](one, works[0], found('right'))
  for (const name of ['revealsEnd', 'appealsEnd', 'appealRevealsEnd'] as const) await move(world.at(name))
  await world.approveList(randomUUID(), false, programId.toBase58())
  await world.approveList(randomUUID(), true, programId.toBase58())
  const { listAddress } = await world.round()
  const list = () => ground.db.payoutList.findUniqueOrThrow({ where: { address: listAddress! } })
  const held = await Promise.all([ada, bob].map(({ wallet }) => tokensOf(wallet)))

  await travelTo(world.at('rootDue'))
  await move(world.at('rootDue'))
  await new Payer().turn({ ...ground, guardian: null }, world.at('rootDue'))
  expect(await list()).toMatchObject({ state: 'planned', notice: expect.stringContaining('guardian’s signature') })
  expect((await world.round()).state, 'two people fixed what it pays').toBe('distribution')
  const isOpen = async (now: Date) =>
    (await roundFacts(ground.db, { ...ada, wallets: [ada.wallet], now })).hasOpenBusiness
  const end = world.at('claimsEnd')
  expect([await isOpen(after(end, -1)), await isOpen(end)], 'nobody is kept for ever').toEqual([true, false])
  for (const owner of [ada, bob]) expect(await takeBackOnSite(stage, { world }, owner)).toBe('done')

  await until(ground, world.at('rootDue', 5_000), async () => (await world.round()).state === 'paid')
  const gained = await Promise.all([ada, bob].map(async ({ wallet }, place) => (await tokensOf(wallet)) - held[place]!))
  expect(gained, 'her work and both bonds').toEqual([450n, 50n])
  const bonds = await ground.db.payout.findMany({ where: { listAddress, kind: 'bond' } })
  expect(bonds.map(({ state }) => state)).toEqual(Array(8).fill('lapsed'))
})

/** A bounty whose two works were found to be fraud by fresh auditors, with its list posted and nothing paid or judged by it yet. */
async function fraudulentBounty(stage: Stage) {
  const drawn = await drawnBounty(stage)
  const { world, works, panel, ada, bob, move } = drawn
  await move(world.at('revealsEnd'))
  await world.appeal(ada, works[0])
  await world.appeal(bob, works[1])
  await move(world.at('appealsEnd'))
  const fresh = await Promise.all(works.map((about) => panel(about, 'appeal')))
  for (const act of ['commit', 'reveal'] as const)
    for (const [place, about] of works.entries())
      for (const one of fresh[place]!) await world[act](one, about, fraud, { stage: 'appeal' })
  await move(world.at('appealRevealsEnd'))
  await world.approveList(randomUUID(), false, programId.toBase58())
  await world.approveList(randomUUID(), true, programId.toBase58())
  const { listAddress, bondPool } = await world.round()
  const [list, lost] = [listAddress!, bondPool!]
  const isPosted = async () => (await stateOf(stage.ground, list)) === 'posted'
  await until(stage.ground, world.at('appealRevealsEnd', 5_000), isPosted, new Payer({ mostClaims: 0 }))
  return { ...drawn, list, lost, finders: fresh[0]! }
}

test('an owner who takes a lost bond back on its last day, and an issuer whose account takes nothing, keep nobody waiting', {
  timeout: 180_000,
}, async ({ stage }) => {
  const { ground, keys, tokensOf, mint, act, travelTo } = stage
  const { db, connection } = ground
  const { world, ada, bob, list, lost, finders } = await fraudulentBounty(stage)
  const planned = await openList(db, list)
  const hers = planned.lines.find(({ kind, recipient }) => kind === 'bond' && recipient === ada.wallet)!
  const judging = await aloneInstructions(ground, planned, hers, treeOfLines(list, planned.lines))
  expect(await act(judging, keys.payer)).toBe('done')
  const account = associatedTokenAddress(keys.issuer.publicKey, mint)
  const hand = (from: Keypair, to: Keypair) =>
    createSetAuthorityInstruction(account, from.publicKey, AuthorityType.AccountOwner, to.publicKey)
  expect(await act([hand(keys.issuer, keys.payer)], keys.issuer)).toBe('done')

  const lastDay = world.at('rootDue', 30 * DAY)
  await travelTo(lastDay)
  const treasury = keys.operator.publicKey.toBase58()
  const everybody = [bob, ...finders].map(({ wallet }) => wallet).concat(treasury)
  const held = await Promise.all(everybody.map(tokensOf))
  expect(await takeBackOnSite(stage, { world }, bob)).toBe('done')
  await until(ground, lastDay, async () => (await stateOf(ground, lost)) === 'done')
  const gained = (await Promise.all(everybody.map(tokensOf))).map((units, place) => units - held[place]!)
  // Bob has his 50. Of Ada's 50 the three who found it share half; the rest is the treasury's.
  expect([gained[0], gained.at(-1), gained.slice(1, -1).sort()]).toEqual([50n, 25n, [8n, 8n, 9n]])
  const bonds = await db.payout.groupBy({ by: ['state'], where: { listAddress: list, kind: 'bond' }, _count: true })
  expect(Object.fromEntries(bonds.map(({ state, _count }) => [state, _count]))).toEqual({ paid: 1, lapsed: 7 })
  expect((await world.round()).state, 'what is left over can still be claimed').toBe('distribution')

  await travelTo(world.at('claimsEnd'))
  await until(ground, world.at('claimsEnd'), async () => (await world.round()).state === 'paid')
  const asset = mint.toBase58()
  expect([await stateOf(ground, list), await balanceOf(db, accounts.list(list), asset)]).toEqual(['ended', 1_000n])
  const notice = async () => (await db.payoutList.findUniqueOrThrow({ where: { address: list } })).notice ?? ''
  await until(ground, world.at('claimsEnd'), async () => (await notice()).includes('cannot go to its receiver yet'))
  expect(await act([hand(keys.payer, keys.issuer)], keys.payer)).toBe('done')
  await until(ground, world.at('claimsEnd'), async () => (await stateOf(ground, list)) === 'done')
  expect(await balanceOf(db, accounts.list(list), asset)).toBe(0n)
  expect(await balanceOf(db, accounts.list(lost), asset)).toBe(0n)

  const isClosed = async (address: string) =>
    isTombstone((await connection.getAccountInfo(new PublicKey(address), 'confirmed'))!.data)
  await travelTo(world.at('claimsEnd', 40 * DAY))
  await closeLists(ground)
  for (const address of [list, lost]) await vi.waitUntil(() => isClosed(address), PATIENCE)
})
