import type { Db, Tx } from '@/server/db'
import { OUTCOME_WORDS } from '../rules/erasure'
import { withNames } from './documents'

/** What somebody reads of their last request; null when they never asked. */
export async function erasureOf(db: Db | Tx, personId: string) {
  const last = await db.erasureRequest.findFirst({ where: { personId }, orderBy: { receivedAt: 'desc' } })
  if (!last) return null
  const { receivedAt, answerBy, outcome, rule } = last
  return { receivedAt, answerBy, outcome, answer: OUTCOME_WORDS[rule ?? ''] ?? '' }
}

/** Erasures that are held, soonest end first, with what is proposed and whether a hold stands against them. */
export async function heldErasures(db: Db, viewerId: string) {
  const requests = await db.erasureRequest.findMany({
    where: { state: 'restricted' },
    include: { proposals: { where: { decidedAt: null } } },
    orderBy: { retentionUntil: 'asc' },
    take: 200,
  })
  const holds = await db.legalHold.findMany({ where: { personId: { in: requests.map(({ personId }) => personId) } } })
  const held = new Set(holds.map(({ personId }) => personId))
  return requests.map(({ id, personId, receivedAt, retentionUntil, rule, proposals: [open] }) => ({
    ...{ id, receivedAt, retentionUntil, rule, isHeld: held.has(personId), isOwn: personId === viewerId },
    proposal: open
      ? {
          kind: open.kind,
          reason: open.reason,
          until: open.until,
          at: open.proposedAt,
          byYou: open.proposedBy === viewerId,
        }
      : null,
  }))
}

/** Requests in a state that the worker carries on from. */
export function erasuresIn(db: Db | Tx, state: 'purging' | 'provider_redacting' | 'shredded') {
  return db.erasureRequest.findMany({ where: { state }, select: { id: true, personId: true }, take: 50 })
}

/** Everything that a person sent as documents and that is still there, without its bytes. */
export async function documentsBy(db: Db | Tx, ownerId: string) {
  const found = await db.document.findMany({
    where: { ownerId, erasedAt: null },
    select: {
      id: true,
      subject: true,
      kind: true,
      fileName: true,
      sealedName: true,
      contentType: true,
      size: true,
      storedAt: true,
      state: true,
    },
    orderBy: { storedAt: 'asc' },
  })
  return withNames(db, found)
}

/** Those of several people against whose erasure a hold stands. */
export async function heldAmong(db: Db | Tx, personIds: readonly string[]): Promise<ReadonlySet<string>> {
  const holds = await db.legalHold.findMany({ where: { personId: { in: [...personIds] } }, select: { personId: true } })
  return new Set(holds.map(({ personId }) => personId))
}
