import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { unzipSync, zipSync } from 'fflate'
import { expect } from 'vitest'
import { main } from '@/cli/pack'
import { MANIFEST, type PackFiles, problemsOf, RECORD, withManifest } from '@/kit/pack'
import { test } from '@/test/db'
import { acts, now, profile } from '@/test/verification'
import { exportPack } from './pack'

process.env.DOCUMENT_KEY = randomBytes(32).toString('base64')

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
