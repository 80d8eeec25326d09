import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { test } from '@/test/chain'
import { firstFormRound, fund, LATER, roundInput, START, someWallet } from '@/test/rounds-world'
import { publish } from './actions'
import { proposeAllocation } from './flows'
import { roundById } from './queries'

test('what the chain shows of the recipients decides the way, and the way is part of what is confirmed', async ({
  db,
  chain,
}) => {
  const wallets = [someWallet(), someWallet()] as const
  const projects: string[] = []
  for (const wallet of wallets) projects.push(await fund(db, [{ personId: randomUUID(), koii: 10n }], wallet))
  const [maker, checker] = [randomUUID(), randomUUID()]
  const input = { ...roundInput(projects, '50'), personId: maker, now: START }
  const roundId = await firstFormRound(db, input)
  await db.$transaction((tx) => publish(tx, { roundId, personId: checker, now: START }))
  const proposed = async () => {
    await proposeAllocation(db, { roundId, personId: maker, now: LATER })
    const { allocation, allocationDigest } = await roundById(db, { roundId, staff: true, now: LATER })
    return { way: allocation?.way, digest: allocationDigest }
  }
  const fundOnChain = (address: string) => chain.rpc('flotilla_fund', [{ address, lamports: '1000000' }])

  await fundOnChain(wallets[0])
  const before = await proposed()
  expect(before.way, 'one of them does not exist').toBe('list')
  await fundOnChain(wallets[1])
  await expect.poll(async () => (await proposed()).way, { timeout: 30_000 }).toBe('direct')
  expect((await proposed()).digest).not.toBe(before.digest)
})
