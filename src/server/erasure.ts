import { forgetOwner } from '@/domains/companies/actions/erasure'
import { companyData, companyFacts, companySubjects } from '@/domains/companies/queries/own'
import { forgetComplainant } from '@/domains/complaints/actions/forget'
import { complaintData, complaintFacts, complaintSubjects } from '@/domains/complaints/queries/own'
import { forgetMember } from '@/domains/compliance/actions/erasure'
import { visitsHeldOf } from '@/domains/compliance/queries/checks'
import { caseSubjects, verificationData, verificationFacts } from '@/domains/compliance/queries/person'
import { forgetPoster } from '@/domains/discussion/actions/remove'
import { discussionData, isInDiscussions } from '@/domains/discussion/queries/own'
import { closeAccount, forgetPerson } from '@/domains/identity/actions/closing'
import { allPeople, isStaff, personData, walletsEver } from '@/domains/identity/queries/person'
import { feesBy } from '@/domains/payments/queries'
import { forgetApplicant } from '@/domains/projects/actions/forget'
import { applicationData, applicationFacts, applicationSubjects } from '@/domains/projects/queries/person'
import { forgetInvestor } from '@/domains/raises/actions/forget'
import { raiseData, raiseFacts } from '@/domains/raises/queries/person'
import { forgetProfiles } from '@/domains/reputation/actions'
import { profilesOf } from '@/domains/reputation/queries'
import { forgetInRounds } from '@/domains/rounds/actions/forget'
import { hasWordsInRounds, roundData, roundFacts } from '@/domains/rounds/queries/person'
import {
  endRetention,
  receiveErasure,
  recordPurged,
  recordRedacted,
  recordVerified,
} from '@/domains/vault/actions/erasure'
import { shred } from '@/domains/vault/actions/keys'
import { replayAll } from '@/domains/vault/jobs'
import { documentsBy, erasuresIn } from '@/domains/vault/queries/erasure'
import { buriedAmong, keysOf } from '@/domains/vault/queries/keys'
import { CONFIRMATION, OUTCOME_WORDS, refuseErasure } from '@/domains/vault/rules/erasure'
import type { Db, Tx } from './db'

// What it takes to forget somebody lies in every room; only the stairwell sees them all. A room that keeps something about people
// is named in `factsOf`, `forget` and `tracesOf`.

/** What decides about a request: what must be kept, and what is still under way. */
async function factsOf(tx: Db | Tx, personId: string, now: Date) {
  const wallets = await walletsEver(tx, personId)
  const verification = await verificationFacts(tx, personId)
  const applications = await applicationFacts(tx, personId)
  const raises = await raiseFacts(tx, personId, wallets)
  const fees = await feesBy(tx, personId)
  const rooms = [
    ...[applications, await companyFacts(tx, personId), raises],
    ...[await roundFacts(tx, { personId, wallets, now }), await complaintFacts(tx, personId)],
  ]
  return {
    isStaff: await isStaff(tx, personId),
    wasVerified: verification.wasVerified,
    hasRecords: fees.length > 0 || rooms.some(({ hasRecords }) => hasRecords),
    hasOpenBusiness: verification.hasOpenBusiness || rooms.some(({ hasOpenBusiness }) => hasOpenBusiness),
  }
}

/**
 * Takes the wish of somebody signed in, decides on it, and deletes at once what nobody has to keep: name, address, sessions. What is
 * to go entirely the worker purges within seconds.
 */
export async function requestErasure(
  db: Db,
  { personId, confirmation, now }: { personId: string; confirmation: string; now: Date },
): Promise<{ outcome: string; answer: string }> {
  if (confirmation.trim().toLowerCase() !== CONFIRMATION) throw refuseErasure.typeIt()
  return db.$transaction(async (tx) => {
    const { rule } = await receiveErasure(tx, { personId, facts: await factsOf(tx, personId, now), now })
    if (rule.outcome !== 'refused') {
      await forgetProfiles(tx, { personId })
      await forgetPoster(tx, { personId, now })
      await closeAccount(tx, { personId, now })
    }
    return { outcome: rule.outcome, answer: OUTCOME_WORDS[rule.id]! }
  })
}

/** Deletes everything about a person, in every room, and the keys that opened what backups still hold. */
async function forget(tx: Tx, personId: string, now: Date): Promise<void> {
  const subjects = [...(await caseSubjects(tx, personId)), ...(await applicationSubjects(tx, personId))]
  await forgetComplainant(tx, { personId, now })
  await forgetPoster(tx, { personId, now })
  await forgetApplicant(tx, { personId, now })
  await forgetOwner(tx, { personId, now })
  await forgetMember(tx, { personId, now })
  await forgetInvestor(tx, { personId })
  await forgetInRounds(tx, { personId })
  await forgetProfiles(tx, { personId })
  await forgetPerson(tx, { personId, now })
  for (const subject of [...subjects, `person:${personId}` as const]) await shred(tx, { subject, actorId: null, now })
}

