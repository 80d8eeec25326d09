import type { Connection, PublicKey } from '@solana/web3.js'
import { type Nodes, NodesDisagree } from '@/chain/agreement'
import type { Snapshot } from '@/chain/follower'
import { UntrustworthyNode } from '@/chain/untrustworthy'
import type { Db } from '@/server/db'
import { log } from '@/server/log'
import { inTransaction, type Sql } from '@/server/sql'
import { type Applied, applyClose, applyReading, applyUndone, type Moment } from '../actions/apply-reading'
import { recordAgreement, recordDispute } from '../actions/record-dispute'
import { recordChain, recordHead } from '../actions/record-head'
import { followedRaises } from '../queries/followed'
import { type PublishedKeys, usesPublishedKeys } from '../rules/keys'
import { instantOf } from '../rules/mirror'

/** What the follower needs: the books, the nodes to believe when they agree, and the keys by which our raises are known. */
export type FollowGround = {
  db: Db
  nodes: Nodes
  /** For everything but the books: what is sent, simulated and looked at a moment before. */
  connection: Connection
  programId: PublicKey
  keys: PublishedKeys
}

/** Some raises could not be booked; the others were. */
export class FollowFailed extends AggregateError {
  override name = 'FollowFailed'
}

/**
 * Brings the books to the chain's newest finalized state. `whole`: reads every raise again, also those that did not change.
 * Each raise is one transaction, so that trouble with one keeps no other back.
 */
export async function followChain(ground: Omit<FollowGround, 'connection'>, { whole = false } = {}): Promise<Snapshot> {
  try {
    const snapshot = await readSnapshot(ground, whole)
    await applySnapshot(ground, snapshot)
    await recordAgreement(ground.db, new Date())
    return snapshot
  } catch (error) {
    await haltOn(ground.db, error)
    throw error
  }
}

async function readSnapshot(
  { db, nodes, programId, keys }: Omit<FollowGround, 'connection'>,
  whole: boolean,
): Promise<Snapshot> {
  const followed = await followedRaises(db)
  const again = (raise: (typeof followed)[number]) => whole || raise.state === 'draft' || raise.slot === 0n
  const known = new Map(followed.map((raise) => [raise.address, again(raise) ? null : new Uint8Array(raise.account)]))
  const isWanted = (raise: Parameters<typeof usesPublishedKeys>[0]) => usesPublishedKeys(raise, keys)
  return nodes.read({ programId, known, isWanted })
}

/** A node that cannot be believed halts crediting in public, until a reading succeeds. Other errors are only errors. */
async function haltOn(db: Db, error: unknown): Promise<void> {
  const causes: unknown[] = error instanceof FollowFailed ? error.errors : [error]
  const lies = causes.filter((cause) => cause instanceof UntrustworthyNode)
  if (lies.length === 0) return
  const findings = lies.flatMap((lie) => (lie instanceof NodesDisagree ? lie.findings : [lie.message]))
  log.error({ findings }, 'crediting is halted: the nodes cannot be believed')
  await db.$transaction((tx) => recordDispute(tx, { findings, now: new Date() }))
}

/** Books a snapshot. When another chain answers than before, only that is noted: the next reading reads all of it. */
export async function applySnapshot(
  { db, keys }: Pick<FollowGround, 'db' | 'keys'>,
  snapshot: Snapshot,
): Promise<void> {
  const { slot, genesis } = snapshot
  const time = instantOf(snapshot.time)
  const chain = await db.$transaction((tx) => recordChain(tx, { slot, time, genesis }))
  if (chain.isNew) {
    log.warn({ genesis, incarnation: chain.incarnation }, 'another chain answers; every raise is read again')
    return
  }
  const moment: Moment = { now: time, slot, incarnation: chain.incarnation }
  const unseen = new Set((await followedRaises(db)).filter((raise) => raise.slot === 0n).map(({ address }) => address))
  const acts = [
    ...snapshot.raises.map((reading) => (sql: Sql) => applyReading(sql, { reading, keys, ...moment })),
    ...snapshot.closed.map((closed) => (sql: Sql) => applyClose(sql, closed, moment)),
    ...snapshot.missing.map((address) => (sql: Sql) => applyMissing(sql, address, unseen, moment)),
  ]
  const { failures, wentBack } = await applyAll(db, acts)
  const notice = wentBack > 0 ? setBackNotice(wentBack) : null
  if (notice) log.warn({ slot: slot.toString(), raises: wentBack }, notice)
  await db.$transaction((tx) => recordHead(tx, { slot, time, genesis, notice }))
  if (failures.length > 0) throw new FollowFailed(failures, `${failures.length} of ${acts.length} raises not booked`)
}

async function applyAll(db: Db, acts: readonly ((sql: Sql) => Promise<Applied>)[]) {
  const failures: unknown[] = []
  let wentBack = 0
  for (const act of acts) {
    try {
      if ((await inTransaction(db, act)).wentBack) wentBack += 1
    } catch (error) {
      failures.push(error)
    }
  }
  return { failures, wentBack }
}

/** A raise never leaves a chain without a trace, except when the chain itself is another one, from an earlier time. */
function applyMissing(sql: Sql, address: string, unseen: ReadonlySet<string>, moment: Moment): Promise<Applied> {
  if (!unseen.has(address)) throw new UntrustworthyNode(`the node does not know the raise ${address}`)
  return applyUndone(sql, address, moment)
}

const setBackNotice = (raises: number): string =>
  `The chain was set back to an earlier time. ${raises === 1 ? 'One raise is' : `${raises} raises are`} shown as the chain has ` +
  'them now; the books were corrected by further entries.'
