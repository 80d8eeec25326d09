import { type Connection, PublicKey, type TransactionInstruction } from '@solana/web3.js'
import bs58 from 'bs58'
import { wouldFail } from '@/chain/batch'
import { chainTime } from '@/chain/connection'
import { type DistributionAccount, isUsed } from '@/chain/distributor/accounts'
import { createDistribution, reclaim } from '@/chain/distributor/instructions'
import { treeOfLines } from '@/chain/distributor/plan'
import { type DistributionReading, differenceFrom, readDistribution } from '@/chain/distributor/read'
import { ClaimWriter, type NativeClaim, packedClaims } from '@/chain/distributor/wire'
import { send } from '@/chain/send'
import { compileTransaction, withSignatures } from '@/chain/transactions'
import { tooSmallToBegin } from '@/chain/transfers'
import type { MerkleTree } from '@/kit/merkle'
import { fromUnix } from '@/kit/time'
import type { Db } from '@/server/db'
import { log } from '@/server/log'
import type { Signer } from '@/server/signers'
import { noteList, recordEnded, recordGivenBack, recordPaid, recordPosted } from './actions/payment'
import { accountsFor, aloneInstructions, claimsUntil, referenceOf } from './jobs/alone'
import { Flights } from './jobs/flights'
import { bookFreed } from './jobs/freed'
import { heldRecipients } from './jobs/held'
import { Setbacks } from './jobs/setbacks'
import { type OpenList, openList, openLists } from './queries'

export type PayGround = {
  db: Db
  connection: Connection
  /** The distributor program. */
  programId: PublicKey
  /** Fills and posts lists; null where the key is not held. */
  operator: Signer | null
  /** The second signature of a posting; null where the key is kept offline. */
  guardian: Signer | null
  /** Pays the network fees of claims, which anybody may send. */
  payer: Signer
}

/** Claims that one turn sends for one list at most, unless it is told otherwise. */
const MOST_CLAIMS = 500
/** Transactions of claims that are simulated and sent at the same time: a node far away answers each one slowly. */
const AT_ONCE = 8
/** Lines that are booked in one transaction. */
const BOOKED_AT_ONCE = 2_000

type Message = { message: Uint8Array; lastValidBlockHeight: number }
type Posted = Extract<DistributionReading, { state: 'posted' }>

const keyOf = ({ publicKey }: Signer) => new PublicKey(publicKey)
const claimItem = (address: string, index: number) => `claim:${address}:${index}`

/**
 * Pays confirmed rounds: posts their lists, claims every line to its recipient, books what the lists show as paid at
 * `finalized`. Nothing of what it did last is needed to go on: a list is posted once because its address exists once, and a
 * line is paid once because of its bit. So it may be killed anywhere, and what it does twice changes nothing.
 */
export class Payer {
  readonly #flights = new Flights()
  readonly #setbacks = new Setbacks()
  readonly #mostClaims: number
  /** Trees of lists that are being claimed, by address: a list of 8,192 is hashed once and not each turn. */
  readonly #trees = new Map<string, MerkleTree>()

  /** `mostClaims`: how many lines one turn claims for one list at most. */
  constructor({ mostClaims = MOST_CLAIMS }: { mostClaims?: number } = {}) {
    this.#mostClaims = mostClaims
  }

  /** One turn over all lists. Trouble with one is logged and leaves the others alone. */
  async turn(ground: PayGround, now: Date): Promise<void> {
    for (const { address } of await openLists(ground.db)) {
      try {
        await this.pay(ground, await openList(ground.db, address), now)
      } catch (error) {
        log.error({ err: error, list: address }, 'a list could not be paid; it is tried again')
      }
    }
  }

  /** One step for one list, whatever its state is. */
  async pay(ground: PayGround, list: OpenList, now: Date): Promise<void> {
    const { connection, db } = ground
    await this.#flights.land(connection)
    const reading = await readDistribution(connection, referenceOf(ground, list), 'finalized')
    if (reading.state === 'closed') return note(db, list, CLOSED)
    if (reading.state === 'none') return this.#post(ground, list)
    const { root, count, total, pool, mint } = list
    const difference = differenceFrom({ root, count, total, pool, mint }, reading.account)
    if (difference) return note(db, list, `The list on the chain is not the one that was confirmed: ${difference}.`)
    await book(db, list, reading, now)
    if (reading.time >= reading.account.claimUntil) return this.#giveBack(ground, list, reading, now)
    const freed = await bookFreed(ground, list, now)
    const open = list.lines.filter(({ index, state }) => {
      return state !== 'lapsed' && !isUsed(reading.account, index) && !freed.has(index)
    })
    if (open.length > 0) await this.#claim(ground, list, open, now)
    else this.#trees.delete(list.address)
  }

