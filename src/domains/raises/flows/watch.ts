import { isUnreachable } from '@/chain/failure'
import { type IntentView, intentView, ownIntent } from '../queries/intent'
import { refuse } from '../rules/refusals'
import type { World } from './world'

/** An intent with the chain's present height, by which its end is decided; null when the chain does not answer. */
export type WatchedIntent = { intent: IntentView; blockHeight: number | null }

/** Looks at one of the caller's intents. The state is the worker's finding, so it is the same in every browser. */
export async function watchIntent(world: World, { intentId }: { intentId: string }): Promise<WatchedIntent> {
  const intent = await ownIntent(world.db, { intentId, personId: world.viewer.personId })
  if (!intent) throw refuse.noIntent()
  return { intent: intentView(intent), blockHeight: await heightOrNull(world) }
}

async function heightOrNull({ connection }: World): Promise<number | null> {
  try {
    return await connection.getBlockHeight('finalized')
  } catch (error) {
    if (isUnreachable(error)) return null
    throw error
  }
}
