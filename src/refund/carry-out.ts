import type { Connection, PublicKey, TransactionInstruction } from '@solana/web3.js'
import { culpritOf, packed, wouldFail } from '@/chain/batch'
import { type Failure, isUnreachable } from '@/chain/failure'
import { deliveriesOf } from '@/chain/send'
import { compileTransaction } from '@/chain/transactions'
import { instructionsOf } from '@/domains/raises/jobs/crank-live'
import type { Due } from './due'
import { Sentence } from './failures'
import type { Handed, Payer } from './payer'

/** What became of one thing that was due. `elsewhere`: somebody else had done it meanwhile, which is as good. */
export type Outcome = {
  due: Due
  result: 'sent' | 'elsewhere' | 'failed'
  signature: string | null
  reason: string | null
}

/** Where things are sent from. `look` reads the raise anew and says what is due of what was asked for. */
export type Ground = {
  connection: Connection
  programId: PublicKey
  payer: Payer
  look: () => Promise<Wanted | null>
  /** Told after every batch, for whoever watches. */
  tell: (line: string) => void
}

/** What is due now, and the raise that it is due for. */
export type Wanted = { state: Parameters<typeof instructionsOf>[1]; due: readonly Due[] }

type Work = { due: Due; instructions: TransactionInstruction[] }
type Flight = Handed & { lastValidBlockHeight: number; batch: readonly Work[] }

/** So many transactions travel at once; a wallet asks for each of them. */
const MOST_FLIGHTS = 8
/** An item that fails this often is given up, and the others go on. */
const MOST_TRIES = 3
const POLL_MS = 500
/** A node that does not answer so often while things are on their way is given up; what was sent may still arrive. */
const MOST_SILENCE = 10
/** The same bytes go out again every so many looks: nodes drop transactions silently. What becomes of them the chain says. */
const AGAIN_EVERY = 4

/** Failures that are the payer's own: to try the next batch would meet the same one. */
const OF_THE_PAYER = new Set(['InsufficientFundsForFee', 'AccountNotFound', 'NotEnough', 'InvalidAccountForFee'])

/**
 * Sends everything that is due, in as few legacy transactions as it fits, until nothing is due any more or what is left was
 * tried in vain. Everything is looked at again before each round, so that to run it twice, or beside the worker, does no harm.
 */
export async function carryOut(ground: Ground): Promise<Outcome[]> {
  const book = new Book()
  for (;;) {
    const wanted = await ground.look()
    const todo = book.stillTo(wanted?.due ?? [])
    if (!wanted || todo.length === 0) return book.outcomes()
    await sendRound(ground, wanted.state, todo, book)
  }
}

/** One raise has several tranches, which are released one after the other. */
const keyOf = ({ item, tranche }: Due): string => `${item}:${tranche}`

/** What was tried, and how it went. */
class Book {
  readonly #entries = new Map<string, { tries: number; outcome: Outcome }>()

  /** What is due and neither sent nor given up. What was tried, is not sent and is not due any more was done by somebody else. */
  stillTo(due: readonly Due[]): Due[] {
    const items = new Set(due.map(keyOf))
    for (const [item, { outcome }] of this.#entries)
      if (outcome.result === 'failed' && !items.has(item)) Object.assign(outcome, { result: 'elsewhere', reason: null })
    return due.filter((one) => {
      const entry = this.#entries.get(keyOf(one))
      return !entry || (entry.outcome.result === 'failed' && entry.tries < MOST_TRIES)
    })
  }

  failed(works: readonly Work[], reason: string): void {
    for (const { due } of works) {
      const tries = (this.#entries.get(keyOf(due))?.tries ?? 0) + 1
      this.#entries.set(keyOf(due), { tries, outcome: { due, result: 'failed', signature: null, reason } })
    }
  }

  sent(works: readonly Work[], signature: string): void {
    for (const { due } of works)
      this.#entries.set(keyOf(due), { tries: 1, outcome: { due, result: 'sent', signature, reason: null } })
  }

  outcomes(): Outcome[] {
    return [...this.#entries.values()].map(({ outcome }) => outcome)
  }
}

async function sendRound(ground: Ground, state: Wanted['state'], todo: readonly Due[], book: Book): Promise<void> {
  const { connection, programId, payer } = ground
  const works: Work[] = []
  for (const due of todo)
    works.push({ due, instructions: await instructionsOf({ connection, programId, payer: payer.address }, state, due) })
  const batches = packed(payer.address, works)
  for (let from = 0; from < batches.length; from += MOST_FLIGHTS) {
    const flights: Flight[] = []
    try {
      for (const batch of batches.slice(from, from + MOST_FLIGHTS)) await sendBatch(ground, batch, { book, flights })
    } finally {
      // Also when the payer ran dry or declined: what is on its way is followed to its end.
      await land(ground, flights, book)
    }
  }
}

/** Sends what would succeed of a batch. What would not is noted, and the rest goes without it. */
async function sendBatch(
  ground: Ground,
  batch: readonly Work[],
  round: { book: Book; flights: Flight[] },
): Promise<void> {
  const { connection, payer } = ground
  if (batch.length === 0) return
  const instructions = batch.flatMap((work) => work.instructions)
  const { message, lastValidBlockHeight } = await compileTransaction(connection, {
    feePayer: payer.address,
    instructions,
  })
  const trouble = await wouldFail(connection, message)
  if (trouble) {
    refusePoorPayer(trouble, payer)
    const culprit = culpritOf(batch, trouble.index)
    if (!culprit) {
      for (const work of batch) await sendBatch(ground, [work], round)
      return
    }
    round.book.failed([culprit], trouble.failure.sentence)
    return sendBatch(
      ground,
      batch.filter((work) => work !== culprit),
      round,
    )
  }
  round.flights.push({ ...(await payer.hand(message)), lastValidBlockHeight, batch })
}

function refusePoorPayer({ index, failure }: { index: number | null; failure: Failure }, payer: Payer): void {
  if (index !== null && failure.code !== 'NotEnough') return
  if (!OF_THE_PAYER.has(failure.code)) return
  throw new Sentence(
    `The payer ${payer.address.toBase58()} holds too little KOII for the fee. Nothing more was sent; send it a little, and go on.`,
  )
}

/** Waits until every flight has arrived, failed or expired, and sends the same bytes again meanwhile. */
async function land({ connection, tell }: Ground, flights: readonly Flight[], book: Book): Promise<void> {
  let open = flights
  let silent = 0
  for (let look = 1; open.length > 0; look += 1) {
    const deliveries = await deliveriesOf(connection, open).catch((error: unknown) => {
      silent += 1
      if (silent > MOST_SILENCE || !isUnreachable(error)) throw error
      return []
    })
    const left: Flight[] = []
    for (const [index, flight] of open.entries()) {
      const delivery = deliveries[index]
      if (!delivery || delivery.kind === 'unseen' || delivery.kind === 'seen') left.push(flight)
      else if (delivery.kind === 'failed') book.failed(flight.batch, delivery.failure.sentence)
      else if (delivery.kind === 'expired') book.failed(flight.batch, 'The transaction expired: no money moved.')
      else {
        book.sent(flight.batch, flight.signature)
        tell(`${flight.batch.length} done in ${flight.signature}`)
      }
    }
    open = left
    if (open.length === 0) return
    if (look % AGAIN_EVERY === 0) await Promise.allSettled(open.map(({ again }) => again?.()))
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}
