import { type Allowance, countAttempt } from '@/domains/identity/actions/attempts'
import { MINUTE } from '@/kit/time'
import type { Context } from './context'

/**
 * How often one client address may do what costs us something or guesses at something. Many people share an address, so it is
 * far more than one needs; wallets, mail addresses and people have narrower limits of their own.
 */
export const LIMITS = {
  signIn: { most: 100, windowMs: 5 * MINUTE },
  link: { most: 20, windowMs: 15 * MINUTE },
  code: { most: 30, windowMs: 15 * MINUTE },
  upload: { most: 100, windowMs: 15 * MINUTE },
  check: { most: 20, windowMs: 15 * MINUTE },
  /** Everybody may complain, signed in or not. */
  complain: { most: 10, windowMs: 60 * MINUTE },
  /** A key of a complaint is 256 bits, so this only keeps one address from asking without end. */
  complaint: { most: 60, windowMs: 15 * MINUTE },
  /** Members report posts, once each. */
  report: { most: 60, windowMs: 60 * MINUTE },
  prepare: { most: 200, windowMs: 5 * MINUTE },
} as const satisfies Record<string, Allowance>

/** Counts an attempt of a request's client address and refuses one too many, with when to try again. */
export async function countAddress({ db, address }: Pick<Context, 'db' | 'address'>, what: keyof typeof LIMITS) {
  if (address) await countAttempt(db, `address:${what}:${address}`, LIMITS[what], new Date())
}
