import { expect } from 'vitest'
import { test } from '@/test/db'
import { Storm } from '@/test/storm'
import { stripeStorm } from '@/test/stripe-storm'

test('F5: every event of Stripe’s many times, in any order, late, forged and replayed, is one payment', async ({
  db,
}) => {
  const report = await stripeStorm(db, { seed: 5, fees: 12 })
  expect(report).toMatchObject({ seed: 5, findings: [] })
  expect(report.refused).toBeGreaterThan(20)
})

test('F5: a slow, broken and half-open network costs nobody anything, and all works again afterwards', async ({
  db,
  databaseUrl,
}) => {
  const report = await new Storm({ db, url: databaseUrl }, { seed: 5, faults: 6, buyers: 4 }).run()
  expect(report).toMatchObject({ seed: 5, findings: [] })
  expect(report.acknowledged).toBeGreaterThan(0)
}, 400_000)
