import { PublicKey } from '@solana/web3.js'
import type { Listed as Entry, RpcNode, ShownAccount } from './node'
import { decodeRaise, ListedPosition, type PositionAccount, type RaiseAccount, tombstoneOf } from './raise/accounts'
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

export type PositionReading = { address: string; readonly position: PositionAccount }

/** What a tombstone says: how many tranches were released; none: the raise failed. */
export type ClosedRaise = { address: string; tranchesReleased: number }

/** What the chain shows at a finalized slot, as far as it changed. */
export type Snapshot = {
  slot: bigint
  /** The slot at which the raises were listed: what is not among the changed ones had not changed then. */
  listedAt: bigint
  /** The chain's clock at that slot, unix seconds. */
  time: bigint
  genesis: string
  raises: readonly RaiseReading[]
  /** Known raises of which only the tombstone is left. */
  closed: readonly ClosedRaise[]
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

const MOST_TRIES = 5
/** getMultipleAccounts takes 100 keys; three a raise. */
const RAISES_A_CALL = 33

type Listed = { address: string; data: Uint8Array; raise: RaiseAccount }

/** One node's look at the program: everything it is asked, and not before which slot. */
type Look = { node: RpcNode; program: string; rent: bigint }

/** Reads the program's accounts at `finalized`: the list of raises, and all of each raise whose bytes changed. */
export async function readProgram(node: RpcNode, reading: Reading): Promise<Snapshot> {
  const [genesis, clock, rent] = await Promise.all([node.genesis(), node.clock(), node.rent(0)])
  if (!clock) throw new UntrustworthyNode('the node has no Clock sysvar')
  const look: Look = { node, rent, program: reading.programId.toBase58() }
  const { listed, slot } = await listRaises(look, clock.slot)
  const changed = listed.filter(({ address, data, raise }) => {
    const before = reading.known.get(address)
    if (before === undefined) return reading.isWanted(raise)
    return before === null || !sameBytes(before, data)
  })
  const read = await readRaises(look, changed, { slot, everywhere: sumOf(listed) })
  const present = new Set(listed.map(({ address }) => address))
  const gone = [...reading.known.keys()].filter((address) => !present.has(address))
  return {
    ...{ slot: BigInt(clock.slot), listedAt: BigInt(slot), time: clock.time, genesis },
    ...read,
    ...(await whatIsLeft(look, gone, slot)),
  }
}

/** Nodes behind one address differ; an answer older than the one before is refused. */
function notOlder(slot: number, than: number): number {
  if (slot < than) throw new UntrustworthyNode(`the node answers for slot ${slot}, after it had answered for ${than}`)
  return slot
}

const startsWith = (text: string) => ({
  memcmp: { offset: 0, bytes: Buffer.from(text).toString('base64'), encoding: 'base64' },
})

async function listRaises({ node, program }: Look, from: number) {
  const filters = [{ dataSize: RAISE_SIZE }, startsWith(DISCRIMINATORS.raise)]
  const { slot, found } = await node.programAccounts(program, filters, from)
  return { listed: found.map(listedRaise), slot: notOlder(slot, from) }
}

const listedRaise = ({ address, data }: Entry): Listed => ({ address, data, raise: decodeRaise(data) })

const sumOf = (listed: readonly Listed[]): number => listed.reduce((sum, { raise }) => sum + raise.positionsOpen, 0)

/** When the raises were listed, and how many positions they hold together. */
type List = { slot: number; everywhere: number }

async function readRaises(look: Look, changed: readonly Listed[], { slot, everywhere }: List) {
  const raises: RaiseReading[] = []
  const moving: string[] = []
  const quiet = changed.filter(({ raise }) => raise.positionsOpen === 0)
  for (const part of batches(quiet)) {
    const found = await readVaults(look, part, slot)
    for (const [index, listed] of part.entries()) {
      const reading = completed(listed, [], found[index]!)
      if (reading) raises.push(reading)
      else moving.push(listed.address)
    }
  }
  for (const listed of changed.filter(({ raise }) => raise.positionsOpen > 0)) {
    const { state, positionsOpen } = listed.raise
    const isMost = state === 'Open' && 2 * positionsOpen >= everywhere
    const found = isMost ? await readInOneList(look, listed, slot) : await readWithPositions(look, listed, slot)
    if (found) raises.push(found)
    else moving.push(listed.address)
  }
  return { raises, moving }
}

type Vaults = { listed: Listed | null; slot: number; paymentVault: bigint; saleVault: bigint }

/** Raises and their vaults in one answer, so that they belong to one slot. */
async function readVaults({ node, rent }: Look, raises: readonly Listed[], from: number): Promise<Vaults[]> {
  const keys = raises.flatMap(({ address, raise }) => [
    address,
    raise.paymentVault.toBase58(),
    raise.saleVault.toBase58(),
  ])
  const { slot, found } = await node.accounts(keys, from)
  notOlder(slot, from)
  return raises.map(({ address, raise }, index) => {
    const [account, payment, sale] = found.slice(3 * index, 3 * index + 3)
    return {
      ...{ slot, saleVault: tokensIn(sale ?? null) },
      listed: account?.data.length === RAISE_SIZE ? listedRaise({ address, data: account.data }) : null,
      paymentVault: raise.paymentMint ? tokensIn(payment ?? null) : aboveRent(payment ?? null, rent),
    }
  })
}

const aboveRent = (account: ShownAccount | null, rent: bigint): bigint =>
  account && account.lamports > rent ? account.lamports - rent : 0n

/**
 * The positions are read between two looks at the raise. When both looks show the same bytes, nothing moved in between and all
 * of it belongs together. A raise that never stands still is read in one list. Null when even that does not fit.
 */
async function readWithPositions(look: Look, first: Listed, slot: number): Promise<RaiseReading | null> {
  let before = first
  let from = slot
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const positions = await listPositions(look, before.address, from)
    const [vaults] = await readVaults(look, [before], positions.slot)
    if (!vaults?.listed) return null
    const reading = completed(before, positions.found, vaults)
    if (reading) return reading
    before = vaults.listed
    from = vaults.slot
  }
  return before.raise.state === 'Open' ? readInOneList(look, before, from) : null
}

