import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { HOUR, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import {
  confirmProposal,
  forgetWords,
  lapseProposal,
  proposeTo,
  returnProposal,
  voidProposal,
} from './actions/decisions'
import { noteMark } from './actions/marks'
import { decisionsAbout, overdueProposals } from './queries/decisions'
import {
  assertConfirmable,
  DECISION_EVENTS,
  DECISION_STATES,
  DECISION_TABLE,
  type DecisionState,
  decided,
} from './rules/decision'

const now = new Date('2027-01-04T09:00:00Z')

/** A proposal of a new maker's about a new thing. */
async function proposal(db: Db, change: { aboutId?: string; makerId?: string } = {}) {
  const subject = `thing:${randomUUID()}`
  const makerId = change.makerId ?? randomUUID()
  const proposed = { kind: 'test.act', subject, aboutId: change.aboutId ?? null, content: {}, note: 'Looked at it.' }
  await db.$transaction((tx) => proposeTo(tx, { ...proposed, makerId, digest: 'seen', now }))
  const confirm = (checkerId: string, digest = 'seen', at = now) =>
    db.$transaction((tx) => confirmProposal(tx, { subject, checkerId, digest, now: at }))
  return { subject, makerId, confirm }
}

describe('a decision', () => {
  test('is proposed, then taken once: every state with every event', () => {
    for (const state of DECISION_STATES)
      for (const event of DECISION_EVENTS)
        if (state === 'proposed') expect(decided(state, event)).toBe(DECISION_TABLE.proposed[event])
        else expect(() => decided(state, event), `${state} ${event}`).toThrow(/Nothing waits/)
  })

  test('a walk of 10,000 steps with a moving clock never confirms late, by the maker, or on other evidence', () => {
    const step = fc.tuple(fc.constantFrom(...DECISION_EVENTS), fc.nat(3), fc.nat(2), fc.nat(20))
    fc.assert(
      fc.property(fc.array(step, { minLength: 10_000, maxLength: 10_000 }), (steps) => {
        let state: DecisionState = 'proposed'
        let [clock, madeAt, maker] = [now, now, 0]
        for (const [event, who, digest, hours] of steps) {
          clock = plus(clock, hours * HOUR)
          const open = {
            aboutId: '3',
            makerId: String(maker),
            reviewedDigest: '0',
            expiresAt: plus(madeAt, 72 * HOUR),
          }
          const refused = () => {
            try {
              assertConfirmable(open, String(who), String(digest), clock)
              return false
            } catch {
              return true
            }
          }
          if (state !== 'proposed') [state, madeAt, maker] = ['proposed', clock, who % 3]
          else if (event === 'confirm' && refused()) continue
          else state = decided(state, event)
          if (state === 'confirmed')
            expect([who !== maker, who !== 3, digest === 0, clock < plus(madeAt, 72 * HOUR)]).not.toContain(false)
        }
      }),
      { numRuns: 3 },
    )
  })
})

describe('E10: two people decide, whatever one of them tries', () => {
  test('the maker cannot confirm, nor whom it is about, nor anybody after 72 hours', async ({ db }) => {
    const aboutId = randomUUID()
    const { makerId, confirm } = await proposal(db, { aboutId })
    await expect(confirm(makerId)).rejects.toMatchObject({ code: 'identity.samePerson' })
    await expect(confirm(aboutId)).rejects.toMatchObject({ code: 'identity.aboutYou' })
    await expect(confirm(randomUUID(), 'seen', plus(now, 72 * HOUR))).rejects.toMatchObject({
      code: 'identity.proposalOver',
    })
    expect(await confirm(randomUUID(), 'seen', plus(now, 72 * HOUR - 1))).toMatchObject({ state: 'confirmed' })
    await expect(proposal(db, { aboutId, makerId: aboutId })).rejects.toMatchObject({ code: 'identity.aboutYou' })
  })

  test('eight checkers at once decide once', async ({ db }) => {
    const { subject, confirm } = await proposal(db)
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => confirm(randomUUID())))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await decisionsAbout(db, subject)).toMatchObject([{ state: 'confirmed' }])
  })

  test('an edit between proposal and confirmation is refused; returning is not', async ({ db }) => {
    const { subject, confirm } = await proposal(db)
    const checkerId = randomUUID()
    await expect(confirm(checkerId, 'edited')).rejects.toMatchObject({ code: 'identity.changedSince' })
    await db.$transaction((tx) => returnProposal(tx, { subject, checkerId, comment: 'Look again.', now }))
    expect(await decisionsAbout(db, subject)).toMatchObject([{ state: 'returned', checkerId, comment: 'Look again.' }])
  })

  test('two accounts that showed one document are one person, to the database too', async ({ db, pool }) => {
    const { subject, makerId, confirm } = await proposal(db)
    const second = randomUUID()
    for (const personId of [makerId, second])
      await db.$transaction((tx) => noteMark(tx, { personId, mark: `mark of ${makerId}`, now }))
    await expect(confirm(second)).rejects.toThrow(/two accounts of one person/)
    const bySql = `update decision set state = 'confirmed', checker_id = $1, decided_at = made_at where subject = $2`
    await expect(pool.query(bySql, [second, subject])).rejects.toThrow(/two accounts of one person/)
    await expect(pool.query(bySql, [makerId, subject])).rejects.toThrow(/decision_two_people|one person/)
    await expect(proposal(db, { aboutId: second, makerId })).rejects.toThrow(/one person/)
    expect(await confirm(randomUUID())).toMatchObject({ state: 'confirmed' })
  })

  test('SQL neither inserts a taken decision, nor takes one twice, nor changes what was proposed', async ({
    db,
    pool,
  }) => {
    const insert = `insert into decision (id, kind, subject, content, note, maker_id, made_at, reviewed_digest, expires_at, state, checker_id, decided_at)
      values ($1, 'test.act', 'thing:sql', '{}', '', $2, now(), 'x', now() + interval '1 day', 'confirmed', $3, now())`
    await expect(pool.query(insert, [randomUUID(), randomUUID(), randomUUID()])).rejects.toThrow(/begins as a proposal/)
    const { subject, confirm } = await proposal(db)
    const set = (change: string) => pool.query(`update decision set ${change} where subject = $1`, [subject])
    await expect(set("reviewed_digest = 'other'")).rejects.toThrow(/does not change/)
    await expect(set(`content = '{"reason": "other"}'`)).rejects.toThrow(/does not change/)
    await expect(set("state = 'confirmed', checker_id = gen_random_uuid(), decided_at = expires_at")).rejects.toThrow(
      /decision_in_time/,
    )
    await confirm(randomUUID())
    await expect(set("state = 'returned'")).rejects.toThrow(/taken once/)
  })
})

