import bs58 from 'bs58'
import { isSignedBy } from '@/chain/signature'
import { signersOf } from '@/chain/transactions'
import { issuerOf } from '@/domains/companies/queries/standing'
import { countCommitment } from '@/domains/compliance/actions/limit'
import { regimesOn } from '@/domains/compliance/queries/protection'
import { assertAllowed } from '@/domains/compliance/rules'
import { raiseFactsOf } from '@/domains/projects/queries/by-raise'
import type { IntentModel } from '@/generated/prisma/models'
import { KOII } from '@/kit/money'
import { Refusal } from '@/kit/refusal'
import { type Tx, units } from '@/server/db'
import type { Signer } from '@/server/signers'
import { markSent, nameSignature, recordOutcome } from '../actions/intent'
import { commitmentsSent } from '../queries/committed'
import { type IntentView, intentView, ownIntent, signedWire } from '../queries/intent'
import { refuse } from '../rules/refusals'
import { askGate } from './gate'
import { assertInTime } from './guarded'
import { signAll } from './prepare'
import { readRaise } from './read'
import { sendNow } from './send-now'
import { assertOwnWallet, type World } from './world'

async function mine({ db, viewer }: World, intentId: string): Promise<IntentModel> {
  const intent = await ownIntent(db, { intentId, personId: viewer.personId })
  if (!intent) throw refuse.noIntent()
  return intent
}

/**
 * Takes the wallet's signature over exactly the stored message, asks the gate again, adds the signatures of our keys, writes
 * everything down and only then sends. Repeating it with the same signature gives the same intent.
 */
export async function submitSigned(
  world: World,
  { intentId, signature }: { intentId: string; signature: string },
): Promise<IntentView> {
  const intent = await mine(world, intentId)
  if (intent.signature === signature) return intentView(intent)
  assertSigned(intent, signature)
  const sent = await sendOff(world, intent, signature)
  await sendNow(world, sent)
  return intentView(sent)
}

/** How often a commitment is looked at again because another one of the same person was quicker. */
const MOST_TRIES = 3

/** Signs with our keys and marks as sent. What the gate said of a person's limits holds only while no other commitment is sent. */
async function sendOff(world: World, intent: IntentModel, signature: string | null): Promise<IntentModel> {
  const { db, viewer, now } = world
  const named = signature ? { [intent.wallet]: signature } : {}
  for (let tries = 1; ; tries += 1) {
    const sentBefore = intent.kind === 'commit' ? await commitmentsSent(db, viewer.personId) : undefined
    const signatures = { ...(await countersign(world, intent)), ...named }
    const sending = { intentId: intent.id, personId: viewer.personId, signatures, signature, now }
    try {
      return await db.$transaction(async (tx) => {
        const sent = await markSent(tx, { ...sending, ...(sentBefore !== undefined && { sentBefore }) })
        if (intent.kind === 'commit') await countSent(tx, intent, now)
        return sent
      })
    } catch (error) {
      if (tries === MOST_TRIES || !(error instanceof Refusal) || error.code !== 'raises.overtaken') throw error
    }
  }
}

/** What is sent counts against the limits of its person and its issuer, or is not sent. */
async function countSent(tx: Tx, { id, personId, raiseAddress, amount }: IntentModel, now: Date): Promise<void> {
  if (!amount) throw refuse.noIntent()
  if ((await regimesOn(tx, now)).length === 0) return
  const facts = raiseAddress && (await raiseFactsOf(tx, raiseAddress))
  const { projectId, paymentAsset: asset } = facts || { projectId: null, paymentAsset: KOII }
  const sheet = (facts || null)?.sheet?.complete ?? false
  const issuer = projectId ? await issuerOf(tx, projectId) : { projects: [], keys: [] }
  await countCommitment(tx, { intentId: id, personId, projectId, issuer, amount: units(amount), asset, sheet, now })
}

/**
 * Gives the co-signed transaction to a wallet that sends by itself. It counts as sent from here on, because nobody can know
 * that it was not.
 */
export async function handOver(world: World, { intentId }: { intentId: string }): Promise<{ transaction: string }> {
  const intent = await mine(world, intentId)
  assertOwnWallet(world.viewer, intent.wallet)
  const sent = await sendOff(world, intent, null)
  return { transaction: Buffer.from(signedWire(sent)).toString('base64') }
}

/** Keeps the signature that a wallet reported after sending by itself. */
export async function reportSent(
  world: World,
  { intentId, signature }: { intentId: string; signature: string },
): Promise<IntentView> {
  const intent = await mine(world, intentId)
  if (!intent.handedOver) throw refuse.intentOver({ state: intent.state })
  assertSigned(intent, signature)
  const named = await world.db.$transaction((tx) => nameSignature(tx, { intentId, signature, now: world.now }))
  if (!named) throw refuse.sentBefore()
  return intentView(await mine(world, intentId))
}

/** Notes that the wallet declined: nothing was signed, so nothing can move. */
export async function decline(world: World, { intentId }: { intentId: string }): Promise<IntentView> {
  await mine(world, intentId)
  await world.db.$transaction((tx) => recordOutcome(tx, { intentId, event: 'decline', now: world.now }))
  return intentView(await mine(world, intentId))
}

/** Refuses a signature over anything but the stored bytes: the wallet may have added instructions or a fee. */
function assertSigned(intent: IntentModel, signature: string): void {
  if (!isSignedBy(new Uint8Array(intent.message), intent.wallet, bs58.decode(signature))) throw refuse.changedByWallet()
}

/** Asks everything that must still hold, then signs with our own keys what they are to sign. */
export async function countersign(world: World, intent: IntentModel): Promise<Record<string, string>> {
  // The worker may have noticed before the person did: it is the same for them.
  const neverLeft = intent.signature === null && !intent.handedOver
  if (intent.state === 'expired' && neverLeft) throw refuse.outOfDate()
  if (intent.state !== 'prepared') throw refuse.intentOver({ state: intent.state })
  await assertInTime(world, intent)
  const given = intent.signatures as Record<string, string>
  const clerk = intent.nonceAccount ? world.clerk().publicKey : null
  // Where the clerk pays the fee, it is no wallet that has signed already.
  const required = signersOf(new Uint8Array(intent.message)).filter(
    (key) => !given[key] && (key === clerk || key !== intent.wallet),
  )
  const signers: Signer[] = []
  if (required.includes(world.keys.cosigner)) signers.push(await cosignerFor(world, intent))
  if (required.includes(world.keys.guardian)) signers.push(guardianFor(world))
  if (clerk && required.includes(clerk)) signers.push(world.clerk())
  return { ...given, ...(await signAll(signers, new Uint8Array(intent.message))) }
}

/** The cosigner signs a commitment only, and only while the gate allows it. */
async function cosignerFor(world: World, intent: IntentModel): Promise<Signer> {
  const { raiseAddress, wallet, amount, kind, sheetHash } = intent
  if (kind !== 'commit' || !raiseAddress || !amount) throw new Error('the cosigner signs commitments only')
  const live = await readRaise(world, raiseAddress, [...new Set([...world.viewer.wallets, wallet])])
  assertAllowed(await askGate(world, live, { wallet, amount: units(amount) }))
  if ((live.sheet?.hash ?? null) !== sheetHash) throw refuse.sheetChanged()
  return world.cosigner()
}

function guardianFor(world: World): Signer {
  const signer = world.guardian()
  if (!signer) throw refuse.guardianOffline()
  return signer
}
