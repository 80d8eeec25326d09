import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { attachDocument } from '@/domains/compliance/actions/case-documents'
import { chooseManual, saveProfile, startCase, submitCase } from '@/domains/compliance/actions/cases'
import { settleExamination } from '@/domains/vault/actions/examination'
import { KOII } from '@/kit/money'
import { HOUR, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import { LISTED_WALLET } from '@/test/screening'
import { acts, foundClean, now, profile, upload } from '@/test/verification'
import { requestChanges } from '../actions/review'
import { screenPerson, screenUnscreened } from '../actions/screen-person'
import { evaluateInvestment } from '../rules'
import type { Profile } from '../schema'
import { verificationOf } from './cases'
import { standingsOf } from './standings'

const listed: Profile = { ...profile, legalName: 'Velimir Zorkanov', dateOfBirth: '1968-03-14', country: 'RS' }

/** Somebody hands in a verification with this profile. */
async function handIn(db: Db, of: Profile): Promise<string> {
  // The lists are in force from the first verification on.
  const { run, submitted } = acts(db)
  await submitted()
  const personId = randomUUID()
  await run((tx) => startCase(tx, { personId, now }))
  await run((tx) => saveProfile(tx, { personId, now, profile: of }))
  await run((tx) => chooseManual(tx, { personId, now, reason: 'consent_declined' }))
  const documentId = await run((tx) => attachDocument(tx, { personId, now, ...upload }))
  await run((tx) => settleExamination(tx, { ...foundClean, documentId, now }))
  await run((tx) => submitCase(tx, { personId, now }))
  return personId
}

/** Approves somebody's case, two others deciding. */
async function approve(db: Db, personId: string): Promise<void> {
  const { claim, propose, confirm } = acts(db)
  const { id } = await db.verificationCase.findFirstOrThrow({ where: { personId } })
  const rosa = randomUUID()
  await claim(id, rosa)
  await propose(id, rosa)
  await confirm(id, randomUUID())
}

/** Everything that a person can see of where they stand: their page, their clearance, and what the gate answers to any amount. */
async function seenBy(db: Db, personId: string, wallets: string[] = [], at = now) {
  const standing = (await standingsOf(db, [{ personId, wallets }], at)).get(personId)!
  const decision = evaluateInvestment({
    ...{ now: at, amount: 1n, asset: KOII, wallet: 'w', chainHealthy: true },
    person: { ...standing, wallets },
    raise: {
      ...{ audience: 'everyone', state: 'open', paused: false, opensAt: plus(at, -HOUR), closesAt: plus(at, HOUR) },
      ...{ issuerWallet: 'i', positionMinimum: 1n, positionMaximum: 10n, cap: 10n, oversubscription: false },
      confirmedTotal: 0n,
    },
    position: { committed: 0n, stale: false },
  })
  const { view, changes, mayRenew, verifiedUntil } = await verificationOf(db, personId, at)
  return {
    page: { view, changes, mayRenew, verifiedUntil },
    until: standing.clearance?.until,
    gate: decision.blocks,
    left: decision.left,
  }
}

describe('E19: nobody is tipped off', () => {
  test('while a verification waits, a hit looks like every other review', async ({ db }) => {
    const [ordinary, hit] = [await handIn(db, profile), await handIn(db, listed)]
    expect(await db.screeningRun.count({ where: { state: 'in_review', subject: { key: `person:${hit}` } } })).toBe(1)
    const seen = await seenBy(db, ordinary)
    expect(seen.gate.map(({ code }) => code)).toEqual(['compliance.underReview'])
    expect(await seenBy(db, hit)).toEqual(seen)
  })

  test('of a verified person, a hit, a listed wallet and a list that is too old look the same', async ({ db }) => {
    const [free, hit] = [await handIn(db, profile), await handIn(db, profile)]
    await approve(db, free)
    await approve(db, hit)
    await db.$transaction((tx) => screenPerson(tx, { personId: hit, profile: listed, cause: 'changed' }, now))
    expect((await seenBy(db, free)).gate).toEqual([])
    const seen = await seenBy(db, hit)
    expect(seen.gate.map(({ code }) => code)).toEqual(['compliance.underReview'])
    expect(JSON.stringify(seen.gate)).not.toMatch(/list|sanction|hit|match|screen/i)
    expect(await seenBy(db, free, [LISTED_WALLET])).toEqual(seen)
    await db.sanctionsList.update({ where: { source: 'uk' }, data: { checkedAt: plus(now, -73 * HOUR) } })
    expect(await seenBy(db, free)).toEqual(seen)
    await db.sanctionsList.update({ where: { source: 'uk' }, data: { checkedAt: plus(now, 1_000 * HOUR) } })
    expect((await seenBy(db, free)).gate).toEqual([])
  })

  test('who never asked to be verified is told to, not that something is looked at', async ({ db }) => {
    expect((await seenBy(db, randomUUID())).gate.map(({ code }) => code)).toEqual(['compliance.notVerified'])
  })
})

test('who was verified before there were lists is held until compared, and compared by the worker', async ({ db }) => {
  const personId = await handIn(db, profile)
  await approve(db, personId)
  await db.screeningRun.deleteMany({ where: { subject: { key: `person:${personId}` } } })
  await db.screeningSubject.delete({ where: { key: `person:${personId}` } })
  expect((await seenBy(db, personId)).gate).toMatchObject([{ code: 'compliance.underReview' }])
  expect(await db.$transaction((tx) => screenUnscreened(tx, now))).toBe(1)
  expect(await db.$transaction((tx) => screenUnscreened(tx, now))).toBe(0)
  expect((await seenBy(db, personId)).gate).toEqual([])
})

test('E14: a name that is mended into a listed one is compared, and held back', async ({ db }) => {
  const personId = await handIn(db, profile)
  const { run, claim } = acts(db)
  const { id: caseId } = await db.verificationCase.findFirstOrThrow({ where: { personId } })
  const rosa = randomUUID()
  await claim(caseId, rosa)
  const items = [{ reason: 'name_differs' as const, documentId: null }]
  await run((tx) => requestChanges(tx, { caseId, actorId: rosa, now, items, note: 'The passport says more.' }))
  await run((tx) => saveProfile(tx, { personId, now, profile: listed }))
  await run((tx) => submitCase(tx, { personId, now }))
  const row = await db.verificationCase.findUniqueOrThrow({ where: { id: caseId } })
  expect(row).toMatchObject({ state: 'in_review', hold: 'screening' })
  await expect(approve(db, personId)).rejects.toMatchObject({ code: 'compliance.onHold' })
})