  async #post(ground: PayGround, list: OpenList): Promise<void> {
    const { connection, db, operator, guardian } = ground
    const item = `post:${list.address}`
    if (this.#flights.has(item)) return
    if (operator?.publicKey !== list.operator) return note(db, list, WITHOUT_TREASURY)
    if (guardian?.publicKey !== list.guardian) return note(db, list, WITHOUT_GUARDIAN)
    const newest = await readDistribution(connection, referenceOf(ground, list), 'confirmed')
    if (newest.state !== 'none') return // posted by an earlier life, and soon final
    const instruction = await postingOf(ground, list)
    const compiled = await compileTransaction(connection, { feePayer: keyOf(operator), instructions: [instruction] })
    const failure = await this.#send(connection, compiled, [item], [operator, guardian])
    await note(db, list, failure && `The list cannot be posted yet. ${failure}`)
  }

  /** Sends the claims of unpaid lines that nobody has sent yet, as the newest state shows, as many in a transaction as fit. */
  async #claim(ground: PayGround, list: OpenList, unpaid: OpenList['lines'], now: Date): Promise<void> {
    const { connection, db, programId, payer } = ground
    const reference = referenceOf(ground, list)
    const newest = await readDistribution(connection, reference, 'confirmed')
    if (newest.state !== 'posted') return
    const open = unpaid.filter(({ index }) => {
      return !isUsed(newest.account, index) && !this.#flights.has(claimItem(list.address, index))
    })
    const held = await heldRecipients(
      db,
      open.map(({ recipient }) => recipient),
      now,
    )
    const unheld = open.filter(({ recipient }) => !held.has(recipient))
    const payouts = list.mint === null ? unheld.filter(({ kind }) => kind === 'payout') : []
    const small = await tooSmallToBegin(connection, payouts)
    const refused = unheld.flatMap(({ index }) => this.#setbacks.reason(claimItem(list.address, index)) ?? [])
    await note(db, list, claimsWords(small.size, refused))
    const rests = (index: number) => this.#setbacks.rests(claimItem(list.address, index), now)
    const free = unheld.filter((line) => !small.has(line) && !rests(line.index))
    if (free.length === 0) return
    const tree = this.#treeOf(list)
    const due = free.slice(0, this.#mostClaims)
    // Tokens and bonds need more accounts than a packed claim names: each goes alone.
    const isPlain = ({ kind }: (typeof due)[number]) => kind === 'payout' && list.mint === null
    for (const line of due.filter((one) => !isPlain(one))) await this.#sendAlone(ground, list, line, { tree, now })
    const claims = due.filter(isPlain).map(({ index, amount, recipient }) => {
      return { index, amount, recipient: bs58.decode(recipient), path: tree.path(index) }
    })
    if (claims.length === 0) return
    const writer = new ClaimWriter({ programId, address: reference.address, payer: keyOf(payer) })
    const batches = packedClaims(claims)
    for (let from = 0; from < batches.length; from += AT_ONCE) {
      // Asked anew each time: hundreds of slow answers take longer than a blockhash lives.
      const { blockhash, lastValidBlockHeight } = await connection.getLatestBlockhash('confirmed')
      const write = (batch: readonly NativeClaim[]): Message => ({
        message: writer.message(batch, bs58.decode(blockhash)),
        lastValidBlockHeight,
      })
      const part = batches.slice(from, from + AT_ONCE)
      await Promise.all(part.map((batch) => this.#sendClaims(ground, list, { write, now }, batch)))
    }
  }

  async #sendAlone(
    ground: PayGround,
    list: OpenList,
    line: OpenList['lines'][number],
    { tree, now }: { tree: MerkleTree; now: Date },
  ): Promise<void> {
    const { connection, payer } = ground
    const instructions = await aloneInstructions(ground, list, line, tree)
    const compiled = await compileTransaction(connection, { feePayer: keyOf(payer), instructions })
    const item = claimItem(list.address, line.index)
    this.#heard(item, await this.#send(connection, compiled, [item], [payer]), now)
  }

  /** Remembers why a claim would fail. */
  #heard(item: string, failure: string | null, now: Date): void {
    if (failure === null) this.#setbacks.forget(item)
    else {
      log.warn({ item, failure }, 'not claimed, tried again later')
      this.#setbacks.note(item, failure, now)
    }
  }

  /** A batch with a claim that would fail is sent one by one: one recipient's trouble is nobody else's. */
  async #sendClaims(
    ground: PayGround,
    list: OpenList,
    turn: { write: (batch: readonly NativeClaim[]) => Message; now: Date },
    batch: readonly NativeClaim[],
  ): Promise<void> {
    const { connection, payer } = ground
    const items = batch.map(({ index }) => claimItem(list.address, index))
    const failure = await this.#send(connection, turn.write(batch), items, [payer])
    if (failure && batch.length > 1) for (const one of batch) await this.#sendClaims(ground, list, turn, [one])
    else for (const item of items) this.#heard(item, failure, turn.now)
  }

