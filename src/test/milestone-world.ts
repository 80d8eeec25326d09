import { createPrivateKey, sign as signBytes } from 'node:crypto'
import { Keypair } from '@solana/web3.js'
import bs58 from 'bs58'
import { onTestFinished } from 'vitest'
import { addWallet } from '@/domains/identity/actions/wallets'
import { proposeMilestone, submitEvidence } from '@/domains/rounds/actions/milestone'
import { engineRound } from '@/domains/rounds/queries/engine-rows'
import type { MilestoneForm } from '@/domains/rounds/schema/milestone'
import type { RevealContent, Stage } from '@/domains/rounds/schema/round-inputs'
import { after, DAY, fromUnix, HOUR } from '@/kit/time'
import type { Db } from '@/server/db'
import { approved } from './application-world'
import { hexOf } from './engine-rounds'
import { EngineWorld, type Player, PROPOSED } from './engine-world'
import { FollowedRaise } from './followed-raise'
import { COIN, must } from './raise-world'
import { readStake } from './stakes'
import { clear } from './verification'
import { EPOCH } from './vm'

const DAYS = 86_400n
/** Open for two days from the second on; paid in three parts, the later ones approved on day 40 and day 60 at the latest. */
const TERMS = {
  ...{ opensAt: EPOCH + DAYS, closesAt: EPOCH + 3n * DAYS, withdrawUntil: EPOCH + 2n * DAYS },
  tranches: [
    { bps: 4_000, notBefore: EPOCH + 9n * DAYS, approveBy: 0n },
    { bps: 3_500, notBefore: EPOCH + 41n * DAYS, approveBy: EPOCH + 40n * DAYS },
    { bps: 2_500, notBefore: EPOCH + 61n * DAYS, approveBy: EPOCH + 60n * DAYS },
  ],
}
/** When the raise has succeeded and its second payment is next. */
export const SETTLED = fromUnix(EPOCH + 9n * DAYS)
/** Base units of the second payment where five people committed 100 coins each. */
export const SECOND_SHARE = (500n * COIN * 3_500n) / 10_000n

export const spent = (line = 0, amount = '400') => ({
  ...{ line, amount, hash: hexOf(`paper ${line}`) },
  link: `https://example.org/paper-${line}`,
})

/** A person with a wallet whose key this test holds, verified. */
export async function player(db: Db, personId?: string): Promise<Player> {
  const scratch = EngineWorld.over(db, { roundId: '', sheet: null as never, projectId: '', issuer: '' })
  if (!personId) return scratch.player()
  const keypair = Keypair.generate()
  const wallet = keypair.publicKey.toBase58()
  await db.$transaction((tx) => addWallet(tx, { address: wallet, personId, now: PROPOSED }))
  await clear(db, personId)
  return { personId, wallet, seed: keypair.secretKey.subarray(0, 32), sign: signerOf(keypair) }
}

/** PKCS 8 of an ed25519 key is this and its seed. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

function signerOf({ secretKey }: Keypair): Player['sign'] {
  const der = Buffer.concat([PKCS8, secretKey.subarray(0, 32)])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  return (text) => bs58.encode(signBytes(null, Buffer.from(text, 'utf8'), key))
}

/** A listed project whose raise succeeded in the real program, and who invested in it: 100 coins each. */
export async function fundedRaise(db: Db, investors: readonly Player[]) {
  const { applicationId: projectId, owner } = await approved(db)
  const followed = new FollowedRaise(db, 'native', TERMS, 0)
  const { world } = followed
  for (const { seed } of investors) {
    const keypair = Keypair.fromSeed(seed)
    world.vm.setLamports(keypair.publicKey, 1_000n * COIN)
    must(world.commit(keypair, 100n * COIN))
    followed.investors.push(keypair)
  }
  await followed.read()
  await db.listing.update({
    where: { projectId },
    data: {
      ...{ raiseAddress: followed.address, saleMint: world.saleMint.toBase58(), termsHash: hexOf(projectId) },
      state: 'published',
    },
  })
  world.vm.now = EPOCH + 9n * DAYS
  must(world.settle())
  await followed.read()
  return { projectId, raise: followed.address, issuer: await player(db, owner.personId) }
}
export type FundedRaise = Awaited<ReturnType<typeof fundedRaise>>