describe('a proposal', () => {
  test('is the only open one about its thing, and makes room when it is over', async ({ db }) => {
    const { subject, makerId } = await proposal(db)
    const again = () =>
      db.$transaction((tx) =>
        proposeTo(tx, {
          kind: 'test.act',
          subject,
          aboutId: null,
          content: {},
          note: '',
          makerId,
          digest: 'seen',
          now,
        }),
      )
    await expect(again()).rejects.toMatchObject({ code: 'identity.proposalOpen' })
    await db.$transaction((tx) => voidProposal(tx, { subject, now }))
    await again()
    const end = plus(now, 72 * HOUR)
    const lapse = (at: Date) => db.$transaction((tx) => lapseProposal(tx, { subject, now: at }))
    expect(await lapse(plus(end, -1))).toBe(false)
    expect(await overdueProposals(db, 'test.', end)).toContain(subject)
    expect(await lapse(end)).toBe(true)
    expect((await decisionsAbout(db, subject)).map(({ state }) => state).sort()).toEqual(['expired', 'voided'])
  })

  test('loses its words when they are erased, and nothing else', async ({ db }) => {
    const { subject, makerId } = await proposal(db)
    await db.$transaction((tx) => forgetWords(tx, subject))
    expect(await decisionsAbout(db, subject)).toMatchObject([{ note: '', makerId, reviewedDigest: 'seen' }])
  })
})
