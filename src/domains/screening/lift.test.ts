import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { createPerson } from '@/domains/identity/actions/people'
import { addWallet } from '@/domains/identity/actions/wallets'
import { shred } from '@/domains/vault/actions/keys'
import { DAY, after as plus } from '@/kit/time'
import type { Db, Tx } from '@/server/db'
import { test } from '@/test/db'
import { freshLists, LISTED, LISTED_WALLET, NOBODY } from '@/test/screening'
import { screenAgain } from './actions/desk'
import { confirmLift, proposeLift, returnLift, screenForLift } from './actions/lift'
import { clearMatch, confirmMatch, proposeHit } from './actions/review'
import { screenSubject } from './actions/subjects'
import { catchUp, sweepAll } from './jobs/sweeps'
import { walletLinked } from './jobs/wallets'
import { confirmedPeople, heldOf } from './queries/holds'
import { listStanding } from './queries/standing'
import type { Compared } from './schema'

const now = new Date('2026-05-01T12:00:00Z')
const note = 'Compared on screen.'
const [rosa, chidi] = [randomUUID(), randomUUID()]

/** People in a database whose lists are in force, and what staff do about them. */
async function desk(db: Db, at = now) {
  await freshLists(db, at)
  await sweepAll(db, at)
  const run = <Result>(act: (tx: Tx) => Promise<Result>) => db.$transaction(act)
  const screen = (compared: Compared, personId: string, when = at) =>
    run((tx) => screenSubject(tx, { key: `person:${personId}`, compared, cause: 'submitted' }, when))
  const person = async (wallet?: string) => {
    const { id } = await run((tx) => createPerson(tx, { displayName: 'Somebody', now }))
    if (wallet) await run((tx) => addWallet(tx, { address: wallet, personId: id, now }))
    return id
  }
  const matches = (runId: string) => db.screeningMatch.findMany({ where: { runId }, orderBy: { score: 'desc' } })
  /** Somebody who was confirmed to be on a list, by mistake or not. */
  const confirmed = async () => {
    const personId = await person()
    const { runId } = await screen(LISTED, personId)
    const [match] = await matches(runId)
    await run((tx) => proposeHit(tx, { matchId: match!.id, actorId: rosa, now, note }))
    await run((tx) => confirmMatch(tx, { matchId: match!.id, actorId: chidi, now }))
    return { personId, runId }
  }
  /** Two people find that nobody on the list is meant. */
  const clearAll = async (runId: string) => {
    for (const { id, needsTwo } of await matches(runId)) {
      const reasons = ['place_different', 'name_only_common'] as const
      await run((tx) => clearMatch(tx, { matchId: id, actorId: rosa, now, note, reasons }))
      if (needsTwo) await run((tx) => confirmMatch(tx, { matchId: id, actorId: chidi, now }))
    }
  }
  const stateOf = async (runId: string) => (await db.screeningRun.findUniqueOrThrow({ where: { id: runId } })).state
  const isHeld = async (personId: string) => (await heldOf(db, [{ personId, wallets: [] }], at)).has(personId)
  return { run, screen, person, confirmed, clearAll, stateOf, isHeld, matches }
}
const staff = (runId: string, actorId: string = rosa, at = now) => ({ runId, actorId, now: at })

