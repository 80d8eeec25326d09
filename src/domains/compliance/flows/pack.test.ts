import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { unzipSync, zipSync } from 'fflate'
import { expect } from 'vitest'
import { main } from '@/cli/pack'
import { MANIFEST, type PackFiles, problemsOf, RECORD, withManifest } from '@/kit/pack'
import { after as plus } from '@/kit/time'
import { test } from '@/test/db'
import { acts, now, profile } from '@/test/verification'
import { confirmLift, expireCases, proposeLift, remindOfReviews, returnLift, suspendCase } from '../actions/standing'
import { exportPack } from './pack'

test('E25: an evidence pack is checked without a network, and every change to it is found', async ({ db }) => {
  const { submitted, claim, propose, confirm } = acts(db)
  const { caseId, personId } = await submitted()
  const [rita, carl] = [randomUUID(), randomUUID()]
  await claim(caseId, rita)
  await propose(caseId, rita)
  await confirm(caseId, carl)
  await expect(exportPack(db, { caseId, viewerId: personId, now })).rejects.toMatchObject({
    code: 'compliance.ownCase',
  })
  const { bytes } = await exportPack(db, { caseId, viewerId: carl, now })
  const files: PackFiles = unzipSync(bytes)
  expect(Object.keys(files).sort()).toEqual([MANIFEST, RECORD, 'record.pdf'])
  expect(Buffer.from(files['record.pdf']!).subarray(0, 5).toString()).toBe('%PDF-')
  expect(problemsOf(files)).toEqual([])
  const whole = Buffer.concat(Object.values(files)).toString('latin1')
  for (const secret of [profile.legalName, profile.dateOfBirth, 'Canary Street']) expect(whole).not.toContain(secret)

  const text = Buffer.from(files[RECORD]!).toString()
  expect(JSON.parse(text).exported).toEqual({ by: carl, at: now.toISOString() })
  // The lists that the person was compared with can be told, by the hashes of their files.
  const { comparisons } = JSON.parse(text)
  expect(comparisons).toMatchObject([{ cause: 'submitted', state: 'no_hit' }])
  const { lists } = comparisons[0] as { lists: { source: string; sha256: string }[] }
  expect(lists.map(({ source }) => source).sort()).toEqual(['eu', 'ofac', 'uk', 'un'])
  for (const { sha256 } of lists) expect(sha256).toMatch(/^[0-9a-f]{64}$/)
  const changed = (from: string | RegExp, to: string): PackFiles => ({
    ...files,
    [RECORD]: Buffer.from(text.replace(from, to)),
  })
  expect(problemsOf(changed(/"attempts":0/, '"attempts":1'))).toEqual(['record.json is not what the manifest says.'])
  const rewritten = (from: string | RegExp, to: string) => {
    const { [MANIFEST]: _, ...rest }: PackFiles = changed(from, to)
    return problemsOf(withManifest(rest))
  }
  expect(rewritten(`"checkerId":"${carl}"`, `"checkerId":"${rita}"`)).toEqual(['Decision 1 has no second person.'])
  expect(rewritten('compliance.claimed', 'compliance.classed')).toEqual([
    expect.stringMatching(/^Log entry \d+ does not fit its hash/),
  ])
  expect(rewritten(/"reviewedDigest":"[0-9a-f]{64}"/, `"reviewedDigest":"${'0'.repeat(64)}"`)).toEqual([
    expect.stringMatching(/does not stand in the log/),
  ])
  expect(rewritten('"state":"confirmed"', '"state":"returned"')).toEqual([expect.stringMatching(/nobody confirmed/)])
  expect(problemsOf({ ...files, 'more.txt': Buffer.from('more') })).toEqual(['more.txt is not in the manifest.'])
  expect(problemsOf({})).toEqual(['manifest.json is missing.'])

  const folder = mkdtempSync(path.join(tmpdir(), 'pack-'))
  const said: string[] = []
  const check = async (content: Uint8Array) => {
    writeFileSync(path.join(folder, 'pack.zip'), content)
    return main(['verify', path.join(folder, 'pack.zip')], (line) => said.push(line))
  }
  expect(await check(bytes)).toBe(0)
  expect(await check(zipSync(changed(/"attempts":0/, '"attempts":1')))).toBe(1)
  expect(await check(Buffer.from('no zip'))).toBe(1)
  expect(await main(['verify'], (line) => said.push(line))).toBe(2)
  rmSync(folder, { recursive: true })
  expect(said[0]).toBe('The pack holds.')
})

test('E19: the log tells a renewal from no suspension and no lift; a pack shows the lift to who has it', async ({
  db,
}) => {
  const { run, submitted, claim, propose, confirm, stateOf } = acts(db)
  const { caseId } = await submitted()
  const [rita, carl] = [randomUUID(), randomUUID()]
  await claim(caseId, rita)
  await propose(caseId, rita)
  await confirm(caseId, carl)
  const before = await db.logEntry.count()
  await run((tx) => suspendCase(tx, { caseId, actorId: rita, now, reason: 'On a list.' }))
  await run((tx) => proposeLift(tx, { caseId, actorId: rita, now, reason: 'Was not.' }))
  await run((tx) => returnLift(tx, { caseId, actorId: carl, now, note: 'Look again.' }))
  const later = plus(now, 1)
  await run((tx) => proposeLift(tx, { caseId, actorId: rita, now: later, reason: 'Was not.' }))
  await run((tx) => confirmLift(tx, { caseId, actorId: carl, now: later }))
  await db.verificationCase.update({ where: { id: caseId }, data: { nextReviewAt: now } })
  await run((tx) => remindOfReviews(tx, now))
  await db.clearanceGrant.update({ where: { caseId }, data: { until: plus(now, 1) } })
  await run((tx) => expireCases(tx, plus(now, 1)))
  expect(await stateOf(caseId)).toBe('expired')
  const entries = await db.logEntry.findMany({ orderBy: { serial: 'asc' }, skip: before })
  const told = entries.map(({ body }) => JSON.parse(body))
  expect(told).toHaveLength(7)
  const facts = { case: caseId, change: expect.stringMatching(/^[0-9a-f]{64}$/) }
  for (const one of told)
    expect(one).toMatchObject({ type: 'compliance.standingChanged', subjects: [`case:${caseId}`] })
  for (const one of told) expect(one.facts).toEqual(facts)
  expect(new Set(told.map((one) => one.facts.change)).size).toBe(7)
  const pack = async () => unzipSync((await exportPack(db, { caseId, viewerId: carl, now })).bytes)
  expect(problemsOf(await pack())).toEqual([])
  const { [MANIFEST]: _, ...files }: PackFiles = await pack()
  const lift = told[4].facts.change
  const forged = Buffer.from(Buffer.from(files[RECORD]!).toString().replaceAll(lift, told[0].facts.change))
  expect(problemsOf(withManifest({ ...files, [RECORD]: forged }))).toContainEqual(
    expect.stringMatching(/does not stand in the log/),
  )
})
