import { randomInt, timingSafeEqual } from 'node:crypto'
import { generateSecret, generateSync, generateURI } from 'otplib'
import { append } from '@/domains/log/actions'
import { sha256 } from '@/kit/digest'
import type { Tx } from '@/server/db'
import { seal, unseal } from '@/server/envelope'
import type { Client } from '@/server/session-cookie'
import type { Viewer } from '@/server/viewer'
import { isOpen, refuseKey } from '../rules/passkey'
import { refuse } from '../rules/refusals'
import { isStaffRole } from '../rules/roles'
import { forgetAttempts } from './attempts'
import { stepUp } from './passkeys'
import { openStaffSession } from './staff-session'

const STEP_SECONDS = 30
const RECOVERY_CODES = 10
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

const contextOf = (personId: string): string => `second-factor:${personId}`
const codeHashOf = (personId: string, code: string): string => sha256(`recovery:${personId}:${code}`).toString('hex')
const stepAt = (at: Date): number => Math.floor(at.getTime() / 1_000 / STEP_SECONDS)

/** One-time codes count only while two people allow them, until a date: passkeys are the rule. */
async function assertRecovering(tx: Tx, personId: string, at: Date): Promise<void> {
  const permit = await tx.keyPermit.findFirst({ where: { personId, kind: 'recovery', state: 'open' } })
  if (!permit || !isOpen(permit, at)) throw refuseKey.noRecovery()
}

/** Makes a fresh secret for somebody in recovery who has no authenticator yet, and returns it for the authenticator to read. */
export async function beginEnrolment(tx: Tx, viewer: Viewer, at: Date): Promise<{ secret: string; uri: string }> {
  if (!viewer.roles.some(isStaffRole)) throw refuse.staffOnly()
  const { personId } = viewer
  await assertRecovering(tx, personId, at)
  const known = await tx.secondFactor.findUnique({ where: { personId }, select: { confirmedAt: true } })
  if (known?.confirmedAt) throw refuse.alreadyEnrolled()
  const secret = generateSecret()
  const sealed = seal(Buffer.from(secret, 'utf8'), contextOf(personId))
  await tx.secondFactor.upsert({ where: { personId }, create: { personId, ...sealed }, update: sealed })
  return { secret, uri: generateURI({ issuer: 'Flotilla', label: viewer.displayName, secret }) }
}

/** A code that somebody typed, for an act or (`null`) to enter the staff's pages. */
export type CodeShown = { viewer: Viewer; code: string; act: string | null; client: Client; at: Date; now: Date }

/**
 * Shows the second factor in a session: a code of the authenticator, or a recovery code. The first code that is right
 * puts a new authenticator into use and returns the recovery codes, which are never shown again. `act` is what it is shown for;
 * `staffToken` is for the staff's cookie.
 */
export async function enterCode(
  tx: Tx,
  { viewer, code, act, client, at, now }: CodeShown,
): Promise<{ recoveryCodes: string[] | null; staffToken: string }> {
  const { personId, sessionId } = viewer
  await assertRecovering(tx, personId, at)
  await tx.$executeRaw`select 1 from second_factor where person_id = ${personId}::uuid for update`
  const factor = await tx.secondFactor.findUnique({ where: { personId } })
  if (!factor) throw refuse.notEnrolled()
  const isRecovery = code.length !== 6
  if (isRecovery) await spendRecoveryCode(tx, personId, code, at)
  else await spendStep(tx, factor, code, at)
  const staffToken = await openStaffSession(tx, { sessionId, by: 'code', client, at })
  if (act) await stepUp(tx, { sessionId, act, at })
  await forgetAttempts(tx, `code:${personId}`)
  const facts = { recovery: isRecovery, enrolled: !factor.confirmedAt, act: act ?? 'enter' }
  const shown = { type: 'identity.secondFactorShown', at: now, actorId: personId, subjects: [`person:${personId}`] }
  await append(tx, { ...shown, facts })
  if (factor.confirmedAt) return { recoveryCodes: null, staffToken }
  await tx.secondFactor.update({ where: { personId }, data: { confirmedAt: at } })
  return { recoveryCodes: await issueRecoveryCodes(tx, personId), staffToken }
}

type Factor = { personId: string; ciphertext: Uint8Array; wrappedKey: Uint8Array; keyId: string; lastStep: bigint }

/** Accepts the code of this step, the one before or the one after, each step once. */
async function spendStep(tx: Tx, factor: Factor, code: string, at: Date): Promise<void> {
  const { ciphertext, wrappedKey, keyId } = factor
  const sealed = { ciphertext: new Uint8Array(ciphertext), wrappedKey: new Uint8Array(wrappedKey), keyId }
  const secret = unseal(sealed, contextOf(factor.personId)).toString('utf8')
  const current = stepAt(at)
  const step = [current, current - 1, current + 1].find((candidate) => {
    const right = generateSync({ secret, epoch: candidate * STEP_SECONDS })
    return BigInt(candidate) > factor.lastStep && timingSafeEqual(Buffer.from(right), Buffer.from(code))
  })
  if (step === undefined) throw refuse.wrongCode()
  await tx.secondFactor.update({ where: { personId: factor.personId }, data: { lastStep: BigInt(step) } })
}

async function spendRecoveryCode(tx: Tx, personId: string, code: string, at: Date): Promise<void> {
  const { count } = await tx.recoveryCode.updateMany({
    where: { codeHash: codeHashOf(personId, code), personId, usedAt: null },
    data: { usedAt: at },
  })
  if (count !== 1) throw refuse.wrongCode()
}

async function issueRecoveryCodes(tx: Tx, personId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () =>
    Array.from({ length: 16 }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  )
  await tx.recoveryCode.deleteMany({ where: { personId } })
  await tx.recoveryCode.createMany({ data: codes.map((code) => ({ codeHash: codeHashOf(personId, code), personId })) })
  return codes.map((code) => code.replace(/(.{4})(?=.)/g, '$1-'))
}
