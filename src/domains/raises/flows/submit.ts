import bs58 from 'bs58'
import { isSignedBy } from '@/chain/signature'
import { signersOf } from '@/chain/transactions'
import { assertAllowed } from '@/domains/compliance/rules'
import type { IntentModel } from '@/generated/prisma/models'
import { units } from '@/server/db'
import type { Signer } from '@/server/signers'
import { markSent, nameSignature, recordOutcome } from '../actions/intent'
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
  const own = await countersign(world, intent)
  const signatures = { ...own, [intent.wallet]: signature }
  const sent = await world.db.$transaction((tx) =>
    markSent(tx, { intentId, personId: world.viewer.personId, signatures, signature, now: world.now }),
  )
  await sendNow(world, sent)
  return intentView(sent)
}

/**
 * Gives the co-signed transaction to a wallet that sends by itself. It counts as sent from here on, because nobody can know
 * that it was not.
 */
export async function handOver(world: World, { intentId }: { intentId: string }): Promise<{ transaction: string }> {
  const intent = await mine(world, intentId)
  assertOwnWallet(world.viewer, intent.wallet)
  const signatures = await countersign(world, intent)
  const sent = await world.db.$transaction((tx) =>
    markSent(tx, { intentId, personId: world.viewer.personId, signatures, signature: null, now: world.now }),
  )
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
  const { raiseAddress, wallet, amount, kind } = intent
  if (kind !== 'commit' || !raiseAddress || !amount) throw new Error('the cosigner signs commitments only')
  const live = await readRaise(world, raiseAddress, [...new Set([...world.viewer.wallets, wallet])])
  assertAllowed(await askGate(world, live, { wallet, amount: units(amount) }))
  return world.cosigner()
}

function guardianFor(world: World): Signer {
  const signer = world.guardian()
  if (!signer) throw refuse.guardianOffline()
  return signer
}
