import { type Db, type Tx, units } from '@/server/db'
import { projectNames } from '../queries'
import { refuseRound } from '../rules/engine-refusals'
import { deskOf, stepOf } from '../rules/round-context'
import { nextYes, type Staff } from '../rules/two-people'
import type { RoundBrief } from '../schema/engine-acts'
import type { Stage } from '../schema/round-inputs'
import { computed } from './aside'
import { benchesOf } from './benches'
import { electorateIn, inputTexts } from './engine-inputs'
import { type EngineRoundRow, engineRound, findEngineRound } from './engine-rows'

type Kind = EngineRoundRow['kind']

/** Rounds of a kind that two people approved, the newest first. */
export async function approvedRounds(db: Db | Tx, kind: Kind) {
  const rows = await db.engineRound.findMany({
    where: { kind, approvedAt: { not: null } },
    orderBy: [{ opensAt: 'desc' }, { id: 'desc' }],
    take: 100,
  })
  return cards(db, rows)
}

/** Rounds of one project, for its issuer, whoever approved them. */
export const roundsOfProject = async (db: Db | Tx, projectId: string) =>
  cards(db, await db.engineRound.findMany({ where: { projectId, kind: 'bounty' }, orderBy: { createdAt: 'desc' } }))

/** Every round of a kind, for staff; the newest first. */
export const everyRound = async (db: Db | Tx, kind: Kind) =>
  cards(db, await db.engineRound.findMany({ where: { kind }, orderBy: { createdAt: 'desc' }, take: 200 }))

type Row = Awaited<ReturnType<Db['engineRound']['findMany']>>[number]

async function cards(db: Db | Tx, rows: readonly Row[]) {
  const names = await projectNames(
    db,
    rows.flatMap(({ projectId }) => projectId ?? []),
  )
  return rows.map(({ id, title, state, sheet, projectId, approvedAt, notice, brief }) => {
    const { asset, pool, times } = JSON.parse(sheet)
    return {
      ...{ id, title, state, notice, isApproved: approvedAt !== null, pool: BigInt(pool), asset: asset as AssetOf },
      ...{ times: times as Record<string, string>, project: projectId ? (names[projectId] ?? null) : null },
      summary: (JSON.parse(brief) as RoundBrief).summary,
    }
  })
}
type AssetOf = { symbol: string; decimals: number; mint: string | null }

/**
 * A round as everybody sees it. Work stays hidden while more can be handed in, and a judgement until it is shown; names in it are made
 * for this round. Refuses one that two people have not approved, but to staff and to its issuer.
 */
export async function roundPage(db: Db | Tx, { roundId, isInside }: { roundId: string; isInside: boolean }) {
  const round = await findEngineRound(db, roundId)
  if (!round || (round.approvedAt === null && !isInside)) throw refuseRound.noRound()
  const { sheet } = round.read
  const isOpen = round.state === 'planned' || round.state === 'submission'
  const counts = { submissions: await db.roundSubmission.count({ where: { roundId } }) }
  const auditors = await db.roundAuditor.count({ where: { roundId } })
  const names = round.projectId ? await projectNames(db, [round.projectId]) : {}
  return {
    ...{ id: round.id, kind: round.kind, title: round.title, state: round.state, sheetDigest: round.sheetDigest },
    ...{ listDigest: round.listDigest, notice: round.notice, voidReason: round.voidReason, seed: round.seed },
    ...{ sheetSignature: round.sheetSignature, listAddress: round.listAddress, isApproved: round.approvedAt !== null },
    ...{ seedSlot: round.seedSlot, isListFixed: round.kept.isListFixed, owesLostBonds: round.owesLostBonds },
    project: round.projectId && { id: round.projectId, title: names[round.projectId] ?? 'A project' },
    brief: JSON.parse(round.brief) as RoundBrief,
    ...{ sheet, counts: { ...counts, auditors } },
    works: isOpen ? [] : await worksOf(db, round),
    lines: await linesOf(db, roundId),
    /** Why lists of it wait. */
    waits: await waitsOf(db, roundId),
    shares: round.list === null ? [] : await sharesOf(db, round),
    /** How many people have said yes to the sheet, and to the list. */
    yes: { sheet: await yesTo(db, round, 'sheet'), list: await yesTo(db, round, 'list') },
  }
}

/** The same for one of the staff, with what their own yes to the sheet and to the list would be. */
export async function staffRound(db: Db | Tx, { roundId, staff }: { roundId: string; staff: Staff }) {
  const page = await roundPage(db, { roundId, isInside: true })
  const said = await db.roundApproval.findMany({ where: { roundId }, select: { digest: true, personId: true } })
  const own = (digest: string | null) =>
    nextYes(
      said.filter((one) => one.digest === digest).map(({ personId }) => personId),
      staff,
    )
  return { ...page, own: { sheet: own(page.sheetDigest), list: own(page.listDigest) } }
}

const yesTo = (db: Db | Tx, { id: roundId, sheetDigest, listDigest }: EngineRoundRow, subject: 'sheet' | 'list') =>
  db.roundApproval.count({
    where: { roundId, subject, digest: (subject === 'sheet' ? sheetDigest : listDigest) ?? '' },
  })

