import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect } from 'vitest'
import { confirmOrder, finishOrders, linkIntent, returnOrder } from '@/domains/raises/actions/guardian'
import { sideOfRaise } from '@/domains/raises/queries/raise'
import { roundJudging } from '@/domains/raises/queries/tranche-round'
import { openPayments } from '@/domains/raises/queries/tranches'
import { DAY, HOUR, after as plus } from '@/kit/time'
import { recompute } from '@/recompute/list'
import type { Db } from '@/server/db'
import { someone } from '@/test/application-world'
import { test as base } from '@/test/db'
import type { EngineWorld, Player } from '@/test/engine-world'
import { environmentWithKeys, localEnvironment } from '@/test/environment'
import {
  enrolled,
  form,
  fourStake,
  fundedRaise,
  handIn,
  judged,
  names,
  player,
  SECOND_SHARE,
  SETTLED,
  seated,
  spent,
  started,
  windowsFrom,
} from '@/test/milestone-world'
import { proposeMilestone, settleMilestone } from './actions/milestone'
import { lapseRound } from './actions/steps'
import { exportRound } from './queries/engine-export'
import { mineIn, roundPage } from './queries/engine-page'
import { milestonesOf, ownMilestones, waitingMilestones } from './queries/milestones'
import type { RevealContent } from './schema/round-inputs'
import { workUnits } from './schema/units'

environmentWithKeys()
beforeAll(localEnvironment)

/** Five verified people who invest in every raise of this file, and one who does not. */
const test = base.extend('people', { scope: 'file' }, async ({ db }) => {
  const people: Player[] = []
  for (let count = 0; count < 6; count += 1) people.push(await player(db))
  return people
})

const accept: RevealContent = {
  kind: 'judgement',
  outcome: 'accept',
  reason: 'none',
  units: workUnits(500_500_000_000n),
}
const refuse: RevealContent = { kind: 'judgement', outcome: 'refuse', reason: 'no-evidence', units: workUnits(0n) }

const orderOf = (db: Db, { roundId }: EngineWorld) => db.guardianOrder.findUnique({ where: { roundId } })
const settle = (world: EngineWorld, now = world.at('appealRevealsEnd', 5_000)) =>
  world.run((tx) => settleMilestone(tx, { roundId: world.roundId, now }))

