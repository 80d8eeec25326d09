import { type AccountInfo, type Connection, PublicKey, SYSVAR_CLOCK_PUBKEY } from '@solana/web3.js'
import { decodePosition, decodeRaise, isTombstone, type PositionAccount, type RaiseAccount } from './raise/accounts'
import { DISCRIMINATORS, offsetOf, POSITION_FIELDS, POSITION_SIZE, RAISE_SIZE } from './raise/layout'
import { tokensIn } from './tokens'
import { UntrustworthyNode } from './untrustworthy'

/** One raise, its positions and its vaults, all as they were at one finalized slot. */
export type RaiseReading = {
  /** Base58. */
  address: string
  slot: bigint
  /** The raise's account, raw and decoded. */
  data: Uint8Array
  raise: RaiseAccount
  positions: readonly PositionReading[]
  /** Base units, without the rent of a native vault. */
  paymentVault: bigint
  saleVault: bigint
}

export type PositionReading = { address: string; position: PositionAccount }

/** What the chain shows at a finalized slot, as far as it changed. */
export type Snapshot = {
  slot: bigint
  /** The chain's clock at that slot, unix seconds. */
  time: bigint
  genesis: string
  raises: readonly RaiseReading[]
  /** Known raises of which only the tombstone is left. */
  closed: readonly string[]
  /** Known raises that this chain does not have. */
  missing: readonly string[]
  /** Raises that moved faster than they could be read; the next reading has them. */
  moving: readonly string[]
}

export type Reading = {
  programId: PublicKey
  /** Raises followed so far, with the bytes last booked; null: read it again even when it did not change. */
  known: ReadonlyMap<string, Uint8Array | null>
  /** Whether a raise that is not known yet is to be followed. */
  isWanted: (raise: RaiseAccount) => boolean
}

const AT = { commitment: 'finalized' } as const
const MOST_TRIES = 5
/** getMultipleAccounts takes 100 keys; three a raise. */
const RAISES_A_CALL = 33

type Listed = { address: string; data: Uint8Array; raise: RaiseAccount }

/** Reads the program's accounts at `finalized`: the list of raises, and all of each raise whose bytes changed. */
export async function readProgram(connection: Connection, reading: Reading): Promise<Snapshot> {
  const [genesis, clock] = await Promise.all([connection.getGenesisHash(), readClock(connection)])
  const { listed, slot } = await listRaises(connection, reading.programId, clock.slot)
  const changed = listed.filter(({ address, data, raise }) => {
    const before = reading.known.get(address)
    if (before === undefined) return reading.isWanted(raise)
    return before === null || !sameBytes(before, data)
  })
  const read = await readRaises(connection, reading.programId, changed, slot)
  const present = new Set(listed.map(({ address }) => address))
  const gone = [...reading.known.keys()].filter((address) => !present.has(address))
  return {
    ...{ slot: BigInt(clock.slot), time: clock.time, genesis },
    ...read,
    ...(await whatIsLeft(connection, gone, slot)),
  }
}

async function readClock(connection: Connection): Promise<{ slot: number; time: bigint }> {
  const { context, value } = await connection.getAccountInfoAndContext(SYSVAR_CLOCK_PUBKEY, AT)
  if (!value || value.data.length < 40) throw new UntrustworthyNode('the node has no Clock sysvar')
  return { slot: context.slot, time: value.data.readBigInt64LE(32) }
}

/** Nodes behind one address differ; an answer older than the one before is refused. */
function notOlder(slot: number, than: number): number {
  if (slot < than) throw new UntrustworthyNode(`the node answers for slot ${slot}, after it had answered for ${than}`)
  return slot
}

async function listRaises(connection: Connection, programId: PublicKey, minContextSlot: number) {
  const { context, value } = await connection.getProgramAccounts(programId, {
    ...{ ...AT, minContextSlot, withContext: true },
    filters: [{ dataSize: RAISE_SIZE }, { memcmp: startsWith(DISCRIMINATORS.raise) }],
  })
  const listed = value.map(({ pubkey, account }): Listed => {
    return { address: pubkey.toBase58(), data: account.data, raise: decodeRaise(account.data) }
  })
  return { listed, slot: notOlder(context.slot, minContextSlot) }
}

const startsWith = (text: string) =>
  ({ offset: 0, bytes: Buffer.from(text).toString('base64'), encoding: 'base64' }) as const

async function readRaises(connection: Connection, programId: PublicKey, changed: readonly Listed[], slot: number) {
  const raises: RaiseReading[] = []
  const moving: string[] = []
  const rent = changed.length > 0 ? BigInt(await connection.getMinimumBalanceForRentExemption(0, 'finalized')) : 0n
  const quiet = changed.filter(({ raise }) => raise.positionsOpen === 0)
  for (const part of batches(quiet)) {
    const found = await readVaults(connection, part, slot, rent)
    for (const [index, listed] of part.entries())
      raises.push(...completed(listed, [], found[index]!, (address) => moving.push(address)))
  }
  for (const listed of changed.filter(({ raise }) => raise.positionsOpen > 0)) {
    const found = await readWithPositions(connection, programId, listed, slot, rent)
    if (found) raises.push(found)
    else moving.push(listed.address)
  }
  return { raises, moving }
}

