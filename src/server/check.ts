// Run by the starter before anything else: ends with one sentence when the environment or the cluster is wrong.
import { refuseWrongCluster } from './cluster'
import { env } from './env'
import { keyProblems } from './key-files'

/** Checks every variable, then the keys, then the cluster behind RPC_URL. */
async function check(): Promise<void> {
  const problems = keyProblems(env())
  if (problems.length > 0) throw new Error(problems.join(' '))
  await refuseWrongCluster()
}

check().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  },
)
