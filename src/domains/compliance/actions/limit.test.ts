import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { KOII } from '@/kit/money'
import { DAY, HOUR, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import { protectionQuestion, regimesOn } from '../queries/protection'
import { protectionOf } from '../rules/protection'
import { type RuleProposal, ruleProposal } from '../schema/regime'
import { countCommitment, uncountCommitment } from './limit'
import { decideRule, proposeRule } from './rule-change'

const now = new Date('2027-06-01T12:00:00Z')
const [MAKER, CHECKER] = [randomUUID(), randomUUID()]
const coins = (whole: number) => BigInt(whole) * 10n ** 9n

const propose = (db: Db, proposal: RuleProposal, at = now) =>
  db.$transaction((tx) => proposeRule(tx, { ...ruleProposal.parse(proposal), actorId: MAKER, now: at }))
async function set(db: Db, proposal: Omit<RuleProposal, 'reason'>, at = now): Promise<void> {
  const { changeId } = await propose(db, { ...proposal, reason: 'As agreed.' } as RuleProposal, at)
  await db.$transaction((tx) => decideRule(tx, { changeId, confirm: true, actorId: CHECKER, now: at }))
}
const rate = (asOf: Date) => ({ micros: '50000', asOf: asOf.toISOString() })
const security = { instrument: 'TRANSFERABLE_SECURITY' as const, only: [], blocked: [], concentrationBps: null }

/** Two hundred at once wait longer for one of ten connections than a person would. */
const PATIENT = { maxWait: 60_000, timeout: 60_000 }

/** Somebody in the United States who may invest 2,500 dollars a year, in a raise of securities. */
async function investor(db: Db, projectId: string = randomUUID()) {
  const personId = randomUUID()
  const limits = { REG_CF: '250000' }
  await db.investorStatement.create({
    data: { personId, country: 'US', usPerson: true, category: 'retail', limits, statedAt: now },
  })
  for (const [step, outcome] of [
    ['test', 'passed'],
    ['REG_CF', 'a'.repeat(64)],
  ])
    await db.investorStep.create({ data: { personId, step: step!, outcome: outcome!, at: now } })
  if ((await db.ruleChange.count({ where: { kind: 'raise', subject: projectId } })) === 0)
    await set(db, { kind: 'raise', subject: projectId, payload: security })
  const commit = async (amount: bigint, intentId: string = randomUUID(), at = now) => {
    const issuer = { projects: [projectId], keys: [`project:${projectId}`] }
    const counted = { intentId, personId, projectId, issuer, amount, asset: KOII, sheet: false, now: at }
    await db.$transaction((tx) => countCommitment(tx, counted), PATIENT)
    return intentId
  }
  const left = async (at = now) => {
    const about = {
      personId,
      accounts: [personId],
      projectId,
      projectsOfIssuer: async () => [projectId],
      asset: KOII,
      cap: coins(1_000),
      held: 0n,
      terms: 'asked' as const,
      sheet: false,
      now: at,
    }
    return protectionOf(await protectionQuestion(db, about))
  }
  return { personId, projectId, commit, left }
}

describe('a setting of two people', () => {
  test('E10: is decided once, by another person, also in the database, and no part of it changes afterwards', async ({
    db,
    pool,
  }) => {
    const proposal = {
      kind: 'regime',
      subject: 'MICA_T2',
      payload: { on: true },
      reason: 'The lawyer agreed.',
    } as const
    const { changeId } = await propose(db, proposal)
    await expect(propose(db, proposal)).rejects.toMatchObject({ code: 'compliance.ruleOpen' })
    const decide = (actorId: string, confirm = true) =>
      db.$transaction((tx) => decideRule(tx, { changeId, confirm, actorId, now }))
    await expect(decide(MAKER)).rejects.toMatchObject({ code: 'compliance.ruleSamePerson' })
    const own =
      "update rule_change set decision = 'confirmed', decided_at = now(), decided_by = proposed_by where id = $1"
    await expect(pool.query(own, [changeId])).rejects.toThrow('rule_change_two_people')
    expect(await regimesOn(db, now)).toEqual([])
    const results = await Promise.allSettled([decide(CHECKER), decide(randomUUID(), false), decide(randomUUID())])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(decide(CHECKER)).rejects.toMatchObject({ code: 'compliance.ruleDecided' })
    await expect(pool.query("update rule_change set payload = '{}' where id = $1", [changeId])).rejects.toThrow(
      'a proposal does not change',
    )
    await expect(pool.query("update regime_rule set params = '{}'")).rejects.toThrow()
    const off = { ...proposal, payload: { on: false } }
    await set(db, off, plus(now, HOUR))
    expect(await regimesOn(db, now)).toEqual([])
  })
  test.for([
    { kind: 'rate', subject: 'KOI/usd', payload: rate(now), reason: 'x' },
    { kind: 'rate', subject: 'KOII/chf', payload: rate(now), reason: 'x' },
    { kind: 'rate', subject: 'KOII/usd', payload: { ...rate(now), micros: '0' }, reason: 'x' },
    { kind: 'raise', subject: randomUUID(), payload: { ...security, blocked: ['ZZ'] }, reason: 'x' },
    { kind: 'raise', subject: randomUUID(), payload: { ...security, concentrationBps: 10_001 }, reason: 'x' },
    { kind: 'regime', subject: 'NONE', payload: { on: true }, reason: 'x' },
    { kind: 'regime', subject: 'ECSPR', payload: { on: true, also: 1 }, reason: 'x' },
  ])('of a form that means nothing is refused: %j', (proposal) => {
    expect(ruleProposal.safeParse(proposal).success).toBe(false)
  })
  test('a rate of the future is refused', async ({ db }) => {
    const rateOf = { kind: 'rate', subject: 'KOII/eur', payload: rate(plus(now, 1)), reason: 'Exchange.' } as const
    await expect(propose(db, rateOf)).rejects.toMatchObject({ code: 'compliance.rateOfFuture' })
  })
})

test('while every regime is off nothing is counted and nothing is asked', async ({ db }) => {
  const personId = randomUUID()
  const issuer = { projects: [], keys: [] }
  const about = { personId, projectId: null, issuer, amount: coins(10_000_000), asset: KOII, sheet: false, now }
  await db.$transaction((tx) => countCommitment(tx, { intentId: randomUUID(), ...about }))
  expect(await db.limitEntry.count({ where: { personId } })).toBe(0)
})

describe('with Regulation Crowdfunding switched on', () => {
  test('a person’s year is one limit over all raises; what never moved counts no more, and after 12 months neither does the rest', async ({
    db,
  }) => {
    await set(db, { kind: 'regime', subject: 'REG_CF', payload: { on: true } })
    const one = await investor(db)
    expect(await one.left()).toMatchObject({ problem: 'rateOld' })
    await set(db, { kind: 'rate', subject: 'KOII/usd', payload: rate(now) })
    expect(await one.left()).toMatchObject({ problem: null, left: coins(50_000) })
    const intentId = await one.commit(coins(40_000))
    await one.commit(coins(40_000), intentId)
    expect(await one.left()).toMatchObject({ left: coins(10_000) })
    await expect(one.commit(coins(10_000) + 1n)).rejects.toMatchObject({ code: 'compliance.overLimit' })
    await db.$transaction((tx) => uncountCommitment(tx, { intentId, now }))
    expect(await one.left()).toMatchObject({ left: coins(50_000) })
    await one.commit(coins(50_000))
    expect(await one.left()).toMatchObject({ left: 0n })
    expect(await one.left(plus(now, DAY))).toMatchObject({ problem: 'rateOld' })
    const nextYear = plus(now, 366 * DAY)
    expect(await one.left(nextYear)).toMatchObject({ problem: 'statementNeeded' })
  })
  test('an issuer’s cap is one over all of their projects, and of many at once exactly those fit that share it', async ({
    db,
  }) => {
    const projects = [randomUUID(), randomUUID()]
    const issuer = { projects, keys: [`person:${randomUUID()}`] }
    const one = await investor(db, projects[0])
    const other = await investor(db, projects[1])
    const cents = 500_000_000n - 250_000n - 100_000n
    const spent = { regime: 'REG_CF', personId: randomUUID(), at: now, cents: cents.toString() }
    await db.limitEntry.create({ data: { ...spent, intentId: randomUUID(), projectId: projects[1]! } })
    const commit = ({ personId, projectId }: { personId: string; projectId: string }) =>
      db.$transaction((tx) =>
        countCommitment(tx, {
          intentId: randomUUID(),
          personId,
          projectId,
          issuer,
          amount: coins(50_000),
          asset: KOII,
          sheet: false,
          now,
        }),
      )
    const all = await Promise.allSettled([commit(one), commit(other)])
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const nobody = { personId: randomUUID(), accounts: [], cap: 0n, held: 0n, sheet: false, terms: 'asked' as const }
    const offered = async (counting: string[]) => {
      const about = { ...nobody, projectId: projects[0]!, projectsOfIssuer: async () => counting, asset: KOII, now }
      return (await protectionQuestion(db, about)).offered.REG_CF ?? 0n
    }
    expect(await offered(projects)).toBe(499_900_000n)
    expect(await offered([projects[0]!])).toBeLessThan(499_900_000n)
  })
  test('E12: of 200 commitments of one person, ten at every moment, exactly those for 50 fit', {
    timeout: 60_000,
  }, async ({ db }) => {
    const one = await investor(db)
    const results: PromiseSettledResult<string>[] = []
    const lane = async () => {
      for (let count = 0; count < 20; count += 1)
        results.push(...(await Promise.allSettled([one.commit(coins(1_000))])))
    }
    // Ten at every moment, as many as there are connections: more would wait for one, and give up on a busy machine.
    await Promise.all(Array.from({ length: 10 }, lane))
    expect(results).toHaveLength(200)
    const reasons = new Set(results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : [])))
    expect([...reasons]).toEqual(['compliance.overLimit'])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(50)
    expect(await one.left()).toMatchObject({ left: 0n })
  })
  test('E11: two accounts that showed one document have one limit, also when both commit at once', async ({ db }) => {
    const [one, other] = [await investor(db), await investor(db)]
    const marks = [one, other].map(({ personId }) => ({
      personId,
      mark: 'same passport',
      notedAt: now,
      confirmedAt: now,
    }))
    await db.identityMark.createMany({ data: marks })
    const both = await Promise.allSettled([one.commit(coins(30_000)), other.commit(coins(30_000))])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const fitting = both[0]?.status === 'fulfilled' ? other : one
    await fitting.commit(coins(20_000))
    await expect(one.commit(1n)).rejects.toMatchObject({ code: 'compliance.overLimit' })
    await expect(other.commit(1n)).rejects.toMatchObject({ code: 'compliance.overLimit' })
  })
  test('E12: of 20 people at once, exactly as many fit as the issuer’s cap has room for', async ({ db }) => {
    const projectId = randomUUID()
    const room = { intentId: randomUUID(), regime: 'REG_CF', personId: randomUUID(), projectId, at: now }
    await db.limitEntry.create({ data: { ...room, cents: 499_000_000 } })
    const people = []
    for (let count = 0; count < 20; count += 1) people.push(await investor(db, projectId))
    const results = await Promise.allSettled(people.map((one) => one.commit(coins(40_000))))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
  })
})
