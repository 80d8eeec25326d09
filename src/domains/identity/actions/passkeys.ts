import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { append } from '@/domains/log/actions'
import type { Passkey } from '@/generated/prisma/client'
import type { Tx } from '@/server/db'
import type { Client } from '@/server/session-cookie'
import { assertSteppedUp } from '@/server/step-up'
import type { Viewer } from '@/server/viewer'
import {
  isCopied,
  isOpen,
  keyAfter,
  type PasskeyState,
  type PermitState,
  permitAfter,
  refuseKey,
  registration,
} from '../rules/passkey'
import { refuse } from '../rules/refusals'
import { isStaffRole } from '../rules/roles'
import type { KeyAnswer, NewKeyAnswer } from '../schema'
import { issueChallenge, redeemChallenge } from './challenges'
import { pageStaff } from './page-staff'
import { openStaffSession } from './staff-session'

/** Whom browsers show keys to: the site's host name and its address. */
export type RelyingParty = { id: string; origin: string }
/** `at` is the machine's time, which sessions and challenges follow; `now` dates acts. */
type Moment = { at: Date; now: Date }

/** The act that a key is shown for before another one joins it; also the name of the procedure. */
const ADD = 'identity.addPasskey'

const live = (tx: Tx, personId: string) =>
  tx.passkey.findMany({ where: { personId, state: 'live' }, orderBy: { addedAt: 'asc' } })

/** How this session may add a key now; asks for the one there is where it has to be shown first. */
async function allowed(tx: Tx, viewer: Viewer, at: Date) {
  if (!viewer.roles.some(isStaffRole)) throw refuse.staffOnly()
  const { personId, sessionId, steppedUp } = viewer
  await tx.$executeRaw`select from person where id = ${personId}::uuid for update`
  const session = await tx.session.findUnique({ where: { id: sessionId } })
  if (!session) throw refuse.noSession()
  const keys = await live(tx, personId)
  const permit = await tx.keyPermit.findFirst({ where: { personId, kind: 'passkey', state: 'open' } })
  const way = registration({
    ...{ method: session.method, shownBy: session.secondFactorBy, keys: keys.length },
    ...{
      invited: permit !== null && isOpen(permit, at),
      steppedUp: steppedUp === 'every act' || steppedUp.includes(ADD),
    },
  })
  if (way === 'showFirst') assertSteppedUp(viewer, ADD)
  return { keys, permit: way === 'invited' ? permit : null }
}

