import { createPrivateKey, sign as signBytes } from 'node:crypto'
import { Keypair } from '@solana/web3.js'
import bs58 from 'bs58'
import { addWallet } from '@/domains/identity/actions/wallets'
import { proposeMilestone, submitEvidence } from '@/domains/rounds/actions/milestone'
import { engineRound } from '@/domains/rounds/queries/engine-rows'
import type { MilestoneForm } from '@/domains/rounds/schema/milestone'
import { after, DAY, fromUnix, HOUR } from '@/kit/time'
import type { Db } from '@/server/db'
import { approved } from './application-world'
import { hexOf } from './engine-rounds'
import { EngineWorld, type Player, PROPOSED } from './engine-world'
import { FollowedRaise } from './followed-raise'
import { COIN, must } from './raise-world'
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
