import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { createPerson } from '@/domains/identity/actions/people'
import { addWallet } from '@/domains/identity/actions/wallets'
import { recompute } from '@/recompute/list'
import type { Db } from '@/server/db'
import { BonusWorld, bonusInput, PROPOSED } from '@/test/bonus-world'
import { test } from '@/test/db'
import { fund, KOII, someWallet } from '@/test/rounds-world'
import * as acts from './actions/bonus'
import { decideExclusion, proposeExclusion } from './actions/exclusions'
import { forgetInRounds } from './actions/forget'
import { endingOf } from './actions/steps'
import { bonusExplanation, bonusRound, bonusRounds, bonusWhatIf } from './queries/bonus'
import { exportRound } from './queries/engine-export'
import { hasWordsInRounds, roundData } from './queries/person'

const run = <Value>(db: Db, act: (tx: Parameters<Parameters<Db['$transaction']>[0]>[0]) => Promise<Value>) =>
  db.$transaction(act as never) as Promise<Value>

/** Somebody with this wallet, signed in here. */
async function ownerOf(db: Db, wallet: string): Promise<string> {
  const { id } = await run(db, (tx) => createPerson(tx, { displayName: 'Somebody', now: PROPOSED }))
  await run(db, (tx) => addWallet(tx, { address: wallet, personId: id, now: PROPOSED }))
  return id
}

/** Three projects: two people with 90 and 10 KOII, one with 400 over two wallets, and one whom nobody signed in with. */
async function projects(db: Db) {
  const [whale, ...few] = [randomUUID(), randomUUID(), randomUUID()]
  const issuer = someWallet()
  const crowd = await fund(
    db,
    [
      { personId: few[0]!, koii: 90n },
      { personId: few[1]!, koii: 10n },
    ],
    issuer,
  )
  const rich = await fund(db, [
    { personId: whale, koii: 200n },
    { personId: whale, koii: 200n },
  ])
  const unknown = await fund(db, [{ personId: null, koii: 500n }])
  return { crowd, rich, unknown, issuer, people: [whale, ...few], all: [crowd, rich, unknown] }
}

/** What the database itself refuses, whatever the code does. */
const FORBIDDEN = [
  "update round_objection set words = 'x' where confirmed_at is not null",
  "update round_objection set answer = 'x' where confirmed_at is not null",
  'update round_objection set confirmed_by = answered_by',
  'delete from round_objection',
  "update round_snapshot set positions = '[]'",
  'update round_exclusion set confirmed_at = null, confirmed_by = null where lifted_at is not null',
]

type List = { recipients: { recipient: string; units: string }[] }
const unitsIn = ({ recipients }: List) =>
  Object.fromEntries(recipients.map(({ recipient, units }) => [recipient, BigInt(units)]))
const listOf = async (world: BonusWorld) => unitsIn(JSON.parse((await world.round()).list!))