/** What a browser needs to make a key: with user verification, kept in the device, never one that the person has already. */
export async function beginPasskey(tx: Tx, { viewer, site, at }: { viewer: Viewer; site: RelyingParty; at: Date }) {
  const { personId, sessionId, displayName } = viewer
  const { keys } = await allowed(tx, viewer, at)
  const challenge = await issueChallenge(tx, { purpose: 'register', personId, sessionId, act: null }, at)
  return generateRegistrationOptions({
    ...{
      rpName: 'Flotilla',
      rpID: site.id,
      userName: displayName,
      userID: new TextEncoder().encode(personId),
      challenge,
    },
    attestationType: 'none',
    excludeCredentials: keys.map(({ id, transports }) => ({ id, transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

/** Puts a key into use; the first one uses its permit up. It counts as shown in this session; returns the token for the staff's cookie. */
export async function addPasskey(
  tx: Tx,
  {
    viewer,
    answer,
    name,
    site,
    client,
    at,
    now,
  }: Moment & { viewer: Viewer; answer: NewKeyAnswer; name: string; site: RelyingParty; client: Client },
): Promise<string> {
  const { personId, sessionId } = viewer
  const { permit } = await allowed(tx, viewer, at)
  const { challenge } = await redeemChallenge(
    tx,
    { purpose: 'register', personId, sessionId },
    answer.response.clientDataJSON,
    at,
  )
  const { credential, credentialBackedUp } = await registered(answer, challenge, site)
  if (await tx.passkey.findUnique({ where: { id: credential.id }, select: { id: true } })) throw refuseKey.badKey()
  if (permit)
    await tx.keyPermit.update({
      where: { id: permit.id },
      data: { state: permitAfter(permit.state as PermitState, 'use'), usedAt: at },
    })
  await tx.passkey.create({
    data: {
      ...{ id: credential.id, personId, name, backedUp: credentialBackedUp, addedAt: at },
      ...{ publicKey: credential.publicKey, counter: BigInt(credential.counter) },
      transports: answer.response.transports ?? [],
    },
  })
  await record(tx, 'identity.passkeyAdded', personId, now, { first: permit !== null })
  return openStaffSession(tx, { sessionId, by: 'passkey', client, at })
}

async function registered(answer: NewKeyAnswer, challenge: string, site: RelyingParty) {
  const checked = await verifyRegistrationResponse({
    response: answer,
    expectedChallenge: challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    requireUserVerification: true,
  }).catch(() => null)
  if (!checked?.verified) throw refuseKey.badKey()
  return checked.registrationInfo
}

/** Takes a key of one's own out of use, not the last one, and ends the other sessions: one of them may be a thief's. */
export async function removePasskey(
  tx: Tx,
  { viewer, passkeyId, now }: { viewer: Viewer; passkeyId: string; now: Date },
): Promise<void> {
  const { personId, sessionId } = viewer
  await tx.$executeRaw`select from person where id = ${personId}::uuid for update`
  const keys = await live(tx, personId)
  const key = keys.find(({ id }) => id === passkeyId)
  if (!key) throw refuseKey.noKey()
  assertSteppedUp(viewer, 'identity.removePasskey')
  if (keys.length === 1) throw refuseKey.lastKey()
  await tx.passkey.update({
    where: { id: key.id },
    data: { state: keyAfter(key.state as PasskeyState, 'remove'), endedAt: now },
  })
  await tx.session.deleteMany({ where: { personId, NOT: { id: sessionId } } })
  await record(tx, 'identity.passkeyRemoved', personId, now, {})
}

/** What a browser needs to show a key of this person, for an act (a procedure's name) or to enter the staff's pages. */
export async function beginShowing(
  tx: Tx,
  { viewer, act, site, at }: { viewer: Viewer; act: string | null; site: RelyingParty; at: Date },
) {
  const { personId, sessionId } = viewer
  const keys = await live(tx, personId)
  if (keys.length === 0) throw refuseKey.noKey()
  const challenge = await issueChallenge(tx, { purpose: 'show', personId, sessionId, act }, at)
  return generateAuthenticationOptions({
    ...{ rpID: site.id, userVerification: 'required', challenge },
    allowCredentials: keys.map(({ id, transports }) => ({ id, transports })),
  })
}

/** What a browser needs to sign somebody in who is not known yet, with a key that it keeps for this site. */
export async function beginKeySignIn(tx: Tx, { site, at }: { site: RelyingParty; at: Date }) {
  const challenge = await issueChallenge(tx, { purpose: 'sign_in', personId: null, sessionId: null, act: null }, at)
  return generateAuthenticationOptions({ rpID: site.id, userVerification: 'required', challenge })
}

type Shown = Moment & { answer: KeyAnswer; site: RelyingParty }

/**
 * Takes a key that was shown in a session: the session counts as that of staff, for the browser that holds `staffToken` in its cookie,
 * and for five minutes the act it was asked for is open. `copied`: its count went backwards; the key is switched off, which must stand, so the caller refuses after the transaction.
 */
export async function showPasskey(
  tx: Tx,
  { viewer, client, ...shown }: Shown & { viewer: Viewer; client: Client },
): Promise<{ copied: true } | { copied: false; staffToken: string }> {
  const { personId, sessionId } = viewer
  const { at, now } = shown
  const asked = { purpose: 'show' as const, personId, sessionId }
  const { act, copied } = await take(tx, asked, shown)
  if (copied) return { copied }
  const staffToken = await openStaffSession(tx, { sessionId, by: 'passkey', client, at })
  if (act) await stepUp(tx, { sessionId, act, at })
  await record(tx, 'identity.passkeyShown', personId, now, { act: act ?? 'enter' })
  return { copied: false, staffToken }
}

/** Notes that a second factor was shown in a session for an act. */
export async function stepUp(
  tx: Tx,
  { sessionId, act, at }: { sessionId: string; act: string; at: Date },
): Promise<void> {
  const where = { sessionId_act: { sessionId, act } }
  await tx.stepUp.upsert({ where, create: { sessionId, act, at }, update: { at } })
}

/** Signs in whom a key belongs to. `copied` as for `showPasskey`. The session itself is started by the caller. */
export async function signInWithPasskey(tx: Tx, shown: Shown): Promise<{ personId: string; copied: boolean }> {
  const { key, copied } = await take(tx, { purpose: 'sign_in', personId: null, sessionId: null }, shown)
  const roles = await tx.roleGrant.findMany({ where: { personId: key.personId }, select: { role: true } })
  if (!roles.some(({ role }) => isStaffRole(role))) throw refuseKey.unknownKey()
  return { personId: key.personId, copied }
}

/** Checks an answer against its challenge, key, site and count, and remembers the count. */
async function take(tx: Tx, asked: Parameters<typeof redeemChallenge>[1], { answer, site, at, now }: Shown) {
  const { challenge, act } = await redeemChallenge(tx, asked, answer.response.clientDataJSON, at)
  await tx.$executeRaw`select from passkey where id = ${answer.id} for update`
  const key = await tx.passkey.findUnique({ where: { id: answer.id } })
  if (key?.state !== 'live' || (asked.personId && key.personId !== asked.personId)) throw refuseKey.unknownKey()
  const { userHandle } = answer.response
  if (userHandle && Buffer.from(userHandle, 'base64url').toString('utf8') !== key.personId) throw refuseKey.unknownKey()
  const told = await countTold(key, answer, challenge, site)
  const copied = isCopied(key.counter, told)
  if (copied) await switchOff(tx, key, now)
  else await tx.passkey.update({ where: { id: key.id }, data: { counter: told, usedAt: at } })
  return { act, key, copied }
}

/** The count that the device told, once its signature is good. */
async function countTold(key: Passkey, answer: KeyAnswer, challenge: string, site: RelyingParty): Promise<bigint> {
  const checked = await verifyAuthenticationResponse({
    response: answer,
    expectedChallenge: challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    requireUserVerification: true,
    // With 0 the package never compares counts: what one that goes backwards means is decided here.
    credential: { id: key.id, publicKey: new Uint8Array(key.publicKey), counter: 0 },
  }).catch(() => null)
  if (!checked?.verified) throw refuseKey.badKey()
  return BigInt(checked.authenticationInfo.newCounter)
}

/** Ends a key that exists twice, with everything its person is signed in to, and tells who keeps watch. */
async function switchOff(tx: Tx, { id, personId, state }: Passkey, now: Date): Promise<void> {
  await tx.passkey.update({ where: { id }, data: { state: keyAfter(state as PasskeyState, 'copySeen'), endedAt: now } })
  await tx.session.deleteMany({ where: { personId } })
  await record(tx, 'identity.passkeyCopied', personId, now, {})
  await pageStaff(tx, {
    subject: 'A passkey of staff was copied',
    text: 'A passkey was used whose count had gone backwards: a copy of it exists. It was switched off and its person signed out everywhere. The audit trail names it (identity.passkeyCopied). Ask the person, and give them a fresh invitation under People.',
    now,
  })
}

const record = (tx: Tx, type: string, personId: string, now: Date, facts: { [fact: string]: string | boolean }) =>
  append(tx, { type, at: now, actorId: personId, subjects: [`person:${personId}`], facts })
