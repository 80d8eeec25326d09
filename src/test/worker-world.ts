import { randomUUID } from 'node:crypto'
import { AccountLayout, AccountState } from '@solana/spl-token'
import { Keypair, PublicKey } from '@solana/web3.js'
import { expect, vi } from 'vitest'
import { Nodes } from '@/chain/agreement'
import { RpcNode } from '@/chain/node'
import { TOKEN_PROGRAM_ID } from '@/chain/programs'
import { associatedTokenAddress } from '@/chain/raise/addresses'
import { tokensIn } from '@/chain/tokens'
import { prepareCommit } from '@/domains/raises/flows/commit'
import { prepareCreate, prepareDeposit } from '@/domains/raises/flows/launch'
import { prepareCreateToken } from '@/domains/raises/flows/token'
import { Cranker, type CrankGround } from '@/domains/raises/jobs/crank'
import { followChain } from '@/domains/raises/jobs/follow'
import { publishRaises } from '@/domains/raises/jobs/publish'
import type { IntentView } from '@/domains/raises/queries/intent'
import { KOII } from '@/kit/money'
import { signerOf } from '@/server/signers'
import { finalise } from './chain'
import type { InvestWorld, Person } from './invest-world'

const SOON = { timeout: 60_000, interval: 50 }

/** A world with a worker in it: it follows the chain, and sends what is due. */
export class WorkerWorld {
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
      await finalise(this.world.chain)
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
  async raise(issuer: Person, change?: Parameters<InvestWorld['project']>[2]): Promise<string> {
    const { world, ground } = this
    const projectId = await world.project(issuer, KOII, change)
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
