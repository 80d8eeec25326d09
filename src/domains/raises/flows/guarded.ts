import { PublicKey } from '@solana/web3.js'
import { advanceNonce, createNonce, type DurableNonce, nonceAddress, nonceValues } from '@/chain/durable'
import { send } from '@/chain/send'
import { compileTransaction, computeLimit, withSignatures } from '@/chain/transactions'
import type { IntentModel } from '@/generated/prisma/models'
import { type IntentView, inFlightOn, intentView, nonceOf, openRequest } from '../queries/intent'
import { isStuck, isTooOld } from '../rules/intent'
import { refuse } from '../rules/refusals'
import { onChain, type World } from './world'

/**
 * Where the guardian's key is offline, its acts stand on the nonce of their raise and keep for days; where this process holds
 * the key, undefined: a blockhash is enough.
 */
export const guardedNonce = async (world: World, raise: PublicKey): Promise<DurableNonce | undefined> =>
  world.guardian() ? undefined : raiseNonce(world, raise)

/** The nonce of a raise, for what people sign offline over days. The clerk makes it when there is none. */
export async function raiseNonce(world: World, raise: PublicKey): Promise<DurableNonce> {
  const authority = new PublicKey(world.clerk().publicKey)
  const account = await nonceAddress(authority, raise)
  const before = await nonceNow(world, account)
  if (before === null) {
    const instructions = await onChain(() => createNonce(world.connection, { authority, raise }))
    return { account, authority, value: await changed(world, { account, before, instructions }) }
  }
  const stuck = (await inFlightOn(world.db, account.toBase58())).some((intent) => isStuck(intent, world.now))
  if (!stuck) return { account, authority, value: before }
  // Not as the first instruction: there it would make this transaction stand on the nonce itself.
  const instructions = [computeLimit(), advanceNonce({ account, authority })]
  return { account, authority, value: await changed(world, { account, before, instructions }) }
}

const nonceNow = async ({ connection }: World, account: PublicKey): Promise<string | null> =>
  (await onChain(() => nonceValues(connection, [account], 'confirmed'))).values[0] ?? null

type Change = {
  account: PublicKey
  before: string | null
  instructions: Parameters<typeof compileTransaction>[1]['instructions']
}

/** Sends the clerk's own transaction and waits until the nonce has a new value. Two requests at once want the same: one is enough. */
async function changed(world: World, { account, before, instructions }: Change): Promise<string> {
  const { connection } = world
  const clerk = world.clerk()
  return onChain(async () => {
    const feePayer = new PublicKey(clerk.publicKey)
    const { message, lastValidBlockHeight } = await compileTransaction(connection, { feePayer, instructions })
    const wire = withSignatures(message, { [clerk.publicKey]: await clerk.sign(message) })
    await send(connection, wire)
    while ((await connection.getBlockHeight('confirmed')) <= lastValidBlockHeight) {
      const value = await nonceNow(world, account)
      if (value !== null && value !== before) return value
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    throw refuse.chainUnavailable()
  })
}

/** Refuses what can no longer be sent: its blockhash or its nonce is used up, or people took too long. */
export async function assertInTime(world: World, intent: IntentModel): Promise<void> {
  const nonce = nonceOf(intent)
  if (!nonce) {
    const height = await onChain(() => world.connection.getBlockHeight('confirmed'))
    if (BigInt(height) > intent.lastValidBlockHeight) throw refuse.outOfDate()
    return
  }
  if (isTooOld(intent.preparedAt, world.now)) throw refuse.outOfDate()
  if ((await nonceNow(world, new PublicKey(nonce.account))) !== nonce.value) throw refuse.outOfDate()
}

/** Whether a prepared transaction can still be signed and sent. */
export async function isInTime(world: World, intent: IntentModel): Promise<boolean> {
  const nonce = nonceOf(intent)
  if (!nonce || intent.state !== 'prepared' || isTooOld(intent.preparedAt, world.now)) return false
  return (await nonceNow(world, new PublicKey(nonce.account))) === nonce.value
}

/** The creation or change that the caller asked the offline guardian to sign before; asking again changes nothing while it is good. */
export async function askedBefore(
  world: World,
  projectId: string,
  raise: PublicKey,
  kind: 'create' | 'change_terms' = 'create',
): Promise<IntentView | null> {
  if (world.guardian()) return null
  const found = await openRequest(world.db, { personId: world.viewer.personId, projectId, kind })
  if (found?.raiseAddress !== raise.toBase58()) return null
  return (await isInTime(world, found)) ? intentView(found) : null
}
