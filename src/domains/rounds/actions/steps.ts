import { canonicalJson } from '@/kit/canonical-json'
import { sha256 } from '@/kit/digest'
import { type Db, decimal, type Tx, units } from '@/server/db'
import { announcePublicChange } from '@/server/queue'
import { computed } from '../queries/aside'
import { inputTexts, standingTexts } from '../queries/engine-inputs'
import { type EngineRoundRow, engineRound, lockedRound } from '../queries/engine-rows'
import type { Verdict } from '../rules/audit-rule'
import type { Audited, InputTexts, Whole } from '../rules/compute'
import type { Panel } from '../rules/proceedings'
import { stepOf, stepTo } from '../rules/round-context'
import { endAsVoid, recordRound } from './engine-rounds'
import { kindOf } from './kinds'
import { recordOutcomes } from './outcomes'

type Turn = { roundId: string; now: Date }
const BY_TIME = { personId: null }

/** Says for everybody to read why a round waits, or that nothing is in the way any more (null). */
export async function noteRound(
  tx: Tx,
  { roundId, notice }: { roundId: string; notice: string | null },
): Promise<void> {
  const count = await tx.$executeRaw`
    update engine_round set notice = ${notice} where id = ${roundId}::uuid and notice is distinct from ${notice}`
  if (count > 0) await announcePublicChange(tx, '/rounds')
}

type Written = Turn & { signature: string; slot: bigint; writtenAt: Date }

/** Keeps the finalized transaction that names the sheet's digest, once, if its block came before the round opens. */
export async function recordSheetWritten(tx: Tx, { roundId, signature, slot, writtenAt, now }: Written): Promise<void> {
  const round = await lockedRound(tx, roundId)
  if (round.state !== 'planned' || round.writtenAt || writtenAt >= round.opensAt) return
  const data = { sheetSignature: signature, sheetSlot: slot, writtenAt, notice: null }
  await tx.engineRound.update({ where: { id: roundId }, data })
  await recordRound(tx, round, 'sheetWritten', { ...BY_TIME, now }, { sheet: round.sheetDigest, signature })
}

/** Opens a round whose time has come; ends it where its sheet is not on the chain by then. */
export async function openRound(tx: Tx, { roundId, now }: Turn): Promise<void> {
  const round = await lockedRound(tx, roundId)
  const next = stepOf(round.kept, 'open', now)
  if ('state' in next) return moveTo(tx, round, next.state, 'opened', now)
  if (round.state !== 'planned' || next.refused === 'early') return
  const reason = 'Its rule sheet was not on the chain when it was to open.'
  await endAsVoid(tx, round, { event: 'void', reason, personId: null, now })
}

/** A block that did not exist when submissions closed: its hash as 64 hexadecimal digits, and its slot. */
export type Seed = { seed: string; slot: bigint }

/** Ends submissions: keeps the seed and who may be drawn, once. The draw follows, and nothing that it follows from can change any more. */
export async function closeSubmissions(tx: Tx, { roundId, now, seed }: Turn & { seed: Seed }): Promise<void> {
  const round = await lockedRound(tx, roundId)
  if (round.candidates !== null || 'refused' in stepOf(round.kept, 'close_submissions', now)) return
  const enrolled = await tx.roundAuditor.findMany({ where: { roundId }, orderBy: { person: 'asc' } })
  const people = await tx.roundPerson.findMany({ where: { roundId, personId: { not: null } } })
  const personOf = new Map(people.map(({ key, personId }) => [key, personId!]))
  const candidates = await kindOf(round.kind).candidates(tx, {
    ...{ round, now },
    enrolled: enrolled.flatMap(({ person, wallet, bond }) => {
      const personId = personOf.get(person)
      return personId ? [{ person, personId, wallet, bond: units(bond).toString() }] : []
    }),
  })
  const kept = { seed: seed.seed, seedSlot: seed.slot, candidates: canonicalJson(candidates) }
  await tx.engineRound.update({ where: { id: roundId }, data: kept })
}

/** What the audit comes to so far, and a mark of everything that it follows from: each text’s SHA-256. */
export type Judged = { mark: string } & Audited

const NOBODY: Audited = { firstPanels: [], firstVerdicts: [], appealPanels: [] }

