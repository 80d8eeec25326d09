import { type IdentityGateway, IdentityUnavailable, stripeIdentity } from '@/gateways/identity/client'
import type { Db } from '@/server/db'
import { env } from '@/server/env'
import { log } from '@/server/log'
import { beginCheck, noteSession, recordCheck } from '../actions/check'
import { pageUsedUp } from '../actions/checks-used-up'
import { closeEvent, receiveEvent } from '../actions/identity-event'
import { checksSince, isWithStaff, openVisit } from '../queries/checks'
import { refuse } from '../rules/case'

type World = { db: Db; identity: IdentityGateway | null; now: Date }
type Working = World & { identity: IdentityGateway }

/**
 * Opens the provider's page for the member's case, or the page that is open already. The visit is put down first, so that a crash
 * between the two leaves its attempt, and the same attempt asks the provider for the same page again.
 */
export async function startCheck(
  world: World,
  { personId, returnUrl, mostADay }: { personId: string; returnUrl: string; mostADay: number },
): Promise<{ url: string }> {
  const { db, now } = world
  const identity = world.identity ?? null
  if (!identity) throw refuse.noProvider()
  if ((await checksSince(db, now)) >= mostADay) {
    log.error({ most: mostADay }, 'the identity checks of a day are used up; members are sent to the staff')
    await db.$transaction((tx) => pageUsedUp(tx, { most: mostADay, now }))
    throw refuse.noProvider()
  }
  const begin = () => db.$transaction((tx) => beginCheck(tx, { personId, now }))
  const begun = await begin()
  // One that is open already may be over by now: then the case has moved on, and says whether there is another one.
  if (begun.check.sessionId) await followCheck({ db, identity, now }, begun.check.sessionId)
  const { check, caseId } = begun.check.sessionId ? await begin() : begun
  const visit = await asking(identity.open({ caseId, attempt: check.attempt, returnUrl }))
  if (!visit.url) throw refuse.providerAway()
  const { sessionId, url } = visit
  await db.$transaction((tx) => noteSession(tx, { checkId: check.id, sessionId, url }))
  return { url }
}

/**
 * Fetches a visit and books what it says. One that failed and is tried anew is erased at the provider, which also ends it: one that
 * was only cancelled could never be erased. What people have to look at stays.
 */
export async function followCheck({ db, identity, now }: Working, sessionId: string): Promise<void> {
  const visit = await asking(identity.read(sessionId))
  const fetched = visit ?? {
    caseId: null,
    status: 'canceled' as const,
    error: null,
    reportId: null,
    live: identity.live,
  }
  const known = visit ? fetched : { ...fetched, caseId: (await openVisit(db, sessionId))?.caseId ?? null }
  const read = visit?.status === 'verified' ? await asking(identity.readIdentity(sessionId)) : null
  const finding = { sessionId, fetched: known, identity: read, live: identity.live, now }
  await db.$transaction((tx) => recordCheck(tx, finding))
  if (visit?.status === 'requires_input' && visit.error && !(await isWithStaff(db, sessionId)))
    await asking(identity.redact(sessionId))
}

/** Asks the provider about the member's own open visit: when they come back before the event does. */
export async function followMine(world: World, personId: string): Promise<void> {
  const visit = await openVisit(world.db, null, personId)
  if (visit?.sessionId && world.identity) await followCheck({ ...world, identity: world.identity }, visit.sessionId)
}

/**
 * Handles one delivery. An event is a hint: what is booked comes from the visit as fetched now, so that neither order nor repetition
 * matters. An error leaves the event unhandled, and its next delivery tries again.
 */
export async function receiveDelivery(world: World, body: string, signature: string): Promise<void> {
  const { db, identity, now } = world
  if (!identity) throw refuse.badSignature()
  const hint = identity.readEvent(body, signature)
  if (!hint || hint.live !== identity.live) throw refuse.badSignature()
  const { eventId: id, type, sessionId } = hint
  if (!(await db.$transaction((tx) => receiveEvent(tx, { id, type, now })))) return
  if (sessionId && (await openVisit(db, sessionId))) await followCheck({ db, identity, now }, sessionId)
  await db.$transaction((tx) => closeEvent(tx, { id, now }))
}

/** Says in our words that the provider is away; anything else that fails is a bug and stays one. */
const asking = <Answer>(call: Promise<Answer>): Promise<Answer> =>
  call.catch((error: unknown) => {
    throw error instanceof IdentityUnavailable ? refuse.providerAway() : error
  })

let opened: IdentityGateway | undefined

/** The provider of this installation; null where people look at every document. */
export function identityProvider(): IdentityGateway | null {
  const settings = env()
  const chosen = settings.IDENTITY_PROVIDER ?? (settings.STRIPE_API_URL ? 'stripe' : 'manual')
  if (chosen === 'manual') return null
  opened ??= stripeIdentity({
    secretKey: settings.STRIPE_SECRET_KEY,
    identityKey: settings.STRIPE_IDENTITY_KEY ?? null,
    webhookSecret: settings.STRIPE_IDENTITY_WEBHOOK_SECRET ?? settings.STRIPE_WEBHOOK_SECRET,
    apiUrl: settings.STRIPE_API_URL ?? null,
  })
  return opened
}

/** A visit as the provider knows it, for the page of the stand-in; null for none. */
export const lookAtVisit = async (sessionId: string) => {
  const identity = identityProvider()
  return identity ? asking(identity.read(sessionId)) : null
}
