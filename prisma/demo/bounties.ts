import { randomUUID } from 'node:crypto'
import { MINUTE } from '@/kit/time'
import { now } from '@/server/clock'
import { signAndWait, travelTo, until } from './acts'
import { as, type DemoPerson } from './people'

type Staff = { reviewer: DemoPerson; checker: DemoPerson }

/** An issuer's task that takes work: proposed, approved by two people, paid in, written on the chain. */
export async function openBounty(issuer: DemoPerson, projectId: string, { reviewer, checker }: Staff): Promise<void> {
  const opensAt = new Date(Math.ceil((now().getTime() + 15 * MINUTE) / MINUTE) * MINUTE)
  const roundId = await (await as(issuer)).bounties.open({
    ...{ template: 'agent', projectId, title: 'Name the port', opensAt, workDays: 30, stepDays: 3, auditors: 3 },
    summary: 'An agent that reads a harbour log and names the port.',
    task: 'Write a program that reads one line of a harbour log and prints the name of the port in it, nothing else.',
    tests: [
      { name: 'rotterdam', input: '08:12 moored at Rotterdam, berth 4', output: 'Rotterdam' },
      { name: 'accra', input: '21:40 left Accra for Lagos', output: 'Accra' },
    ],
    ...{ required: 1, pool: '1000', perTest: '50', bond: '0', leastPercent: 20 },
  })
  const { sheetDigest: digest } = await (await as(reviewer)).bounties.forStaff({ roundId })
  for (const person of [reviewer, checker]) await (await as(person)).consensus.approveSheet({ roundId, digest })
  const payment = { roundId, wallet: issuer.wallet, what: 'pool' as const, idempotencyKey: randomUUID() }
  await signAndWait(issuer, async () => (await as(issuer)).bounties.preparePayment(payment))
  const stateOf = async () => (await as(issuer)).bounties.own({ roundId })
  await until('the sheet of a bounty being on the chain', async () => (await stateOf()).sheetSignature)
  await travelTo(opensAt)
  await until('a bounty taking work', async () => (await stateOf()).state === 'submission')
}