/** What is written from what the audit comes to. */
export type Step = 'drawFirst' | 'closeAudit' | 'drawAppeals'
const IS_DUE: Record<Step, (db: Db | Tx, round: EngineRoundRow, now: Date) => boolean | Promise<boolean>> = {
  drawFirst: (_, { candidates, kept }, now) => candidates !== null && 'state' in stepOf(kept, 'close_submissions', now),
  closeAudit: (_, { kept }, now) => 'state' in stepOf(kept, 'close_audit', now),
  drawAppeals: asksForDraw,
}

/**
 * Computes panels and first verdicts, before the transaction that writes them: of many people it takes seconds. Null where the step is
 * not due. Nothing is written.
 */
export async function judgedOf(db: Db, { roundId, now, step }: Turn & { step: Step }): Promise<Judged | null> {
  const round = await engineRound(db, roundId)
  if (!(await IS_DUE[step](db, round, now))) return null
  const texts = await inputTexts(db, round)
  const audited = round.read.audit === null ? NOBODY : await computed(texts, { ask: 'audit' })
  return { mark: markOf(texts), ...audited }
}

type Judging = Turn & { judged: Judged }

/** The round, locked, if the step is due and this was computed from what stands there now; else null, and it is computed again. */
async function roundFor(tx: Tx, step: Step, { roundId, now, judged }: Judging): Promise<EngineRoundRow | null> {
  const round = await lockedRound(tx, roundId)
  const isDue = await IS_DUE[step](tx, round, now)
  return isDue && markOf(await inputTexts(tx, round)) === judged.mark ? round : null
}

/** Seats the first panels: from now on they judge. */
async function drawFirst(tx: Tx, judging: Judging): Promise<void> {
  const { roundId, now, judged } = judging
  const round = await roundFor(tx, 'drawFirst', judging)
  if (!round) return
  await seat(tx, roundId, 'first', judged.firstPanels)
  await moveTo(tx, round, 'audit', 'submissionsClosed', now, { seed: round.seed!, slot: `${round.seedSlot}` })
}

/** Ends the first judgements: their verdicts are public, and can be appealed. */
async function closeAudit(tx: Tx, judging: Judging): Promise<void> {
  const { roundId, now, judged } = judging
  const round = await roundFor(tx, 'closeAudit', judging)
  if (!round) return
  await keepVerdicts(tx, roundId, 'first', judged.firstVerdicts, now)
  await moveTo(tx, round, 'appeal', 'auditClosed', now)
}

/** Said where an appeal finds nobody who may judge it. */
const NOBODY_LEFT = 'Nobody is left who could judge the appeals, so the first verdicts stand.'

/** Whether something was appealed, the time for appeals is over, and no draw was made. */
async function asksForDraw(
  db: Db | Tx,
  { id: roundId, state, notice, read }: EngineRoundRow,
  now: Date,
): Promise<boolean> {
  if (state !== 'appeal' || now < new Date(read.sheet.times.appealsEnd) || notice === NOBODY_LEFT) return false
  return (
    (await db.roundAppeal.count({ where: { roundId } })) > 0 &&
    (await db.roundSeat.count({ where: { roundId, stage: 'appeal' } })) === 0
  )
}

/** Draws fresh auditors for everything that was appealed, when the time for appeals is over. */
async function drawAppeals(tx: Tx, judging: Judging): Promise<void> {
  const { roundId, now } = judging
  const round = await roundFor(tx, 'drawAppeals', judging)
  if (!round) return
  const { appealPanels } = judging.judged
  if (appealPanels.every(({ auditors }) => auditors.length === 0))
    return noteRound(tx, { roundId, notice: NOBODY_LEFT })
  await seat(tx, roundId, 'appeal', appealPanels)
  await recordRound(tx, round, 'appealsDrawn', { ...BY_TIME, now }, { appeals: appealPanels.length.toString() })
}

/** The steps that write what was computed before; each does nothing where it is not due, or something was added since. */
export const AUDIT_STEPS: Record<Step, (tx: Tx, judging: Judging) => Promise<void>> = {
  ...{ drawFirst, closeAudit, drawAppeals },
}

/** What follows from a round, and its mark. */
export type Ending = { mark: string; facts: string } & Whole

/**
 * Computes a round whose appeals have ended, before the transaction that writes it: over many people it takes seconds. Null where that
 * is not due. Nothing is written.
 */
export async function endingOf(db: Db, { roundId, now }: Turn): Promise<Ending | null> {
  const round = await engineRound(db, roundId)
  if ('refused' in stepOf(round.kept, 'close_appeals', now)) return null
  const texts = await finalTexts(db, round)
  return { mark: markOf(texts), facts: texts.facts, ...(await computed(texts, { ask: 'whole' })) }
}

