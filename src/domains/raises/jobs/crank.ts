import { PublicKey, type TransactionInstruction } from '@solana/web3.js'
import bs58 from 'bs58'
import { culpritOf, packed, wouldFail } from '@/chain/batch'
import { chainTime } from '@/chain/connection'
import { deliveriesOf, send } from '@/chain/send'
import { compileTransaction, withSignatures } from '@/chain/transactions'
import { log } from '@/server/log'
import type { Signer } from '@/server/signers'
import { recordCranked, recordCrankFailure } from '../actions/record-crank'
import { crankableRaises, delayedCranks, unreleasable } from '../queries/crankable'
import { frozenWallets } from '../queries/frozen'
import { type Crank, type CrankRaise, dueCranks, withoutReleases } from '../rules/crank'
import { instructionsOf, MOST_POSITIONS, readLive } from './crank-live'
import type { FollowGround } from './follow'

export type CrankGround = FollowGround & { payer: Signer }

type Work = { crank: Crank; instructions: TransactionInstruction[] }
type Flight = { signature: string; lastValidBlockHeight: number; items: readonly string[] }

/**
 * Sends what anybody may send: opens, settles, releases, pays fees, refunds, delivers, closes. Everything is looked at again
 * right before, so a repeat does nothing; what fails waits longer each time and holds nothing else up.
 */
export class Cranker {
  /** Sent and not yet known to have arrived. Lost at a restart: then a repeat at worst pays a fee for nothing. */
  #flights: Flight[] = []

  /** One turn. Returns how many things it sent. */
  async turn(ground: CrankGround, now: Date): Promise<number> {
    await this.#land(ground, now)
    const time = await chainTime(ground.connection)
    const waiting = await delayedCranks(ground.db, now)
    for (const { items } of this.#flights) for (const item of items) waiting.add(item)
    const differing = await unreleasable(ground.db)
    const frozen = await frozenWallets(ground.db)
    let sent = 0
    for (const raise of await crankableRaises(ground.db)) {
      const all = dueCranks(raise, time)
      const allowed = differing && !differing.has(raise.address) ? all : withoutReleases(all)
      const due = allowed.filter(({ item, investor }) => !waiting.has(item) && !(investor && frozen.has(investor)))
      if (due.length > 0) sent += await this.#crankRaise(ground, raise, due, { now, time })
    }
    return sent
  }

  /** Trouble with one raise is logged and leaves the others alone. */
  async #crankRaise(
    ground: CrankGround,
    known: CrankRaise,
    due: readonly Crank[],
    { now, time }: { now: Date; time: bigint },
  ): Promise<number> {
    try {
      const works = await liveWorks(ground, known, due, time)
      const payer = new PublicKey(ground.payer.publicKey)
      let sent = 0
      for (const batch of packed(payer, works)) sent += await this.#sendBatch(ground, batch, now)
      return sent
    } catch (error) {
      log.error({ err: error, raise: known.address }, 'a raise could not be cranked')
      return 0
    }
  }

  /** Sends what would succeed of a batch; what would not is put off, and the rest is tried without it. */
  async #sendBatch(ground: CrankGround, batch: readonly Work[], now: Date): Promise<number> {
    const { connection, payer } = ground
    if (batch.length === 0) return 0
    const feePayer = new PublicKey(payer.publicKey)
    const instructions = batch.flatMap((work) => work.instructions)
    const { message, lastValidBlockHeight } = await compileTransaction(connection, { feePayer, instructions })
    const trouble = await wouldFail(connection, message)
    if (trouble) {
      const culprit = culpritOf(batch, trouble.index)
      if (!culprit) return this.#oneByOne(ground, batch, now)
      await putOff(ground, [culprit.crank.item], `${trouble.failure.code}: ${trouble.failure.sentence}`, now)
      return this.#sendBatch(
        ground,
        batch.filter((work) => work !== culprit),
        now,
      )
    }
    const bytes = await payer.sign(message)
    const items = batch.map(({ crank }) => crank.item)
    const signature = bs58.encode(bytes)
    this.#flights.push({ signature, lastValidBlockHeight, items })
    await send(connection, withSignatures(message, { [payer.publicKey]: bytes }))
    log.info({ items: items.length, first: items[0], signature }, 'cranked')
    return batch.length
  }

  /** A failure that names no instruction: each is tried alone. */
  async #oneByOne(ground: CrankGround, batch: readonly Work[], now: Date): Promise<number> {
    let sent = 0
    for (const work of batch) sent += await this.#sendBatch(ground, [work], now)
    return sent
  }

  /** Finds out what became of what was sent. */
  async #land(ground: CrankGround, now: Date): Promise<void> {
    const flights = this.#flights
    const deliveries = await deliveriesOf(ground.connection, flights)
    const open: Flight[] = []
    for (const [index, flight] of flights.entries()) {
      const delivery = deliveries[index]!
      if (delivery.kind === 'unseen' || delivery.kind === 'seen') open.push(flight)
      if (delivery.kind === 'confirmed' || delivery.kind === 'finalized')
        await ground.db.$transaction((tx) => recordCranked(tx, flight.items))
      if (delivery.kind === 'failed') await putOff(ground, flight.items, delivery.failure.sentence, now)
    }
    this.#flights = open
  }
}

/** What is still due on the chain itself, with its instructions. */
async function liveWorks(ground: CrankGround, known: CrankRaise, due: readonly Crank[], time: bigint): Promise<Work[]> {
  const { connection, programId } = ground
  const wallets = new Set(due.slice(0, MOST_POSITIONS).flatMap(({ investor }) => investor ?? []))
  const positions = known.positions.filter(({ wallet }) => wallets.has(wallet))
  const live = await readLive(connection, programId, { ...known, positions })
  if (!live) return []
  const items = new Set(due.map(({ item }) => item))
  const still = dueCranks(live, time).filter(({ item }) => items.has(item))
  const site = { connection, programId, payer: new PublicKey(ground.payer.publicKey) }
  return Promise.all(still.map(async (crank) => ({ crank, instructions: await instructionsOf(site, live, crank) })))
}

async function putOff({ db }: CrankGround, items: readonly string[], error: string, now: Date): Promise<void> {
  log.warn({ items, error }, 'not cranked, tried again later')
  await db.$transaction(async (tx) => {
    for (const item of items) await recordCrankFailure(tx, { item, error, now })
  })
}
