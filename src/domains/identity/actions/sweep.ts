import type { Tx } from '@/server/db'

/** Deletes sessions, sign-in texts, links, challenges and attempt counts whose time is over at `at`, the machine's time. */
export async function sweep(tx: Tx, at: Date): Promise<void> {
  const over = { expiresAt: { lte: at } }
  await tx.session.deleteMany({ where: over })
  await tx.signInIntent.deleteMany({ where: over })
  await tx.signInLink.deleteMany({ where: over })
  await tx.passkeyChallenge.deleteMany({ where: over })
  await tx.attemptCount.deleteMany({ where: { resetAt: { lte: at } } })
}
