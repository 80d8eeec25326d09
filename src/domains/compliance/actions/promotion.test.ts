import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { openFor } from '@/domains/vault/queries/keys'
import { DAY, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { tablesWith } from '@/test/canary'
import { test } from '@/test/db'
import { bannerWarnings, investorOf } from '../queries/regimes'
import { questionsOf } from '../rules/appropriateness'
import { forgetMember } from './erasure'
import { stateInvestor } from './investor'
import { beginAttempt, finishAttempt, stepPromotion } from './promotion'
import { decideRule, proposeRule } from './rule-change'

const start = new Date('2027-06-01T12:00:00Z')

async function switched(db: Db, on: boolean, now: Date): Promise<void> {
  await db.$transaction(async (tx) => {
    const proposal = { kind: 'regime', subject: 'FCA_CRYPTO', payload: { on }, reason: 'As agreed.' } as const
    const { changeId } = await proposeRule(tx, { ...proposal, actorId: randomUUID(), now })
    await decideRule(tx, { changeId, confirm: true, actorId: randomUUID(), now })
  })
}

/** Somebody in the United Kingdom, with a clock. */
function british(db: Db) {
  const personId = randomUUID()
  let now = start
  const by = () => ({ personId, now })
  const stated = { country: 'GB', usPerson: false, yearlyIncome: '50000', netWorth: '100000', evidence: '' }
  return {
    personId,
    later: (milliseconds: number) => {
      now = plus(now, milliseconds)
    },
    step: (event: Parameters<typeof stepPromotion>[1]['event']) =>
      db.$transaction((tx) => stepPromotion(tx, { event, ...by() })),
    state: (change: Partial<Parameters<typeof stateInvestor>[1]> = {}) =>
      db.$transaction((tx) => stateInvestor(tx, { ...stated, category: 'retail', ...by(), ...change })),
    begin: () => db.$transaction((tx) => beginAttempt(tx, by())),
    answer: (attempt: number, wrong = 0) => {
      const answers = questionsOf(attempt).map(({ right }, index) => (index < wrong ? (right + 1) % 3 : right))
      return db.$transaction((tx) => finishAttempt(tx, { attempt, answers, ...by() }))
    },
    mine: () => investorOf(db, personId, now),
  }
}
const refused = (code: string) => ({ code: `compliance.${code}` })

describe('with the rules of the United Kingdom off', () => {
  test('nothing is asked, shown or taken', async ({ db }) => {
    const one = british(db)
    await expect(one.step('request')).rejects.toMatchObject(refused('regimeNotOn'))
    expect((await one.mine()).promotion).toBeNull()
    expect(await bannerWarnings(db, start)).toEqual([])
  })
})

describe('with them on', () => {
  test('asking, the warning, 24 hours, a statement and the questions come in this order', async ({ db }) => {
    await switched(db, true, plus(start, -1))
    expect(await bannerWarnings(db, start)).toEqual([expect.stringContaining('you should not expect to be protected')])
    const one = british(db)
    await expect(one.step('warn')).rejects.toMatchObject(refused('stepOutOfOrder'))
    await one.step('request')
    await one.step('warn')
    await expect(one.step('proceed')).rejects.toMatchObject(refused('coolingOff'))
    one.later(DAY - 1)
    await expect(one.step('proceed')).rejects.toMatchObject(refused('coolingOff'))
    await expect(one.begin()).rejects.toMatchObject(refused('stepOutOfOrder'))
    one.later(1)
    await one.step('proceed')
    await one.state()
    expect((await one.mine()).statement?.limits).toEqual({ FCA_RMMI: 1_000_000n, FCA_CRYPTO: 1_000_000n })
    const { attempt } = await one.begin()
    const { promotion } = await one.mine()
    expect(promotion).toMatchObject({ state: 'categorised', asked: { attempt: 1 } })
    expect(JSON.stringify(promotion)).not.toContain('right')
    expect(await one.answer(attempt)).toEqual({ right: 6, passed: true })
    expect((await one.mine()).promotion).toMatchObject({ state: 'passed', asked: null })
    await one.step('leave')
    expect((await one.mine()).promotion).toMatchObject({ state: 'visited' })
  })
  test('questions come fresh with every attempt, wait after two, and end', async ({ db }) => {
    const one = british(db)
    for (const event of ['request', 'warn'] as const) await one.step(event)
    one.later(DAY)
    await one.step('proceed')
    await one.state()
    expect([await one.begin(), await one.begin()]).toEqual([{ attempt: 1 }, { attempt: 1 }])
    expect(await one.answer(1, 2)).toEqual({ right: 4, passed: false })
    await expect(one.answer(1)).rejects.toMatchObject(refused('noAttempt'))
    expect(await one.begin()).toEqual({ attempt: 2 })
    await one.answer(2, 6)
    for (const attempt of [3, 4, 5]) {
      one.later(DAY - 1)
      await expect(one.begin()).rejects.toMatchObject(refused('attemptTooSoon'))
      one.later(1)
      expect(await one.begin()).toEqual({ attempt })
      await one.answer(attempt, 2)
    }
    one.later(10 * DAY)
    await expect(one.begin()).rejects.toMatchObject(refused('questionsUsedUp'))
    const both = await Promise.allSettled([one.answer(5), one.answer(5)])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
  test('E17: a kind of investor must be one of theirs and fit, and what was written for it is sealed and goes', async ({
    db,
    pool,
  }) => {
    const one = british(db)
    await expect(one.state({ category: 'sophisticated' })).rejects.toMatchObject({ field: 'category' })
    const high = { category: 'high_net_worth' as const, evidence: 'I sold a company, zwoelfender-24.' }
    await expect(one.state({ ...high, yearlyIncome: '99999', netWorth: '249999' })).rejects.toMatchObject(
      refused('notHighNetWorth'),
    )
    await expect(one.state({ ...high, evidence: 'Rich.' })).rejects.toMatchObject({ field: 'evidence' })
    await one.state({ ...high, yearlyIncome: '100000', netWorth: '0' })
    await one.state({ ...high, yearlyIncome: '0', netWorth: '250000' })
    const { evidence, limits } = await db.investorStatement.findUniqueOrThrow({ where: { personId: one.personId } })
    expect(limits).toEqual({ FCA_RMMI: null, FCA_CRYPTO: null })
    const subject = `person:${one.personId}` as const
    const opened = await openFor(db, subject, 'investor_evidence', evidence!)
    expect(Buffer.from(opened).toString()).toBe(high.evidence)
    expect(await tablesWith(pool, 'zwoelfender-24')).toEqual([])
    await db.$transaction((tx) => forgetMember(tx, { personId: one.personId, now: start }))
    expect(await db.investorStatement.count({ where: { personId: one.personId } })).toBe(0)
  })
})
