import { expect, vi } from 'vitest'
import { anotherDatabase, test } from '@/test/db'
import { Dice } from '@/test/dice'
import { PLANTS } from '@/test/plants'
import { Storm } from '@/test/storm'
import { stripeStorm } from '@/test/stripe-storm'
import { Wire } from '@/test/wire'
import { openDatabase } from './db'
import { isDatabaseUp, watchDatabase } from './watch'

test('F5: every event of Stripe’s many times, in any order, late, forged and replayed, is one payment, each time alike', async ({
  databaseUrl,
}) => {
  const report = await stripeStorm(databaseUrl, { seed: 12, fees: 12 })
  expect(report).toMatchObject({ seed: 12, findings: [] })
  expect(report.refused).toBeGreaterThan(20)
  const [once, again] = [await anotherDatabase(), await anotherDatabase()]
  const short = { seed: 6, fees: 3 }
  expect(await stripeStorm(once.url, short)).toEqual(await stripeStorm(again.url, short))
  await Promise.all([once.close(), again.close()])
  const broken = await anotherDatabase()
  const { findings } = await stripeStorm(broken.url, { ...short, plant: PLANTS.F5.forgetful })
  await broken.close()
  expect(findings[0]).toMatch(/^payment \d was made once, and goes back 1 times$/)
})

test('F5: a slow, broken and half-open network costs nobody anything, and all works again afterwards, each time alike', async ({
  db,
  databaseUrl,
}) => {
  const report = await new Storm({ db, url: databaseUrl }, { seed: 5, faults: 6, buyers: 4 }).run()
  expect(report).toMatchObject({ seed: 5, findings: [] })
  expect(report.acknowledged).toBeGreaterThan(0)
  const again = await anotherDatabase()
  const { story } = await new Storm(again, { seed: 5, faults: 3, buyers: 4 }).run()
  await again.close()
  expect(story).toEqual(report.story.slice(0, 3))
}, 400_000)

test('F5: a site that does not know a key again is found out by a network that breaks, and a seed lives as it did', async () => {
  const { db, url, close } = await anotherDatabase()
  const options = { seed: 12, faults: 2, buyers: 4, plant: PLANTS.F5.keyless }
  const report = await new Storm({ db, url }, options).run().finally(close)
  expect(report).toMatchObject({
    story: [
      'toDatabase slow at question 24: person 3 commits 13000000000, finalized',
      'toDatabase reset at question 31: person 0 commits 18000000000, finalized',
    ],
    findings: ['acknowledged and lost: 09821b52-66d1-4636-8c00-98762089fc49'],
  })
}, 100_000)

test('a silence that begins while the connection that asks is broken is given up too', async ({ databaseUrl }) => {
  const url = new URL(databaseUrl)
  const wire = await Wire.to(Number(url.port), new Dice(1))
  url.port = String(wire.port)
  const { db, pool } = openDatabase(url.href)
  await db.$queryRaw`select 1`
  const unwatch = watchDatabase(url.href, 1)
  wire.mode = 'reset'
  await vi.waitUntil(() => !isDatabaseUp(), 10_000)
  wire.mode = 'open'
  const asked = db.$queryRaw`select 2`
  wire.mode = 'swallow'
  await expect(asked).rejects.toThrow('Connection terminated unexpectedly')
  unwatch()
  wire.stop()
  await db.$disconnect()
  await pool.end()
})
