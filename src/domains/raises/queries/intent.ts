import bs58 from 'bs58'
import type { NonceUse } from '@/chain/send'
import { blockhashOf, withSignatures } from '@/chain/transactions'
import type { IntentKind } from '@/generated/prisma/enums'
import type { IntentModel } from '@/generated/prisma/models'
import { toSafeInteger } from '@/kit/integer'
import { type Db, type Tx, units } from '@/server/db'
import { IN_FLIGHT, INTENT_WORDS, type IntentState, UNSETTLED } from '../rules/intent'
import type { Summary } from '../rules/summary'

/** An intent as its owner sees it. */
export type IntentView = {
  id: string
  kind: IntentKind
  state: IntentState
  /** What the state means for the money. */
  words: string
  wallet: string
  raiseAddress: string | null
  projectId: string | null
  mint: string | null
  listAddress: string | null
  /** Base units. */
  amount: bigint | null
  summary: Summary
  /** The transaction for the wallet, base64, with the signatures that may be shown; null once it is no longer to be signed. */
  transaction: string | null
  signature: string | null
  lastValidBlockHeight: number
  /** Whether it stands on a nonce and is not bound to that height. */
  keeps: boolean
  slot: number | null
  failure: string | null
  preparedAt: Date
  sentAt: Date | null
}

/** Shapes a row for its owner. The transaction is given while it may still be signed. */
export function intentView(row: IntentModel): IntentView {
  const message = new Uint8Array(row.message)
  return {
    ...{ id: row.id, kind: row.kind, state: row.state, words: INTENT_WORDS[row.state], wallet: row.wallet },
    ...{ raiseAddress: row.raiseAddress, projectId: row.projectId, mint: row.mint, signature: row.signature },
    listAddress: row.listAddress,
    amount: row.amount === null ? null : units(row.amount),
    summary: row.summary as unknown as Summary,
    transaction: row.state === 'prepared' ? Buffer.from(withSignatures(message, {})).toString('base64') : null,
    lastValidBlockHeight: toSafeInteger(row.lastValidBlockHeight),
    keeps: row.nonceAccount !== null,
    slot: row.slot === null ? null : toSafeInteger(row.slot),
    failure: row.failure,
    ...{ preparedAt: row.preparedAt, sentAt: row.sentAt },
  }
}

/** The intent that a person's key stands for; null for none. */
export async function intentByKey(
  db: Db | Tx,
  { personId, idempotencyKey }: { personId: string; idempotencyKey: string },
): Promise<IntentView | null> {
  const row = await db.intent.findUnique({ where: { personId_idempotencyKey: { personId, idempotencyKey } } })
  return row && intentView(row)
}

/** A person's own intent; null when there is none. */
export const ownIntent = (db: Db | Tx, { intentId, personId }: { intentId: string; personId: string }) =>
  db.intent.findFirst({ where: { id: intentId, personId } })

/** A person's newest intents, those about one raise or project when it is named. */
export async function intentsOf(
  db: Db | Tx,
  { personId, raise, projectId, take = 50 }: { personId: string; raise?: string; projectId?: string; take?: number },
): Promise<IntentView[]> {
  const where = { personId, ...(raise && { raiseAddress: raise }), ...(projectId && { projectId }) }
  const rows = await db.intent.findMany({ where, orderBy: { preparedAt: 'desc' }, take })
  return rows.map(intentView)
}

/** Any intent, for staff who act on it; null when there is none. */
export const intentById = (db: Db | Tx, intentId: string) => db.intent.findUnique({ where: { id: intentId } })

/** The newest creation or change that a person asked the offline guardian to sign and that is not sent; null for none. */
export const openRequest = (db: Db | Tx, about: { personId: string; projectId: string; kind: IntentKind }) =>
  db.intent.findFirst({
    where: { ...about, state: 'prepared', nonceAccount: { not: null } },
    orderBy: { preparedAt: 'desc' },
  })

/** What was sent on a nonce account and whose end is not known yet. */
export const inFlightOn = (db: Db | Tx, nonceAccount: string) =>
  db.intent.findMany({ where: { nonceAccount, state: { in: [...IN_FLIGHT] } } })

/** The nonce that an intent stands on, with the value it needs; null for one that stands on a blockhash. */
export function nonceOf({ nonceAccount, message, preparedSlot }: IntentModel): NonceUse | null {
  if (nonceAccount === null) return null
  return { account: nonceAccount, value: blockhashOf(new Uint8Array(message)), since: preparedSlot }
}

/** Whether the guardian has signed an intent. */
export const isSignedWith = ({ signatures }: Pick<IntentModel, 'signatures'>, key: string): boolean =>
  Object.hasOwn(signatures as Record<string, string>, key)

/** Intents whose end is not known yet, the longest waiting first. */
export const unsettledIntents = (db: Db | Tx, take = 200) =>
  db.intent.findMany({
    where: { state: { in: [...UNSETTLED] } },
    orderBy: [{ preparedAt: 'asc' }, { id: 'asc' }],
    take,
  })

/** A person's intents that were sent and whose end is not known yet, in their order. */
export const inFlightOf = (db: Db | Tx, personId: string) =>
  db.intent.findMany({ where: { personId, state: { in: [...IN_FLIGHT] } }, orderBy: { id: 'asc' } })

/** How far the payment of a list's pool has come: on its way, or final; null while nobody has sent one. */
export async function poolPayment(db: Db | Tx, listAddress: string): Promise<'onItsWay' | 'final' | null> {
  const where = { listAddress, kind: 'pay_pool' as const, state: { in: [...IN_FLIGHT, 'finalized' as const] } }
  const rows = await db.intent.findMany({ where, select: { state: true } })
  if (rows.length === 0) return null
  return rows.some(({ state }) => state === 'finalized') ? 'final' : 'onItsWay'
}

/** The wire form of an intent with all signatures given so far. */
export function signedWire({ message, signatures }: Pick<IntentModel, 'message' | 'signatures'>): Uint8Array {
  const entries = Object.entries(signatures as Record<string, string>)
  return withSignatures(
    new Uint8Array(message),
    Object.fromEntries(entries.map(([key, signature]) => [key, bs58.decode(signature)])),
  )
}
