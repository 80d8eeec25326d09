import { type RaiseReading, type Reading, readProgram, type Snapshot } from './follower'
import type { RpcNode } from './node'
import { ListedPosition } from './raise/accounts'
import { UntrustworthyNode } from './untrustworthy'

/** Two nodes show what cannot both be true. Nothing is booked until they agree again. */
export class NodesDisagree extends UntrustworthyNode {
  override name = 'NodesDisagree'
  constructor(readonly findings: readonly string[]) {
    super(findings.join(' '))
  }
}

/** How far one node may be behind the other: about a minute of slots. */
const MOST_SLOTS_APART = 150n
/** Nodes are asked again this often when a raise moved between their answers. */
const MOST_TRIES = 3
/** A raise that the two never show alike for so long is no accident of timing. */
const PATIENCE_MS = 30_000

type Comparison = { snapshot: Snapshot; waiting: readonly string[] }

/** The nodes that must say the same before anything is booked: one or two. */
export class Nodes {
  /** When a raise was first shown differently, by the process's monotone clock. */
  #waitingSince = new Map<string, number>()

  constructor(
    readonly first: RpcNode,
    readonly second: RpcNode | null = null,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** What both nodes show. Throws NodesDisagree, or UntrustworthyNode for one that contradicts itself. */
  async read(reading: Reading): Promise<Snapshot> {
    if (!this.second) return readProgram(this.first, reading)
    let last: Comparison | undefined
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      last = compared(...(await this.#readBoth(this.second, reading)))
      if (last.waiting.length === 0) break
    }
    const { snapshot, waiting } = last!
    this.#escalate(waiting)
    return { ...snapshot, moving: [...new Set([...snapshot.moving, ...waiting])] }
  }

  async #readBoth(second: RpcNode, reading: Reading): Promise<[Snapshot, Snapshot]> {
    const [a, b] = await Promise.allSettled([readProgram(this.first, reading), readProgram(second, reading)])
    if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value]
    if (a.status === 'rejected' && b.status === 'rejected') throw a.reason
    const failure: unknown = a.status === 'rejected' ? a.reason : b.status === 'rejected' ? b.reason : null
    const which = a.status === 'rejected' ? 'first' : 'second'
    const what = failure instanceof UntrustworthyNode ? failure.message : 'it does not answer'
    throw new NodesDisagree([`The ${which} node cannot be compared with the other: ${what}.`])
  }

