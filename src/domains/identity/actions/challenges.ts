import { randomBytes } from 'node:crypto'
import { after } from '@/kit/time'
import type { Tx } from '@/server/db'
import { CHALLENGE_LIFE, refuseKey } from '../rules/passkey'

/** What a device is asked to sign for: `session` is null before a sign-in, `act` names the procedure that it is shown for. */
export type Asked =
  | { purpose: 'register'; personId: string; sessionId: string; act: null }
  | { purpose: 'show'; personId: string; sessionId: string; act: string | null }
  | { purpose: 'sign_in'; personId: null; sessionId: null; act: null }

/** Makes 32 random bytes for a device to sign, and keeps what they are for. `at` is the machine's time. */
export async function issueChallenge(tx: Tx, asked: Asked, at: Date): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(randomBytes(32))
  const challenge = Buffer.from(bytes).toString('base64url')
  await tx.passkeyChallenge.create({
    data: { ...asked, challenge, issuedAt: at, expiresAt: after(at, CHALLENGE_LIFE) },
  })
  return bytes
}

/**
 * Uses up the challenge that a device signed, and returns for which act it was asked. Purpose, person and session must be those it was
 * made for; one atomic update, so that an answer sent twice at once counts once at most.
 */
export async function redeemChallenge(
  tx: Tx,
  asked: Omit<Asked, 'act'>,
  clientDataJSON: string,
  at: Date,
): Promise<{ challenge: string; act: string | null }> {
  const [row] = await tx.passkeyChallenge.updateManyAndReturn({
    where: {
      ...asked,
      challenge: challengeIn(clientDataJSON),
      usedAt: null,
      issuedAt: { lte: at },
      expiresAt: { gt: at },
    },
    data: { usedAt: at },
  })
  if (!row) throw refuseKey.noChallenge()
  return { challenge: row.challenge, act: row.act }
}

/** The challenge that the client data name; it only finds the stored row, and is compared again when the signature is checked. */
function challengeIn(clientDataJSON: string): string {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8')) as {
      challenge?: unknown
    }
    if (typeof challenge === 'string') return challenge
  } catch {
    throw refuseKey.badKey()
  }
  throw refuseKey.badKey()
}
