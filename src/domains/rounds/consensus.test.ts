import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect } from 'vitest'
import { recordHappenings } from '@/domains/reputation/actions'
import type { Happening } from '@/domains/reputation/schema'
import { canonicalJson } from '@/kit/canonical-json'
import { recompute } from '@/recompute/list'
import type { Db } from '@/server/db'
import { EDITORIAL } from '@/test/bounty-forms'
import { test as base } from '@/test/db'
import { hexOf } from '@/test/engine-rounds'
import { bountySheet, EngineWorld, type Player, PROPOSED } from '@/test/engine-world'
import { environmentWithKeys, localEnvironment } from '@/test/environment'
import { forgetInRounds } from './actions/forget'
import { openBounty } from './actions/open-bounty'
import * as steps from './actions/steps'
import { exportRound } from './queries/engine-export'
import { hasWordsInRounds, roundData, roundFacts } from './queries/person'
import type { RevealContent, Stage } from './schema/round-inputs'
import { workUnits } from './schema/units'

environmentWithKeys()
beforeAll(localEnvironment)

const found = (text: string): RevealContent => ({ kind: 'checks', outputs: [{ test: 't1', output: hexOf(text) }] })
const fraud: RevealContent = { kind: 'judgement', outcome: 'fraud', reason: 'copied', units: workUnits(0n) }

/** People take part in many rounds: nine of them are verified once. */
const test = base.extend('people', { scope: 'file' }, async ({ db }) => {
  const world = await EngineWorld.start(db)
  const people: Player[] = []
  for (let count = 0; count < 9; count += 1) people.push(await world.player())
  return people
})

/** A round with two works and six auditors, after the draw. */
async function drawn(db: Db, people: readonly Player[], bonds = { submission: '0', auditor: '0', toAuditors: 0 }) {
  const world = await EngineWorld.start(db, bountySheet({ bonds }))
  const [ada, bob, ...auditors] = people as [Player, Player, ...Player[]]
  const bond = { submission: BigInt(bonds.submission), auditor: BigInt(bonds.auditor) }
  const works = [await world.submit(ada, { bond: bond.submission }), await world.submit(bob, { bond: bond.submission })]
  for (const auditor of auditors.slice(0, 6)) await world.enrol(auditor, undefined, bond.auditor)
  await world.closeSubmissions()
  const names = new Map<string, Player>()
  for (const one of people.slice(0, 8)) names.set(await world.name(one), one)
  const panel = async (about: string, stage: Stage = 'first') => {
    const seats = await db.roundSeat.findMany({
      where: { roundId: world.roundId, about, stage },
      orderBy: { place: 'asc' },
    })
    return seats.map(({ person }) => names.get(person)!)
  }
  return { world, ada, bob, works: works as [string, string], panel, outsider: people[8]! }
}
type Drawn = Awaited<ReturnType<typeof drawn>>

/** Each of a panel says what is given for it. */
async function judge({ world, panel }: Drawn, about: string, said: readonly RevealContent[], stage: Stage = 'first') {
  const auditors = await panel(about, stage)
  for (const [place, content] of said.entries()) await world.commit(auditors[place]!, about, content, { stage })
  for (const [place, content] of said.entries()) await world.reveal(auditors[place]!, about, content, { stage })
}
const thrice = (content: RevealContent) => [content, content, content]

