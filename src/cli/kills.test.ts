import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Kills } from '@/test/kills'
import { PLANTS } from '@/test/plants'
import { build, generateClient } from '../../tools/build.mjs'

const folders: string[] = []
function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-kills-'))
  chmodSync(folder, 0o755) // PostgreSQL may run as another user
  folders.push(folder)
  return folder
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
// The journeys need the same build; one that is there already is not made again.
beforeAll(async () => {
  await generateClient(process.env)
  await build(process.env)
}, 600_000)

test('F1: 23 kills of web, worker, PostgreSQL and chain, and nothing is lost or doubled', async () => {
  const report = await new Kills({ seed: 3, kills: 20, buyers: 4, folder: newFolder() }).run()
  expect(report).toMatchObject({ seed: 3, findings: [] })
  expect(Object.values(report.kills).reduce((sum, count) => sum + count, 0)).toBe(23)
  expect(report.story).toHaveLength(23)
  expect(report.acknowledged).toBeGreaterThan(0)
}, 900_000)

test('F1: a site that tells people too early is found out by one kill, and its seed lives the same story whenever it is lived', async () => {
  const planted = { seed: 13, kills: 1, buyers: 2, payout: false, plant: PLANTS.F1['told-early'] }
  expect(await new Kills({ ...planted, folder: newFolder() }).run()).toEqual({
    ...{ seed: 13, kills: { chain: 1 }, acts: 2, acknowledged: 2, ends: { 'finalized 1': 1, 'lost 0': 1 } },
    story: ['chain dies after ‘chain sendTransaction’ number 1 of the chain, person 0 1, person 1 0'],
    findings: ['acknowledged and lost: eabbe8c8-d4a3-4a61-8c1e-c5ee2527552a'],
  })
}, 900_000)
