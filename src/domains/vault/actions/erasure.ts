import { append } from '@/domains/log/actions'
import type { ErasureRequest } from '@/generated/prisma/client'
import { isUniqueViolation, type Tx } from '@/server/db'
import {
  addMonths,
  answerBy,
  ERASURE_RULES_VERSION,
  type ErasureEvent,
  type ErasureFacts,
  type ErasureRule,
  erasureRule,
  erasureStep,
  longestExtension,
  refuseErasure,
} from '../rules/erasure'
import type { ErasureProposalInput } from '../schema'

type Staff = { actorId: string; now: Date }
type Changes = Partial<
  Pick<ErasureRequest, 'rule' | 'ruleVersion' | 'outcome' | 'retentionUntil' | 'decidedAt' | 'purgedAt' | 'closedAt'>
>

async function lockRequest(tx: Tx, requestId: string): Promise<ErasureRequest> {
  await tx.$executeRaw`select from erasure_request where id = ${requestId}::uuid for update`
  const found = await tx.erasureRequest.findUnique({ where: { id: requestId } })
  if (!found) throw refuseErasure.noErasure()
  return found
}

/** Moves a locked request along its table and records that it moved; the log has ids only. */
async function move(
  tx: Tx,
  request: ErasureRequest,
  event: ErasureEvent,
  { actorId, now, ...changes }: { actorId: string | null; now: Date } & Changes,
): Promise<ErasureRequest> {
  const state = erasureStep(request.state, event)
  const closed = state === 'closed' ? { closedAt: now } : {}
  const moved = await tx.erasureRequest.update({ where: { id: request.id }, data: { ...changes, ...closed, state } })
  await append(tx, {
    type: 'vault.erasureMoved',
    at: now,
    actorId,
    subjects: [`erasure:${request.id}`],
    facts: { request: request.id, state },
  })
  return moved
}

/**
 * Takes somebody's wish to be forgotten from a session of theirs, which is what confirms who asks, and decides on it. Returns the
 * rule that decided; the caller then closes the account, or does nothing when it was refused.
 */
export async function receiveErasure(
  tx: Tx,
  { personId, facts, now }: { personId: string; facts: Omit<ErasureFacts, 'held'>; now: Date },
): Promise<{ requestId: string; rule: ErasureRule }> {
  const received = await tx.erasureRequest
    .create({ data: { personId, receivedAt: now, answerBy: answerBy(now) } })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? refuseErasure.erasureOpen() : error
    })
  const act = { actorId: personId, now }
  const held = (await tx.legalHold.count({ where: { personId } })) > 0
  const rule = erasureRule({ ...facts, held })
  const known = await move(tx, received, 'confirm_identity', act)
  const decided = { rule: rule.id, ruleVersion: ERASURE_RULES_VERSION, outcome: rule.outcome, decidedAt: now }
  const assessed = await move(tx, known, 'assess', { ...act, ...decided })
  if (rule.outcome === 'full') await move(tx, assessed, 'purge', act)
  if (rule.outcome === 'partial') {
    const retentionUntil = addMonths(now, rule.yearsKept * 12)
    await move(tx, assessed, 'restrict', { ...act, retentionUntil })
  }
  if (rule.outcome === 'refused') await move(tx, await move(tx, assessed, 'refuse', act), 'close', act)
  return { requestId: received.id, rule }
}

/** Lets what was kept long enough go, unless a hold stands against it; returns the ids of the requests. */
export async function endRetention(tx: Tx, now: Date): Promise<string[]> {
  const over = await tx.erasureRequest.findMany({
    where: { state: 'restricted', retentionUntil: { lte: now } },
    select: { id: true, personId: true },
    take: 50,
  })
  const holds = await tx.legalHold.findMany({ where: { personId: { in: over.map(({ personId }) => personId) } } })
  const held = new Set(holds.map(({ personId }) => personId))
  const free = over.filter(({ personId }) => !held.has(personId))
  for (const { id } of free) {
    const request = await lockRequest(tx, id)
    if (request.state === 'restricted') await move(tx, request, 'purge', { actorId: null, now })
  }
  return free.map(({ id }) => id)
}

/** Writes down that a person's data were purged here, and whether something of theirs still lies at a provider. */
export async function recordPurged(
  tx: Tx,
  { requestId, elsewhere, now }: { requestId: string; elsewhere: boolean; now: Date },
): Promise<void> {
  const event = elsewhere ? 'ask_provider' : 'nothing_elsewhere'
  await move(tx, await lockRequest(tx, requestId), event, { actorId: null, now, purgedAt: now })
}

/** Writes down that no provider holds anything of the person any more. */
export async function recordRedacted(tx: Tx, { requestId, now }: { requestId: string; now: Date }): Promise<void> {
  await move(tx, await lockRequest(tx, requestId), 'provider_redacted', { actorId: null, now })
}

