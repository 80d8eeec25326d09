import type { Env } from './env'
import { readSigner } from './signers'

/** What serves the site, and what works behind it. */
export const MACHINES = ['web', 'worker'] as const
export type Machine = (typeof MACHINES)[number]

/** Each key file, the variable that names its public key, and the machine that may hold it outside the local network. */
const KEYS = [
  { file: 'COSIGNER_KEY_FILE', publicKey: 'COSIGNER', on: 'web' },
  { file: 'GUARDIAN_KEY_FILE', publicKey: 'GUARDIAN', on: null },
  { file: 'CLERK_KEY_FILE', publicKey: 'CLERK', on: 'web' },
  { file: 'CRANK_KEY_FILE', publicKey: 'CRANK', on: 'worker' },
  { file: 'TREASURY_KEY_FILE', publicKey: 'TREASURY', on: 'worker' },
] as const

/** Key files that are missing, open to others, broken, or of another key than the environment says: one sentence each. */
export function keyProblems(settings: Env): string[] {
  return KEYS.flatMap(({ file: name, publicKey: publicName }) => {
    const file = settings[name]
    if (!file) return []
    try {
      const { publicKey } = readSigner(file)
      const announced = settings[publicName]
      if (!announced || announced === publicKey) return []
      return [`${name}: this file holds another key than ${publicName}.`]
    } catch (error) {
      return [`${name}: ${error instanceof Error ? error.message : 'cannot be read'}`]
    }
  })
}

/** Keys that this machine must not hold: whoever broke into it would have them. None on the local network. */
export function keysOutOfPlace(settings: Env, machine: Machine): string[] {
  if (settings.FLOTILLA_NETWORK === 'local') return []
  return KEYS.filter(({ file, on }) => settings[file] && on !== machine).map(({ file, on }) =>
    on
      ? `${file}: this key belongs on the ${on} machine; leave it empty here.`
      : `${file}: this key belongs on no server. Keep it offline and leave this empty.`,
  )
}
