import { randomUUID } from 'node:crypto'
import { createTransferInstruction } from '@solana/spl-token'
import { PublicKey } from '@solana/web3.js'
import { expect } from 'vitest'
import { associatedTokenAddress } from '@/chain/raise/addresses'
import { createTokenAccount } from '@/chain/raise/instructions'
import { test } from '@/test/chain'
import { commitInput, done, openRaise, sendCoins } from '@/test/invest-acts'
import { InvestWorld } from '@/test/invest-world'
import { prepareRefund, prepareSettle } from './flows/collect'
import { prepareCommit } from './flows/commit'
import { issuerConsole } from './flows/console'
import { prepareWithdraw } from './flows/withdraw'

test('a raise that is paid in a token: in, partly out, and refunded to the unit', { timeout: 180_000 }, async ({
  db,
  chain,
}) => {
  const world = await InvestWorld.start(db, chain)
  const [issuer, investor, stranger] = [await world.person(), await world.person(), await world.person()]
  const usdk = await world.token(stranger)
  const mint = new PublicKey(usdk.mint)
  const [bank, account] = [stranger, investor].map(({ keypair }) => associatedTokenAddress(keypair.publicKey, mint))
  await world.send(
    [
      createTokenAccount(stranger.keypair.publicKey, investor.keypair.publicKey, mint),
      createTransferInstruction(bank!, account!, stranger.keypair.publicKey, 500_000_000n),
    ],
    [stranger.keypair],
  )
  const held = async () => (await chain.connection.getTokenAccountBalance(account!, 'confirmed')).value.uiAmountString
  const projectId = await world.project(issuer, usdk)
  // Anybody knows all these addresses beforehand, and a coin that lies there must stand in nobody's way.
  const raise = await openRaise(world, issuer, projectId, async (address, saleMint) => {
    await sendCoins(world, address, ...[mint, saleMint].map((each) => associatedTokenAddress(address, each)))
    expect(await issuerConsole(await world.as(issuer), { projectId })).toMatchObject({ step: 'create', deposited: 0n })
  })
  await world.verify(investor)

  await expect(prepareCommit(await world.as(investor), commitInput(raise, investor, '501'))).rejects.toMatchObject({
    code: 'raises.wouldFail',
    message: expect.stringContaining('does not hold enough'),
  })
  const commitment = await prepareCommit(await world.as(investor), commitInput(raise, investor, '250'))
  expect(commitment.summary.changes.map(({ amount }) => amount)).toEqual(['-250 USDK', '+250 USDK'])
  await done(world, investor, commitment)
  expect(await held()).toBe('250')
  await done(world, investor, await prepareWithdraw(await world.as(investor), commitInput(raise, investor, '100')))
  expect(await held()).toBe('350')

  await world.advance(13 * 86_400)
  const act = () => ({ raise, wallet: stranger.wallet, idempotencyKey: randomUUID() })
  await done(world, stranger, await prepareSettle(await world.as(stranger), act()))
  const refund = await prepareRefund(await world.as(stranger), { ...act(), investor: investor.wallet })
  await done(world, stranger, refund)
  expect(await held()).toBe('500')
})