  /**
   * After the last second for claims: what nobody claimed lapses, whatever its receiver does; what is left goes to them as soon as they
   * have an account that takes it, and then into the books.
   */
  async #giveBack(ground: PayGround, list: OpenList, reading: Posted, now: Date): Promise<void> {
    const { connection, db, payer } = ground
    const ended = { address: list.address, now }
    this.#trees.delete(list.address)
    await db.$transaction((tx) => recordEnded(tx, ended))
    if (reading.vault === 0n) return db.$transaction((tx) => recordGivenBack(tx, ended))
    const item = `reclaim:${list.address}`
    if (this.#flights.has(item)) return
    const [reference, pool] = [referenceOf(ground, list), new PublicKey(list.pool)]
    const instructions = [...(await accountsFor(ground, reference, [pool])), reclaim(reference, { pool })]
    const compiled = await compileTransaction(connection, { feePayer: keyOf(payer), instructions })
    const failure = await this.#send(connection, compiled, [item], [payer])
    await note(db, list, failure && `What is left cannot go to its receiver yet. ${failure}`)
  }

  /** Signs and sends; the first signer pays the fee. Returns why it would fail, or null once it is sent. */
  async #send(
    connection: Connection,
    { message, lastValidBlockHeight }: Message,
    items: readonly string[],
    signers: readonly Signer[],
  ): Promise<string | null> {
    const trouble = await wouldFail(connection, message)
    if (trouble) return trouble.failure.sentence
    const signatures: Record<string, Uint8Array> = {}
    for (const signer of signers) signatures[signer.publicKey] = await signer.sign(message)
    const signature = bs58.encode(signatures[signers[0]!.publicKey]!)
    this.#flights.add({ signature, lastValidBlockHeight, items })
    await send(connection, withSignatures(message, signatures))
    return null
  }

  #treeOf({ address, lines }: OpenList): MerkleTree {
    const tree = this.#trees.get(address) ?? treeOfLines(address, lines)
    this.#trees.set(address, tree)
    return tree
  }
}

const CLOSED =
  'The list was closed on the chain before the books had read its last payments. Staff compare it with the recipients’ wallets.'
const WITHOUT_TREASURY = 'The list waits for the treasury’s signature.'

/** What keeps shares waiting: some are too small to begin with, some the chain would refuse. Null for nothing. */
function claimsWords(small: number, refused: readonly string[]): string | null {
  const why = [...new Set(refused)].join(' ')
  const many = refused.length === 1 ? 'One share cannot' : `${refused.length} shares cannot`
  const words = [small > 0 && smallWords(small), why && `${many} be paid for now, and will be tried again: ${why}`]
  return words.filter(Boolean).join(' ') || null
}

const smallWords = (count: number): string =>
  `${count === 1 ? 'One share is' : `${count} shares are`} smaller than what the chain takes for a wallet that does not exist yet. Each is paid as soon as its wallet holds something.`
const WITHOUT_GUARDIAN = 'The list waits for the guardian’s signature, whose key is kept offline.'

async function note(db: Db, { address, notice: before }: OpenList, notice: string | null): Promise<void> {
  if (notice === before) return
  if (notice) log.warn({ list: address, notice }, 'a list waits')
  await db.$transaction((tx) => noteList(tx, { address, notice }))
}

/** Writes into the books what the chain shows at `finalized`, as far as they do not have it. */
async function book(db: Db, list: OpenList, { account }: Posted, now: Date): Promise<void> {
  const { address } = list
  if (list.state === 'planned') {
    const times = { postedAt: fromUnix(account.createdAt), claimUntil: fromUnix(account.claimUntil) }
    await db.$transaction((tx) => recordPosted(tx, { address, ...times, now }))
  }
  const paid = newlyPaid(list, account)
  for (let from = 0; from < paid.length; from += BOOKED_AT_ONCE) {
    const indices = paid.slice(from, from + BOOKED_AT_ONCE)
    await db.$transaction((tx) => recordPaid(tx, { address, indices, now }))
  }
}

const newlyPaid = ({ lines }: OpenList, account: DistributionAccount): number[] =>
  lines.filter(({ state, index }) => state === 'waiting' && isUsed(account, index)).map(({ index }) => index)

/** The instruction that posts a list; its claims run from the chain's present time. */
async function postingOf({ connection, programId }: PayGround, list: OpenList): Promise<TransactionInstruction> {
  return createDistribution({
    programId,
    operator: new PublicKey(list.operator),
    guardian: new PublicKey(list.guardian),
    pool: new PublicKey(list.pool),
    mint: list.mint ? new PublicKey(list.mint) : null,
    round: Buffer.from(list.round, 'hex'),
    root: Buffer.from(list.root, 'hex'),
    ...{ shard: list.shard, count: list.count, total: list.total },
    claimUntil: claimsUntil(list, await chainTime(connection)),
  })
}