  /** Waiting is normal while money moves; for ever it is a node that hides something. */
  #escalate(waiting: readonly string[]): void {
    const now = this.clock()
    this.#waitingSince = new Map(waiting.map((raise) => [raise, this.#waitingSince.get(raise) ?? now]))
    const late = waiting.filter((raise) => now - (this.#waitingSince.get(raise) ?? now) > PATIENCE_MS)
    if (late.length > 0)
      throw new NodesDisagree(late.map((raise) => `The nodes have not shown ${raise} alike for half a minute.`))
  }
}

/**
 * What two readings have in common. A raise that moved between them waits; what cannot be explained by time is a dispute. The
 * nodes answer for slots of their own, so the rule is: whoever answers for the later slot must know at least as much.
 */
export function compared(a: Snapshot, b: Snapshot): Comparison {
  const apart = a.slot > b.slot ? a.slot - b.slot : b.slot - a.slot
  if (a.genesis !== b.genesis) throw new NodesDisagree(['The two nodes belong to different chains.'])
  if (apart > MOST_SLOTS_APART)
    throw new NodesDisagree([`The ${a.slot > b.slot ? 'second' : 'first'} node is ${apart} slots behind the other.`])
  const [ofA, ofB] = [viewsOf(a), viewsOf(b)]
  const verdicts = new Map(
    [...new Set([...ofA.keys(), ...ofB.keys()])].map((raise) => [raise, verdict(ofA.get(raise), ofB.get(raise), a, b)]),
  )
  const named = (wanted: Verdict) => [...verdicts].filter(([, found]) => found === wanted).map(([raise]) => raise)
  const disputed = named('disputed')
  if (disputed.length > 0)
    throw new NodesDisagree(disputed.map((raise) => `The two nodes show ${raise} differently at comparable slots.`))
  const agreed = new Set(named('agreed'))
  const snapshot = {
    ...(a.slot <= b.slot ? a : b),
    raises: a.raises.filter(({ address }) => agreed.has(address)).map((reading) => earlier(reading, ofB)),
    closed: a.closed.filter(({ address }) => agreed.has(address)),
    missing: a.missing.filter((address) => agreed.has(address)),
    moving: [...new Set([...a.moving, ...b.moving])],
  }
  return { snapshot, waiting: named('waiting').filter((raise) => !snapshot.moving.includes(raise)) }
}

/**
 * Of what both show alike, that of the earlier slot: a reading that is older than the books is left out, so the later slot, which
 * one node alone vouches for, could keep everything out that comes before it.
 */
function earlier(reading: RaiseReading, ofOther: ReadonlyMap<string, View>): RaiseReading {
  const other = ofOther.get(reading.address)
  return typeof other === 'object' && other.slot < reading.slot ? other : reading
}

/** A closed raise with the number of tranches that its tombstone counts. */
type Closed = `closed ${number}`
type View = RaiseReading | Closed | 'missing' | 'moving'
type Verdict = 'agreed' | 'waiting' | 'disputed'

const viewsOf = ({ raises, closed, missing, moving }: Snapshot): Map<string, View> =>
  new Map([
    ...raises.map((reading): [string, View] => [reading.address, reading]),
    ...closed.map(({ address, tranchesReleased }): [string, View] => [address, `closed ${tranchesReleased}`]),
    ...missing.map((address): [string, View] => [address, 'missing']),
    ...moving.map((address): [string, View] => [address, 'moving']),
  ])

/** Undefined: that node shows what the books show, or nothing of a raise that is new. */
function verdict(a: View | undefined, b: View | undefined, first: Snapshot, second: Snapshot): Verdict {
  if (a === 'moving' || b === 'moving') return 'waiting'
  if (typeof a === 'object' && typeof b === 'object') return verdictOfReadings(a, b)
  if (a === b) return 'agreed'
  const [slotA, slotB] = [slotOf(a, first), slotOf(b, second)]
  if (slotA === slotB) return 'disputed'
  const [earlier, later] = slotA < slotB ? [a, b] : [b, a]
  return isLater(earlier, later) ? 'waiting' : 'disputed'
}

const slotOf = (view: View | undefined, snapshot: Snapshot): bigint =>
  typeof view === 'object' ? view.slot : snapshot.listedAt

/** Whether `later` can follow `earlier`: the books' state is followed by a newer one or the tombstone, never the other way. */
const isLater = (earlier: View | undefined, later: View | undefined): boolean =>
  (earlier === undefined && (typeof later === 'object' || isClosed(later))) ||
  (typeof earlier === 'object' && isClosed(later))

const isClosed = (view: View | undefined): boolean => typeof view === 'string' && view.startsWith('closed ')

function verdictOfReadings(a: RaiseReading, b: RaiseReading): Verdict {
  const sameRaise = Buffer.compare(a.data, b.data) === 0
  if (sameRaise && !samePositions(a, b)) return 'disputed'
  if (sameRaise && a.paymentVault === b.paymentVault && a.saleVault === b.saleVault) return 'agreed'
  if (a.slot === b.slot) return 'disputed'
  const [earlier, later] = a.slot < b.slot ? [a, b] : [b, a]
  return later.raise.sequence >= earlier.raise.sequence ? 'waiting' : 'disputed'
}

/** Every number of every position that money depends on. */
function samePositions(a: RaiseReading, b: RaiseReading): boolean {
  if (a.positions.length !== b.positions.length) return false
  const ofB = new Map(b.positions.map((shown) => [shown.address, shown]))
  return a.positions.every((shown) => {
    const found = ofB.get(shown.address)
    if (shown instanceof ListedPosition && found instanceof ListedPosition) return shown.data.equals(found.data)
    const [position, other] = [shown.position, found?.position]
    return (
      other !== undefined &&
      position.sequence === other.sequence &&
      position.committed === other.committed &&
      position.returned === other.returned &&
      position.delivered === other.delivered &&
      position.accepted === other.accepted &&
      position.termsVersion === other.termsVersion &&
      position.freshUntil === other.freshUntil &&
      position.fresh === other.fresh &&
      position.excessPaid === other.excessPaid &&
      position.unwound === other.unwound &&
      position.investor.equals(other.investor)
    )
  })
}
