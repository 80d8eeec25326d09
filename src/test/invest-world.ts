import { randomBytes, randomUUID } from 'node:crypto'
import path from 'node:path'
import { MINT_SIZE } from '@solana/spl-token'
import { Keypair, type TransactionInstruction } from '@solana/web3.js'
import bs58 from 'bs58'
import { expect, vi } from 'vitest'
import { chainTime } from '@/chain/connection'
import { createFixedSupplyMint } from '@/chain/mint'
import { readMint } from '@/chain/mint-account'
import { RAISE_PROGRAM_IDS } from '@/chain/programs'
import { compileTransaction, rentMinimum, withSignatures } from '@/chain/transactions'
import type { Profile } from '@/domains/compliance/schema'
import { chooseMint, publish } from '@/domains/projects/actions/listing'
import { approvedTermsOf } from '@/domains/projects/queries/public'
import type { Draft } from '@/domains/projects/schema/draft'
import { submitSigned } from '@/domains/raises/flows/submit'
import type { World } from '@/domains/raises/flows/world'
import { followOpenIntents } from '@/domains/raises/jobs/intents'
import type { IntentView } from '@/domains/raises/queries/intent'
import { type Asset, KOII } from '@/kit/money'
import { after, DAY } from '@/kit/time'
import type { Db } from '@/server/db'
import { type Signer, signerOf } from '@/server/signers'
import type { Role, Viewer } from '@/server/viewer'
import { NOW, POLICY } from './application'
import { world as applicationWorld } from './application-world'
import type { LocalChain } from './chain'
import { acts } from './verification'

export const COIN = 1_000_000_000n
/** How long a test waits for the chain to make something final. */
export const SOON = { timeout: 20_000, interval: 100 }
const PROGRAM = RAISE_PROGRAM_IDS.local!

/** An instant so many days from now, as the form's fields hold it. */
type At = (days: number) => string

/** A person with one wallet, and what they can sign with it. */
export type Person = { viewer: Viewer; wallet: string; signer: Signer; keypair: Keypair }

const address = (keypair: Keypair): string => keypair.publicKey.toBase58()

/** The real flows over a private database and a private chain: people with wallets, one approved project, the raise program. */
export class InvestWorld {
  readonly keys = {
    guardian: Keypair.generate(),
    cosigner: Keypair.generate(),
    approverA: Keypair.generate(),
    approverB: Keypair.generate(),
    feeWallet: Keypair.generate(),
  }

  readonly clerk = Keypair.generate()

  readonly programId = PROGRAM

  private constructor(
    readonly db: Db,
    readonly chain: LocalChain,
  ) {}

  /** Deploys the program and funds the guardian, who pays the fees of its own acts, and its clerk. `keys` are those of a site. */
  static async start(db: Db, chain: LocalChain, keys: Partial<InvestWorld['keys']> = {}): Promise<InvestWorld> {
    // Documents are sealed with this key; nothing in a test is kept.
    process.env.DOCUMENT_KEY ??= randomBytes(32).toString('base64')
    const world = new InvestWorld(db, chain)
    Object.assign(world.keys, keys)
    const soPath = path.resolve('programs/raise/raise.so')
    await chain.rpc('flotilla_deploy', [{ programId: PROGRAM.toBase58(), soPath }])
    await world.fund(address(world.keys.guardian))
    await world.fund(address(world.clerk))
    // Applications in tests are reviewed at a fixed instant; the chain must not be behind it.
    const reviewed = Math.floor(NOW.getTime() / 1_000)
    if ((await world.now()) < NOW) await chain.rpc('flotilla_timeTravel', [{ to: reviewed + 3_600 }])
    return world
  }

  fund(wallet: string, lamports = 10_000n * COIN): Promise<unknown> {
    return this.chain.rpc('flotilla_fund', [{ address: wallet, lamports: lamports.toString() }])
  }

  async person({ roles = ['member'] as Role[], lamports = 10_000n * COIN } = {}): Promise<Person> {
    const keypair = Keypair.generate()
    const wallet = address(keypair)
    if (lamports > 0n) await this.fund(wallet, lamports)
    const viewer = {
      personId: randomUUID(),
      sessionId: randomUUID(),
      displayName: 'Somebody',
      roles,
      wallets: [wallet],
    }
    return {
      viewer: { ...viewer, secondFactorAt: new Date(), steppedUp: 'every act' },
      wallet,
      signer: signerOf(keypair.secretKey),
      keypair,
    }
  }

  /** Gives a person a clearance: a case that two people approve. */
  async verify({ viewer }: Person, profile: Partial<Profile> = {}): Promise<void> {
    const [reviewer, checker] = [randomUUID(), randomUUID()]
    const cases = acts(this.db)
    const { caseId } = await cases.submitted(viewer.personId, profile)
    await cases.claim(caseId, reviewer)
    await cases.propose(caseId, reviewer)
    await cases.confirm(caseId, checker)
  }

  async now(): Promise<Date> {
    return new Date(Number(await chainTime(this.chain.connection)) * 1_000)
  }

