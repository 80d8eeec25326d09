import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Kills } from '@/test/kills'
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

test('F1: a site that tells people too early is found out by one kill, and found out again by the same', async () => {
  const planted = { seed: 13, kills: 1, buyers: 2, payout: false, toldEarly: true }
  const lived = () => new Kills({ ...planted, folder: newFolder() }).run()
  const [once, again] = [await lived(), await lived()]
  expect(once.findings[0]).toContain('acknowledged and lost')
  expect(again).toEqual(once)
}, 900_000)