describe('a payment that its investors judge', () => {
  test('what they accept becomes an order to the approvers, and the round ends when it is carried out', async ({
    db,
    people,
  }) => {
    const { raise, world } = await started(db, people)
    const about = { raiseAddress: raise.raise, tranche: 1, now: world.at('opens', 2_000) }
    expect(await roundJudging(db, about)).toBe(true)
    const work = await handIn(world, raise.issuer)
    await enrolled(world, people.slice(0, 4))
    await world.closeSubmissions()
    const [shown] = (await roundPage(db, { roundId: world.roundId, isInside: false })).works
    expect(shown?.benches, 'nobody is an operator, and the page says so').toEqual([
      { stage: 'first', isVote: false, least: 3, people: 4, operators: 0, alone: false },
    ])
    expect(await judged(world, people, work, accept)).toBe(3)
    expect(await orderOf(db, world)).toMatchObject({
      ...{ act: 'approve', tranche: 1, state: 'proposed', proposedBy: null, raiseAddress: raise.raise },
    })
    expect(await roundJudging(db, about)).toBe(false)
    const { text } = await exportRound(db, world.roundId)
    const { list, ...given } = JSON.parse(text)
    expect(recompute(given)).toBe((await world.round()).list)
    expect(list.recipients).toEqual([{ recipient: raise.projectId, weight: '1', units: SECOND_SHARE.toString() }])

    await settle(world)
    expect((await world.round()).state, 'until the approvers have signed').toBe('distribution')
    const order = (await orderOf(db, world))!
    const [side, intentId, now] = [await sideOfRaise(db, raise.raise), randomUUID(), world.at('appealRevealsEnd')]
    const confirming = { orderId: order.id, side, now }
    const ours = { ...someone(['checker']), personId: raise.issuer.personId }
    await expect(world.run((tx) => confirmOrder(tx, { ...confirming, viewer: ours }))).rejects.toMatchObject({
      code: 'raises.ownRaise',
    })
    const racing = [1, 2].map(() =>
      world.run((tx) => confirmOrder(tx, { ...confirming, viewer: someone(['checker']) })),
    )
    const ends = await Promise.allSettled(racing)
    expect(
      ends.filter(({ status }) => status === 'fulfilled'),
      'E10: of two checkers at once one is the second',
    ).toHaveLength(1)
    await world.run((tx) => linkIntent(tx, { orderId: order.id, intentId }))
    await world.run((tx) => finishOrders(tx, { intentId, now }))
    await world.run((tx) => lapseRound(tx, { roundId: world.roundId, now: world.at('rootDue') }))
    await settle(world, world.at('rootDue'))
    expect((await world.round()).state, 'carried out in time, however late it is seen').toBe('paid')
    const events = await db.reputationEvent.findMany({ where: { ref: { contains: world.roundId } } })
    expect(events.map(({ kind }) => kind).sort()).toEqual([
      ...['audit.agreed', 'audit.agreed', 'audit.agreed', 'work.accepted'],
    ])
  })

  test('what they refuse becomes an order to give it back; one that staff turn down ends the round in the open', async ({
    db,
    people,
  }) => {
    const { raise, world } = await started(db, people)
    const work = await handIn(world, raise.issuer)
    await enrolled(world, people.slice(0, 3))
    await world.closeSubmissions()
    await judged(world, people, work, refuse)
    const order = (await orderOf(db, world))!
    expect(order).toMatchObject({ act: 'reject', state: 'proposed' })
    const side = await sideOfRaise(db, raise.raise)
    const act = { orderId: order.id, side, viewer: someone(['checker']), now: world.at('appealRevealsEnd') }
    await world.run((tx) => returnOrder(tx, act))
    await settle(world)
    expect(await world.round()).toMatchObject({
      state: 'void',
      voidReason: expect.stringContaining('turned the order down'),
    })
  })

  test('silence releases nothing, and the payment can be judged again', async ({ db, people }) => {
    const { raise, world } = await started(db, people)
    await handIn(world, raise.issuer)
    await enrolled(world, people.slice(0, 3))
    await world.closeSubmissions()
    await world.listed()
    expect(await orderOf(db, world)).toBeNull()
    await settle(world)
    expect(await world.round()).toMatchObject({ state: 'void', voidReason: expect.stringContaining('did not decide') })
    const now = world.at('appealRevealsEnd', DAY)
    const times = windowsFrom(now)
    const act = { form: form(raise.projectId, times), personId: raise.issuer.personId, now }
    expect(await world.run((tx) => proposeMilestone(tx, act))).toBeTruthy()
  })

  test('in a vote everybody who invested is asked, one vote a person, and too few decide nothing', async ({
    db,
    people,
  }) => {
    const { raise, world } = await started(db, people, { audit: 'community-vote' })
    const work = await handIn(world, raise.issuer)
    await world.closeSubmissions()
    for (const one of people.slice(0, 3)) await world.commit(one, work, accept)
    await expect(world.commit(people[5]!, work, accept)).rejects.toThrow('not asked')
    await expect(world.commit(raise.issuer, work, accept)).rejects.toThrow('not asked')
    for (const one of people.slice(0, 3)) await world.reveal(one, work, accept)
    await world.listed()
    expect(await orderOf(db, world)).toMatchObject({ act: 'approve' })
    await settle(world, world.at('rootDue', -1))
    expect((await world.round()).state).toBe('distribution')
    await settle(world, world.at('rootDue'))
    expect(await world.round()).toMatchObject({ state: 'void', voidReason: expect.stringContaining('did not sign') })
    const facts = JSON.parse((await world.round()).facts!)
    expect(facts.voters.map(({ stake }: { stake: string }) => stake)).toEqual(Array(5).fill('100000000000'))
    const quiet = await started(db, people, { audit: 'community-vote' })
    const other = await handIn(quiet.world, quiet.raise.issuer)
    await quiet.world.closeSubmissions()
    for (const one of people.slice(0, 2)) await quiet.world.commit(one, other, accept)
    for (const one of people.slice(0, 2)) await quiet.world.reveal(one, other, accept)
    await quiet.world.listed()
    expect(await orderOf(db, quiet.world)).toBeNull()
  })
})

describe('operators who invested', () => {
  test('are drawn alone where three of them can be, in an appeal too, and anybody can compute it again', async ({
    db,
    people,
  }) => {
    const { raise, world } = await started(db, people)
    const work = await handIn(world, raise.issuer)
    await enrolled(world, people.slice(0, 5))
    await fourStake(world, people)
    await world.closeSubmissions()
    const first = await seated(world, people, 'first')
    expect(first).toHaveLength(3)
    expect(first).not.toContain(4)
    for (const place of first) await world.commit(people[place]!, work, refuse)
    for (const place of first) await world.reveal(people[place]!, work, refuse)
    await world.closeAudit()
    await world.appeal(raise.issuer, work)
    await world.drawAppeals()
    expect(
      (await seated(world, people, 'appeal')).toSorted(),
      'one operator is left: all who did not judge are drawn from',
    ).toEqual([0, 1, 2, 3, 4].filter((place) => !first.includes(place)))
    const { works } = await roundPage(db, { roundId: world.roundId, isInside: false })
    expect(works[0]?.benches).toEqual([
      { stage: 'first', isVote: false, least: 3, people: 5, operators: 4, alone: true },
      { stage: 'appeal', isVote: false, least: 3, people: 2, operators: 1, alone: false },
    ])
    await world.closeAppeals()
    const { list, facts, ...given } = JSON.parse((await exportRound(db, world.roundId)).text)
    const isOperator = (one: Player) =>
      facts.auditors.find(({ person }: { person: string }) => person === names.get(one)).operator
    expect(people.slice(0, 5).map(isOperator)).toEqual([true, true, true, true, false])
    expect(recompute({ ...given, facts })).toBe((await world.round()).list)
    expect(await orderOf(db, world)).toMatchObject({ act: 'reject' })
  })

  test('vote alone where three of them can: others are not asked, and the votes of fewer than three decide nothing', async ({
    db,
    people,
  }) => {
    const { raise, world } = await started(db, people, { audit: 'community-vote' })
    const work = await handIn(world, raise.issuer)
    await fourStake(world, people)
    await world.closeSubmissions()
    const duties = async ({ personId }: Player) =>
      (await mineIn(db, { roundId: world.roundId, personId, now: world.at('submissionsEnd', 2) })).duties.length
    expect([await duties(people[0]!), await duties(people[4]!)]).toEqual([1, 0])
    for (const one of people.slice(0, 2)) await world.commit(one, work, accept)
    await expect(world.commit(people[4]!, work, accept)).rejects.toMatchObject({ code: 'rounds.notAsked' })
    for (const one of people.slice(0, 2)) await world.reveal(one, work, accept)
    await world.listed()
    expect(await orderOf(db, world)).toBeNull()
  })
})

