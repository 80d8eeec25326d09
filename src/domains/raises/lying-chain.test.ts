import { expect } from 'vitest'
import { anotherDatabase, test } from '@/test/db'
import { LyingChain } from '@/test/lying-chain'

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