/** Closes a purged request after somebody looked for traces; with one it is purged again. */
export async function recordVerified(
  tx: Tx,
  { requestId, traces, now }: { requestId: string; traces: readonly string[]; now: Date },
): Promise<void> {
  const act = { actorId: null, now }
  const request = await lockRequest(tx, requestId)
  if (traces.length > 0) await move(tx, request, 'find_trace', act)
  else await move(tx, await move(tx, request, 'verify', act), 'close', act)
}

/** Keeps a person's records from going, from now on. One person may: it takes nothing away. Twice changes nothing. */
export async function placeHold(tx: Tx, { personId, actorId, now }: { personId: string } & Staff): Promise<void> {
  if (personId === actorId) throw refuseErasure.ownErasure()
  const { count } = await tx.legalHold.createMany({
    data: { personId, placedBy: actorId, placedAt: now },
    skipDuplicates: true,
  })
  if (count === 1)
    await append(tx, { type: 'vault.holdPlaced', at: now, actorId, subjects: [`person:${personId}`], facts: {} })
}

/** Keeps the records behind a held erasure from going. */
export async function holdRequest(tx: Tx, { requestId, ...staff }: { requestId: string } & Staff): Promise<void> {
  const { personId, state } = await lockRequest(tx, requestId)
  if (state !== 'restricted') throw refuseErasure.notNow()
  await placeHold(tx, { personId, ...staff })
}

/** Proposes what is to happen to a held erasure: purge it before the time, keep it longer, or lift a hold. */
export async function proposeForErasure(
  tx: Tx,
  { actorId, now, ...wish }: ErasureProposalInput & Staff,
): Promise<void> {
  const request = await lockRequest(tx, wish.requestId)
  if (request.personId === actorId) throw refuseErasure.ownErasure()
  await assertPossible(tx, request, wish)
  const { id: requestId, personId } = request
  const until = wish.kind === 'extend' ? new Date(`${wish.until}T00:00:00Z`) : null
  const data = {
    requestId,
    personId,
    kind: wish.kind,
    until,
    reason: wish.reason,
    proposedBy: actorId,
    proposedAt: now,
  }
  const { id } = await tx.erasureProposal.create({ data }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? refuseErasure.proposalOpen() : error
  })
  await recordProposal(tx, 'erasureProposed', { requestId, proposal: id, kind: wish.kind, actorId, now })
}

async function assertPossible(tx: Tx, request: ErasureRequest, wish: ErasureProposalInput): Promise<void> {
  if (request.state !== 'restricted' || !request.retentionUntil) throw refuseErasure.notNow()
  const held = (await tx.legalHold.count({ where: { personId: request.personId } })) > 0
  if (wish.kind === 'purge' && held) throw refuseErasure.onHold()
  if (wish.kind === 'lift' && !held) throw refuseErasure.noHold()
  if (wish.kind !== 'extend') return
  const until = new Date(`${wish.until}T00:00:00Z`)
  if (until <= request.retentionUntil || until > longestExtension(request.retentionUntil))
    throw refuseErasure.badUntil()
}

/** Confirms or returns what another person proposed. What stood against it meanwhile refuses the confirmation. */
export async function decideOnErasure(
  tx: Tx,
  { requestId, confirm, actorId, now }: { requestId: string; confirm: boolean } & Staff,
): Promise<void> {
  const request = await lockRequest(tx, requestId)
  const open = await tx.erasureProposal.findFirst({ where: { requestId, decidedAt: null } })
  if (!open) throw refuseErasure.noProposal()
  if (request.personId === actorId) throw refuseErasure.ownErasure()
  if (open.proposedBy === actorId) throw refuseErasure.samePerson()
  const decision = confirm ? 'confirmed' : 'returned'
  await tx.erasureProposal.update({ where: { id: open.id }, data: { decidedBy: actorId, decidedAt: now, decision } })
  await recordProposal(tx, 'erasureDecided', { requestId, proposal: open.id, kind: open.kind, actorId, now })
  if (confirm) await carryOut(tx, request, open, { actorId, now })
}

async function carryOut(tx: Tx, request: ErasureRequest, proposal: { kind: string; until: Date | null }, staff: Staff) {
  const held = (await tx.legalHold.count({ where: { personId: request.personId } })) > 0
  if (proposal.kind === 'lift') await tx.legalHold.deleteMany({ where: { personId: request.personId } })
  else if (proposal.kind === 'extend') await move(tx, request, 'extend', { ...staff, retentionUntil: proposal.until })
  else if (held) throw refuseErasure.onHold()
  else await move(tx, request, 'purge', staff)
}

const recordProposal = (
  tx: Tx,
  what: string,
  { requestId, proposal, kind, actorId, now }: { requestId: string; proposal: string; kind: string } & Staff,
) =>
  append(tx, {
    type: `vault.${what}`,
    at: now,
    actorId,
    subjects: [`erasure:${requestId}`],
    facts: { request: requestId, proposal, kind },
  })
