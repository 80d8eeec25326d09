import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { MINUTE, after as plus } from '@/kit/time'
import { test } from '@/test/db'
import { acts, approve, now } from '@/test/verification'
import { proposeDecision, releaseCase, returnDecision } from './review'

describe('two people decide', () => {
  test('the proposer cannot confirm, nor the member, whatever roles they have', async ({ db }) => {
    const { submitted, claim, propose, confirm, stateOf } = acts(db)
    const rita = randomUUID()
    const { caseId, personId } = await submitted()
    await expect(claim(caseId, personId)).rejects.toMatchObject({ code: 'compliance.ownCase' })
    await claim(caseId, rita)
    await propose(caseId, rita)
    await expect(confirm(caseId, rita)).rejects.toMatchObject({ code: 'identity.samePerson' })
    await expect(confirm(caseId, personId)).rejects.toMatchObject({ code: 'compliance.ownCase' })
    expect(await stateOf(caseId)).toBe('pending_second')
  })

  test('the database refuses what code would let through', async ({ db, pool }) => {
    const { submitted, claim, propose } = acts(db)
    const rita = randomUUID()
    const { caseId, personId } = await submitted()
    await claim(caseId, rita)
    await propose(caseId, rita)
    const decide = (by: string) =>
      pool.query(`update decision set checker_id = $1, decided_at = made_at, state = 'confirmed' where subject = $2`, [
        by,
        `case:${caseId}`,
      ])
    await expect(decide(rita)).rejects.toThrow(/one person|two_people/)
    await expect(decide(personId)).rejects.toThrow(/one person|not_oneself/)
    const grant = pool.query(
      `insert into clearance_grant (id, case_id, person_id, level, limits, granted_at, until) values ($1, $2, $3, 'standard', '{}', now(), now() + interval '1 year')`,
      [randomUUID(), caseId, personId],
    )
    await expect(grant).rejects.toThrow(/confirmed by a second person/)
  })

  test('eight confirmations at once decide once', async ({ db }) => {
    const { submitted, claim, propose, confirm } = acts(db)
    const rita = randomUUID()
    const { caseId, personId } = await submitted()
    await claim(caseId, rita)
    await propose(caseId, rita)
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => confirm(caseId, randomUUID())))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await db.clearanceGrant.count({ where: { personId } })).toBe(1)
  })

  test('evidence that changed after the proposal is not confirmed, only returned', async ({ db }) => {
    const { run, submitted, claim, propose, confirm, stateOf } = acts(db)
    const [rita, carl] = [randomUUID(), randomUUID()]
    const { caseId } = await submitted()
    await claim(caseId, rita)
    await propose(caseId, rita)
    await db.document.updateMany({ where: { subject: `case:${caseId}` }, data: { sha256: 'f'.repeat(64) } })
    await expect(confirm(caseId, carl)).rejects.toMatchObject({ code: 'identity.changedSince' })
    await run((tx) => returnDecision(tx, { caseId, actorId: carl, now, note: 'Look again.' }))
    expect(await stateOf(caseId)).toBe('in_review')
    await expect(propose(caseId, rita)).rejects.toMatchObject({ code: 'compliance.notAssigned' })
  })

  test('B10: a high risk is not approved before it was compared where the money comes from', async ({ db }) => {
    const { run, submitted, claim, stateOf } = acts(db)
    const { caseId } = await submitted()
    const rita = randomUUID()
    const { risk } = await db.verificationCase.findUniqueOrThrow({ where: { id: caseId } })
    await db.verificationCase.update({ where: { id: caseId }, data: { risk: { ...(risk as object), level: 'high' } } })
    await claim(caseId, rita)
    const propose = (more: readonly 'funds_explained'[]) => {
      const approval = approve()
      const checks = [...approval.checks, ...more]
      return run((tx) => proposeDecision(tx, { caseId, actorId: rita, now, ...approval, checks }))
    }
    await expect(propose([])).rejects.toMatchObject({ code: 'compliance.notCompared' })
    await propose(['funds_explained'])
    expect(await stateOf(caseId)).toBe('pending_second')
  })

  test('a case is held for 30 minutes, then a colleague may take it', async ({ db }) => {
    const { run, submitted, claim, propose } = acts(db)
    const [rita, carl] = [randomUUID(), randomUUID()]
    const { caseId } = await submitted()
    await claim(caseId, rita)
    await expect(claim(caseId, carl)).rejects.toMatchObject({ code: 'compliance.taken' })
    await claim(caseId, carl, plus(now, 30 * MINUTE))
    await expect(propose(caseId, rita)).rejects.toMatchObject({ code: 'compliance.notAssigned' })
    await run((tx) => releaseCase(tx, { caseId, actorId: carl, now: plus(now, 31 * MINUTE) }))
    await claim(caseId, rita)
  })

  test('what the log says is the same for an approval and a rejection', async ({ db }) => {
    const { run, submitted, claim, confirm } = acts(db)
    const shapes: string[] = []
    for (const decision of [
      approve(),
      { outcome: 'reject' as const, reason: 'altered_document' as const, note: 'Edited.' },
    ]) {
      const { caseId } = await submitted()
      const [rita, carl] = [randomUUID(), randomUUID()]
      await claim(caseId, rita)
      await run((tx) => proposeDecision(tx, { caseId, actorId: rita, now, ...decision }))
      await confirm(caseId, carl)
      const entries = await db.logEntry.findMany({
        where: { subjects: { has: `case:${caseId}` } },
        orderBy: { serial: 'asc' },
      })
      shapes.push(entries.map(({ body }) => body.replace(/[0-9a-f]{64}|[0-9a-f-]{36}/g, '#')).join('\n'))
    }
    expect(shapes[0]).toBe(shapes[1])
  })
})
