// Run by the starter before anything else: ends with one sentence when the environment or the cluster is wrong.
import { refuseWrongCluster } from './cluster'
import { env } from './env'
import { readSigner } from './signers'

/** Each key file and the variable that names its public key, where there is one. */
const KEYS = [
  ['COSIGNER_KEY_FILE', null],
  ['GUARDIAN_KEY_FILE', 'GUARDIAN'],
  ['CLERK_KEY_FILE', 'CLERK'],
  ['CRANK_KEY_FILE', 'CRANK'],
  ['TREASURY_KEY_FILE', 'TREASURY'],
] as const

/** Throws when a key file is missing, open to others, broken, or belongs to another key than the environment says. */
function refuseWrongKeys(): void {
  const settings = env()
  for (const [name, publicName] of KEYS) {
    const file = settings[name]
    if (!file) continue
    const { publicKey } = readKey(name, file)
    const announced = publicName && settings[publicName]
    if (announced && announced !== publicKey)
      throw new Error(`${name}: this file holds another key than ${publicName}.`)
  }
}

function readKey(name: string, file: string) {
  try {
    return readSigner(file)
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : 'cannot be read'}`)
  }
}

/** Checks every variable, then the keys, then the cluster behind RPC_URL. */
async function check(): Promise<void> {
  env()
  refuseWrongKeys()
  await refuseWrongCluster()
}

check().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  },
)
