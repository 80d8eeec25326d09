import { PublicKey } from '@solana/web3.js'
import { connection } from '@/chain/connection'
import { readProgram } from '@/chain/deployed-program'
import { networkProblem } from '@/chain/network'
import { chainHealth } from '@/domains/raises/queries/followed'
import { reconciliations } from '@/domains/raises/queries/reconciliation'
import { formatMoney, KOII, money } from '@/kit/money'
import type { Db } from '@/server/db'
import { env } from '@/server/env'
import { PROGRAMS } from '../committed'
import { compare } from '../programs'
import { bad, type Finding, note, ok } from './finding'

/** Below this the worker soon can not pay for what it sends: about two thousand transactions. */
const LOW_BALANCE = 10_000_000n

/** Whether the node answers and belongs to the network that was named. */
export async function checkNode(): Promise<Finding[]> {
  const { FLOTILLA_NETWORK, RPC_URL } = env()
  const genesis = await connection().getGenesisHash()
  const problem = networkProblem(FLOTILLA_NETWORK, RPC_URL, genesis)
  if (problem) return [bad('chain', problem, 'Set RPC_URL to a node of that network.')]
  const slot = await connection().getSlot('finalized')
  return [ok('chain', `${FLOTILLA_NETWORK} answers, finalized slot ${slot}, genesis ${genesis}`)]
}

/** Whether the programs on the chain are the committed ones, and who could replace them. */
export async function checkPrograms(): Promise<Finding[]> {
  const findings = Object.entries(PROGRAMS).map(async ([name, { address }]) => {
    const { ok: same, said } = compare(name, await readProgram(connection(), address()))
    const todo =
      'Stop new raises until it is known why: another program holds the money. Deploy with: flotilla programs deploy'
    return same ? ok(`program ${name}`, said) : bad(`program ${name}`, said, todo)
  })
  return Promise.all(findings)
}

/** What the worker's own wallet holds for fees, and the clerk's where an offline guardian's messages wait on its nonces. */
export async function checkFees(): Promise<Finding[]> {
  const { CRANK, CLERK, GUARDIAN_KEY_FILE } = env()
  if (!CRANK) return [note('fees', 'CRANK is not set: this installation settles and refunds nothing by itself')]
  const crank = await holds('crank', CRANK)
  const todo = 'Send it a few KOII; it pays network fees alone.'
  const findings = [crank.isLow ? bad('fees', crank.said, todo) : ok('fees', crank.said)]
  if (!CLERK || GUARDIAN_KEY_FILE) return findings
  const clerk = await holds('clerk', CLERK)
  const rents = 'Where the guardian’s key is offline it needs a few KOII: it pays rent for each of its messages.'
  return [...findings, clerk.isLow ? note('fees', clerk.said, rents) : ok('fees', clerk.said)]
}

async function holds(who: string, address: string): Promise<{ said: string; isLow: boolean }> {
  const held = BigInt(await connection().getBalance(new PublicKey(address), 'finalized'))
  return { said: `the ${who} ${address} holds ${formatMoney(money(KOII, held))}`, isLow: held < LOW_BALANCE }
}

/** How old the books' last look at the chain is, and whether every raise's books fit what the chain holds. */
export async function checkBooks(db: Db): Promise<Finding[]> {
  const health = await chainHealth(db)
  if (!health) return [note('follower', 'has not read the chain yet', 'Start a worker: npm run serve -- worker')]
  const { ageSeconds, slot, healthy, notice } = health
  const todo = 'See whether a worker runs and the node answers; until then nobody can commit.'
  const followed = healthy
    ? ok('follower', `read slot ${slot} ${ageSeconds} s ago`)
    : bad('follower', `last read slot ${slot}, ${ageSeconds} s ago`, todo)
  const said = notice ? [note('follower', notice)] : []
  return [followed, ...said, ...(await reconciled(db))]
}

async function reconciled(db: Db): Promise<Finding[]> {
  const { raises, putOff } = await reconciliations(db)
  const differing = raises.filter(({ comparison }) => comparison?.ok === false)
  const todo = 'Open /staff/reconciliation. Releases wait; refunds and claims go on. Do not correct a row by hand.'
  const books = differing.map(({ address, comparison }) =>
    bad('books', `${address}: ${comparison!.findings.join('; ')} (difference ${comparison!.difference})`, todo),
  )
  const compared = raises.filter(({ comparison }) => comparison?.ok).length
  const stuck = putOff.map(({ item, failures }) =>
    note('worker', `${item} failed ${failures} times and is tried again later`, 'Read why at /staff/reconciliation.'),
  )
  return [
    ...(books.length > 0 ? books : [ok('books', `${compared} of ${raises.length} raises compared, no difference`)]),
    ...stuck,
  ]
}