/** Where something of a forgotten person still stands. */
async function tracesOf(db: Db | Tx, personId: string): Promise<string[]> {
  const companies = await companySubjects(db, personId)
  const subjects = [...(await caseSubjects(db, personId)), ...(await applicationSubjects(db, personId)), ...companies]
  const [person, documents, keys, raises, verification, profiles] = await Promise.all([
    personData(db, personId),
    documentsBy(db, personId),
    keysOf(db, [...subjects, `person:${personId}`]),
    raiseData(db, personId),
    verificationData(db, personId),
    profilesOf(db, personId),
  ])
  const found: Record<string, boolean> = {
    person: Boolean(
      person && (person.email || person.wallets.length + person.sessions.length + person.notices.length > 0),
    ),
    profiles: profiles.length > 0,
    documents: documents.length > 0,
    keys: keys.size > 0,
    raises: raises.positions.length + raises.intents.length > 0,
    verification: verification.verifications.some(({ profile }) => profile) || verification.stakingKeys.length > 0,
    complaints: (await complaintSubjects(db, personId)).length > 0,
    investor: hasTraces(verification.investor),
    rounds: await hasWordsInRounds(db, personId),
    discussion: await isInDiscussions(db, personId),
  }
  return Object.keys(found).filter((name) => found[name])
}

/** Whether any of these is there: a row, or a list that is not empty. */
const hasTraces = (all: Readonly<Record<string, unknown>>): boolean =>
  Object.values(all).some((one) => (Array.isArray(one) ? one.length > 0 : one !== null))

const LONG = { timeout: 60_000 }

/** Carries requests on: lets go what was kept long enough, purges, looks for traces, closes. Returns how many it purged. */
export async function carryOutErasures(db: Db, now: Date): Promise<number> {
  await db.$transaction((tx) => endRetention(tx, now))
  const due = await erasuresIn(db, 'purging')
  for (const { id: requestId, personId } of due)
    await db.$transaction(async (tx) => {
      await forget(tx, personId, now)
      await recordPurged(tx, { requestId, elsewhere: (await visitsHeldOf(tx, personId)) > 0, now })
    }, LONG)
  // The worker asks the provider of identity checks to erase whatever belongs to an erased case.
  for (const { id: requestId, personId } of await erasuresIn(db, 'provider_redacting'))
    if ((await visitsHeldOf(db, personId)) === 0) await db.$transaction((tx) => recordRedacted(tx, { requestId, now }))
  for (const { id: requestId, personId } of await erasuresIn(db, 'shredded')) {
    const traces = await tracesOf(db, personId)
    await db.$transaction((tx) => recordVerified(tx, { requestId, traces, now }))
  }
  return due.length
}

/**
 * Forgets again whom a restored backup brought back: keys by the tombstones, and every row of people among them. Returns how many
 * people that were.
 */
export async function replayErasures(db: Db, now: Date): Promise<number> {
  await replayAll(db, now)
  let count = 0
  for await (const ids of allPeople(db)) {
    const back = await buriedAmong(
      db,
      ids.map((id) => `person:${id}`),
    )
    for (const subject of back) {
      const personId = subject.slice('person:'.length)
      if ((await tracesOf(db, personId)).length === 0) continue
      await db.$transaction((tx) => forget(tx, personId, now), LONG)
      count += 1
    }
  }
  return count
}

/** Everything that is known of a person, for themselves, but for the bytes of their documents. */
export async function everythingAbout(db: Db, personId: string, now: Date) {
  const wallets = await walletsEver(db, personId)
  const [
    account,
    verification,
    profiles,
    companies,
    applications,
    raises,
    rounds,
    complaints,
    discussion,
    fees,
    documents,
  ] = await Promise.all([
    personData(db, personId),
    verificationData(db, personId),
    profilesOf(db, personId),
    companyData(db, personId),
    applicationData(db, personId),
    raiseData(db, personId),
    roundData(db, personId, wallets),
    complaintData(db, personId),
    discussionData(db, personId),
    feesBy(db, personId),
    documentsBy(db, personId),
  ])
  return {
    about: {
      madeAt: now,
      account,
      ...verification,
      profiles,
      ...companies,
      applications,
      ...raises,
      rounds,
      ...complaints,
      ...discussion,
      fees,
    },
    documents,
  }
}
