import { isUnreachable } from '@/chain/failure'
import { send } from '@/chain/send'
import type { IntentModel } from '@/generated/prisma/models'
import { log } from '@/server/log'
import { signedWire } from '../queries/intent'
import type { World } from './world'

/** Sends what is already written down. A chain that does not take it now is asked again by the worker until the last height. */
export async function sendNow({ connection }: Pick<World, 'connection'>, intent: IntentModel): Promise<void> {
  try {
    await send(connection, signedWire(intent))
  } catch (error) {
    const event = isUnreachable(error) ? 'the chain does not answer' : 'the chain did not take a transaction'
    log.warn({ err: error, intentId: intent.id }, event)
  }
}