type Vaults = { listed: Listed | null; slot: number; paymentVault: bigint; saleVault: bigint }

/** Raises and their vaults in one answer, so that they belong to one slot. */
async function readVaults(
  connection: Connection,
  raises: readonly Listed[],
  minContextSlot: number,
  rent: bigint,
): Promise<Vaults[]> {
  const keys = raises.flatMap(({ address, raise }) => [new PublicKey(address), raise.paymentVault, raise.saleVault])
  const { context, value } = await connection.getMultipleAccountsInfoAndContext(keys, { ...AT, minContextSlot })
  const slot = notOlder(context.slot, minContextSlot)
  return raises.map(({ address, raise }, index) => {
    const [account, payment, sale] = value.slice(3 * index, 3 * index + 3)
    const stillThere = account?.data.length === RAISE_SIZE
    return {
      ...{ slot, saleVault: tokensIn(sale ?? null) },
      listed: stillThere ? { address, data: account.data, raise: decodeRaise(account.data) } : null,
      paymentVault: raise.paymentMint ? tokensIn(payment ?? null) : aboveRent(payment ?? null, rent),
    }
  })
}

const aboveRent = (account: AccountInfo<Uint8Array> | null, rent: bigint): bigint => {
  const lamports = BigInt(account?.lamports ?? 0)
  return lamports > rent ? lamports - rent : 0n
}

/**
 * The positions are read between two looks at the raise. Its sequence rises with every movement of money, so when both looks
 * show the same one, nothing moved in between and all of it belongs together. Null when it never stood still.
 */
async function readWithPositions(
  connection: Connection,
  programId: PublicKey,
  first: Listed,
  slot: number,
  rent: bigint,
): Promise<RaiseReading | null> {
  let before = first
  let from = slot
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const positions = await listPositions(connection, programId, before.address, from)
    const [vaults] = await readVaults(connection, [before], positions.slot, rent)
    if (!vaults?.listed) return null
    const [reading] = completed(before, positions.found, vaults, () => undefined)
    if (reading) return reading
    before = vaults.listed
    from = vaults.slot
  }
  return null
}

async function listPositions(connection: Connection, programId: PublicKey, raise: string, minContextSlot: number) {
  const { context, value } = await connection.getProgramAccounts(programId, {
    ...{ ...AT, minContextSlot, withContext: true },
    filters: [
      { dataSize: POSITION_SIZE },
      { memcmp: startsWith(DISCRIMINATORS.position) },
      { memcmp: { offset: offsetOf(POSITION_FIELDS, 'raise'), bytes: raise } },
    ],
  })
  const found = value.map(({ pubkey, account }) => {
    return { address: pubkey.toBase58(), position: decodePosition(account.data) }
  })
  return { found, slot: notOlder(context.slot, minContextSlot) }
}

/** One reading when nothing moved between the two looks; none, and word to `onMove`, when something did. */
function completed(
  before: Listed,
  positions: readonly PositionReading[],
  { listed, slot, paymentVault, saleVault }: Vaults,
  onMove: (address: string) => void,
): RaiseReading[] {
  if (!listed || listed.raise.sequence !== before.raise.sequence) {
    onMove(before.address)
    return []
  }
  checkPositions(listed, positions)
  return [{ ...listed, slot: BigInt(slot), positions, paymentVault, saleVault }]
}

/** The raise counts its positions; a node that shows others has lost or made up some. */
function checkPositions({ address, raise }: Listed, positions: readonly PositionReading[]): void {
  if (positions.length !== raise.positionsOpen)
    throw new UntrustworthyNode(`${address} has ${raise.positionsOpen} positions; the node shows ${positions.length}`)
  if (raise.state !== 'Open') return
  const sum = positions.reduce((total, { position }) => total + position.committed, 0n)
  if (sum !== raise.committed)
    throw new UntrustworthyNode(`${address} holds ${raise.committed}; the node shows positions of ${sum}`)
}

/** What became of known raises that are not listed any more. */
async function whatIsLeft(connection: Connection, gone: readonly string[], minContextSlot: number) {
  const closed: string[] = []
  const missing: string[] = []
  for (const part of batches(gone)) {
    const keys = part.map((address) => new PublicKey(address))
    const { context, value } = await connection.getMultipleAccountsInfoAndContext(keys, { ...AT, minContextSlot })
    notOlder(context.slot, minContextSlot)
    for (const [index, address] of part.entries())
      (isTombstone(value[index]?.data ?? new Uint8Array()) ? closed : missing).push(address)
  }
  return { closed, missing }
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

function batches<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / RAISES_A_CALL)
  return Array.from({ length: count }, (_, part) => items.slice(part * RAISES_A_CALL, (part + 1) * RAISES_A_CALL))
}
