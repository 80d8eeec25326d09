import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { Keypair } from '@solana/web3.js'
import bs58 from 'bs58'
import { chainTime } from '@/chain/connection'
import { RAISE_PROGRAM_IDS } from '@/chain/programs'
import { STANDARD_LIMITS, writeLimits } from '@/domains/compliance/rules/clearance'
import type { Terms } from '@/domains/projects/schema/terms'
import { submitSigned } from '@/domains/raises/flows/submit'
import type { World } from '@/domains/raises/flows/world'
import { followIntents } from '@/domains/raises/jobs/intents'
import type { IntentView } from '@/domains/raises/queries/intent'
import { digestOf } from '@/kit/digest'
import { after, DAY } from '@/kit/time'
import type { Db } from '@/server/db'
import { type Signer, signerOf } from '@/server/signers'
import type { Role, Viewer } from '@/server/viewer'
import { exampleDraft } from './application'
import type { LocalChain } from './chain'

export const COIN = 1_000_000_000n
const PROGRAM = RAISE_PROGRAM_IDS.local!

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

  readonly programId = PROGRAM

  private constructor(
    readonly db: Db,
    readonly chain: LocalChain,
  ) {}

  /** Deploys the program and funds the guardian, who pays the fees of its own acts. */
  static async start(db: Db, chain: LocalChain): Promise<InvestWorld> {
    const world = new InvestWorld(db, chain)
    const soPath = path.resolve('programs/raise/raise.so')
    await chain.rpc('flotilla_deploy', [{ programId: PROGRAM.toBase58(), soPath }])
    await world.fund(address(world.keys.guardian))
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
    return { viewer: { ...viewer, secondFactorAt: new Date() }, wallet, signer: signerOf(keypair.secretKey), keypair }
  }

  /** Gives a person a clearance, as two people's approval of a case does. */
  async verify({ viewer }: Person, limits = STANDARD_LIMITS): Promise<void> {
    const now = await this.now()
    const { personId } = viewer
    const verified = await this.db.verificationCase.create({ data: { personId, state: 'approved', startedAt: now } })
    await this.db.verificationProposal.create({
      data: {
        ...{
          caseId: verified.id,
          personId,
          outcome: 'approve',
          note: 'As the passport says.',
          reviewedDigest: 'a'.repeat(64),
        },
        ...{
          proposedBy: randomUUID(),
          proposedAt: now,
          decidedBy: randomUUID(),
          decidedAt: now,
          decision: 'confirmed',
        },
      },
    })
    await this.db.clearanceGrant.create({
      data: {
        ...{ caseId: verified.id, personId, level: 'standard', limits: writeLimits(limits) },
        ...{ grantedAt: now, until: after(now, 300 * DAY) },
      },
    })
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
      ...{ db: this.db, connection: this.chain.connection, programId: PROGRAM, keys: keys as World['keys'], viewer },
      cosigner: () => signerOf(this.keys.cosigner.secretKey),
      guardian: () => signerOf(this.keys.guardian.secretKey),
      now: await this.now(),
      ...change,
    }
  }

  /** An approved project whose token does not exist yet. */
  async project(issuer: Person, change: Partial<Terms> = {}): Promise<string> {
    const now = await this.now()
    const content = exampleDraft()
    const ownerId = issuer.viewer.personId
    const application = await this.db.application.create({
      data: { ownerId, state: 'approved', version: 1, title: content.project.title, createdAt: now, updatedAt: now },
    })
    const terms = { ...(await this.terms(application.id, issuer)), ...change }
    const version = { applicationId: application.id, number: 1, digest: terms.contentDigest, submittedAt: now }
    await this.db.applicationVersion.create({ data: { ...version, content, terms, entry: terms.contentDigest } })
    await this.db.listing.create({
      data: {
        ...{ projectId: application.id, slug: `harbour-${application.id.slice(-6)}`, version: 1, terms },
        ...{ title: 'Harbour', summary: 'Storage.', category: 'storage', teamName: 'Harbour Labs' },
        ...{ issuerId: ownerId, issuerWallet: issuer.wallet, listedAt: now, updatedAt: now },
      },
    })
    return application.id
  }

  private async terms(projectId: string, issuer: Person): Promise<Omit<Terms, 'saleMint'>> {
    const now = Math.floor((await this.now()).getTime() / 1_000)
    return {
      ...{ format: 'flotilla.terms/1', projectId, contentDigest: digestOf({ projectId }), issuerWallet: issuer.wallet },
      ...{ feeWallet: address(this.keys.feeWallet), feeBps: 300, paymentMint: null, paymentSymbol: 'KOII' },
      ...{ paymentDecimals: 9, paymentFreezeAuthority: null, saleSymbol: 'HARB', saleDecimals: 6 },
      ...{ saleMintAuthority: null, minimum: `${1_000n * COIN}`, cap: `${4_000n * COIN}`, tokensAtCap: '400000000000' },
      ...{ positionMinimum: `${10n * COIN}`, positionMaximum: `${3_000n * COIN}`, oversubscription: true },
      ...{ audience: 'everyone', opensAt: now - 60, closesAt: now + 10 * 86_400, withdrawUntil: now + 5 * 86_400 },
      ...{ reflectionSeconds: 2 * 86_400, confirmSeconds: 5 * 86_400 },
      vesting: { start: 'settlement', cliffSeconds: 0, durationSeconds: 0 },
      tranches: [{ bps: 10_000, notBefore: now + 12 * 86_400, approveBy: 0 }],
    }
  }

  /** Fixes the project's token and with it the terms, as the room of projects does once the token is on chain. */
  async fixToken(projectId: string, saleMint: string): Promise<void> {
    const { terms: draft } = await this.db.listing.findUniqueOrThrow({ where: { projectId } })
    const terms = { ...(draft as Record<string, string>), saleMint }
    await this.db.listing.update({ where: { projectId }, data: { terms, saleMint, termsHash: digestOf(terms) } })
  }

  /** What the follower does when it sees the raise. */
  async publish(projectId: string, raiseAddress: string): Promise<void> {
    await this.db.listing.update({ where: { projectId }, data: { state: 'published', raiseAddress } })
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

  /** The worker's tick, once. */
  async follow(): Promise<void> {
    const now = await this.now()
    await followIntents({ db: this.db, connection: this.chain.connection, now })
  }
}