describe('a confirmed hit', () => {
  test('is lifted by two after a new comparison is clean, and the person is free again', async ({ db }) => {
    const { run, confirmed, clearAll, stateOf, isHeld } = await desk(db)
    const { personId, runId } = await confirmed()
    const propose = (actorId: string = rosa, at = now) =>
      run((tx) => proposeLift(tx, { ...staff(runId, actorId, at), note }))
    await expect(propose()).rejects.toMatchObject({ code: 'screening.notClean' })
    const again = await run((tx) => screenForLift(tx, staff(runId)))
    expect(again.state).toBe('in_review')
    await expect(propose()).rejects.toMatchObject({ code: 'screening.notClean' })
    await clearAll(again.runId)
    expect((await run((tx) => screenForLift(tx, staff(runId)))).state).toBe('no_hit')
    await expect(propose(rosa, plus(now, DAY))).rejects.toMatchObject({ code: 'screening.notClean' })
    await expect(propose(personId)).rejects.toMatchObject({ code: 'screening.noRun' })
    await propose()
    await expect(run((tx) => confirmLift(tx, staff(runId)))).rejects.toMatchObject({ code: 'identity.samePerson' })
    await run((tx) => returnLift(tx, { ...staff(runId, chidi), note }))
    expect(await stateOf(runId)).toBe('confirmed_hit')
    await propose()
    await run((tx) => confirmLift(tx, staff(runId, chidi)))
    expect(await stateOf(runId)).toBe('lifted')
    expect(await isHeld(personId)).toBe(false)
    expect(await listStanding(db, `person:${personId}`)).toBe('clear')
    expect(await confirmedPeople(db)).not.toContain(personId)
    await expect(propose()).rejects.toMatchObject({ code: 'screening.runNotNow' })
  })

  test('E15: stays while the data changed after the clean comparison', async ({ db }) => {
    const { run, confirmed, clearAll, screen } = await desk(db)
    const { personId, runId } = await confirmed()
    await clearAll((await run((tx) => screenForLift(tx, staff(runId)))).runId)
    await run((tx) => screenForLift(tx, staff(runId)))
    await run((tx) => proposeLift(tx, { ...staff(runId), note }))
    await screen({ ...NOBODY, names: ['Marit Nyquist'] }, personId)
    await expect(run((tx) => confirmLift(tx, staff(runId, chidi)))).rejects.toMatchObject({
      code: 'screening.notClean',
    })
  })

  test('E10: is not lifted past the database, and what was lifted is found anew', async ({ db, pool }) => {
    const { run, confirmed, clearAll, screen } = await desk(db)
    const { personId, runId } = await confirmed()
    const set = (state: string) =>
      pool.query('update screening_run set state = $1::text::screening_run_state where id = $2', [state, runId])
    for (const state of ['lifted', 'no_hit', 'erased'])
      await expect(set(state)).rejects.toThrow('a confirmed hit is lifted by two people')
    await clearAll((await run((tx) => screenForLift(tx, staff(runId)))).runId)
    await run((tx) => screenForLift(tx, staff(runId)))
    await run((tx) => proposeLift(tx, { ...staff(runId), note }))
    await run((tx) => confirmLift(tx, staff(runId, chidi)))
    await expect(set('confirmed_hit')).rejects.toThrow('a comparison that ended stays so')
    // The clearance is good for a year; after it the lifted match hides nothing.
    await db.screeningWhitelist.updateMany({ data: { until: now } })
    expect((await screen(LISTED, personId)).state).toBe('in_review')
  })
})

describe('somebody who was erased', () => {
  test('closes their comparison that waited for a list, and holds nobody else up', async ({ db }) => {
    const { run, screen, person, stateOf } = await desk(db)
    const gone = plus(now, 40 * DAY)
    const [erased, other] = [await person(), await person()]
    const failed = await screen(NOBODY, erased, gone)
    const waiting = await screen({ ...NOBODY, names: ['Marit Nyquist'] }, other, gone)
    expect([failed.state, waiting.state]).toEqual(['error', 'error'])
    await run((tx) => shred(tx, { subject: `person:${erased}`, actorId: null, now: gone }))
    await freshLists(db, gone)
    await catchUp(db, gone)
    expect([await stateOf(failed.runId), await stateOf(waiting.runId)]).toEqual(['erased', 'no_hit'])
  })

  test('is not put before the staff when the lists stay away, nor compared again by them', async ({ db }) => {
    const { run, screen, person, stateOf } = await desk(db)
    const gone = plus(now, 80 * DAY)
    const [late, given] = [await person(), await person()]
    const one = await screen(NOBODY, late, gone)
    const two = await screen(NOBODY, given, gone)
    await run((tx) => shred(tx, { subject: `person:${late}`, actorId: null, now: gone }))
    await catchUp(db, plus(gone, DAY))
    expect([await stateOf(one.runId), await stateOf(two.runId)]).toEqual(['erased', 'in_review'])
    await run((tx) => shred(tx, { subject: `person:${given}`, actorId: null, now: gone }))
    expect(await run((tx) => screenAgain(tx, staff(two.runId, rosa, gone)))).toMatchObject({ state: 'erased' })
  })
})

describe('once more', () => {
  test('a linked wallet that is on a list comes before the staff, also where the name was cleared', async ({ db }) => {
    const { screen, person, matches } = await desk(db)
    const [clean, listed, stranger] = [await person(), await person(LISTED_WALLET), await person()]
    for (const id of [clean, listed]) expect((await screen(NOBODY, id)).state).toBe('no_hit')
    for (const personId of [clean, listed, stranger]) await walletLinked(db, { personId }, now)
    expect(await listStanding(db, `person:${clean}`)).toBe('clear')
    expect(await listStanding(db, `person:${stranger}`)).toBe('unknown')
    expect(await listStanding(db, `person:${listed}`)).toBe('candidates')
    const run = await db.screeningRun.findFirstOrThrow({ where: { cause: 'wallet_added', state: 'in_review' } })
    expect(await matches(run.id)).toMatchObject([{ identifier: 'wallet', score: 1_000, needsTwo: true }])
    const before = await db.screeningRun.count()
    await walletLinked(db, { personId: listed }, now)
    // What is open already is not opened twice.
    expect(await db.screeningRun.count({ where: { state: 'in_review' } })).toBeLessThanOrEqual(before)
  })
})
