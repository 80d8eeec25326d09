import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { test } from '@/test/db'
import { clear, now as verifiedAt } from '@/test/verification'
import { investorOf } from '../queries/regimes'
import { KNOWLEDGE } from '../rules/questions'
import { acknowledgeWarning, confirmSimulation, finishTest, stateInvestor } from './investor'

const now = new Date('2027-06-01T12:00:00Z')
const worth = { yearlyIncome: '8123457', netWorth: '7654321' }

describe('what a member states', () => {
  test('E17: gives limits, and neither income nor worth is kept or logged', async ({ db, pool }) => {
    const personId = randomUUID()
    const stated = { country: 'US', usPerson: true, category: 'retail' as const, ...worth, personId, now }
    await db.$transaction((tx) => stateInvestor(tx, stated))
    const { statement } = await investorOf(db, personId, now)
    expect(statement).toMatchObject({ country: 'US', until: new Date('2028-06-01T12:00:00Z') })
    expect(statement?.limits).toEqual({ REG_CF: 12_400_000n })
    const { rows } = await pool.query<{ kept: string }>(
      `select string_agg(row::text, '|') as kept from investor_statement row where person_id = $1
       union all select string_agg(row::text, '|') from log_entry row`,
      [personId],
    )
    const kept = rows.map((row) => row.kept).join('|')
    expect(kept).toContain('12400000')
    expect(kept).not.toMatch(/8123457|7654321/)
    const sophisticated = { ...stated, category: 'sophisticated' as const }
    await db.$transaction((tx) => stateInvestor(tx, sophisticated))
    expect((await investorOf(db, personId, now)).statement?.limits.REG_CF).toBeNull()
  })
  test('counts for nothing where two people approved another residence or category; stated anew it is theirs', async ({
    db,
  }) => {
    const personId = randomUUID()
    const stated = {
      country: 'US',
      usPerson: false,
      category: 'sophisticated' as const,
      ...worth,
      personId,
      now: verifiedAt,
    }
    const state = () => db.$transaction((tx) => stateInvestor(tx, stated))
    await state()
    expect((await investorOf(db, personId, verifiedAt)).statement).toMatchObject({ country: 'US' })
    await clear(db, personId)
    const approved = { country: 'DE', category: 'retail' }
    expect(await investorOf(db, personId, verifiedAt)).toMatchObject({ statement: null, approved })
    await state()
    expect((await investorOf(db, personId, verifiedAt)).statement).toMatchObject(approved)
  })
  test('of the test keeps whether it was passed, for 24 months, and never the answers', async ({ db }) => {
    const personId = randomUUID()
    const finish = (answers: number[]) => db.$transaction((tx) => finishTest(tx, { answers, personId, now }))
    expect(await finish([0, 0, 0, 0, 0])).toEqual({ right: 2, passed: false })
    expect(await finish([2, 0, 1, 2, 1])).toEqual({ right: 4, passed: true })
    expect((await investorOf(db, personId, now)).test).toMatchObject({
      passed: true,
      until: new Date('2029-06-01T12:00:00Z'),
    })
    expect(KNOWLEDGE).toHaveLength(5)
  })
  test('of a warning, and of what one can bear to lose, counts only where its regime is on', async ({ db }) => {
    const acknowledge = () =>
      db.$transaction((tx) => acknowledgeWarning(tx, { regime: 'ECSPR', personId: randomUUID(), now }))
    await expect(acknowledge()).rejects.toMatchObject({ code: 'compliance.regimeNotOn' })
    const confirm = () => db.$transaction((tx) => confirmSimulation(tx, { personId: randomUUID(), now }))
    await expect(confirm()).rejects.toMatchObject({ code: 'compliance.regimeNotOn' })
  })
})