export type RoundPage = Awaited<ReturnType<typeof roundPage>>

async function worksOf(db: Db | Tx, round: EngineRoundRow) {
  const { id: roundId, state } = round
  const where = { roundId }
  const [works, verdicts, seats, commits, reveals, appeals] = await Promise.all([
    db.roundSubmission.findMany({ where, orderBy: { key: 'asc' } }),
    db.roundVerdict.findMany({ where }),
    db.roundSeat.findMany({ where }),
    db.roundCommit.findMany({ where, select: { about: true, stage: true } }),
    db.roundReveal.findMany({ where, orderBy: { at: 'asc' } }),
    db.roundAppeal.findMany({ where, select: { about: true } }),
  ])
  const wordOf = ({ stage, person, content }: (typeof reveals)[number]) => ({
    stage,
    person,
    content: JSON.parse(content),
  })
  return works.map(({ key, person, recipient, wallet, evidence, claimed }) => ({
    ...{ key, person, wallet, claimed: units(claimed) },
    benches: benchesOf(
      round,
      { key, person, recipient },
      seats.filter(({ about }) => about === key),
    ),
    evidence: JSON.parse(evidence) as { hash: string; link: string }[],
    seats: seats.filter(({ about }) => about === key).length,
    commits: commits.filter(({ about }) => about === key || about === '').length,
    words: state === 'submission' ? [] : reveals.filter(({ about }) => about === key).map(wordOf),
    isAppealed: appeals.some(({ about }) => about === key),
    verdicts: verdicts
      .filter(({ about }) => about === key)
      .map(({ stage, outcome, reason, units: work, doubledRank }) => ({
        ...{ stage, outcome, reason, units: units(work), doubledRank: doubledRank && units(doubledRank) },
      })),
  }))
}

async function waitsOf(db: Db | Tx, engineRoundId: string): Promise<string[]> {
  const where = { engineRoundId, notice: { not: null } }
  const lists = await db.payoutList.findMany({ where, orderBy: { shard: 'asc' }, select: { notice: true } })
  return lists.map(({ notice }) => notice!)
}

async function linesOf(db: Db | Tx, engineRoundId: string) {
  const rows = await db.payout.findMany({ where: { engineRoundId }, orderBy: { index: 'asc' } })
  return rows.map(({ name, kind, recipient, units: amount, state, index }) => {
    return { name: name!, kind, recipient, units: units(amount), state, index }
  })
}

/** Every recipient's number with how it came about. */
async function sharesOf(db: Db | Tx, round: EngineRoundRow) {
  const { explanations } = await computed(await inputTexts(db, round), { ask: 'numbers', recipients: null })
  return explanations
}

/** What one member is, did and may do in a round; for them alone. */
export async function mineIn(
  db: Db | Tx,
  { roundId, personId, now }: { roundId: string; personId: string; now: Date },
) {
  const round = await engineRound(db, roundId)
  const row = await db.roundPerson.findUnique({ where: { roundId_personId: { roundId, personId } } })
  const person = row?.key ?? null
  const where = { roundId, person: person ?? '' }
  const [work, auditor, seats, commits, reveals] = await Promise.all([
    db.roundSubmission.findFirst({ where }),
    db.roundAuditor.findFirst({ where }),
    db.roundSeat.findMany({ where }),
    db.roundCommit.findMany({ where }),
    db.roundReveal.findMany({ where }),
  ])
  const ranks = round.read.audit?.judges === 'submitters' && work ? [{ stage: 'first', about: '' }] : []
  const votes = round.read.audit?.judges === 'voters' ? await votesOf(db, round, where.person) : []
  const appeal = work && (await db.roundAppeal.findUnique({ where: { roundId_about: { roundId, about: work.key } } }))
  const isAt = (place: { stage: string; about: string }) => (other: { stage: string; about: string }) =>
    other.stage === place.stage && other.about === place.about
  return {
    person,
    work: work && { key: work.key, wallet: work.wallet, isAppealed: appeal !== null },
    mayAppeal: 'state' in stepOf(round.kept, 'lodge_appeal', now),
    auditor: auditor && { wallet: auditor.wallet },
    duties: [...seats, ...ranks, ...votes.map(({ key }) => ({ stage: 'first', about: key }))].map(
      ({ stage, about }) => ({
        ...{ stage: stage as Stage, about, desk: deskOf(round.kept, stage as Stage, now) },
        commit: commits.find(isAt({ stage, about }))?.commit ?? null,
        isShown: reveals.some(isAt({ stage, about })),
      }),
    ),
  }
}

/** Works that somebody is asked to vote about. */
async function votesOf(db: Db | Tx, round: EngineRoundRow, person: string) {
  const works = await db.roundSubmission.findMany({ where: { roundId: round.id } })
  const { isAsked } = electorateIn(round, works)
  return works.filter(({ key }) => isAsked(person, key))
}

export type MineIn = Awaited<ReturnType<typeof mineIn>>