/** Evidence from an hour after `now`, for the rest of a day. */
export const windowsFrom = (now: Date) => ({ opensAt: after(now, HOUR), evidenceUntil: after(now, DAY) })

/** A day for evidence, steps of a day, from an hour after the settlement on. */
export const form = (projectId: string, given: Partial<MilestoneForm> = {}): MilestoneForm => ({
  ...{ projectId, tranche: 1, audit: 'attestation', stepHours: 24 },
  ...windowsFrom(SETTLED),
  ...given,
})

/** A round about the second payment that two people approved, that stands on the chain and takes evidence. */
export async function openMilestone(db: Db, { projectId, issuer }: FundedRaise, given: Partial<MilestoneForm> = {}) {
  const act = { form: form(projectId, given), personId: issuer.personId, now: SETTLED }
  const roundId = await db.$transaction((tx) => proposeMilestone(tx, act))
  const { sheet } = await engineRound(db, roundId)
  const world = EngineWorld.over(db, { roundId, sheet: JSON.parse(sheet), projectId, issuer: issuer.wallet })
  await world.opened()
  return world
}

/** What the team hands in, signed by the wallet of whoever is said to be it. */
export async function handIn(
  world: EngineWorld,
  team: Player,
  { lines = [spent(0), spent(1, '100.5')], claimed = 500_500_000_000n } = {},
): Promise<string> {
  const evidence = [...lines].sort((a, b) => a.line - b.line).map(({ hash, link }) => ({ hash, link }))
  const act = { act: 'submit' as const, recipient: world.projectId, claimed: claimed.toString(), evidence }
  const { personId, now: at, ...signed } = await world.signed(team, act, world.at('opens', 1_000))
  const form = { ...signed, text: 'The prover runs on ten nodes.', spent: lines }
  return world.run((tx) => submitEvidence(tx, { form, personId, now: at }))
}

/** A raise with its five investors, and a round about its second payment that takes evidence. */
export async function started(db: Db, people: readonly Player[], given: Partial<MilestoneForm> = {}) {
  const raise = await fundedRaise(db, people.slice(0, 5))
  return { raise, world: await openMilestone(db, raise, given) }
}

/** What whoever enrolled is called in their round. */
export const names = new Map<Player, string>()

/** These people put themselves on the list of those who may be drawn. */
export async function enrolled(world: EngineWorld, people: readonly Player[]): Promise<void> {
  for (const one of people) {
    await world.enrol(one)
    names.set(one, await world.name(one))
  }
}

/** Who of these was drawn in a stage, by their place. */
export async function seated(world: EngineWorld, people: readonly Player[], stage: Stage): Promise<number[]> {
  const seats = await world.db.roundSeat.findMany({ where: { roundId: world.roundId, stage } })
  const drawn = new Set(seats.map(({ person }) => person))
  return [...people.keys()].filter((place) => drawn.has(names.get(people[place]!) ?? ''))
}

/** Whoever is drawn says the same, and the verdict is final. Returns how many were. */
export async function judged(world: EngineWorld, people: readonly Player[], work: string, said: RevealContent) {
  const drawn = await seated(world, people, 'first')
  for (const place of drawn) await world.commit(people[place]!, work, said)
  for (const place of drawn) await world.reveal(people[place]!, work, said)
  await world.listed()
  return drawn.length
}

/**
 * At the draw the last reading of stakes finds four of five people staked: the fifth was until then, and all are operators for the length
 * of this test alone.
 */
export async function fourStake(world: EngineWorld, people: readonly Player[]): Promise<void> {
  const { db } = world
  const at = world.at('submissionsEnd', -HOUR)
  for (const { personId } of people.slice(0, 5)) await readStake(db, personId, 'task', after(at, -DAY))
  for (const [place, { personId }] of people.slice(0, 5).entries())
    await readStake(db, personId, place < 4 ? 'task' : null, at)
  onTestFinished(async () => void (await db.operatorProof.deleteMany()))
}
