// Run by the starter before anything else: ends with one sentence when the environment or the cluster is wrong.
import { refuseWrongCluster } from './cluster'
import { env } from './env'

/** Checks every variable, then the cluster behind RPC_URL. */
async function check(): Promise<void> {
  env()
  await refuseWrongCluster()
}

check().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  },
)
