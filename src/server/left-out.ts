import { DISTRIBUTOR_PROGRAM_IDS } from '@/chain/programs'
import type { Env } from './env'

type Given = Pick<
  Env,
  'FLOTILLA_NETWORK' | 'CRANK_KEY_FILE' | 'DISTRIBUTOR_PROGRAM_ID' | 'TREASURY_KEY_FILE' | 'GUARDIAN_KEY_FILE'
>

/** Whether the program that holds the lists of rounds is known. */
export const knowsDistributor = ({ DISTRIBUTOR_PROGRAM_ID, FLOTILLA_NETWORK }: Given): boolean =>
  Boolean(DISTRIBUTOR_PROGRAM_ID ?? DISTRIBUTOR_PROGRAM_IDS[FLOTILLA_NETWORK])

/** Whether a worker pays bonus rounds: it has a key for the fees, and knows the program that holds the lists. */
export const paysRounds = (env: Given): boolean => Boolean(env.CRANK_KEY_FILE) && knowsDistributor(env)

/** What a worker with these settings leaves to others, a sentence each: it says so once, when it starts. */
export function leftOut(env: Given): string[] {
  if (!env.CRANK_KEY_FILE)
    return ['CRANK_KEY_FILE is empty: settlements, refunds, claims and bonus rounds are not sent.']
  if (!knowsDistributor(env)) return ['DISTRIBUTOR_PROGRAM_ID is empty: bonus rounds are not paid.']
  const absent = (['TREASURY_KEY_FILE', 'GUARDIAN_KEY_FILE'] as const).filter((name) => !env[name])
  if (absent.length === 0) return []
  return [`${absent.join(' and ')} ${absent.length > 1 ? 'are' : 'is'} empty: lists of bonus rounds are not posted.`]
}
