import { offlineSigners, readGuarded } from '@/chain/raise/guarded'
import { describeGuarded, fingerprintOf } from '@/chain/raise/guarded-words'
import { personById } from '@/domains/identity/queries'
import { projectById } from '@/domains/projects/queries/public'
import type { Side } from '@/domains/projects/rules/review'
import type { GuardianOrderModel, IntentModel } from '@/generated/prisma/models'
import type { Db, Tx } from '@/server/db'
import { isTooOld } from '../rules/intent'
import { intentById, isSignedWith } from './intent'
import { sideOfRaise } from './raise'

/** An order of the guardian; null when there is none. */
export const orderById = (db: Db | Tx, id: string) => db.guardianOrder.findUnique({ where: { id } })

/** Who the raise of an order belongs to. */
export async function sideOfOrder(
  db: Db | Tx,
  { raiseAddress, intentId }: Pick<GuardianOrderModel, 'raiseAddress' | 'intentId'>,
): Promise<Side> {
  const intent = intentId ? await intentById(db, intentId) : null
  return sideOfRaise(db, raiseAddress, intent?.projectId ?? null)
}

/** How often the team has reported about a payment. */
export const reportsOn = (db: Db | Tx, about: { raiseAddress: string; tranche: number }): Promise<number> =>
  db.trancheReport.count({ where: about })

/** What is to be signed offline: the message, and what it says, as the offline machine says it too. */
export type OfflineMessage = {
  /** Base64. */
  message: string
  fingerprint: string
  title: string
  facts: (readonly [string, string])[]
  /** Whose keys sign it, and whether they have. */
  signers: { name: string; signed: boolean }[]
}

/** A creation or a change of terms that an issuer asked the offline guardian for, and that no order is about yet. */
export type CreationRequest = {
  intentId: string
  kind: 'create' | 'change_terms'
  title: string
  issuer: string
  askedAt: Date
}

type Reader = { now: Date }

/** Open orders and the newest decided ones, with the names of who acted and what is to be signed. Staff pages only. */
export async function guardianOrders(db: Db | Tx, reader: Reader, take = 50) {
  const orderBy = [{ state: 'asc' as const }, { proposedAt: 'desc' as const }]
  const orders = await db.guardianOrder.findMany({ orderBy, take })
  const nameOf = await namesOf(
    db,
    orders.flatMap(({ proposedBy, decidedBy }) => [proposedBy, decidedBy].filter((id) => id !== null)),
  )
  return Promise.all(
    orders.map(async ({ intentId, ...order }) => ({
      ...order,
      proposer: order.proposedBy === null ? 'the investors’ verdict' : nameOf(order.proposedBy),
      decider: order.decidedBy && nameOf(order.decidedBy),
      offline: await offlineMessage(db, { ...order, intentId }, reader),
    })),
  )
}

async function namesOf(db: Db | Tx, ids: readonly string[]): Promise<(id: string) => string> {
  const people = await Promise.all([...new Set(ids)].map((id) => personById(db, id)))
  const names = new Map(people.flatMap((person) => (person ? [[person.id, person.displayName ?? 'somebody']] : [])))
  return (id) => names.get(id) ?? 'somebody'
}

async function offlineMessage(
  db: Db | Tx,
  { intentId, state }: Pick<GuardianOrderModel, 'intentId' | 'state'>,
  reader: Reader,
): Promise<OfflineMessage | null> {
  const intent = intentId && (state === 'proposed' || state === 'confirmed') ? await intentById(db, intentId) : null
  return intent && isOpen(intent, reader) ? readMessage(intent) : null
}

const isOpen = ({ nonceAccount, state, preparedAt }: IntentModel, { now }: Reader): boolean =>
  nonceAccount !== null && state === 'prepared' && !isTooOld(preparedAt, now)

async function readMessage(intent: IntentModel): Promise<OfflineMessage> {
  const message = new Uint8Array(intent.message)
  const found = await readGuarded(message)
  return {
    message: Buffer.from(message).toString('base64'),
    fingerprint: fingerprintOf(message),
    ...describeGuarded(found),
    signers: offlineSigners(found).map(([name, key]) => ({ name, signed: isSignedWith(intent, key.toBase58()) })),
  }
}

/** The creations that wait for somebody of the staff to propose them to the guardian. */
export async function creationRequests(db: Db | Tx, reader: Reader): Promise<CreationRequest[]> {
  const kind = { in: ['create' as const, 'change_terms' as const] }
  const where = { kind, state: 'prepared' as const, nonceAccount: { not: null } }
  const intents = await db.intent.findMany({ where, orderBy: { preparedAt: 'asc' }, take: 50 })
  const orders = await db.guardianOrder.findMany({
    where: { intentId: { in: intents.map(({ id }) => id) }, state: { not: 'returned' } },
    select: { intentId: true },
  })
  const taken = new Set(orders.map(({ intentId }) => intentId))
  const waiting = intents.filter((intent) => isOpen(intent, reader) && !taken.has(intent.id))
  return Promise.all(
    waiting.map(async ({ id, kind, personId, projectId, preparedAt }) => ({
      intentId: id,
      kind: kind === 'create' ? kind : ('change_terms' as const),
      title: (projectId && (await projectById(db, projectId))?.title) || 'a project',
      issuer: (await personById(db, personId))?.displayName ?? 'somebody',
      askedAt: preparedAt,
    })),
  )
}
