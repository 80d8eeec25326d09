import { namesOf } from '@/domains/identity/queries'
import { openProposals } from '@/domains/identity/queries/decisions'
import type { Prisma } from '@/generated/prisma/client'
import type { Db } from '@/server/db'
import { hasRole, type Viewer } from '@/server/viewer'
import { liftSubject } from '../actions/lift'
import type { Features } from '../rules/compare'
import { refuse } from '../rules/refusals'
import { assertMaySee, mayScreenAgain } from '../rules/review'
import type { ClearReason, Importable, Listed } from '../schema'

/** Nobody finds their own comparison here, or one that is closed to them: not even that there is one. */
const notAbout = ({ personId }: Viewer): Prisma.ScreeningRunWhereInput => ({
  subject: {
    key: { not: `person:${personId}` },
    OR: [{ allowedIds: { isEmpty: true } }, { allowedIds: { has: personId } }],
  },
})

/** What waits for the staff, the longest wait first, and the reports that are due. Names are not in it. */
export async function hitQueue(db: Db, viewer: Viewer) {
  const [runs, waiting, reports] = await Promise.all([
    db.screeningRun.findMany({
      where: { state: 'in_review', ...notAbout(viewer) },
      select: {
        id: true,
        startedAt: true,
        cause: true,
        partial: true,
        matches: { select: { state: true, score: true } },
      },
      orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
      take: 200,
    }),
    db.screeningRun.count({ where: { state: 'error', ...notAbout(viewer) } }),
    db.screeningReport.findMany({
      where: { doneAt: null },
      select: { id: true, runId: true, dueAt: true },
      orderBy: { dueAt: 'asc' },
    }),
  ])
  const ofOthers = await db.screeningRun.findMany({
    where: { id: { in: reports.map(({ runId }) => runId) }, ...notAbout(viewer) },
    select: { id: true },
  })
  const others = new Set(ofOthers.map(({ id }) => id))
  return {
    waiting,
    runs: runs.map(({ matches, ...run }) => ({
      ...run,
      best: Math.max(0, ...matches.map(({ score }) => score)),
      open: matches.filter(({ state }) => state === 'pending').length,
      second: matches.filter(({ state }) => state === 'escalated').length,
    })),
    reports: reports.filter(({ runId }) => others.has(runId)),
  }
}

const RUN = {
  subject: { select: { key: true, kind: true, allowedIds: true } },
  matches: {
    include: { entity: true, decisions: { orderBy: { proposedAt: 'desc' } } },
    orderBy: [{ score: 'desc' }, { id: 'asc' }],
  },
} as const satisfies Prisma.ScreeningRunInclude

/** One comparison in the eyes of a member of staff. What was compared stays sealed: it is opened field by field. */
export async function staffRun(db: Db, { runId, viewer }: { runId: string; viewer: Viewer }) {
  const run = await db.screeningRun.findUnique({ where: { id: runId }, include: RUN })
  if (!run) throw refuse.noRun()
  assertMaySee(run.subject, viewer.personId)
  const [looks, report, proposals] = await Promise.all([
    db.screeningReveal.findMany({ where: { runId }, orderBy: { at: 'desc' }, take: 20 }),
    db.screeningReport.findFirst({ where: { runId } }),
    openProposals(db, [liftSubject(runId)]),
  ])
  const lift = proposals.get(liftSubject(runId))
  const decisions = run.matches.flatMap((match) => match.decisions)
  const people = [...decisions.flatMap((one) => [one.proposedBy, one.decidedBy]), ...looks.map((look) => look.viewerId)]
  const names = await namesOf(
    db,
    people.flatMap((person) => person ?? []),
  )
  const nameOf = (id: string) => names.get(id) ?? 'somebody who left'
  const { id, state, cause, startedAt, settledAt, partial, mixedScript } = run
  return {
    ...{ id, state, cause, startedAt, settledAt, partial, mixedScript, kind: run.subject.kind },
    isSealed: run.sealed !== null,
    lift: lift ? { isMine: lift.makerId === viewer.personId } : null,
    mayConfirm: hasRole(viewer, 'checker'),
    mayScreenAgain: mayScreenAgain(
      run,
      run.matches.map((match) => match.state),
    ),
    matches: run.matches.map((match) => matchView(match, viewer, nameOf)),
    looks: looks.map(({ field, reason, at, viewerId }) => ({ field, reason, at, by: nameOf(viewerId) })),
    report: report && { id: report.id, dueAt: report.dueAt, doneAt: report.doneAt, note: report.note },
  }
}

type Found = Prisma.ScreeningRunGetPayload<{ include: typeof RUN }>['matches'][number]

function matchView(match: Found, viewer: Viewer, nameOf: (id: string) => string) {
  const { id, state, score, identifier, needsTwo, entity } = match
  const open = match.decisions.find(({ decidedAt }) => decidedAt === null)
  return {
    ...{ id, state, score, identifier, needsTwo, features: match.features as unknown as Features },
    entry: { source: entity.source as Importable, isInForce: entity.live, ...(entity.content as unknown as Listed) },
    proposal: open ? { outcome: open.outcome, isMine: open.proposedBy === viewer.personId } : null,
    history: match.decisions.map((one) => ({
      ...{ id: one.id, outcome: one.outcome, note: one.note, reasons: one.reasons as ClearReason[] },
      ...{ proposedAt: one.proposedAt, by: nameOf(one.proposedBy) },
      ...{ decision: one.decision, decidedBy: one.decidedBy && nameOf(one.decidedBy), decisionNote: one.decisionNote },
    })),
  }
}

/** One comparison in the eyes of a member of staff. */
export type StaffRun = Awaited<ReturnType<typeof staffRun>>
export type StaffMatch = StaffRun['matches'][number]
