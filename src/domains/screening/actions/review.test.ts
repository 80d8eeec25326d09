import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { shred } from '@/domains/vault/actions/keys'
import { DAY, HOUR, after as plus } from '@/kit/time'
import type { Db, Tx } from '@/server/db'
import { test } from '@/test/db'
import { freshLists, LISTED, LISTED_WALLET, NAMESAKE, NOBODY } from '@/test/screening'
import { catchUp, sweepAll } from '../jobs/sweeps'
import { confirmedPeople, heldOf } from '../queries/holds'
import type { Compared } from '../schema'
import { fileReport, revealField, screenAgain } from './desk'
import { clearMatch, confirmMatch, proposeHit, returnMatch } from './review'
import { screenSubject } from './subjects'

const now = new Date('2026-05-01T12:00:00Z')
/** A world of one database: lists in force, and acts in transactions of their own. */
async function desk(db: Db, at = now) {
  await freshLists(db, at)
  await sweepAll(db, at)
  const run = <Result>(act: (tx: Tx) => Promise<Result>) => db.$transaction(act)
  const screen = (compared: Compared, personId: string = randomUUID(), when = at) =>
    run((tx) => screenSubject(tx, { key: `person:${personId}`, compared, cause: 'submitted' }, when)).then(
      (result) => ({
        ...result,
        personId,
      }),
    )
  const matches = (runId: string) => db.screeningMatch.findMany({ where: { runId }, orderBy: { score: 'desc' } })
  const stateOf = async (runId: string) => (await db.screeningRun.findUniqueOrThrow({ where: { id: runId } })).state
  const isHeld = async (personId: string, wallets: string[] = [], when = at) =>
    (await heldOf(db, [{ personId, wallets }], when)).has(personId)
  return { run, screen, matches, stateOf, isHeld }
}
const [rosa, chidi] = [randomUUID(), randomUUID()]
const note = 'Compared on screen.'
const staff = (matchId: string, actorId = rosa) => ({ matchId, actorId, now, note })
const far = { reasons: ['dob_different', 'place_different'] as const }

describe('who is compared', () => {
  test('is held until compared, and free when nobody on a list is like them', async ({ db }) => {
    const { screen, isHeld } = await desk(db)
    expect(await isHeld(randomUUID())).toBe(true)
    const { personId, state } = await screen(NOBODY)
    expect(state).toBe('no_hit')
    expect(await isHeld(personId)).toBe(false)
  })

  test('is held when a list says their name, in every dress', async ({ db }) => {
    const { screen, isHeld } = await desk(db)
    for (const name of ['Velimir Zorkanov', 'ZORKANOV Vеlimir', 'Veli\u200bmir Zorcanoff', 'Велимир Зорканов']) {
      const { personId, state } = await screen({ ...LISTED, names: [name] })
      expect(state, name).toBe('in_review')
      expect(await isHeld(personId)).toBe(true)
    }
  })

  test('E11: is held when a wallet of theirs is on a list', async ({ db }) => {
    const { screen, isHeld } = await desk(db)
    const { personId } = await screen(NOBODY)
    expect(await isHeld(personId, [LISTED_WALLET])).toBe(true)
    expect(await isHeld(personId, ['So11111111111111111111111111111111111111112'])).toBe(false)
  })

  test('E16: is held while a list is older than 72 hours; a comparison then is made up for', async ({ db }) => {
    const { screen, isHeld, stateOf } = await desk(db)
    const { personId } = await screen(NOBODY)
    const edge = plus(now, 72 * HOUR)
    expect([await isHeld(personId, [], edge), await isHeld(personId, [], plus(edge, 1))]).toEqual([false, true])
    const late = await screen(NOBODY, randomUUID(), plus(edge, 1))
    expect(late.state).toBe('error')
    await catchUp(db, plus(edge, HOUR))
    expect(await stateOf(late.runId)).toBe('error')
    await freshLists(db, plus(edge, 2 * HOUR))
    await catchUp(db, plus(edge, 2 * HOUR))
    expect(await stateOf(late.runId)).toBe('no_hit')
    expect(await isHeld(late.personId, [], plus(edge, 2 * HOUR))).toBe(false)
  })

  test('is put before the staff when the lists stay away for a day', async ({ db }) => {
    const { screen, stateOf, run } = await desk(db)
    const gone = plus(now, 40 * DAY)
    const { runId } = await screen(NOBODY, randomUUID(), gone)
    await catchUp(db, plus(gone, DAY))
    expect(await stateOf(runId)).toBe('in_review')
    await freshLists(db, plus(gone, DAY))
    await run((tx) => screenAgain(tx, { runId, actorId: rosa, now: plus(gone, DAY) }))
    expect(await stateOf(runId)).toBe('no_hit')
  })

  test('E17: leaves no trace outside the vault, and none at all when shredded', async ({ db, pool }) => {
    const { screen, run } = await desk(db)
    const canary = { ...LISTED, names: ['Velimir Zorkanov-Kanarienvogel'] }
    const { personId } = await screen(canary)
    const { rows: tables } = await pool.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'graphile_worker')",
    )
    for (const { name } of tables) {
      const { rowCount } = await pool.query(`select from ${name} t where t::text ilike '%kanarien%'`)
      expect({ name, rowCount }).toEqual({ name, rowCount: 0 })
    }
    await run((tx) => shred(tx, { subject: `person:${personId}`, actorId: null, now }))
    await db.screeningSweep.create({ data: { startedAt: now } })
    await sweepAll(db, now)
  })
})

