import { walletsOf } from '@/domains/identity/queries'
import { append } from '@/domains/log/actions'
import { sidesOf } from '@/domains/projects/queries/public'
import { isOnSide } from '@/domains/projects/rules/review'
import { holdsPositionIn } from '@/domains/raises/queries/pledges'
import type { CanonicalValue } from '@/kit/canonical-json'
import { canonicalJson } from '@/kit/canonical-json'
import { after, DAY, MINUTE } from '@/kit/time'
import { isUniqueViolation, type Tx } from '@/server/db'
import { announcePublicChange } from '@/server/queue'
import { type EngineRoundRow, lockedRound, nameIn } from '../queries/engine-rows'
import { refuseRound } from '../rules/engine-refusals'
import { stepTo } from '../rules/round-context'
import { readRuleSheet, refuseInput, sheetText } from '../rules/round-sheet'
import { nextYes } from '../rules/two-people'
import type { RoundBrief } from '../schema/engine-acts'
import type { Sheet, WrittenSheet } from '../schema/rule-sheet'
import type { Kind } from './kind-of-round'
import { kindOf } from './kinds'

export type Act = { personId: string; now: Date }

export type NewRound = Act & {
  sheet: WrittenSheet
  brief: RoundBrief
  /** The project that opens it, or whose payment it is. */
  projectId: string | null
  tranche?: number
}

/** How long before it opens a round must be proposed: two people look at it, and its sheet goes to the chain. */
const LEAD = 10 * MINUTE

/**
 * Writes a rule sheet down, for two people to approve. Whoever may propose a round of this kind is asked before. Refuses sheets that
 * cannot be kept (`rounds.badSheet`) and times that the chain could not hold. Returns the round's id.
 */
export async function proposeRound(
  tx: Tx,
  { sheet: written, brief, projectId, tranche, ...act }: NewRound,
): Promise<string> {
  const { sheet, digest } = readRuleSheet(written)
  const problem = kindOf(sheet.kind).problem(sheet)
  if (problem) throw refuseInput.badSheet(problem)
  assertTimes(sheet, act.now)
  const { opens, claimsEnd } = sheet.times
  const round = await tx.engineRound
    .create({
      data: {
        ...{ kind: sheet.kind, title: sheet.title, sheet: sheetText(written), sheetDigest: digest },
        ...{
          brief: canonicalJson(brief as CanonicalValue),
          mint: sheet.asset.mint,
          projectId,
          tranche: tranche ?? null,
        },
        ...{ opensAt: new Date(opens), claimsEnd: new Date(claimsEnd), proposedBy: act.personId, createdAt: act.now },
      },
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? refuseRound.sheetInUse() : error
    })
  await recordRound(tx, round, 'sheetProposed', act, { sheet: digest })
  return round.id
}

/** Bonds are due within a year, claims last 30 days to two years: what the distributor takes. */
function assertTimes({ times }: Sheet, now: Date): void {
  const [opens, rootDue, claimsEnd] = [new Date(times.opens), new Date(times.rootDue), new Date(times.claimsEnd)]
  if (opens < after(now, LEAD)) throw refuseRound.tooSoon()
  if (rootDue > after(now, 360 * DAY) || claimsEnd < after(rootDue, 30 * DAY) || claimsEnd > after(rootDue, 700 * DAY))
    throw refuseRound.tooLong()
}

/** Who posts the round's list and where: fixed when the second person approves. */
export type RoundPoster = { operator: string; guardian: string; leftoverTo: string; bondPool: string }

/** Where the list of a round lies on the chain; `src/chain/distributor` says it. */
export type ListAddress = (keys: { operator: string; guardian: string; round: string }) => string

type Approval = Act & { roundId: string; digest: string; isChecker: boolean }

/**
 * One person's yes to a sheet. The second one, of somebody else, fixes it: nothing in it can change, and its sheet goes to the chain.
 * One of the two must be a checker, and neither may belong to a project concerned or hold a position in its raise.
 */
export async function approveSheet(
  tx: Tx,
  {
    roundId,
    digest,
    isChecker,
    poster,
    listAddress,
    ...act
  }: Approval & { poster: RoundPoster; listAddress: ListAddress },
): Promise<void> {
  const round = await lockedRound(tx, roundId)
  if (round.sheetDigest !== digest) throw refuseRound.wrongDigest()
  await assertMayDecide(tx, round, act.personId)
  if (round.state !== 'planned' || act.now >= round.opensAt)
    throw refuseRound.notNowRound({ state: round.state, event: 'open', why: 'late' })
  if (!(await addApproval(tx, { round, subject: 'sheet', digest, isChecker, ...act }))) return
  const { operator, guardian } = poster
  await tx.engineRound.update({
    where: { id: roundId },
    data: { ...poster, listAddress: listAddress({ operator, guardian, round: digest }), approvedAt: act.now },
  })
  await recordRound(tx, round, 'sheetApproved', act, { sheet: digest })
}