describe('a round from its sheet to its list', () => {
  test('is the same when somebody else computes it from the export', async ({ db, people }) => {
    const round = await drawn(db, people)
    const { world, works, ada, bob } = round
    await judge(round, works[0], thrice(found('right')))
    await judge(round, works[1], [found('right'), found('wrong'), found('wrong')])
    await world.closeAudit()
    await world.appeal(bob, works[1])
    await world.drawAppeals()
    await judge(
      round,
      works[1],
      thrice({ kind: 'judgement', outcome: 'accept', reason: 'none', units: workUnits(20n) }),
      'appeal',
    )
    await world.closeAppeals()
    const { text } = await exportRound(db, world.roundId)
    const { list, ...given } = JSON.parse(text)
    expect(text).toBe(canonicalJson({ ...given, list }))
    expect(recompute(given)).toBe((await world.round()).list)
    type Line = { recipient: string; units: string }
    const units = Object.fromEntries(list.recipients.map((one: Line) => [one.recipient, one.units]))
    // 40 units of work at a rate of 10, and 20 after the appeal.
    expect(units).toEqual({ [await world.name(ada)]: '400', [await world.name(bob)]: '200' })
    expect(given.signed).toHaveLength(2 + 6 + 9 * 2 + 1)
    for (const { personId } of people) expect(text).not.toContain(personId)
  })

  test('its list needs two people, and its lines are what both said yes to', async ({ db, people }) => {
    const round = await drawn(db, people)
    const { world, works, ada } = round
    await judge(round, works[0], thrice(found('right')))
    await world.listed()
    const maker = randomUUID()
    await world.approveList(maker, false)
    expect(await db.payout.count({ where: { engineRoundId: world.roundId } })).toBe(0)
    await expect(world.approveList(maker)).rejects.toThrow('said yes already')
    await expect(world.approveList(randomUUID(), false)).rejects.toThrow('needs a checker')
    await expect(world.approveList(people[3]!.personId)).rejects.toThrow('take part')
    await world.approveList()
    const lines = await db.payout.findMany({ where: { engineRoundId: world.roundId }, orderBy: { index: 'asc' } })
    expect(lines.map(({ name, recipient, units }) => [name, recipient, units.toFixed()])).toEqual([
      [`recipient:${await world.name(ada)}`, ada.wallet, '400'],
      ['leftover', world.issuer, '600'],
    ])
    await expect(world.approveList()).rejects.toThrow('fixed its list')
  })

  test('leaves a record: accepted, refused, agreed, differed, withheld, slashed', async ({ db, people }) => {
    const round = await drawn(db, people, { submission: '50', auditor: '30', toAuditors: 0 })
    const { world, works, panel, bob } = round
    await judge(round, works[0], thrice(found('right')))
    const [first, second, silent] = await panel(works[1])
    for (const one of [first!, second!, silent!]) await world.commit(one, works[1], found('wrong'))
    await world.reveal(first!, works[1], found('wrong'))
    const judging = { roundId: world.roundId, now: world.at('revealsEnd') }
    const judged = (await steps.judgedOf(db, { ...judging, step: 'closeAudit' }))!
    await world.reveal(second!, works[1], found('wrong'))
    await world.run((tx) => steps.AUDIT_STEPS.closeAudit(tx, { ...judging, judged }))
    expect((await world.round()).state, 'what was computed before the last word is not written').toBe('audit')
    await world.closeAudit()
    await world.appeal(bob, works[1])
    await world.drawAppeals()
    await judge(round, works[1], thrice(fraud), 'appeal')
    await world.closeAppeals()
    const events = await db.reputationEvent.groupBy({
      by: ['kind'],
      _count: true,
      where: { ref: { contains: world.roundId } },
    })
    expect(Object.fromEntries(events.map(({ kind, _count }) => [kind, _count]))).toEqual({
      'work.accepted': 1,
      'work.refused': 1,
      'audit.agreed': 6,
      'audit.differed': 2,
      'audit.withheld': 1,
      'bond.slashed': 2,
    })
    await world.approveList(randomUUID(), false)
    await world.approveList()
    const bonds = await db.payout.findMany({ where: { engineRoundId: world.roundId, kind: 'bond' } })
    const slashed = Object.fromEntries(bonds.map(({ recipient, units }) => [recipient, units.toFixed()]))
    expect(slashed[bob.wallet]).toBe('50')
    expect(slashed[silent!.wallet]).toBe('30')
    expect(Object.values(slashed).filter((units) => units === '0')).toHaveLength(6)
  })
})

