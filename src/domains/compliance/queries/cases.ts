import { documentsOf } from '@/domains/vault/queries/documents'
import type { Db, Tx } from '@/server/db'
import { clearanceOf } from '../queries'
import { MEMBER_VIEW, type MemberView } from '../rules/case'
import { CHECK_WORDS, MOST_ATTEMPTS, OTHER_CHECK_WORDS } from '../rules/check'
import { caseSubject } from '../rules/document'
import { mayAppeal } from '../rules/review'
import type { AskedItem, Profile } from '../schema'
import { openProfile } from './evidence'

type Documents = Awaited<ReturnType<typeof documentsOf>>

/** A member's own verification, in words that are the same for everything the staff may be doing. */
export type MemberVerification = {
  view: MemberView
  caseId: string | null
  profile: Profile | null
  documents: Documents
  /** What to mend, when the staff asked for it. */
  changes: { items: AskedItem[]; note: string } | null
  /** What came of the last check at the provider, in words for the member; null when there is nothing to say. */
  lastCheck: string | null
  /** The provider's page of a check that was begun. */
  checkUrl: string | null
  attemptsLeft: number
  submittedAt: Date | null
  /** Until when the member may invest; null without a clearance. */
  verifiedUntil: Date | null
  /** When a renewal can start; null without a clearance. */
  renewableFrom: Date | null
  mayRenew: boolean
  mayAppeal: boolean
  /** A case that came to nothing and whose evidence is still there. */
  mayErase: boolean
}

/** The member's newest case, and the clearance that may still stand beside it. */
export async function verificationOf(db: Db | Tx, personId: string, now: Date): Promise<MemberVerification> {
  const [latest, clearance] = await Promise.all([
    db.verificationCase.findFirst({
      where: { personId },
      orderBy: { startedAt: 'desc' },
      include: { checks: { orderBy: { attempt: 'desc' }, take: 1 } },
    }),
    clearanceOf(db, personId, now),
  ])
  const verifiedUntil = clearance?.until ?? null
  const isCleared = latest?.state === 'approved' || latest?.state === 'reverify_due'
  // An approval whose time is over reads as expired before the worker has said so.
  const state = isCleared && !clearance ? 'expired' : (latest?.state ?? 'not_started')
  const check = latest?.checks[0]
  const renewableFrom = isCleared && clearance ? latest.nextReviewAt : null
  return {
    view: MEMBER_VIEW[state],
    caseId: latest?.id ?? null,
    profile: latest && openProfile(latest),
    documents: latest ? await documentsOf(db, caseSubject(latest.id)) : [],
    changes:
      state === 'needs_resubmission' && latest
        ? { items: latest.asked as AskedItem[], note: latest.changesNote ?? '' }
        : null,
    lastCheck: state === 'awaiting_document' && check?.error ? (CHECK_WORDS[check.error] ?? OTHER_CHECK_WORDS) : null,
    checkUrl: state === 'awaiting_provider' ? (check?.url ?? null) : null,
    attemptsLeft: MOST_ATTEMPTS - (latest?.attempts ?? 0),
    submittedAt: latest?.submittedAt ?? null,
    verifiedUntil,
    renewableFrom,
    mayRenew: renewableFrom !== null && renewableFrom <= now,
    mayAppeal: latest !== null && mayAppeal(latest, now),
    mayErase: (state === 'withdrawn' || state === 'abandoned') && latest?.erasedAt === null,
  }
}