type OneApproval = Omit<Approval, 'roundId'> & { round: EngineRoundRow; subject: 'sheet' | 'list' }

/** Keeps one person's yes. Returns whether two people have said it now. */
export async function addApproval(
  tx: Tx,
  { round, subject, digest, isChecker, personId, now }: OneApproval,
): Promise<boolean> {
  const before = await tx.roundApproval.findMany({ where: { roundId: round.id, subject, digest } })
  const yes = nextYes(
    before.map((one) => one.personId),
    { personId, isChecker },
  )
  if (yes === 'own') throw refuseRound.approvedAlready()
  if (before.length >= 2) throw refuseRound.wrongDigest()
  if (yes === 'checker') throw refuseRound.needsChecker()
  await tx.roundApproval.create({ data: { roundId: round.id, subject, digest, personId, at: now } })
  if (before.length === 1) return true
  await recordRound(tx, round, `${subject}Seconded`, { personId, now }, { digest })
  return false
}

/** Whether a sheet names one of these wallets as a recipient. */
export const isPaidBy = ({ eligible }: Pick<Sheet, 'eligible'>, wallets: readonly string[]): boolean =>
  eligible !== 'open' && wallets.some((wallet) => eligible.includes(wallet))

/** Refuses whoever takes part in a round, belongs to a project concerned, or holds a position in its raise. */
export async function assertMayDecide(tx: Tx, round: EngineRoundRow, personId: string): Promise<void> {
  const { id, kind, projectId, read } = round
  const projects = await kindOf(kind).concerned(tx, { projectId, sheet: read.sheet })
  const actor = { personId, wallets: await walletsOf(tx, personId) }
  if ((await sidesOf(tx, projects)).some((side) => isOnSide(actor, side))) throw refuseRound.ownTask()
  if (await holdsPositionIn(tx, personId, projects)) throw refuseRound.ownTask()
  if (isPaidBy(read.sheet, actor.wallets)) throw refuseRound.takesPart()
  const name = await nameIn(tx, id, personId)
  const where = { roundId: id, person: name ?? '' }
  const acts = name ? (await tx.roundSubmission.count({ where })) + (await tx.roundAuditor.count({ where })) : 0
  if (acts > 0) throw refuseRound.takesPart()
}

type Voiding = { roundId: string; reason: string; personId: string | null; now: Date }

/** Ends a round that is not to be paid, with a reason that everybody can read. Its pool goes back where it came from. */
export async function voidEngineRound(tx: Tx, { roundId, reason, personId, now }: Voiding): Promise<void> {
  const round = await lockedRound(tx, roundId)
  if (personId !== null) await assertMayDecide(tx, round, personId)
  await endAsVoid(tx, round, { event: 'void', reason, personId, now })
}

/** Ends a round as void, by staff or by time. */
export async function endAsVoid(
  tx: Tx,
  round: EngineRoundRow,
  { event, reason, personId, now }: { event: 'void' | 'lapse'; reason: string; personId: string | null; now: Date },
): Promise<void> {
  const state = stepTo(round.kept, event, now)
  await tx.engineRound.update({
    where: { id: round.id },
    data: { state, voidedBy: personId, voidedAt: now, voidReason: reason, notice: null },
  })
  await kindOf(round.kind).entered?.(tx, { round, now, state })
  await recordRound(tx, round, 'engineVoided', { personId, now }, { event })
}

/** Writes an act of a round into the log, and tells the pages. */
export async function recordRound(
  tx: Tx,
  { id, kind, projectId }: { id: string; kind: Kind; projectId: string | null },
  verb: string,
  { personId, now }: { personId: string | null; now: Date },
  facts: Record<string, string>,
): Promise<void> {
  const subjects = [`round:${id}`, ...(projectId ? [`project:${projectId}`] : [])]
  await append(tx, { type: `rounds.${verb}`, at: now, actorId: personId, subjects, facts: { kind, ...facts } })
  await announcePublicChange(tx, '/rounds')
}
