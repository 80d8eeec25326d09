import { isUnreachable } from '@/chain/failure'
import type { IntentModel } from '@/generated/prisma/models'
import { type IntentView, intentView, ownIntent } from '../queries/intent'
import { isUnsettled } from '../rules/intent'
import { refuse } from '../rules/refusals'
import { followIntents } from './follow'
import type { World } from './world'

/** An intent with the chain's present height, by which its end is decided; null when the chain does not answer. */
export type WatchedIntent = { intent: IntentView; blockHeight: number | null }

/**
 * Looks at one of the caller's intents, and asks the chain about it at once: what became of it is known even while no worker
 * runs.
 */
export async function watchIntent(world: World, { intentId }: { intentId: string }): Promise<WatchedIntent> {
  const blockHeight = await followOrNull(world, await own(world, intentId))
  return { intent: intentView(await own(world, intentId)), blockHeight }
}

async function own({ db, viewer }: World, intentId: string): Promise<IntentModel> {
  const intent = await ownIntent(db, { intentId, personId: viewer.personId })
  if (!intent) throw refuse.noIntent()
  return intent
}

/** Follows an intent and gives the present height; null, and nothing changed, when the chain does not answer. */
async function followOrNull(world: World, intent: IntentModel): Promise<number | null> {
  try {
    if (isUnsettled(intent.state)) await followIntents(world, [intent])
    return await world.connection.getBlockHeight('finalized')
  } catch (error) {
    if (isUnreachable(error)) return null
    throw error
  }
}