describe('a bonus round', () => {
  test.for(['pledge-match', 'quadratic', 'cluster-matching'] as const)(
    'by %s is the same when somebody else computes it from the export, which names nobody',
    async (reward, { db }) => {
      const { all, people, rich, unknown } = await projects(db)
      const world = await BonusWorld.open(db, bonusInput(all, { reward }))
      await world.close()
      await world.list()
      const { text } = await exportRound(db, world.roundId)
      expect(recompute(JSON.parse(text))).toBe((await world.round()).list)
      for (const person of people) expect(text).not.toContain(person)
      const list = await listOf(world)
      expect(list[unknown], 'a wallet that nobody signed in with is nobody').toBe(0n)
      const { explanation } = await bonusExplanation(db, { roundId: world.roundId, staff: false, recipient: rich })
      expect(explanation).toMatchObject({ backers: 1, given: 400n * KOII, peopleCapped: 1, counted: 100n * KOII })
      expect(explanation.units).toBe(list[rich])
    },
  )

  test('pays by verified people, never by wallets, up to every cap, to the last unit', async ({ db }) => {
    const { all, crowd, rich } = await projects(db)
    const world = await BonusWorld.open(db, bonusInput(all, { paidPerRecipient: '450', paidInAll: '800' }))
    await world.close()
    await world.list()
    expect(await listOf(world)).toMatchObject({ [crowd]: 400n * KOII, [rich]: 400n * KOII })
    await world.approveList(false)
    await expect(world.approveList(false), 'the second needs a checker').rejects.toMatchObject({
      code: 'rounds.needsChecker',
    })
    await world.approveList(true)
    const { payouts, lists, state } = await bonusRound(db, { roundId: world.roundId, staff: false })
    expect(payouts.map(({ units }) => units)).toEqual([400n * KOII, 400n * KOII])
    expect(lists.map(({ total, count }) => [total, count])).toEqual([[800n * KOII, 2]])
    expect(state).toBe('distribution')
  })

  test('gives nothing to a project with too few verified people behind it', async ({ db }) => {
    const { all, crowd, rich } = await projects(db)
    const world = await BonusWorld.open(db, bonusInput(all, { minimumBackers: 2 }))
    await world.close()
    await world.list()
    expect(await listOf(world)).toMatchObject({ [crowd]: 1_000n * KOII, [rich]: 0n })
    const why = await bonusExplanation(db, { roundId: world.roundId, staff: false, recipient: rich })
    expect(why.explanation.limit).toBe('minimum-backers')
  })

  test('counts what the chain showed when it closed, and nothing that came later', async ({ db }) => {
    const { all, crowd, rich, unknown } = await projects(db)
    const world = await BonusWorld.open(db, bonusInput(all))
    const preview = await bonusRound(db, { roundId: world.roundId, staff: false })
    expect([preview.basis, preview.paid]).toEqual(['now', 1_000n * KOII])
    await world.close()
    await db.$executeRaw`update "position" set person_id = ${randomUUID()}::uuid where raise_address in
      (select raise_address from listing where project_id = ${unknown}::uuid)`
    expect((await bonusRound(db, { roundId: world.roundId, staff: false })).basis).toBe('closed')
    const { list: closed, basis, ...given } = JSON.parse((await exportRound(db, world.roundId)).text)
    expect([basis, JSON.parse(recompute(given))], 'who may object can compute it').toEqual(['closed', closed])
    await world.list()
    expect(await listOf(world)).toEqual(unitsIn(closed))
    expect(await listOf(world)).toEqual({ [crowd]: 500n * KOII, [rich]: 500n * KOII, [unknown]: 0n })
    expect((await bonusRound(db, { roundId: world.roundId, staff: false })).basis).toBe('list')
  })

  test('says what 40 more people with 5 KOII each would change', async ({ db }) => {
    const { all, crowd } = await projects(db)
    const world = await BonusWorld.open(db, bonusInput(all, { countedPerPerson: null }))
    const asked = { roundId: world.roundId, staff: false, recipient: crowd }
    const answer = await bonusWhatIf(db, { ...asked, people: 40, each: '5' })
    expect([answer.before.units, answer.after.units]).toEqual([200n * KOII, 428_571_428_571n])
    await expect(bonusWhatIf(db, { ...asked, people: 40, each: '0.0000000001' })).rejects.toMatchObject({
      code: 'rounds.badInputs',
    })
    await expect(bonusWhatIf(db, { ...asked, recipient: randomUUID(), people: 1, each: '5' })).rejects.toThrow(
      'does not take part',
    )
  })

  test('is shared out evenly among operators, each paid to the own wallet', async ({ db }) => {
    const wallets = [someWallet(), someWallet(), someWallet()].sort()
    const even = bonusInput(wallets, { reward: 'equal', countedPerPerson: null, pool: '0.00000001' })
    const operator = await ownerOf(db, wallets[0]!)
    const takesPart = { code: 'rounds.takesPart' }
    await expect(BonusWorld.propose(db, even, operator)).rejects.toMatchObject(takesPart)
    const world = await BonusWorld.open(db, even)
    await world.close()
    await world.list()
    await expect(world.approveList(true, operator), 'nobody approves their own payment').rejects.toMatchObject(
      takesPart,
    )
    await world.approveList(false)
    await world.approveList(true)
    const { payouts } = await bonusRound(db, { roundId: world.roundId, staff: false })
    expect(payouts.map(({ recipient, units }) => [recipient, units])).toEqual([
      [wallets[0], 4n],
      [wallets[1], 3n],
      [wallets[2], 3n],
    ])
  })

  test('is public once two people approved it, and nobody with an interest is one of them', async ({ db }) => {
    const { all, crowd, people, issuer } = await projects(db)
    const insider = await ownerOf(db, issuer)
    await expect(BonusWorld.propose(db, bonusInput(all), insider)).rejects.toMatchObject({ code: 'rounds.ownInterest' })
    await expect(BonusWorld.propose(db, bonusInput(all), people[0])).rejects.toMatchObject({
      code: 'rounds.ownInterest',
    })
    const world = await BonusWorld.propose(db, bonusInput(all))
    const asked = { roundId: world.roundId, staff: false }
    await expect(bonusRound(db, asked)).rejects.toMatchObject({ code: 'rounds.noRound' })
    for (const personId of [insider, people[0]!])
      await expect(world.approveSheet(true, personId)).rejects.toMatchObject({ code: 'rounds.ownTask' })
    const [maker, checker] = [randomUUID(), randomUUID()]
    await world.approveSheet(false, maker)
    await expect(world.approveSheet(true, maker)).rejects.toMatchObject({ code: 'rounds.approvedAlready' })
    await world.approveSheet(true, checker)
    expect(await bonusRound(db, asked)).toMatchObject({ state: 'planned', names: { [crowd]: 'A project' } })
    expect((await bonusRounds(db, { staff: false })).map(({ id }) => id)).toContain(world.roundId)
    await expect(
      run(db, (tx) => tx.engineRound.update({ where: { id: world.roundId }, data: { sheet: '{}' } })),
    ).rejects.toThrow()
  })

  test.for([
    ['pool', { pool: '0' }, 'rounds.badSheet'],
    ['pool', { pool: '1.0000000001' }, 'rounds.badSheet'],
    ['countedPerProject', { reward: 'quadratic', countedPerProject: '5' }, 'rounds.badSheet'],
    ['paidInAll', { paidInAll: '1001' }, 'rounds.badSheet'],
    ['not listed', { eligible: [randomUUID()] }, 'rounds.notListed'],
    ['equal', { eligible: [someWallet()] }, 'rounds.badSheet'],
    ['later than', { closesAt: PROPOSED }, 'rounds.badSheet'],
    ['ten minutes', { opensAt: PROPOSED }, 'rounds.tooSoon'],
  ] as const)('refuses a sheet for its %s', async ([words, given, code], { db }) => {
    const { all } = await projects(db)
    const proposing = BonusWorld.propose(db, bonusInput(all, given as never))
    await expect(proposing).rejects.toMatchObject({ code, message: expect.stringContaining(words) })
  })
})

