import { PublicKey } from '@solana/web3.js'
import { wouldFail } from '@/chain/batch'
import { chainTime } from '@/chain/connection'
import { closeDistribution } from '@/chain/distributor/instructions'
import { LIMITS } from '@/chain/distributor/layout'
import { paidIn } from '@/chain/distributor/paying-in'
import { stillOpen } from '@/chain/distributor/read'
import { send } from '@/chain/send'
import { compileTransaction, withSignatures } from '@/chain/transactions'
import { fromUnix } from '@/kit/time'
import { log } from '@/server/log'
import type { PayGround } from '../jobs'
import { endedLists } from '../queries'
import { accountsFor, referenceOf } from './alone'

type CloseGround = Pick<PayGround, 'db' | 'connection' | 'programId' | 'payer'>

/**
 * Closes the lists that are wholly booked and whose time on the chain is over: their rent goes back to the treasury, 8 bytes stay
 * for ever. Nothing depends on it and anybody may do it, so the chain alone says which are still to be closed.
 */
export async function closeLists(ground: CloseGround): Promise<void> {
  const { db, connection, programId } = ground
  const readable = BigInt(LIMITS.closeAfterSeconds)
  const ended = await endedLists(db, fromUnix((await chainTime(connection)) - readable))
  const open = await stillOpen(
    connection,
    programId,
    ended.map(({ address }) => address),
  )
  for (const list of ended) {
    if (!open.has(list.address)) continue
    try {
      await close(ground, list)
    } catch (error) {
      log.error({ err: error, list: list.address }, 'a list could not be closed; it is tried again')
    }
  }
}

type Ended = Awaited<ReturnType<typeof endedLists>>[number]

async function close(ground: CloseGround, list: Ended): Promise<void> {
  const { connection, payer } = ground
  const keys = { operator: new PublicKey(list.operator), pool: new PublicKey(list.pool) }
  const reference = referenceOf(ground, list)
  // Tokens that somebody sent into its vault since go where what nobody claimed goes.
  const isHolding =
    list.mint !== null && (await paidIn(connection, { distribution: list.address, mint: list.mint })) > 0n
  const made = isHolding ? await accountsFor(ground, reference, [keys.pool]) : []
  const instructions = [...made, closeDistribution(reference, keys)]
  const compiled = await compileTransaction(connection, { feePayer: new PublicKey(payer.publicKey), instructions })
  const trouble = await wouldFail(connection, compiled.message)
  if (trouble) return log.warn({ list: list.address, failure: trouble.failure }, 'not closed, tried again later')
  const signature = await payer.sign(compiled.message)
  await send(connection, withSignatures(compiled.message, { [payer.publicKey]: signature }))
  log.info({ list: list.address }, 'a list is closed')
}
