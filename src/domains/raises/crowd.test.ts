import { expect } from 'vitest'
import { Crowd } from '@/test/crowd'
import { anotherDatabase, test } from '@/test/db'
import { PLANTS } from '@/test/plants'
import { Races } from '@/test/races'

/** Lives a story in a database of its own. */
async function lived<Report>(story: (url: string) => { run(): Promise<Report> }): Promise<Report> {
  const { url, close } = await anotherDatabase()
  return story(url).run().finally(close)
}

test('F7: two workers against two checkers: a raise is refunded or paid, never both', async () => {
  const report = await lived((url) => new Races(url, { seed: 7, races: 4 }))
  expect(report).toMatchObject({ seed: 7, findings: [] })
  expect(report.ends.paid + report.ends.refunded).toBe(4)
}, 300_000)

test('F7: 200 people at once, 20 acts each, and never one base unit over a cap or a limit', async () => {
  const report = await lived((url) => new Crowd(url, { seed: 7, buyers: 200, actsEach: 20 }))
  expect(report).toMatchObject({ seed: 7, acts: 4_000, findings: [] })
  expect(report.landed).toBeGreaterThan(500)
}, 900_000)

test('F7: a seed lives the same story again, turn by turn, and also what was broken in it on purpose', async () => {
  const crowd = (change = {}) => lived((url) => new Crowd(url, { seed: 7, buyers: 6, actsEach: 4, ...change }))
  const once = await crowd()
  expect(once.findings).toEqual([])
  expect(once.story.length).toBeGreaterThan(5)
  expect(await crowd()).toEqual(once)
  const unguarded = await crowd({ plant: PLANTS.F7.unguarded })
  expect(unguarded.findings[0]).toContain('units over a person’s limit in a raise')
  expect(await crowd({ plant: PLANTS.F7.unguarded })).toEqual(unguarded)
  const races = () => lived((url) => new Races(url, { seed: 3, races: 1 }))
  expect(await races()).toEqual(await races())
}, 300_000)
