import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { DAY, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import { countryList, datedProposals, listsDesk, usCalendar } from '../queries/dated'
import { type RegimeRule, ruleAt } from '../rules/regime'
import { type DatedProposal, datedProposal } from '../schema/dated'
import { confirmDated, proposeDated, returnDated } from './dated'

const now = new Date('2026-12-01T12:00:00Z')
const [MAKER, CHECKER] = [randomUUID(), randomUUID()]
const source = { sourceUrl: 'https://example.org/rule', sourceText: 'Article 1 says so.', reason: 'It was amended.' }
const usd = {
  offerCap: '600000000',
  threshold: '13000000',
  floor: '260000',
  most: '13000000',
  reconfirmDays: '5',
  ownerBps: '2000',
  resaleDays: '366',
  ownerDays: '120',
}
const rule = {
  ...{ what: 'regime' as const, regime: 'REG_CF' as const, effectiveFrom: '2027-01-01', effectiveTo: '' },
  ...{ params: usd, checkedBy: '', ...source },
}
const fatf = { what: 'fatf' as const, asOf: '2026-11-01', high: ['KP', 'IR'], medium: ['DZ'], ...source }
const holidays = { what: 'holidays.us' as const, asOf: '2026-12-01', days: ['2027-01-01', '2026-12-25'], ...source }

const propose = (db: Db, proposal: DatedProposal, at = now) =>
  db.$transaction((tx) => proposeDated(tx, { ...datedProposal.parse(proposal), actorId: MAKER, now: at }))
const confirm = (db: Db, about: 'REG_CF' | 'fatf' | 'holidays.us', actorId = CHECKER, at = now) =>
  db.$transaction((tx) => confirmDated(tx, { about, actorId, now: at }))

describe('a new version of a regime’s numbers', () => {
  test('E10: is entered by one person and put in force by another, from its day on, and never changes', async ({
    db,
    pool,
  }) => {
    await propose(db, rule)
    await expect(propose(db, rule)).rejects.toMatchObject({ code: 'identity.proposalOpen' })
    await expect(confirm(db, 'REG_CF', MAKER)).rejects.toMatchObject({ code: 'identity.samePerson' })
    expect(await datedProposals(db)).toMatchObject([{ about: 'REG_CF', makerId: MAKER, content: { version: '4' } }])
    const results = await Promise.allSettled([1, 2, 3].map(() => confirm(db, 'REG_CF', randomUUID())))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const rules = (await db.regimeRule.findMany({ where: { regime: 'REG_CF' } })) as unknown as RegimeRule[]
    const begins = new Date('2027-01-01T00:00:00Z')
    const capAt = (at: Date) => ruleAt(rules, 'REG_CF', at)?.params.offerCap
    expect([capAt(plus(begins, -1)), capAt(begins)]).toEqual(['500000000', '600000000'])
    const entry = await db.logEntry.findFirstOrThrow({ where: { type: 'compliance.dated_confirmed' } })
    expect(entry.body).not.toContain('Article 1 says so')
    for (const change of ["set params = '{}'", "set source_url = ''"])
      await expect(pool.query(`update regime_rule ${change}`)).rejects.toThrow()
    await expect(pool.query('delete from regime_rule')).rejects.toThrow()
  })
  test('E10: cannot be put in by SQL, with no decision, another one, or other numbers than were agreed', async ({
    db,
    pool,
  }) => {
    const decided = await db.decision.findFirstOrThrow({ where: { subject: 'dated:REG_CF' } })
    const insert = (regime: string, version: number, decision: string | null, params = '{}') =>
      pool.query(
        `insert into regime_rule (id, regime, version, effective_from, params, source_url, source_text, decision_id)
         values (gen_random_uuid(), $1, $2, '2027-01-01T00:00:00Z', $3, 'https://example.org/rule', 'Article 1 says so.', $4)`,
        [regime, version, params, decision],
      )
    await expect(insert('ECSPR', 2, null)).rejects.toThrow('two people agree')
    await expect(insert('ECSPR', 3, decided.id)).rejects.toThrow('two people agree')
    await expect(insert('REG_CF', 4, decided.id, '{"offerCap": "1"}')).rejects.toThrow('two people agree')
  })
  test.for<[string, Partial<typeof rule>, string]>([
    ['a first day that is today', { effectiveFrom: '2026-12-01' }, 'effectiveFrom'],
    ['a last day before the first', { effectiveTo: '2027-01-01' }, 'effectiveTo'],
    ['a number that is missing', { params: { ...usd, floor: '' } }, 'params'],
    ['a number that is no number', { params: { ...usd, floor: '1.5' } }, 'params'],
    ['a number of another regime', { params: { ...usd, withdrawalDays: '1' } as never }, 'params'],
  ])('with %s is sent back, naming the field', async ([, change, field], { db }) => {
    await expect(propose(db, { ...rule, ...change })).rejects.toMatchObject({ field })
  })
  test('that waited past its first day begins no more, and is given back', async ({ db }) => {
    await propose(db, { ...rule, effectiveFrom: '2026-12-02' })
    await expect(confirm(db, 'REG_CF', CHECKER, new Date('2026-12-02T00:00:00Z'))).rejects.toMatchObject({
      code: 'compliance.beginsTooEarly',
    })
    const back = { about: 'REG_CF' as const, comment: 'Too late.', actorId: CHECKER, now }
    await db.$transaction((tx) => returnDated(tx, back))
    expect(await datedProposals(db)).toEqual([])
    await expect(confirm(db, 'REG_CF')).rejects.toMatchObject({ code: 'compliance.noRuleOpen' })
  })
  test.for([
    { ...rule, sourceUrl: 'http://example.org' },
    { ...rule, sourceText: '' },
    { ...rule, effectiveFrom: '2027-02-30' },
    { ...fatf, high: ['ZZ'] },
    { ...holidays, days: [] },
    { ...fatf, also: 1 },
  ])('of a form that means nothing is refused: %j', (given) => {
    expect(datedProposal.safeParse(given).success).toBe(false)
  })
})

describe('lists that change by date', () => {
  test('E16: name their source and their day, are renewed by two people, and say when they are old', async ({ db }) => {
    expect(await countryList(db)).toMatchObject({ asOf: '2026-02-13', high: ['IR', 'KP', 'MM'] })
    const stale = async (at: Date) => (await listsDesk(db, at)).find(({ list }) => list === 'fatf')?.stale
    const due = plus(new Date('2026-02-13T00:00:00Z'), 150 * DAY)
    expect([await stale(plus(due, -1)), await stale(due)]).toEqual([false, true])
    await propose(db, fatf)
    expect((await countryList(db)).asOf).toBe('2026-02-13')
    await confirm(db, 'fatf')
    expect(await countryList(db)).toEqual({ asOf: '2026-11-01', high: ['IR', 'KP'], medium: ['DZ'] })
    expect(await stale(now)).toBe(false)
    await expect(propose(db, { ...fatf, asOf: '2026-10-31' })).rejects.toMatchObject({ code: 'compliance.olderList' })
    await expect(propose(db, { ...fatf, asOf: '2026-12-02' })).rejects.toMatchObject({ code: 'compliance.asOfFuture' })
    await expect(propose(db, { ...fatf, medium: ['IR'] })).rejects.toMatchObject({ code: 'compliance.twiceListed' })
  })
  test('holidays come in order, once each', async ({ db }) => {
    expect((await usCalendar(db)).days.has('2027-12-31')).toBe(true)
    await propose(db, holidays)
    await confirm(db, 'holidays.us')
    expect([...(await usCalendar(db)).days]).toEqual(['2026-12-25', '2027-01-01'])
  })
})