describe('a match', () => {
  test('of middling score is cleared by one person with reasons that the comparison bears out', async ({ db }) => {
    const { run, screen, matches, stateOf, isHeld } = await desk(db)
    const { runId, personId } = await screen(NAMESAKE)
    const found = await matches(runId)
    expect(found.map(({ score, needsTwo }) => [score, needsTwo])).toEqual([
      [800, false],
      [800, false],
      [800, false],
    ])
    const clear = (matchId: string, reasons: readonly 'gender_different'[] | typeof far.reasons) =>
      run((tx) => clearMatch(tx, { ...staff(matchId), reasons }))
    for (const { id } of found) await clear(id, far.reasons)
    expect(await stateOf(runId)).toBe('no_hit')
    expect(await isHeld(personId)).toBe(false)
    await expect(clear(found[0]!.id, far.reasons)).rejects.toMatchObject({ code: 'screening.runNotNow' })
  })

  test('that was cleared is not asked again until either side changes', async ({ db }) => {
    const { run, screen, matches } = await desk(db)
    const { runId, personId } = await screen(NAMESAKE)
    for (const { id } of await matches(runId)) await run((tx) => clearMatch(tx, { ...staff(id), ...far }))
    expect((await screen(NAMESAKE, personId)).state).toBe('no_hit')
    expect((await screen({ ...NAMESAKE, countries: ['RS', 'ME'] }, personId)).state).toBe('in_review')
    const other = await screen(NAMESAKE)
    for (const { id } of await matches(other.runId)) await run((tx) => clearMatch(tx, { ...staff(id), ...far }))
    await freshLists(db, plus(now, 366 * DAY))
    expect((await screen(NAMESAKE, other.personId, plus(now, 366 * DAY))).state).toBe('in_review')
    await freshLists(db, now)
  })

  test('of high score needs a second person who is another one, also to be cleared', async ({ db }) => {
    const { run, screen, matches, stateOf } = await desk(db)
    const { runId } = await screen({ ...LISTED, dateOfBirth: null })
    const [match, ...others] = await matches(runId)
    const clear = (id: string) =>
      run((tx) => clearMatch(tx, { ...staff(id), reasons: ['place_different', 'name_only_common'] }))
    await clear(match!.id)
    expect(await db.screeningMatch.findUniqueOrThrow({ where: { id: match!.id } })).toMatchObject({
      state: 'escalated',
    })
    await expect(run((tx) => confirmMatch(tx, staff(match!.id)))).rejects.toMatchObject({
      code: 'screening.samePerson',
    })
    await run((tx) => returnMatch(tx, staff(match!.id, chidi)))
    await clear(match!.id)
    await run((tx) => confirmMatch(tx, staff(match!.id, chidi)))
    for (const { id } of others) {
      await clear(id)
      await run((tx) => confirmMatch(tx, staff(id, chidi)))
    }
    expect(await stateOf(runId)).toBe('no_hit')
  })

  test('that is confirmed by two leaves out the others, holds the person for good, and a report falls due', async ({
    db,
  }) => {
    const { run, screen, matches, stateOf, isHeld } = await desk(db)
    const { runId, personId } = await screen(LISTED)
    const [match, other] = await matches(runId)
    await run((tx) => clearMatch(tx, { ...staff(other!.id), reasons: ['place_different', 'name_only_common'] }))
    await run((tx) => proposeHit(tx, staff(match!.id)))
    await run((tx) => confirmMatch(tx, staff(match!.id, chidi)))
    expect(await stateOf(runId)).toBe('confirmed_hit')
    expect((await matches(runId)).map(({ state }) => state).toSorted()).toEqual(['confirmed_hit', 'skipped', 'skipped'])
    expect(await db.screeningDecision.findFirst({ where: { matchId: other!.id } })).toMatchObject({ decision: 'void' })
    expect(await isHeld(personId)).toBe(true)
    expect(await confirmedPeople(db)).toContain(personId)
    const report = await db.screeningReport.findFirstOrThrow({ where: { runId } })
    expect(report.dueAt.toISOString()).toBe('2026-05-15T23:59:59.999Z')
    const file = () => run((tx) => fileReport(tx, { reportId: report.id, note, actorId: rosa, now }))
    await file()
    await expect(file()).rejects.toMatchObject({ code: 'screening.reported' })
    // Other data do not wash it off.
    await screen(NOBODY, personId)
    expect(await isHeld(personId)).toBe(true)
  })

  test('E10: is not decided by the person themselves, nor past the database', async ({ db, pool }) => {
    const { run, screen, matches } = await desk(db)
    const { runId, personId } = await screen(LISTED)
    const [match] = await matches(runId)
    const own = { ...staff(match!.id), actorId: personId, ...far }
    await expect(run((tx) => clearMatch(tx, own))).rejects.toMatchObject({ code: 'screening.noRun' })
    await expect(
      run((tx) => revealField(tx, { runId, field: 'names', reason: note, viewerId: personId, now })),
    ).rejects.toMatchObject({ code: 'screening.noRun' })
    const insert = (change: Record<string, string | null>) => {
      const row = {
        ...{
          id: randomUUID(),
          match_id: match!.id,
          person_id: personId,
          outcome: 'no_hit',
          reasons: '{dob_different}',
        },
        ...{ note, needs_two: 'true', reviewed_digest: 'x', proposed_by: rosa, proposed_at: now.toISOString() },
        ...change,
      }
      const names = Object.keys(row)
      return pool.query(
        `insert into screening_decision (${names.join(', ')}) values (${names.map((_, place) => `$${place + 1}`).join(', ')})`,
        Object.values(row),
      )
    }
    const decided = { decided_at: now.toISOString(), decision: 'confirmed' }
    await expect(insert({ ...decided, decided_by: rosa })).rejects.toThrow('screening_decision_two_people')
    await expect(insert({ ...decided, decided_by: personId })).rejects.toThrow('screening_decision_not_oneself')
    await expect(insert({ proposed_by: personId })).rejects.toThrow('screening_decision_not_oneself')
    await expect(insert({ needs_two: 'false', decided_at: now.toISOString(), decision: 'alone' })).rejects.toThrow(
      'this match needs two people',
    )
    const settle = (state: string) =>
      pool.query(
        'update screening_match set state = $1::text::screening_match_state, settled_at = now() where id = $2',
        [state, match!.id],
      )
    await expect(settle('no_hit')).rejects.toThrow('settled by a decision')
    await expect(settle('confirmed_hit')).rejects.toThrow('settled by a decision')
    await expect(pool.query("update screening_run set state = 'no_hit' where id = $1", [runId])).rejects.toThrow(
      'a run with an open match is not clean',
    )
    await expect(pool.query("update screening_run set state = 'confirmed_hit' where id = $1", [runId])).rejects.toThrow(
      'needs a confirmed match',
    )
  })

  test('E10: of two second people at once one decides', async ({ db }) => {
    const { run, screen, matches } = await desk(db)
    const { runId } = await screen(LISTED)
    const [match] = await matches(runId)
    await run((tx) => proposeHit(tx, staff(match!.id)))
    const seconds = [randomUUID(), randomUUID(), randomUUID()]
    const outcomes = await Promise.allSettled(
      seconds.map((actorId) => run((tx) => confirmMatch(tx, staff(match!.id, actorId)))),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await db.screeningReport.count({ where: { runId } })).toBe(1)
  })

  test('E18: is looked at field by field, each look with its reason kept', async ({ db }) => {
    const { run, screen } = await desk(db)
    const { runId } = await screen(LISTED)
    const look = (field: 'names' | 'dateOfBirth') =>
      run((tx) => revealField(tx, { runId, field, reason: note, viewerId: rosa, now }))
    expect([await look('names'), await look('dateOfBirth')]).toEqual([['Velimir Zorkanov'], ['1968-03-14']])
    expect(await db.screeningReveal.count({ where: { runId, viewerId: rosa } })).toBe(2)
    const entries = await db.logEntry.findMany({ where: { subjects: { has: `screening:${runId}` } } })
    expect(entries.map(({ type, body }) => type + body).join()).not.toMatch(/Zorkanov|1968-03-14|hit|person/)
  })
})

describe('when a list changes', () => {
  test('everybody is compared with what is new, however often the work is broken off', async ({ db }) => {
    const { screen, isHeld } = await desk(db)
    const people = []
    for (let count = 0; count < 5; count += 1) people.push((await screen(NOBODY)).personId)
    // The newest import is swept again, as if it had come now.
    const { activeImportId } = await db.sanctionsList.findUniqueOrThrow({ where: { source: 'ofac' } })
    const later = plus(now, HOUR)
    const again = { cursor: null, finishedAt: null, startedAt: later, compared: 0 }
    await db.screeningSweep.update({ where: { importId: activeImportId! }, data: again })
    expect(await isHeld(people[0]!, [], later)).toBe(true)
    await Promise.all([sweepAll(db, later), sweepAll(db, later)])
    expect(await isHeld(people[0]!, [], later)).toBe(false)
    const sweep = await db.screeningSweep.findUniqueOrThrow({ where: { importId: activeImportId! } })
    expect(sweep.compared).toBe(await db.screeningSubject.count())
    expect(await db.logEntry.count({ where: { subjects: { has: `sweep:${sweep.id}` } } })).toBeGreaterThan(0)
  })
})
