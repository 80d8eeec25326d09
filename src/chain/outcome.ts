import type { Connection } from '@solana/web3.js'
import type { Failure } from './failure'
import { deliveriesOf } from './send'

/** A transaction that was signed once: found by its signature, until its last height, on one chain. `slot`: when it was made. */
export type Kept = { signature: string; lastValidBlockHeight: number; genesis: string; slot: bigint }

/**
 * What is certain of a transaction, for ever. `open`: nothing yet, `reason` says what is in the way when it is more than time.
 * `unseen`: the first node has not got it.
 */
export type Outcome =
  | { kind: 'succeeded' | 'expired' }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'open'; unseen: boolean; reason: string | null }

/**
 * Behind one address there may be several machines: the height may come from one and the status from another that is behind it.
 * So many blocks past the last one, about a minute, none of them can still be without it.
 */
const MOST_BLOCKS_BEHIND = 150

type View = Outcome['kind'] | 'unseen' | 'lost'

/** Whether what a node does not show cannot have happened: it is the same chain still, and its history reaches back to the slot. */
export async function coversHistory(
  connection: Connection,
  { genesis, slot }: Pick<Kept, 'genesis' | 'slot'>,
): Promise<boolean> {
  const [current, first] = await Promise.all([connection.getGenesisHash(), connection.getFirstAvailableBlock()])
  return current === genesis && BigInt(first) <= slot
}

/**
 * What all these nodes say alike, at `finalized`: that it succeeded, that it failed, or that it is not there, its blockhash is
 * long expired and their history would show it. Whatever they do not say alike is not certain, and stays open.
 */
export async function outcomeOf(nodes: readonly Connection[], kept: Kept): Promise<Outcome> {
  const views = await Promise.all(nodes.map((node) => viewOf(node, kept)))
  const kinds = new Set(views.map(({ kind }) => kind))
  const [first] = views
  if (kinds.size === 1 && first!.kind === 'failed') return { kind: 'failed', failure: first!.failure! }
  if (kinds.size === 1 && (first!.kind === 'succeeded' || first!.kind === 'expired')) return { kind: first!.kind }
  return { kind: 'open', unseen: first!.kind === 'unseen', reason: reasonOf(kinds) }
}

function reasonOf(kinds: ReadonlySet<View>): string | null {
  if (kinds.has('lost')) return 'The node is on another chain, or its history does not reach back to it.'
  const certain = (['succeeded', 'failed', 'expired'] as const).filter((kind) => kinds.has(kind))
  return certain.length > 1 ? `One node says that it ${certain.join(', the other that it ')}.` : null
}

async function viewOf(node: Connection, kept: Kept): Promise<{ kind: View; failure?: Failure }> {
  const lastValidBlockHeight = kept.lastValidBlockHeight + MOST_BLOCKS_BEHIND
  const [delivery] = await deliveriesOf(node, [{ ...kept, lastValidBlockHeight }])
  if (delivery?.kind === 'finalized') return { kind: 'succeeded' }
  if (delivery?.kind === 'expired') return { kind: (await coversHistory(node, kept)) ? 'expired' : 'lost' }
  if (delivery?.kind === 'failed') {
    // A failure that is only confirmed may be rolled back, and the transaction then succeed.
    const { value } = await node.getSignatureStatus(kept.signature, { searchTransactionHistory: true })
    const final = value?.confirmationStatus === 'finalized' && value.err !== null
    return final ? { kind: 'failed', failure: delivery.failure } : { kind: 'open' }
  }
  return { kind: delivery?.kind === 'unseen' ? 'unseen' : 'open' }
}
