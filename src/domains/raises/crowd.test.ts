import { expect } from 'vitest'
import { Crowd } from '@/test/crowd'
import { anotherDatabase, test } from '@/test/db'
import { Races } from '@/test/races'

test('F7: two workers against two checkers: a raise is refunded or paid, never both', async ({ db }) => {
  const report = await new Races(db, { seed: 7, races: 4 }).run()
  expect(report).toMatchObject({ seed: 7, findings: [] })
  console.log(JSON.stringify(report))
  expect(report.ends.paid + report.ends.refunded).toBe(4)
}, 300_000)

test('F7: 200 people at once, 20 acts each, and never one base unit over a cap or a limit', async () => {
  const { db, close } = await anotherDatabase()
  const report = await new Crowd(db, { seed: 7, buyers: 200, actsEach: 20 }).run()
  await close()
  expect(report).toMatchObject({ seed: 7, acts: 4_000, findings: [] })
  expect(report.landed).toBeGreaterThan(500)
}, 900_000)
