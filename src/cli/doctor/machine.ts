import { env, environmentProblems } from '@/server/env'
import { keyProblems, keysOutOfPlace, type Machine } from '@/server/key-files'
import { remoteKeys } from '@/server/remote-signer'
import { bad, type Finding, ok } from './finding'

/** Every variable; what else is checked rests on these. */
export function checkEnvironment(): Finding[] {
  const problems = environmentProblems(process.env)
  if (problems.length === 0) return [ok('environment', `every variable is fit for ${env().FLOTILLA_NETWORK}`)]
  return problems.map((problem) =>
    bad('environment', problem, 'Change it in .env; .env.example explains every variable.'),
  )
}

/** Key files: their rights, whether they are the keys that were announced, and whether they belong on this machine. */
export async function checkKeys(machine: Machine | undefined): Promise<Finding[]> {
  const settings = env()
  const wrong = keyProblems(settings).map((problem) =>
    bad('keys', problem, 'Put the right file there, with chmod 600.'),
  )
  const misplaced = machine ? keysOutOfPlace(settings, machine) : []
  const out = misplaced.map((problem) =>
    bad(
      'keys',
      problem,
      'Remove the file from this machine and rotate the key: it must count as known (docs/operations.md).',
    ),
  )
  const all = [...wrong, ...out]
  return all.length > 0 ? all : [ok('keys', machine ? `fit for a ${machine} machine` : 'every file is closed and fits')]
}

/** The signing service, where there is one. */
export async function checkSigner(): Promise<Finding[]> {
  const { SIGNER_URL: url, SIGNER_TOKEN: token, COSIGNER } = env()
  if (!url || !token || !COSIGNER) return []
  const keys = await remoteKeys({ url, token })
  if (keys.includes(COSIGNER)) return [ok('signing service', `answers and holds ${COSIGNER}`)]
  return [
    bad('signing service', `answers, but does not hold ${COSIGNER}`, 'Start it with the key that COSIGNER names.'),
  ]
}