describe('at the door', () => {
  test('work that comes 1 ms late is refused, by us and by the database', async ({ db, people }) => {
    const world = await EngineWorld.start(db)
    const late = { now: world.at('submissionsEnd') }
    await expect(world.submit(people[0]!, late)).rejects.toThrow('the time for that is over')
    await world.submit(people[0]!, { now: world.at('submissionsEnd', -1) })
    const { key: _, ...row } = await db.roundSubmission.findFirstOrThrow({ where: { roundId: world.roundId } })
    const other = { ...row, person: await world.name(people[1]!), wallet: people[1]!.wallet, key: 's-late' }
    await expect(db.roundSubmission.create({ data: { ...other, at: world.at('submissionsEnd') } })).rejects.toThrow(
      'constraint',
    )
    const closing = { roundId: world.roundId, now: world.at('submissionsEnd', 61_000) }
    for (const seed of [hexOf('first'), hexOf('second')])
      await world.run((tx) => steps.closeSubmissions(tx, { ...closing, seed: { seed, slot: 9n } }))
    const kept = { state: 'submission', seed: hexOf('first') }
    expect(await world.round(), 'the seed stays, and the draw follows from it').toMatchObject(kept)
    await world.audit('drawFirst', closing.now)
    expect((await world.round()).state).toBe('audit')
  })

  test('each person hands in once, with a wallet of theirs, over exactly this text', async ({ db, people }) => {
    const world = await EngineWorld.start(db)
    const [ada, bob] = people as [Player, Player]
    await expect(world.submit({ ...ada, sign: bob.sign })).rejects.toThrow('does not fit this wallet')
    await expect(world.submit({ ...ada, wallet: bob.wallet, sign: bob.sign })).rejects.toThrow('not linked')
    await world.submit(ada)
    await expect(world.submit(ada, { claimed: 200n })).rejects.toThrow('cannot be replaced')
    const stranger = await world.player(false)
    await expect(world.submit(stranger)).rejects.toThrow('Only verified')
  })

  test('a reveal needs its commit, and is the one that was fixed', async ({ db, people }) => {
    const round = await drawn(db, people)
    const { world, works, panel, outsider, ada } = round
    const [first, second] = await panel(works[0])
    await expect(world.commit(outsider, works[0], found('right'))).rejects.toThrow('not asked')
    await expect(world.commit(ada, works[0], found('right'))).rejects.toThrow('not asked')
    await world.commit(first!, works[0], found('right'))
    await expect(world.commit(first!, works[0], found('wrong'))).rejects.toThrow('cannot be replaced')
    const early = { now: world.at('commitsEnd', -1) }
    await expect(world.reveal(first!, works[0], found('right'), early)).rejects.toThrow('has not begun')
    await expect(world.reveal(first!, works[0], found('wrong'))).rejects.toThrow('not the judgement that you fixed')
    await expect(world.reveal(second!, works[0], found('right'))).rejects.toThrow('fixed no judgement')
    await expect(world.reveal(first!, works[0], fraud)).rejects.toThrow('reads checks')
    await world.reveal(first!, works[0], found('right'))
    await expect(world.reveal(first!, works[0], found('right'))).rejects.toThrow('shown already')
    const shown = await db.roundReveal.findFirstOrThrow({ where: { roundId: world.roundId } })
    const person = await world.name(second!)
    await expect(db.roundReveal.create({ data: { ...shown, person } }), 'by the database too').rejects.toThrow()
  })

  test('of two checkers at once one is the second, and nobody is it twice', async ({ db }) => {
    const world = await EngineWorld.start(db, bountySheet(), { open: false })
    await world.approve(randomUUID(), false)
    const racers = [randomUUID(), randomUUID(), randomUUID()]
    const answers = await Promise.allSettled(racers.map((personId) => world.approve(personId, true)))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await db.roundApproval.count({ where: { roundId: world.roundId } })).toBe(2)
  })

  test('a sheet that two people approved cannot be changed, nor opened when it was not on the chain in time', async ({
    db,
  }) => {
    const world = await EngineWorld.start(db, bountySheet(), { open: false })
    await world.approve(randomUUID(), false)
    await world.approve(randomUUID(), true)
    const where = { id: world.roundId }
    const sheet = JSON.stringify({ ...world.sheet, pool: '2000' })
    await expect(db.engineRound.update({ where, data: { sheet, sheetDigest: hexOf(sheet) } })).rejects.toThrow(
      'constraint',
    )
    const late = { signature: 'late', slot: 1n, writtenAt: world.at('opens'), now: world.at('opens') }
    await world.run((tx) => steps.recordSheetWritten(tx, { roundId: world.roundId, ...late }))
    await world.run((tx) => steps.openRound(tx, { roundId: world.roundId, now: world.at('opens') }))
    expect(await world.round()).toMatchObject({ state: 'void', writtenAt: null })
  })

  test('who belongs to the project decides nothing about its round', async ({ db }) => {
    const world = await EngineWorld.start(db, bountySheet(), { open: false })
    const { issuerId } = await db.listing.findUniqueOrThrow({ where: { projectId: world.projectId } })
    await expect(world.approve(issuerId, true)).rejects.toThrow('belong to the project')
    await expect(world.approve(randomUUID(), true, world.at('opens'))).rejects.toThrow()
    expect(PROPOSED < world.at('opens')).toBe(true)
  })
})