  async advance(seconds: number): Promise<void> {
    await this.chain.rpc('flotilla_timeTravel', [{ seconds }])
  }

  /** What a request of this person works with. */
  async as({ viewer }: Person, change: Partial<World> = {}): Promise<World> {
    const keys = Object.fromEntries(Object.entries(this.keys).map(([name, key]) => [name, address(key)]))
    return {
      ...{
        db: this.db,
        connection: this.chain.connection,
        programId: PROGRAM,
        keys: keys as unknown as World['keys'],
        viewer,
      },
      cosigner: () => signerOf(this.keys.cosigner.secretKey),
      guardian: () => signerOf(this.keys.guardian.secretKey),
      clerk: () => signerOf(this.clerk.secretKey),
      now: await this.now(),
      ...change,
    }
  }

  /** A project that two people approved and whose token does not exist yet: 1,000 to 4,000 KOII, open now and for ten days. */
  async project(issuer: Person, payment: Asset = KOII, change: (draft: Draft, at: At) => void = () => {}) {
    const now = await this.now()
    const at: At = (days) =>
      after(now, days * DAY)
        .toISOString()
        .slice(0, 16)
    const application = await applicationWorld(
      this.db,
      (draft) => {
        Object.assign(draft.terms, {
          issuerWallet: issuer.wallet,
          positionMaximum: '3000',
          cliffDays: '0',
          vestingDays: '0',
        })
        Object.assign(draft.terms, { opensAt: at(-1), closesAt: at(10), withdrawUntil: at(5) })
        draft.terms.paymentMint = payment.mint ?? ''
        draft.tranches.rows = [{ percent: '100', notBefore: at(12.5), approveBy: '', delivers: '' }]
        change(draft, at)
      },
      issuer.wallet,
    )
    const policy = { ...POLICY, feeWallet: address(this.keys.feeWallet) }
    const mints = payment.mint ? [(await readMint(this.chain.connection, payment.mint))!] : []
    await application.submit({ policy, payments: [KOII, payment], mints, looked: mints.map(({ address }) => address) })
    await application.claim()
    await application.sheet()
    await application.decide((await application.propose('approve')).decisionId)
    issuer.viewer.personId = application.owner.personId
    return application.applicationId
  }

  /** Fixes the project's token, and with it the terms. */
  async fixToken({ viewer }: Person, projectId: string, mint: string): Promise<void> {
    const { connection } = this.chain
    const facts = (await readMint(connection, mint))!
    await this.db.$transaction(async (tx) => chooseMint(tx, { projectId, viewer, now: await this.now(), mint: facts }))
  }

  /** What the follower does when it sees the raise. */
  async publish(projectId: string, raiseAddress: string): Promise<void> {
    const { termsHash } = (await approvedTermsOf(this.db, projectId))!
    const now = await this.now()
    await this.db.$transaction((tx) => publish(tx, { projectId, raiseAddress, termsHash: termsHash!, now }))
  }

  /** Signs a prepared intent with the person's wallet, as a browser does, and submits it. */
  async sign(person: Person, intent: IntentView, change: Partial<World> = {}): Promise<IntentView> {
    const signature = await this.signature(person, intent)
    return submitSigned(await this.as(person, change), { intentId: intent.id, signature })
  }

  async signature({ signer }: Person, intent: IntentView): Promise<string> {
    const wire = Buffer.from(intent.transaction!, 'base64')
    return bs58.encode(await signer.sign(wire.subarray(1 + 64 * wire[0]!)))
  }

  /** Sends instructions as the worker or any stranger would; the first signer pays. */
  async send(
    instructions: readonly TransactionInstruction[],
    signers: readonly [Keypair, ...Keypair[]],
  ): Promise<void> {
    const { connection } = this.chain
    const feePayer = signers[0].publicKey
    const { message, ...life } = await compileTransaction(connection, { feePayer, instructions })
    const signed = signers.map(async (key) => [address(key), await signerOf(key.secretKey).sign(message)] as const)
    const wire = withSignatures(message, Object.fromEntries(await Promise.all(signed)))
    const signature = await connection.sendRawTransaction(wire, { skipPreflight: true })
    const { value } = await connection.confirmTransaction({ ...life, signature }, 'confirmed')
    if (value.err) throw new Error(JSON.stringify(value.err))
  }

  /** A token of 6 decimals, all of whose million lies with this person. */
  async token({ keypair }: Person): Promise<Asset & { mint: string }> {
    const mint = Keypair.generate()
    const rent = await rentMinimum(this.chain.connection, MINT_SIZE)
    const made = { owner: keypair.publicKey, mint: mint.publicKey, decimals: 6, supply: 10n ** 12n, rent }
    await this.send(createFixedSupplyMint(made), [keypair, mint])
    await vi.waitFor(async () => expect(await readMint(this.chain.connection, address(mint))).not.toBeNull(), SOON)
    return { symbol: 'USDK', decimals: 6, mint: address(mint) }
  }

  /** The worker's tick, once. */
  async follow(): Promise<void> {
    const now = await this.now()
    await followOpenIntents({ db: this.db, connection: this.chain.connection, now })
  }
}
