import { projectById } from '@/domains/projects/queries/public'
import { spendingIn } from '@/domains/raises/queries/tranche-round'
import { spentByLine } from '@/domains/raises/rules/spending'
import type { Db, Tx } from '@/server/db'
import { refuseRound } from '../rules/engine-refusals'
import type { RoundTimes } from '../schema/rule-sheet'

/** Rounds about payments whose verdict waits to be carried out. */
export async function decidedMilestones(db: Db | Tx): Promise<string[]> {
  const where = { kind: 'milestone' as const, state: 'distribution' as const }
  return (await db.engineRound.findMany({ where, select: { id: true }, orderBy: { id: 'asc' } })).map(({ id }) => id)
}

const SHOWN = {
  ...{ id: true, tranche: true, title: true, state: true, sheet: true, sheetDigest: true, approvedAt: true },
  ...{ voidReason: true, notice: true, projectId: true, createdAt: true },
  verdicts: { select: { stage: true, outcome: true } },
  approvals: { where: { subject: 'sheet' }, select: { personId: true } },
  _count: { select: { submissions: true } },
} as const

/** A round about a payment, for lists: where it stands, its windows, and the last verdict. */
export type MilestoneCard = Awaited<ReturnType<typeof cards>>[number]

async function cards(db: Db | Tx, where: object) {
  const rows = await db.engineRound.findMany({
    where: { kind: 'milestone', ...where },
    orderBy: [{ tranche: 'asc' }, { createdAt: 'desc' }],
    select: SHOWN,
  })
  return rows.map(({ tranche, sheet, approvedAt, verdicts, approvals, _count, ...round }) => ({
    ...round,
    tranche: tranche!,
    isApproved: approvedAt !== null,
    isReported: _count.submissions > 0,
    times: JSON.parse(sheet).times as RoundTimes,
    audit: JSON.parse(sheet).audit.id as string,
    verdict: (verdicts.find(({ stage }) => stage === 'final') ?? verdicts[0])?.outcome ?? null,
    /** How many people have said yes to its sheet. */
    yes: approvals.length,
  }))
}

/** What everybody reads on a project's page: rounds about its payments that two people approved, and its spending by budget line. */
export async function milestonesOf(db: Db | Tx, projectId: string) {
  const project = await projectById(db, projectId)
  const reports = project?.raiseAddress ? await spendingIn(db, project.raiseAddress) : []
  return {
    rounds: await cards(db, { projectId, approvedAt: { not: null } }),
    spending: reports.length > 0 && project ? spentByLine(project.content.budget.lines, reports) : [],
  }
}

/** The same for the issuer alone, with rounds that nobody approved yet and the lines of the budget to report on. */
export async function ownMilestones(db: Db | Tx, { projectId, personId }: { projectId: string; personId: string }) {
  const project = await projectById(db, projectId)
  if (!project || project.issuerId !== personId) throw refuseRound.notYourProject()
  return {
    rounds: await cards(db, { projectId }),
    budget: project.content.budget.lines.map(({ title }, line) => ({ line, title })),
  }
}

/** Rounds about payments whose sheet waits for two people, the one that opens first at the top. Staff pages only. */
export async function waitingMilestones(db: Db | Tx, now: Date) {
  const waiting = await cards(db, { state: 'planned', approvedAt: null, opensAt: { gt: now } })
  return waiting.sort((one, other) => (one.times.opens < other.times.opens ? -1 : 1))
}