test('E5, E10: who may ask the investors, about which payment, and when', async ({ db, people }) => {
  const raise = await fundedRaise(db, people.slice(0, 5))
  const { issuer, projectId } = raise
  const propose = (personId: string, given: Parameters<typeof form>[1] = {}, now = SETTLED) =>
    db.$transaction((tx) => proposeMilestone(tx, { form: form(projectId, given), personId, now }))
  await expect(propose(people[0]!.personId)).rejects.toMatchObject({ code: 'rounds.notYourProject' })
  await expect(propose(issuer.personId, { tranche: 2 })).rejects.toThrow('Payment 2 is next.')
  await expect(propose(issuer.personId, { stepHours: 336 })).rejects.toThrow('need a day to sign')
  await expect(propose(issuer.personId, { evidenceUntil: form(projectId).opensAt })).rejects.toThrow('at least an hour')
  const late = windowsFrom(plus(SETTLED, 40 * DAY))
  await expect(propose(issuer.personId, late, plus(SETTLED, 39 * DAY))).rejects.toThrow('the time of the next is over')

  const first = await propose(issuer.personId)
  await expect(propose(issuer.personId, { stepHours: 12 })).rejects.toMatchObject({ code: 'raises.investorsJudge' })
  expect((await waitingMilestones(db, SETTLED)).map(({ id }) => id)).toContain(first)
  expect((await milestonesOf(db, projectId)).rounds, 'two people have not approved it').toEqual([])
  expect((await ownMilestones(db, { projectId, personId: issuer.personId })).rounds).toHaveLength(1)
  await expect(ownMilestones(db, { projectId, personId: people[0]!.personId })).rejects.toThrow(
    'no such listed project',
  )
  // Nobody approved it by its opening: it is in nobody's way any more.
  const later = plus(SETTLED, 2 * HOUR)
  const again = windowsFrom(later)
  expect(await propose(issuer.personId, again, later)).not.toBe(first)
})

test('E5: evidence is handed in once, by the team, for lines that the budget has, and stands beside it', async ({
  db,
  people,
}) => {
  const { raise, world } = await started(db, people)
  const { issuer, projectId } = raise
  await expect(handIn(world, people[0]!)).rejects.toMatchObject({ code: 'rounds.notYourProject' })
  await expect(handIn(world, issuer, { lines: [spent(2)] })).rejects.toThrow('spent.0.line')
  await expect(handIn(world, issuer, { lines: [spent(0, '1.0000000001')] })).rejects.toThrow('spent.0.amount')
  await expect(handIn(world, issuer, { claimed: 1n }), 'another sum than was signed').rejects.toThrow('does not fit')
  await expect(world.submit(issuer), 'without the spending').rejects.toThrow('page of your raise')
  expect(await db.trancheReport.count({ where: { roundId: world.roundId } })).toBe(0)
  await handIn(world, issuer)
  await expect(handIn(world, issuer)).rejects.toThrow('handed in work already')
  const { spending } = await milestonesOf(db, projectId)
  expect(spending.map(({ title, units }) => [title, units])).toEqual([
    ['Prover', 400_000_000_000n],
    ['Audit', 100_500_000_000n],
  ])
  await expect(db.trancheSpending.updateMany({ data: { units: 1 } })).rejects.toThrow()

  await expect(world.enrol(people[5]!)).rejects.toMatchObject({ code: 'rounds.notAnInvestor' })
  await expect(world.enrol(issuer)).rejects.toThrow('belong to the project')
  const verdict = {
    raiseAddress: raise.raise,
    act: 'approve' as const,
    tranche: 1,
    reason: 'Seen.',
    proposedAt: SETTLED,
  }
  await expect(
    db.guardianOrder.create({ data: { ...verdict, proposedBy: randomUUID() } }),
    'E10: while the investors judge, nobody else does',
  ).rejects.toThrow()
  expect((await openPayments(db, SETTLED)).find(({ raise: one }) => one === raise.raise)?.tranche.reports).toHaveLength(
    1,
  )
})
