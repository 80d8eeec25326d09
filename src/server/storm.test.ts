import { expect } from 'vitest'
import { anotherDatabase, test } from '@/test/db'
import { PLANTS } from '@/test/plants'
import { Storm } from '@/test/storm'
import { stripeStorm } from '@/test/stripe-storm'

test('F5: every event of Stripe’s many times, in any order, late, forged and replayed, is one payment, each time alike', async ({
  databaseUrl,
}) => {
  const report = await stripeStorm(databaseUrl, { seed: 5, fees: 12 })
  expect(report).toMatchObject({ seed: 5, findings: [] })
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
