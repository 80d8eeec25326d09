import { append } from '@/domains/log/actions'
import type { Tx } from '@/server/db'
import { regimesOn } from '../queries/protection'
import { ATTEMPTS, gradeAttempt, nextAttemptAt } from '../rules/appropriateness'
import { type PromotionEvent, type PromotionState, promotionAfter, refusePromotion } from '../rules/promotion'
import { isFca } from '../rules/regime'
import { refuseRule } from '../rules/rule-change'

type By = { personId: string; now: Date }

/** One person's steps happen one after the other. */
const lock = (tx: Tx, personId: string) =>
  tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`compliance.promotion:${personId}`}, 0))`

const found = (tx: Tx, personId: string) => tx.promotion.findUnique({ where: { personId } })

/** Takes the next step towards an offer in the United Kingdom. Only while one of its regimes is on: otherwise there is nothing to do. */
export async function stepPromotion(
  tx: Tx,
  { event, ...by }: { event: 'request' | 'warn' | 'proceed' | 'leave' } & By,
) {
  const on = await regimesOn(tx, by.now)
  if (!on.some(({ regime }) => isFca(regime))) throw refuseRule.regimeNotOn()
  await advance(tx, event, by)
}

/** What a statement or a test does to these steps; where they do not stand at it, nothing. */
export async function noteOnPromotion(tx: Tx, event: 'categorise', by: By): Promise<void> {
  const row = await found(tx, by.personId)
  if (row && (row.state === 'proceeded' || row.state === 'categorised' || row.state === 'passed'))
    await advance(tx, event, by)
}

async function advance(tx: Tx, event: PromotionEvent, { personId, now }: By): Promise<void> {
  await lock(tx, personId)
  const row = await found(tx, personId)
  const before = (row?.state ?? 'visited') as PromotionState
  const requestedAt = row?.requestedAt ?? null
  const state = promotionAfter(before, event, { requestedAt, now })
  const asked = event === 'request' ? now : event === 'leave' ? null : requestedAt
  const data = { state, changedAt: now, requestedAt: asked }
  await tx.promotion.upsert({ where: { personId }, create: { personId, ...data }, update: data })
  // The log says that somebody took a step; which one, and so where they live, stays out of it.
  await append(tx, {
    ...{ type: 'compliance.investor_step', at: now, actorId: personId, subjects: [`person:${personId}`] },
    facts: {},
  })
}

/** Begins the next attempt at the questions, or goes on with the one that was begun: a page loaded again shows the same ones. */
export async function beginAttempt(tx: Tx, { personId, now }: By): Promise<{ attempt: number }> {
  await lock(tx, personId)
  const state = (await found(tx, personId))?.state
  if (state !== 'categorised') throw refusePromotion.stepOutOfOrder()
  const attempts = await tx.appropriatenessAttempt.findMany({ where: { personId }, orderBy: { attempt: 'desc' } })
  const [last] = attempts
  if (last && !last.answeredAt) return { attempt: last.attempt }
  const attempt = (last?.attempt ?? 0) + 1
  if (attempt > ATTEMPTS) throw refusePromotion.questionsUsedUp()
  const from = nextAttemptAt(attempts.filter(({ passed }) => passed === false).length, last?.answeredAt ?? null)
  if (from && now < from) throw refusePromotion.attemptTooSoon()
  await tx.appropriatenessAttempt.create({ data: { personId, attempt, askedAt: now } })
  return { attempt }
}

/** Grades the attempt that was begun, and keeps when and whether it was passed, never the answers. */
export async function finishAttempt(
  tx: Tx,
  { attempt, answers, ...by }: { attempt: number; answers: readonly number[] } & By,
): Promise<{ right: number; passed: boolean }> {
  const { personId, now } = by
  await lock(tx, personId)
  const key = { personId_attempt: { personId, attempt } }
  const row = await tx.appropriatenessAttempt.findUnique({ where: key })
  if (!row || row.answeredAt) throw refusePromotion.noAttempt()
  const { right, passed } = gradeAttempt(attempt, answers)
  await tx.appropriatenessAttempt.update({ where: key, data: { answeredAt: now, passed } })
  await advance(tx, passed ? 'pass' : 'fail', by)
  return { right, passed }
}
