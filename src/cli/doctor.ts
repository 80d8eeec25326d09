import { parseArgs } from 'node:util'
import { database } from '@/server/db'
import { env, environmentProblems } from '@/server/env'
import { MACHINES } from '@/server/key-files'
import { checkBooks, checkFees, checkNode, checkPrograms } from './doctor/chain'
import { checkDatabase, checkGrants, checkQueue } from './doctor/database'
import { attempt, type Finding } from './doctor/finding'
import { checkEnvironment, checkKeys, checkSigner } from './doctor/machine'
import { checkReach } from './doctor/people'
import { understood } from './standalone'

const USAGE = `Usage:
  flotilla doctor [--machine web|worker]
    Looks at environment, keys, database, queue, chain, programs and books. Changes nothing. Exit code 1 when something is wrong.
    --machine  also looks for keys that such a machine must not hold`

const DATABASE = 'Start PostgreSQL, or correct DATABASE_URL.'
const NODE = 'See whether the node answers, or set RPC_URL to another one. Money on the chain is not affected.'

/** Everything that is looked at, in an order in which the first wrong thing is usually the cause of the others. */
async function examine(machine: (typeof MACHINES)[number] | undefined): Promise<Finding[]> {
  const environment = checkEnvironment()
  if (environmentProblems(process.env).length > 0) return environment
  const { pool, db } = database()
  const lenient = env().FLOTILLA_NETWORK === 'local'
  const rest = [
    await attempt('keys', 'Mend what is named.', () => checkKeys(machine)),
    await attempt('signing service', 'See whether `flotilla signer serve` runs and SIGNER_TOKEN fits.', checkSigner),
    await attempt('database', DATABASE, () => checkDatabase(pool)),
    await attempt('grants', DATABASE, () => checkGrants(pool, lenient)),
    await attempt('queue', DATABASE, () => checkQueue(pool)),
    await attempt('pages', DATABASE, () => checkReach(db)),
    await attempt('chain', NODE, checkNode),
    await attempt('programs', NODE, checkPrograms),
    await attempt('fees', NODE, checkFees),
    await attempt('books', DATABASE, () => checkBooks(db)),
  ]
  return [...environment, ...rest.flat()]
}

const MARKS = { ok: 'OK  ', note: 'NOTE', bad: 'BAD ' } as const

/** `flotilla doctor`: says what works, what does not, and what to do. */
export async function main(args: readonly string[], say: (line: string) => void = console.log): Promise<number> {
  const { values } = understood(USAGE, () => parseArgs({ args: [...args], options: { machine: { type: 'string' } } }))
  const machine = MACHINES.find((name) => name === values.machine)
  if (values.machine && !machine) throw new Error(`--machine is web or worker, not ${values.machine}.\n${USAGE}`)
  const findings = await examine(machine)
  for (const { state, about, said, todo } of findings) {
    say(`${MARKS[state]} ${about.padEnd(16)} ${said}`)
    if (todo) say(`     ${' '.repeat(16)} -> ${todo}`)
  }
  const wrong = findings.filter(({ state }) => state === 'bad').length
  say(wrong === 0 ? '\nNothing is wrong.' : `\n${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong.`)
  return wrong === 0 ? 0 : 1
}