test('a bonus round is for projects or for operators, not both', async ({ db }) => {
  const { crowd } = await projects(db)
  await expect(BonusWorld.propose(db, bonusInput([crowd, someWallet()]))).rejects.toThrow('not both')
})

describe('an exclusion and the objection to it', () => {
  async function excluded(db: Db) {
    const found = await projects(db)
    const world = await BonusWorld.open(db, bonusInput(found.all))
    const { roundId } = world
    const now = await world.at('opens', 1)
    const [maker, checker] = [randomUUID(), randomUUID()]
    const proposal = { roundId, recipient: found.crowd, reason: 'Its team left.', personId: maker, now }
    const exclusionId = await run(db, (tx) => proposeExclusion(tx, proposal))
    const decide = (personId: string) =>
      run(db, (tx) => decideExclusion(tx, { exclusionId, confirm: true, personId, now }))
    return { ...found, world, roundId, maker, checker, decide }
  }

  test('takes two people, is public with its reason, and takes the project out of the list', async ({ db }) => {
    const { world, roundId, maker, checker, decide, crowd, rich } = await excluded(db)
    await expect(decide(maker)).rejects.toMatchObject({ code: 'rounds.sameExcluder' })
    expect((await bonusRound(db, { roundId, staff: false })).exclusions).toEqual([])
    await world.close()
    const before = (await endingOf(db, { roundId, now: await world.at('appealRevealsEnd') }))!
    await decide(checker)
    await world.writeList(before)
    expect((await world.round()).state, 'what was computed before the exclusion is not written').toBe('appeal')
    const { exclusions, explanations } = await bonusRound(db, { roundId, staff: false })
    expect(exclusions).toMatchObject([{ recipient: crowd, reason: 'Its team left.', proposedBy: null }])
    expect(explanations.find(({ recipient }) => recipient === crowd)?.limit).toBe('excluded')
    await world.list()
    const list = await listOf(world)
    expect([list[crowd], list[rich]]).toEqual([undefined, 1_000n * KOII])
    const { text } = await exportRound(db, roundId)
    expect(recompute(JSON.parse(text))).toBe((await world.round()).list)
    for (const signer of [maker, checker]) expect(text, 'signers have names of this round').not.toContain(signer)
  })

  test('is lifted when two people uphold the objection of the project, and only then', async ({ db, pool }) => {
    const { world, roundId, checker, decide, crowd, rich, issuer, people } = await excluded(db)
    await decide(checker)
    const insider = await ownerOf(db, issuer)
    const object = (given: object = {}, now = new Date(0)) =>
      run(db, (tx) =>
        acts.object(tx, { roundId, recipient: crowd, words: 'It is still here.', personId: insider, now, ...given }),
      )
    await expect(object({}, await world.at('opens', 1)), 'the round runs').rejects.toMatchObject({
      code: 'rounds.notNowRound',
    })
    await world.close()
    const from = await world.at('revealsEnd')
    await expect(object({ personId: people[1] }, from)).rejects.toMatchObject({ code: 'rounds.notYourProject' })
    await expect(object({ recipient: rich }, from)).rejects.toMatchObject({ code: 'rounds.notYourProject' })
    await expect(object({}, await world.at('appealsEnd')), 'late by a millisecond').rejects.toMatchObject({
      code: 'rounds.notNowRound',
    })
    const objectionId = await object({}, await world.at('appealsEnd', -1))
    await expect(object({}, from)).rejects.toMatchObject({ code: 'rounds.objectedAlready' })

    const [one, other] = [randomUUID(), randomUUID()]
    const now = await world.at('appealsEnd', 1)
    const answer = { objectionId, upheld: true, answer: 'We were wrong.', now }
    const write = (personId: string) => run(db, (tx) => acts.answerObjection(tx, { ...answer, personId }))
    const confirm = (personId: string, given: object = {}) =>
      run(db, (tx) => acts.confirmAnswer(tx, { ...answer, personId, ...given }))
    await expect(confirm(other)).rejects.toMatchObject({ code: 'rounds.notAnswered' })
    await expect(write(insider)).rejects.toMatchObject({ code: 'rounds.ownTask' })
    await write(one)
    await expect(confirm(one)).rejects.toMatchObject({ code: 'rounds.sameAnswerer' })
    await expect(confirm(other, { upheld: false })).rejects.toMatchObject({ code: 'rounds.notAnswered' })
    expect((await bonusRound(db, { roundId, staff: false })).objections).toMatchObject([{ answer: null }])
    await confirm(other)
    await expect(write(one), 'what two people said stays').rejects.toMatchObject({ code: 'rounds.noObjection' })
    expect((await bonusRound(db, { roundId, staff: false })).objections).toMatchObject([
      { words: 'It is still here.', answer: 'We were wrong.', upheld: true },
    ])
    await world.list()
    expect(await listOf(world)).toMatchObject({ [crowd]: 500n * KOII, [rich]: 500n * KOII })
    const { text } = await exportRound(db, roundId)
    expect(recompute(JSON.parse(text))).toBe((await world.round()).list)
    expect((await roundData(db, insider, [])).objections).toMatchObject([{ words: 'It is still here.' }])
    expect(await hasWordsInRounds(db, insider)).toBe(true)
    await run(db, (tx) => forgetInRounds(tx, { personId: insider }))
    expect(await hasWordsInRounds(db, insider), 'the words go with their author').toBe(false)
    for (const statement of FORBIDDEN) await expect(pool.query(statement), statement).rejects.toThrow()
  })
})
