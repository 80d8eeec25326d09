import { randomUUID } from 'node:crypto'
import { AccountLayout, AccountState } from '@solana/spl-token'
import { Keypair, PublicKey } from '@solana/web3.js'
import { describe, expect, vi } from 'vitest'
import { Nodes } from '@/chain/agreement'
import { RpcNode } from '@/chain/node'
import { TOKEN_PROGRAM_ID } from '@/chain/programs'
import { associatedTokenAddress, nativeVaultAddress } from '@/chain/raise/addresses'
import { tokensIn } from '@/chain/tokens'
import { post } from '@/domains/ledger/actions'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts } from '@/domains/ledger/schema'
import { signerOf } from '@/server/signers'
import { test } from '@/test/chain'
import { COIN, InvestWorld, type Person } from '@/test/invest-world'
import { prepareCommit } from './flows/commit'
import { prepareCreate, prepareDeposit } from './flows/launch'
import { prepareCreateToken } from './flows/token'
import { Cranker, type CrankGround } from './jobs/crank'
import { followChain } from './jobs/follow'
import { publishRaises } from './jobs/publish'
import { reconcile } from './jobs/reconcile'
import { chainHealth } from './queries/followed'
import type { IntentView } from './queries/intent'
import { reconciliationOf } from './queries/reconciliation'

const SOON = { timeout: 60_000, interval: 200 }

/** A world with a worker in it: it follows the chain, and sends what is due. */
class WorkerWorld {
  readonly cranker = new Cranker()
  private constructor(
    readonly world: InvestWorld,
    readonly ground: CrankGround,
  ) {}

  static async start(world: InvestWorld): Promise<WorkerWorld> {
    const payer = Keypair.generate()
    await world.fund(payer.publicKey.toBase58())
    const { db, connection, programId, keys } = await world.as(await world.person({ lamports: 0n }))
    const nodes = new Nodes(new RpcNode(connection.rpcEndpoint))
    return new WorkerWorld(world, { db, nodes, connection, programId, keys, payer: signerOf(payer.secretKey) })
  }

  /** Turns of the worker until what is expected is so. */
  until(expected: () => Promise<void>): Promise<void> {
    return vi.waitFor(async () => {
      await this.world.follow()
      await followChain(this.ground)
      await publishRaises(this.ground.db, await this.world.now())
      await this.cranker.turn(this.ground, await this.world.now())
      await expected()
    }, SOON)
  }

  async done(person: Person, intent: IntentView): Promise<void> {
    const { id } = await this.world.sign(person, intent)
    await this.until(async () => {
      expect(await this.ground.db.intent.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: 'finalized' })
    })
  }

  /** A raise that its issuer created and funded; the worker opens it. */
  async raise(issuer: Person): Promise<string> {
    const { world, ground } = this
    const projectId = await world.project(issuer)
    const act = () => ({ projectId, wallet: issuer.wallet, idempotencyKey: randomUUID() })
    const token = await prepareCreateToken(await world.as(issuer), act())
    await this.done(issuer, token)
    await world.fixToken(issuer, projectId, token.mint!)
    const create = await prepareCreate(await world.as(issuer), act())
    await this.done(issuer, create)
    await this.done(issuer, await prepareDeposit(await world.as(issuer), act()))
    const address = create.raiseAddress!
    await this.until(async () => {
      expect(await ground.db.raise.findUnique({ where: { address } })).toMatchObject({ state: 'open' })
      expect(await ground.db.listing.findUnique({ where: { projectId } })).toMatchObject({
        ...{ state: 'published', raiseAddress: address },
      })
    })
    return address
  }

  async commit(raise: string, amount: string): Promise<Person> {
    const investor = await this.world.person()
    await this.world.verify(investor)
    const input = { raise, wallet: investor.wallet, amount, idempotencyKey: randomUUID() }
    await this.done(investor, await prepareCommit(await this.world.as(investor), input))
    return investor
  }

  async saleTokens({ keypair }: Person, saleMint: string): Promise<bigint> {
    const at = associatedTokenAddress(keypair.publicKey, new PublicKey(saleMint))
    return tokensIn(await this.ground.connection.getAccountInfo(at, 'confirmed'))
  }

  /** Puts a frozen token account where somebody's tokens would go. */
  async freeze({ keypair }: Person, saleMint: string): Promise<void> {
    const mint = new PublicKey(saleMint)
    const data = Buffer.alloc(AccountLayout.span)
    const nobody = PublicKey.default
    AccountLayout.encode(
      {
        ...{ mint, owner: keypair.publicKey, amount: 0n, delegateOption: 0, delegate: nobody },
        ...{ state: AccountState.Frozen, isNativeOption: 0, isNative: 0n, delegatedAmount: 0n },
        ...{ closeAuthorityOption: 0, closeAuthority: nobody },
      },
      data,
    )
    const address = associatedTokenAddress(keypair.publicKey, mint).toBase58()
    const account = { address, lamports: 2_039_280, data: data.toString('base64'), owner: TOKEN_PROGRAM_ID.toBase58() }
    await this.world.chain.rpc('flotilla_setAccount', [account])
  }
}

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
