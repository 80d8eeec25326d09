import { randomUUID } from 'node:crypto'
import { PublicKey } from '@solana/web3.js'
import { describe, expect } from 'vitest'
import { nativeVaultAddress } from '@/chain/raise/addresses'
import { post } from '@/domains/ledger/actions'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts } from '@/domains/ledger/schema'
import { test } from '@/test/chain'
import { COIN, InvestWorld } from '@/test/invest-world'
import { WorkerWorld } from '@/test/worker-world'
import { reconcile } from './jobs/reconcile'
import { chainHealth } from './queries/followed'
import { reconciliationOf } from './queries/reconciliation'

describe('the worker', () => {
  test('opens, settles, releases, pays the fee, gives excess and tokens; one frozen account holds nobody up', {
    timeout: 240_000,
  }, async ({ db, chain }) => {
    const worker = await WorkerWorld.start(await InvestWorld.start(db, chain))
    const { world, ground } = worker
    const issuer = await world.person({ roles: ['member', 'issuer'] })
    const raise = await worker.raise(issuer)
    const { saleMint } = await db.raise.findUniqueOrThrow({ where: { address: raise } })
    const [ann, ben] = [await worker.commit(raise, '3000'), await worker.commit(raise, '2000')]
    const frozen = await worker.commit(raise, '1000')
    await worker.freeze(frozen, saleMint)
    const issuerBefore = await chain.connection.getBalance(issuer.keypair.publicKey)
    await world.advance(13 * 86_400)
    await worker.until(async () => {
      expect(await db.raise.findUniqueOrThrow({ where: { address: raise } })).toMatchObject({
        ...{ state: 'succeeded', positionsOpen: 1 },
      })
      expect(await db.crankDelay.count()).toBe(1)
    })
    // 6,000 came for a cap of 4,000: everybody has two thirds accepted, rounded down.
    expect(await worker.saleTokens(ann, saleMint)).toBe(200_000_000_000n)
    expect(await worker.saleTokens(ben, saleMint)).toBe(133_333_333_333n)
    await worker.until(async () => {
      const row = await db.raise.findUniqueOrThrow({ where: { address: raise } })
      expect(row.feesDue.toFixed(0)).toBe('0')
      expect(row.released.toFixed(0)).toBe((4_000n * COIN - 3n).toString())
    })
    const entitlement = 4_000n * COIN - 3n
    const fee = (entitlement * 300n) / 10_000n
    const feeWallet = world.keys.feeWallet.publicKey
    expect(BigInt(await chain.connection.getBalance(feeWallet))).toBe(fee)
    expect(BigInt(await chain.connection.getBalance(issuer.keypair.publicKey))).toBe(
      BigInt(issuerBefore) + entitlement - fee,
    )
    expect(await balanceOf(db, accounts.issuer(issuer.wallet), 'KOII')).toBe(entitlement - fee)
    expect(await balanceOf(db, accounts.fee(feeWallet.toBase58()), 'KOII')).toBe(fee)
    const [delay] = await db.crankDelay.findMany()
    expect(delay!.lastError).toMatch(/frozen/i)
    expect(await reconcile(ground, await world.now())).toEqual([])
    expect(await reconciliationOf(db, raise)).toMatchObject({ ok: true, difference: 0n, findings: [] })
  })

  test('refunds everybody to the unit, but leaves a position on hold to its owner', { timeout: 240_000 }, async ({
    db,
    chain,
  }) => {
    const worker = await WorkerWorld.start(await InvestWorld.start(db, chain))
    const { world, ground } = worker
    const raise = await worker.raise(await world.person())
    const [ann, held] = [await worker.commit(raise, '250'), await worker.commit(raise, '100')]
    await db.position.updateMany({ where: { wallet: held.wallet }, data: { held: true } })
    const before = await chain.connection.getBalance(ann.keypair.publicKey)
    await world.advance(13 * 86_400)
    await worker.until(async () => {
      expect(await db.raise.findUniqueOrThrow({ where: { address: raise } })).toMatchObject({
        ...{ state: 'failed', positionsOpen: 1 },
      })
    })
    const rents = BigInt(await chain.connection.getBalance(ann.keypair.publicKey)) - BigInt(before) - 250n * COIN
    expect(rents).toBeGreaterThan(0n)
    expect(await balanceOf(db, accounts.wallet(ann.wallet), 'KOII')).toBe(0n)
    expect(await balanceOf(db, accounts.payment(raise), 'KOII')).toBe(100n * COIN)
    await worker.until(async () => {
      expect(await db.raise.findUniqueOrThrow({ where: { address: raise } })).toMatchObject({ positionsOpen: 1 })
      expect((await db.raise.findUniqueOrThrow({ where: { address: raise } })).saleVault.toFixed(0)).toBe('0')
    })
    expect(await db.position.findFirstOrThrow({ where: { wallet: held.wallet } })).toMatchObject({ state: 'open' })
    await db.position.updateMany({ where: { wallet: held.wallet }, data: { held: false } })
    await world.advance(31 * 86_400)
    await worker.until(async () => {
      expect(await db.raise.findUniqueOrThrow({ where: { address: raise } })).toMatchObject({
        ...{ state: 'closed', outcome: 'failed' },
      })
    })
    expect(await chain.connection.getAccountInfo(nativeVaultAddress(ground.programId, new PublicKey(raise)))).toBeNull()
    expect(await balanceOf(db, accounts.payment(raise), 'KOII')).toBe(0n)
    expect(await chainHealth(db)).toMatchObject({ healthy: true, notice: null })
  })

  test('a unit that is missing from the books is found', { timeout: 240_000 }, async ({ db, chain }) => {
    const worker = await WorkerWorld.start(await InvestWorld.start(db, chain))
    const raise = await worker.raise(await worker.world.person())
    await worker.commit(raise, '250')
    const stray = {
      from: accounts.payment(raise),
      to: 'wallet:somebody',
      asset: 'KOII',
      units: 1n,
      cause: randomUUID(),
    }
    await db.$transaction((tx) => post(tx, [{ ...stray, at: new Date() }]))
    expect(await reconcile(worker.ground, await worker.world.now())).toEqual([raise])
    expect(await reconciliationOf(db, raise)).toMatchObject({ ok: false, difference: -1n })
  })
})
