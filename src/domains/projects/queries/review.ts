import { companyState, offerStanding } from '@/domains/companies/queries/standing'
import { regimesAsk } from '@/domains/compliance/queries/gaps'
import { namesOf } from '@/domains/identity/queries'
import { documentsOf } from '@/domains/vault/queries/documents'
import type { ReviewDecision } from '@/generated/prisma/client'
import { SECOND } from '@/kit/time'
import type { Db } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { sideOf } from '../rules/examine'
import { instantOf } from '../rules/numbers'
import { refuse } from '../rules/refusals'
import { assigneeAt, checkIndependence, isOnSide, urgency, weightedScore } from '../rules/review'
import type { ReviewReason } from '../schema/review'
import type { TermsDraft } from '../schema/terms'
import { versionChanges } from './applications'
import { wholeContents } from './people'

/** The ids among some that may be missing. */
const known = (ids: readonly (string | null)[]): string[] => ids.filter((id) => id !== null)

/** What waits for staff, the longest wait first, with who has it. Of their own projects they see only that these wait. */
export async function reviewQueue(db: Db, viewer: Viewer, now: Date) {
  const waiting = await db.application.findMany({
    where: { state: { in: ['submitted', 'in_review', 'proposed'] } },
    orderBy: { submittedAt: 'asc' },
    include: {
      decisions: { where: { state: 'open' }, select: { outcome: true, proposedBy: true } },
      versions: { orderBy: { number: 'desc' }, select: { content: true }, take: 1 },
    },
    take: 200,
  })
  const own = waiting.map(({ ownerId, versions }) => isOnSide(viewer, sideOf(ownerId, versions[0]?.content)))
  const holders = waiting.map((application, index) => (own[index] ? null : assigneeAt(application, now)))
  const names = await namesOf(db, known(holders))
  return waiting.map(({ id, title, state, version, submittedAt, decisions }, index) => {
    const assigneeId = holders[index] ?? null
    const isOwn = own[index] ?? false
    const since = submittedAt ?? now
    const assignee = assigneeId === null ? null : { id: assigneeId, name: names.get(assigneeId) ?? 'a reviewer' }
    return {
      id,
      title,
      state: isOwn ? ('submitted' as const) : state,
      version,
      isOwn,
      since,
      urgency: urgency(since, now),
      assignee,
      proposal: isOwn ? null : (decisions[0] ?? null),
    }
  })
}

/** The last decisions, newest first: what was decided, never by whom. */
export function recentDecisions(db: Db, take = 20) {
  return db.reviewDecision.findMany({
    where: { state: 'confirmed' },
    orderBy: { decidedAt: 'desc' },
    select: {
      ...{ id: true, applicationId: true, outcome: true, version: true, decidedAt: true },
      application: { select: { title: true, ownerId: true } },
    },
    take,
  })
}

/**
 * One application as a reviewer sees it: the submitted version, what changed, documents, sheets and decisions. Whoever
 * belongs to the project is refused: its team reads decisions, not who took them, nor marks and notes.
 */
export async function reviewCase(db: Db, applicationId: string, viewer: Viewer, now: Date) {
  const application = await db.application.findUnique({
    where: { id: applicationId },
    include: {
      versions: { orderBy: { number: 'desc' } },
      sheets: true,
      decisions: { orderBy: { proposedAt: 'desc' } },
      listing: { select: { slug: true, state: true } },
    },
  })
  const version = application?.versions[0]
  if (!application || !version) throw refuse.missing()
  checkIndependence(viewer, sideOf(application.ownerId, version.content))
  const holder = assigneeAt(application, now)
  const people = [application.ownerId, holder, ...application.decisions.flatMap((d) => [d.proposedBy, d.decidedBy])]
  const [documents, changes, names] = await Promise.all([
    documentsOf(db, `application:${applicationId}`),
    versionChanges(db, applicationId, version.number),
    namesOf(db, known(people)),
  ])
  const terms = version.terms as unknown as TermsDraft
  const nameOf = (id: string | null) => (id ? (names.get(id) ?? 'a person') : null)
  const sheets = application.sheets.filter((sheet) => sheet.version === version.number)
  const { id, state, title, ownerId, submittedAt, assignedUntil, listing } = application
  const { ownersAt } = await offerStanding(db, applicationId)
  const asks = listing?.state === 'published' ? null : await regimesOf(db, { projectId: id, terms, ownersAt, now })
  return {
    ...{ id, state, title, ownerId, submittedAt, listing, documents, changes },
    ...{ owner: nameOf(ownerId), company: await companyState(db, applicationId) },
    assignee: holder === null ? null : { id: holder, name: nameOf(holder), until: assignedUntil },
    version: { number: version.number, digest: version.digest, submittedAt: version.submittedAt },
    versions: application.versions.map(({ number, submittedAt: at }) => ({ number, submittedAt: at })),
    content: (await wholeContents(db, [version]))[0]!,
    terms,
    ...{ gaps: asks?.gaps ?? [], ownersAt, ownersNamed: asks?.regimes.includes('REG_CF') ?? false },
    sheet: readSheet(sheets.find(({ reviewerId }) => reviewerId === viewer.personId)),
    scores: sheets.map((sheet) => weightedScore(sheet.scores as Record<string, number>)),
    decisions: application.decisions.map((decision) => readDecision(decision, nameOf)),
  }
}

const readDecision = (decision: ReviewDecision, nameOf: (id: string | null) => string | null) => ({
  ...decision,
  reasons: decision.reasons as ReviewReason[],
  scores: decision.scores as Record<string, number>,
  checklist: decision.checklist as Record<string, boolean>,
  proposer: nameOf(decision.proposedBy),
  decider: nameOf(decision.decidedBy),
})

type Reviewed = { projectId: string; terms: TermsDraft; ownersAt: Date | null; now: Date }

/**
 * What the regimes that are on ask of a raise that does not run yet, and what it lacks: afterwards its terms are on the chain, what is
 * reviewed are texts, and the gate goes on deciding. Nobody sees a raise before it is approved, so none opens before now.
 */
function regimesOf(db: Db, { projectId, terms, ownersAt, now }: Reviewed) {
  const opensAt = instantOf(terms.opensAt)
  const asset = { symbol: terms.paymentSymbol, decimals: terms.paymentDecimals, mint: terms.paymentMint }
  const offered = {
    opensAt: opensAt < now ? now : opensAt,
    ...{ closesAt: instantOf(terms.closesAt), withdrawUntil: instantOf(terms.withdrawUntil) },
    ...{ reflection: terms.reflectionSeconds * SECOND, lock: terms.vesting.cliffSeconds * SECOND, ownersAt },
  }
  return regimesAsk(db, { projectId, asset, terms: offered, now })
}

function readSheet(sheet: { checklist: unknown; scores: unknown; note: string } | undefined) {
  return {
    checklist: (sheet?.checklist ?? {}) as Record<string, boolean>,
    scores: (sheet?.scores ?? {}) as Record<string, number>,
    note: sheet?.note ?? '',
  }
}
