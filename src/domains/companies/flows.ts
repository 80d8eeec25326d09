import { randomBytes } from 'node:crypto'
import { linkHash } from '@/domains/identity/flows'
import type { Db } from '@/server/db'
import { acceptByMail } from './actions/invitation'

/**
 * Takes an invitation without an account: whoever opened the mail has shown that the address is theirs. Returns where the browser goes
 * on, with a sign-in token of its own behind `#`.
 */
export async function enterByMail(
  db: Db,
  { token, at, now }: { token: string; at: Date; now: Date },
): Promise<{ path: string }> {
  const signIn = randomBytes(32).toString('base64url')
  const { personId } = await db.$transaction((tx) => acceptByMail(tx, { token, signIn: linkHash(signIn), at, now }))
  return {
    path: `/sign-in/link#${new URLSearchParams({ person: personId, token: signIn, next: '/verify', kind: 'member' })}`,
  }
}