/** Ends appeals: final verdicts, and the list for two people to approve. What was computed from anything else by now is not written. */
export async function closeAppeals(tx: Tx, { roundId, now, ending }: Turn & { ending: Ending }): Promise<void> {
  const round = await lockedRound(tx, roundId)
  if ('refused' in stepOf(round.kept, 'close_appeals', now)) return
  if (markOf(await finalTexts(tx, round)) !== ending.mark) return
  const { facts, list, distribution } = ending
  const { verdicts } = distribution.proceedings
  const listDigest = sha256(list).toString('hex')
  await tx.engineRound.update({ where: { id: roundId }, data: { facts, list, listDigest, listedAt: now } })
  await keepVerdicts(tx, roundId, 'final', verdicts, now)
  await recordOutcomes(tx, { round, distribution, now })
  await moveTo(tx, round, 'distribution', 'listed', now, { list: listDigest })
  await kindOf(round.kind).decided?.(tx, { round, now, verdicts })
}

const markOf = ({ sheet, submissions, audit, facts }: InputTexts): string =>
  [sheet, submissions, audit, facts].map((text) => sha256(text).toString('hex')).join(' ')

/** Everything that the list follows from, as it stands: what was signed, what the chain showed, who is excluded. */
const finalTexts = async (db: Db | Tx, round: EngineRoundRow): Promise<InputTexts> =>
  standingTexts(db, round, await kindOf(round.kind).positions(db, round))

/**
 * Ends a round whose list two people did not approve in time: nobody is paid, and every bond goes back by the program. A kind that
 * ends with its verdict knows itself what was done in time.
 */
export async function lapseRound(tx: Tx, { roundId, now }: Turn): Promise<void> {
  const round = await lockedRound(tx, roundId)
  if (kindOf(round.kind).endsWith === 'verdict' || 'refused' in stepOf(round.kept, 'lapse', now)) return
  const reason = 'Its list was not approved by two people in time.'
  await endAsVoid(tx, round, { event: 'lapse', reason, personId: null, now })
}

/** Ends a round that is wholly paid, or whose claims are over. */
export async function finishEngineRound(tx: Tx, { roundId, now }: Turn): Promise<void> {
  const round = await lockedRound(tx, roundId)
  if ('refused' in stepOf(round.kept, 'finish', now)) return
  await moveTo(tx, round, stepTo(round.kept, 'finish', now), 'enginePaid', now)
}

/** Ends a round that pays nothing itself once what its verdict was for is done; the kind of the round says when. */
export async function finishByVerdict(tx: Tx, { roundId, now }: Turn): Promise<void> {
  const round = await lockedRound(tx, roundId)
  if (kindOf(round.kind).endsWith !== 'verdict') throw new Error(`a ${round.kind} ends with its list`)
  const done = { ...round.kept, isListFixed: true, isAllPaid: true }
  await moveTo(tx, round, stepTo(done, 'finish', now), 'verdictCarriedOut', now)
}

async function moveTo(
  tx: Tx,
  round: EngineRoundRow,
  state: EngineRoundRow['state'],
  verb: string,
  now: Date,
  facts: Record<string, string> = {},
): Promise<void> {
  await tx.engineRound.update({ where: { id: round.id }, data: { state, notice: null } })
  await kindOf(round.kind).entered?.(tx, { round, now, state })
  await recordRound(tx, round, verb, { ...BY_TIME, now }, facts)
}

async function seat(tx: Tx, roundId: string, stage: 'first' | 'appeal', panels: readonly Panel[]): Promise<void> {
  const data = panels.flatMap(({ submission, auditors }) =>
    auditors.map((person, place) => ({ roundId, about: submission, stage, person, place })),
  )
  await tx.roundSeat.createMany({ data })
}

async function keepVerdicts(
  tx: Tx,
  roundId: string,
  stage: 'first' | 'final',
  verdicts: readonly Verdict[],
  at: Date,
): Promise<void> {
  await tx.roundVerdict.createMany({
    data: verdicts.map(({ submission, outcome, reason, units: work, doubledRank }) => ({
      ...{ roundId, about: submission, stage, outcome, reason, at, units: decimal(work) },
      doubledRank: doubledRank === null ? null : decimal(doubledRank),
    })),
  })
}
