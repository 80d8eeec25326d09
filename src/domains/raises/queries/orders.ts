import { describeGuarded, fingerprintOf, readGuarded } from '@/chain/raise/guarded'
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

/** What an offline guardian is to sign: the message, and what it says, as the offline machine says it too. */
export type OfflineMessage = {
  /** Base64. */
  message: string
  fingerprint: string
  title: string
  facts: (readonly [string, string])[]
  /** Whether the guardian has signed it and the issuer is next. */
  signed: boolean
}

/** A creation that an issuer asked the offline guardian for, and that no order is about yet. */
export type CreationRequest = { intentId: string; title: string; issuer: string; askedAt: Date }

type Reader = { guardian: string; now: Date }

/** Open orders and the newest decided ones, with the names of who acted and what is to be signed. Staff pages only. */
export async function guardianOrders(db: Db | Tx, reader: Reader, take = 50) {
  const orders = await db.guardianOrder.findMany({ orderBy: [{ state: 'asc' }, { proposedAt: 'desc' }], take })
  const nameOf = await namesOf(
    db,
    orders.flatMap(({ proposedBy, decidedBy }) => (decidedBy ? [proposedBy, decidedBy] : [proposedBy])),
  )
  return Promise.all(
    orders.map(async ({ intentId, ...order }) => ({
      ...order,
      proposer: nameOf(order.proposedBy),
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
  const intent = intentId && state !== 'returned' ? await intentById(db, intentId) : null
  return intent && isOpen(intent, reader) ? readMessage(intent, reader) : null
}

const isOpen = ({ nonceAccount, state, preparedAt }: IntentModel, { now }: Reader): boolean =>
  nonceAccount !== null && state === 'prepared' && !isTooOld(preparedAt, now)

async function readMessage(intent: IntentModel, { guardian }: Reader): Promise<OfflineMessage> {
  const message = new Uint8Array(intent.message)
  return {
    message: Buffer.from(message).toString('base64'),
    fingerprint: fingerprintOf(message),
    ...describeGuarded(await readGuarded(message)),
    signed: isSignedWith(intent, guardian),
  }
}

/** The creations that wait for somebody of the staff to propose them to the guardian. */
export async function creationRequests(db: Db | Tx, reader: Reader): Promise<CreationRequest[]> {
  const where = { kind: 'create', state: 'prepared', nonceAccount: { not: null } } as const
  const intents = await db.intent.findMany({ where, orderBy: { preparedAt: 'asc' }, take: 50 })
  const orders = await db.guardianOrder.findMany({
    where: { intentId: { in: intents.map(({ id }) => id) }, state: { not: 'returned' } },
    select: { intentId: true },
  })
  const taken = new Set(orders.map(({ intentId }) => intentId))
  const waiting = intents.filter((intent) => isOpen(intent, reader) && !taken.has(intent.id))
  return Promise.all(
    waiting.map(async ({ id, personId, projectId, preparedAt }) => ({
      intentId: id,
      title: (projectId && (await projectById(db, projectId))?.title) || 'a project',
      issuer: (await personById(db, personId))?.displayName ?? 'somebody',
      askedAt: preparedAt,
    })),
  )
}