test('who is forgotten loses the name that a round gave them, and the round is computed as before', async ({
  db,
  people,
}) => {
  const round = await drawn(db, people)
  const { world, works, ada } = round
  await judge(round, works[0], thrice(found('right')))
  const isOpen = async (now: Date) => (await roundFacts(db, { ...ada, wallets: [], now })).hasOpenBusiness
  expect([await isOpen(world.at('claimsEnd', -1)), await isOpen(world.at('claimsEnd'))]).toEqual([true, false])
  await world.listed()
  expect((await roundData(db, ada.personId, [])).engine.parts.at(-1)).toMatchObject({ works: [{ key: works[0] }] })
  const { text: before } = await exportRound(db, world.roundId)
  await db.$transaction((tx) => forgetInRounds(tx, { personId: ada.personId }))
  expect(await hasWordsInRounds(db, ada.personId)).toBe(false)
  expect((await exportRound(db, world.roundId)).text).toBe(before)
  const named = db.roundPerson.updateMany({ where: { roundId: world.roundId }, data: { personId: ada.personId } })
  await expect(named, 'a name gets no other person').rejects.toThrow('constraint')
})

test('a sheet may ask for fewer audits of people with a good record: their work then counts unseen, and says nothing of them', async ({
  db,
  people,
}) => {
  const { panel } = bountySheet()
  const world = await EngineWorld.start(db, bountySheet({ panel: { ...panel, leastChance: 100_000_000 } }))
  const [ada, bob, ...others] = people as [Player, Player, ...Player[]]
  const kept = Array.from({ length: 200 }, (_, number): Happening => {
    return { subject: ada.wallet, kind: 'work.accepted', ref: `work.accepted:before:${number}`, at: PROPOSED }
  })
  await db.$transaction((tx) => recordHappenings(tx, kept))
  const works = [await world.submit(ada), await world.submit(bob)] as const
  for (const auditor of others.slice(0, 4)) await world.enrol(auditor)
  const ticket = (seed: string) => BigInt(`0x${hexOf(`${seed}:audit:${works[0]}`)}`) % 1_000_000_000n
  const seeds = Array.from({ length: 99 }, (_, number) => hexOf(`block ${number}`))
  await world.closeSubmissions(seeds.find((seed) => ticket(seed) > 500_000_000n)!)
  const seats = await db.roundSeat.findMany({ where: { roundId: world.roundId } })
  expect(new Set(seats.map(({ about }) => about)), 'newcomers are always judged').toEqual(new Set([works[1]]))
  await world.listed()
  const { list } = await world.round()
  // 40 units, since the tests count no more, at a rate of 10; the other one was judged by nobody in time.
  expect(JSON.parse(list!).recipients).toMatchObject([{ recipient: await world.name(ada), units: '400' }])
  expect(recompute(JSON.parse((await exportRound(db, world.roundId)).text))).toBe(list)
  const ref = { startsWith: `work.accepted:${world.roundId}` }
  expect(await db.reputationEvent.count({ where: { ref } }), 'a record does not feed itself').toBe(0)
})

test('a bounty is opened by the project’s own issuer alone', async ({ db }) => {
  const stranger = { form: EDITORIAL, personId: randomUUID(), now: PROPOSED }
  await expect(db.$transaction((tx) => openBounty(tx, stranger))).rejects.toThrow('no such listed project')
})

test('without two people in time the round is void: its list was never fixed', async ({ db, people }) => {
  const round = await drawn(db, people)
  const { world } = round
  await world.listed()
  await world.approveList(randomUUID(), false)
  const lapse = (now: Date) => world.run((tx) => steps.lapseRound(tx, { roundId: world.roundId, now }))
  await lapse(world.at('rootDue', -1))
  expect((await world.round()).state).toBe('distribution')
  await lapse(world.at('rootDue'))
  expect((await world.round()).state).toBe('void')
  await expect(world.approveList()).rejects.toThrow('another step')
})