/**
 * Everything that the program holds in one answer, which is of one slot by itself, and the vaults after it: for an open raise that never
 * stands still, or to which most positions belong, so that the list is little longer than its own. While a raise is open its sale vault
 * stands still, and its payment vault moves by what is committed and taken back, which the look that shows the vault shows too.
 */
async function readInOneList(look: Look, { address }: Listed, from: number): Promise<RaiseReading | null> {
  const { slot, found } = await look.node.programAccounts(look.program, [], from)
  notOlder(slot, from)
  const own = found.find((entry) => entry.address === address)
  if (own?.data.length !== RAISE_SIZE) return null
  const listed = listedRaise(own)
  const raiseKey = Buffer.from(new PublicKey(address).toBytes())
  const offset = offsetOf(POSITION_FIELDS, 'raise')
  const positions = found
    .filter(({ data }) => data.length === POSITION_SIZE && data.subarray(offset, offset + 32).equals(raiseKey))
    .map(listedPosition)
  const [later] = await readVaults(look, [listed], slot)
  if (listed.raise.state !== 'Open' || later?.listed?.raise.state !== 'Open') return null
  checkPositions(listed, positions)
  const since = later.listed.raise.committed - listed.raise.committed
  const { paymentVault, saleVault } = later
  return { ...listed, slot: BigInt(slot), positions, paymentVault: paymentVault - since, saleVault }
}

async function listPositions({ node, program }: Look, raise: string, from: number) {
  const ofRaise = { memcmp: { offset: offsetOf(POSITION_FIELDS, 'raise'), bytes: raise } }
  const filters = [{ dataSize: POSITION_SIZE }, startsWith(DISCRIMINATORS.position), ofRaise]
  const { slot, found } = await node.programAccounts(program, filters, from)
  return { found: found.map(listedPosition), slot: notOlder(slot, from) }
}

const listedPosition = ({ address, data }: Entry): ListedPosition => new ListedPosition(address, data)

/** One reading when nothing moved between the two looks, null when something did. */
function completed(
  before: Listed,
  positions: readonly ListedPosition[],
  { listed, slot, paymentVault, saleVault }: Vaults,
): RaiseReading | null {
  if (!listed || !sameBytes(listed.data, before.data)) return null
  checkPositions(listed, positions)
  return { ...listed, slot: BigInt(slot), positions, paymentVault, saleVault }
}

/** The raise counts its positions; a node that shows others has lost or made up some. */
function checkPositions({ address, raise }: Listed, positions: readonly ListedPosition[]): void {
  const shown = new Set(positions.map((position) => position.address))
  if (positions.length !== raise.positionsOpen || shown.size !== positions.length)
    throw new UntrustworthyNode(`${address} has ${raise.positionsOpen} positions; the node shows ${positions.length}`)
  const newest = positions.find(({ sequence }) => sequence > raise.sequence)
  if (newest) throw new UntrustworthyNode(`the node shows a position of ${address} that is newer than the raise`)
  if (raise.state !== 'Open') return
  const sum = positions.reduce((total, { committed }) => total + committed, 0n)
  if (sum !== raise.committed)
    throw new UntrustworthyNode(`${address} holds ${raise.committed}; the node shows positions of ${sum}`)
}

/** What became of known raises that are not listed any more. */
async function whatIsLeft({ node }: Look, gone: readonly string[], from: number) {
  const closed: ClosedRaise[] = []
  const missing: string[] = []
  for (const part of batches(gone)) {
    const { slot, found } = await node.accounts(part, from)
    notOlder(slot, from)
    for (const [index, address] of part.entries()) {
      const tranchesReleased = tombstoneOf(found[index]?.data ?? new Uint8Array())
      if (tranchesReleased === null) missing.push(address)
      else closed.push({ address, tranchesReleased })
    }
  }
  return { closed, missing }
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

function batches<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / RAISES_A_CALL)
  return Array.from({ length: count }, (_, part) => items.slice(part * RAISES_A_CALL, (part + 1) * RAISES_A_CALL))
}
