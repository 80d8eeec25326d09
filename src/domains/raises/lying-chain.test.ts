import { expect } from 'vitest'
import { anotherDatabase, test } from '@/test/db'
import { FoundWrong, LyingChain } from '@/test/lying-chain'
import { PLANTS } from '@/test/plants'

test('F4: 50,000 events of a chain that rolls back and of nodes that lie leave the books of an honest one', async ({
  db,
}) => {
  const [honest, rebuilt] = await Promise.all([anotherDatabase(), anotherDatabase()])
  const books = { lied: db, honest: honest.db, rebuilt: rebuilt.db }
  const report = await new LyingChain(books, { seed: 4, events: 50_000 }).run()
  await Promise.all([honest.close(), rebuilt.close()])
  expect(report.booked).toBeGreaterThan(100)
  expect(report.halted).toBeGreaterThan(100)
  expect(report.rolledBack).toBeGreaterThan(1_000)
}, 600_000)

test('F4: a follower that asks for what is only confirmed is found out, each time at the same event', async () => {
  const found = async () => {
    const [lied, honest] = await Promise.all([anotherDatabase(), anotherDatabase()])
    const books = { lied: lied.db, honest: honest.db, rebuilt: honest.db }
    const run = new LyingChain(books, { seed: 4, events: 10_000, plant: PLANTS.F4.hasty }).run()
    const wrong = await run.catch((error: unknown) => error)
    await Promise.all([lied.close(), honest.close()])
    return wrong
  }
  const once = await found()
  expect(once).toBeInstanceOf(FoundWrong)
  expect((once as Error).message).toContain('was booked before it was final')
  expect(await found()).toEqual(once)
})
