import { connection } from '@/chain/connection'
import { koiiTaskAccount, kplTaskAccount, LOCAL_TASKS, localMint, putTask } from '@/chain/k2-tasks/local-tasks'
import { keepInventedLists } from '@/domains/screening/jobs/lists'
import { KOII } from '@/kit/money'
import { now, refreshClock } from '@/server/clock'
import { database } from '@/server/db'
import { localOnly } from '@/server/local'
import { signerOf } from '@/server/signers'
import {
  apply,
  askForVerification,
  commit,
  daysFrom,
  launch,
  order,
  proveOperator,
  review,
  travelTo,
  until,
  verify,
} from './demo/acts'
import { openBounty } from './demo/bounties'
import { handInCompany, proveCompany } from './demo/companies'
import { talk } from './demo/discussion'
import { as, type DemoPerson, demoKey, grantRoles, makePerson } from './demo/people'
import { draftOf, FIRST, SECOND, type Sketch, UNDER_WAY } from './demo/projects'
import { showProfile, stakeAndProve } from './demo/stakes'

const say = (line: string) => console.log(line)

/** Everybody whom visitors can try the place as. */
async function makePeople() {
  const admin = await makePerson('Ada (admin)', 'Roles, treasury, audit trail', 'ada@flotilla.local')
  const checker = await makePerson('Chidi (checker)', 'Confirms what others propose', 'chidi@flotilla.local')
  const reviewer = await makePerson('Rosa (reviewer)', 'Looks through applications and cases', 'rosa@flotilla.local')
  await grantRoles(admin, checker, [[reviewer, 'reviewer']])
  const issuers = [
    await makePerson('Ines (issuer)', 'Raises funds for five projects'),
    await makePerson('Ivo (issuer)', 'Raises funds for the others, waits to be verified'),
  ] as const
  const operators = [
    await makePerson('Olu (operator)', 'Verified, stakes in a KOII task, holds positions'),
    await makePerson('Petra (operator)', 'Verified, stakes in a KOII task, holds positions'),
    await makePerson('Quentin (operator)', 'Verified, stakes in a KPL task'),
  ] as const
  const newcomer = await makePerson('Nia (operator)', 'Not verified yet')
  return { admin, checker, reviewer, issuers, operators, newcomer }
}

type People = Awaited<ReturnType<typeof makePeople>>

/** Where a KPL task's stakes are counted: a token of nobody's, as K2 has many. */
const TASK_MINT = 'Task token'

/**
 * Puts two K2 tasks onto the local chain, one of each kind, and lets the operators prove the keys that stake in them: one by the
 * stake that the wallet paid for, with a profile for everybody to see, the others by a signature.
 */
async function makeTasks({ operators: [olu, petra, quentin], issuers: [ines] }: People): Promise<void> {
  const { rpcEndpoint } = connection()
  const keyOf = ({ name }: DemoPerson) => signerOf(demoKey(`staking:${name}`).secretKey)
  const coins = (amount: bigint) => amount * 10n ** BigInt(KOII.decimals)
  const stakes = (...people: DemoPerson[]) => new Map(people.map((person) => [keyOf(person).publicKey, coins(25n)]))
  const prover = { name: 'Archive prover', minimumStake: coins(10n), stakes: stakes(olu, petra) }
  await putTask(rpcEndpoint, LOCAL_TASKS.koii, koiiTaskAccount(prover))
  const mint = demoKey(TASK_MINT).publicKey.toBase58()
  const relay = { name: 'Street relay', minimumStake: coins(10n), stakes: stakes(quentin), mint }
  await putTask(rpcEndpoint, mint, localMint(KOII.decimals))
  await putTask(rpcEndpoint, LOCAL_TASKS.kpl, kplTaskAccount(relay))
  await Promise.all([olu, ines].map(showProfile))
  await stakeAndProve(olu, keyOf(olu), coins(25n))
  for (const person of [petra, quentin]) await proveOperator(person, keyOf(person))
}

/** Applies, is approved by two people, and launches. */
async function raiseFor(
  people: People,
  issuer: DemoPerson,
  sketch: Sketch,
  start: Date,
): Promise<{ projectId: string; issuer: DemoPerson }> {
  const projectId = await apply(issuer, draftOf(sketch, start, issuer.wallet))
  await (await as(issuer)).projects.submit({ applicationId: projectId })
  await proveCompany(issuer, projectId, [people.reviewer, people.checker])
  await review(projectId, people.reviewer, people.checker, 'approve')
  return { projectId, issuer }
}

/** Applications under way. Returns the one that waits for a review. */
async function underWay(people: People, start: Date): Promise<string> {
  const [ines, ivo] = people.issuers
  await apply(ines, draftOf(UNDER_WAY.draft, start, ines.wallet))
  const waiting = await apply(ivo, draftOf(UNDER_WAY.review, start, ivo.wallet))
  await (await as(ivo)).projects.submit({ applicationId: waiting })
  const changes = await apply(ines, draftOf(UNDER_WAY.changes, start, ines.wallet))
  await (await as(ines)).projects.submit({ applicationId: changes })
  await review(changes, people.reviewer, people.checker, 'request_changes')
  return waiting
}

/** All nine raises, side by side: each waits for the chain on its own. */
async function launchAll(people: People, start: Date) {
  const [ines, ivo] = people.issuers
  const sketches = Object.entries({ ...FIRST, ...SECOND }) as [keyof typeof FIRST | keyof typeof SECOND, Sketch][]
  const approved = []
  for (const [index, [name, sketch]] of sketches.entries()) {
    approved.push({ name, ...(await raiseFor(people, index % 2 === 0 ? ines : ivo, sketch, start)) })
  }
  say('nine companies and their applications are approved; making tokens and raises')
  const launched = await Promise.all(
    approved.map(
      async ({ name, projectId, issuer }) => [name, { projectId, raise: await launch(issuer, projectId) }] as const,
    ),
  )
  return Object.fromEntries(launched) as Record<
    keyof typeof FIRST | keyof typeof SECOND,
    { projectId: string; raise: string }
  >
}

type Raises = Awaited<ReturnType<typeof launchAll>>

async function firstWave(people: People, raises: Raises, start: Date): Promise<void> {
  const [olu, petra, quentin] = people.operators
  await travelTo(daysFrom(start, 1))
  await Promise.all([commit(olu, raises.closed.raise, '400'), commit(quentin, raises.closed.raise, '300')])
  await travelTo(daysFrom(start, 31))
  // One wallet after the other within a raise, the raises side by side.
  await Promise.all([
    commit(olu, raises.succeeded.raise, '900'),
    commit(petra, raises.succeeded.raise, '600').then(() => commit(petra, raises.failed.raise, '350')),
    commit(quentin, raises.failed.raise, '120').then(() => commit(quentin, raises.cancelled.raise, '50')),
  ])
  await order(
    people.reviewer,
    people.checker,
    raises.cancelled.raise,
    'cancel',
    'The team asked for it: the supplier withdrew.',
  )
  const areIn = async (phases: Partial<Record<keyof Raises, string>>) => {
    const { cards } = await (await as(people.admin)).raises.list({ sort: 'newest', take: 48 })
    const phaseOf = (name: keyof Raises) => cards.find(({ projectId }) => projectId === raises[name].projectId)?.phase
    return Object.entries(phases).every(([name, phase]) => phaseOf(name as keyof Raises) === phase)
  }
  // What is seen only after its settlement was due could as well have failed by itself.
  await until('the cancellation being seen', () => areIn({ cancelled: 'cancelled' }))
  await travelTo(daysFrom(start, 37.5))
  await until('the first raises being settled', () =>
    areIn({ succeeded: 'succeeded', failed: 'failed', closed: 'closed' }),
  )
}

async function secondWave(people: People, raises: Raises, start: Date): Promise<void> {
  const [olu, petra, quentin] = people.operators
  await travelTo(daysFrom(start, 40.2))
  await Promise.all([
    commit(olu, raises.third.raise, '2000').then(() => commit(olu, raises.over.raise, '1500')),
    commit(petra, raises.third.raise, '1000').then(() => commit(petra, raises.over.raise, '1700')),
    commit(quentin, raises.paused.raise, '400').then(() => commit(quentin, raises.today.raise, '1350')),
  ])
  await order(
    people.reviewer,
    people.checker,
    raises.paused.raise,
    'pause',
    'The team found an error in its budget and is correcting it.',
  )
}

const MINUTE = 1 / 1_440

/** One bonus round that is paid, and one that opens before the second wave and runs. */
async function bonusRounds(people: People, raises: Raises): Promise<void> {
  await refreshClock()
  const start = now()
  const projects = [raises.succeeded.projectId, raises.closed.projectId]
  const caps = { countedPerPerson: '500', countedPerProject: '2000', paidPerRecipient: null, paidInAll: null }
  const closes = daysFrom(start, 0.04)
  const paid = await approvedBonus(people, {
    ...{ title: 'Spring bonus', pool: '1200', reward: 'pledge-match', minimumBackers: 1, eligible: projects, ...caps },
    ...{ opensAt: daysFrom(start, 0.02), closesAt: closes, objectionDays: 1 },
  })
  await approvedBonus(people, {
    ...{
      title: 'Summer bonus',
      pool: '5000',
      reward: 'quadratic',
      minimumBackers: 1,
      ...caps,
      countedPerProject: null,
    },
    eligible: [...projects, raises.third.projectId, raises.over.projectId],
    ...{ opensAt: daysFrom(start, 2), closesAt: daysFrom(start, 43), objectionDays: 7 },
  })
  const reaches = (state: string) =>
    until(`the bonus round being at ${state}`, async () => (await staffBonus(people, paid)).state === state)
  await travelTo(daysFrom(start, 0.021))
  await reaches('submission')
  await travelTo(daysFrom(closes, 3 * MINUTE))
  await reaches('appeal')
  await travelTo(daysFrom(closes, 1 + 10 * MINUTE))
  await reaches('distribution')
  const { listDigest } = await staffBonus(people, paid)
  for (const one of [people.reviewer, people.checker])
    await (await as(one)).consensus.approveList({ roundId: paid, digest: listDigest ?? '' })
  await reaches('paid')
}

const staffBonus = async ({ reviewer }: People, roundId: string) => (await as(reviewer)).bonus.forStaff({ roundId })

type NewBonus = Parameters<Awaited<ReturnType<typeof as>>['bonus']['propose']>[0]

/** A bonus round that two people approved and whose sheet stands on the chain. */
async function approvedBonus(people: People, input: NewBonus): Promise<string> {
  const roundId = await (await as(people.reviewer)).bonus.propose(input)
  const { sheetDigest: digest } = await staffBonus(people, roundId)
  for (const one of [people.reviewer, people.checker]) await (await as(one)).consensus.approveSheet({ roundId, digest })
  await until('the sheet being on the chain', async () => (await staffBonus(people, roundId)).written !== null)
  return roundId
}

async function main(): Promise<void> {
  localOnly()
  await refreshClock()
  const start = now()
  await keepInventedLists(database().db, start)
  const people = await makePeople()
  for (const operator of people.operators) await verify(operator, people.reviewer, people.checker)
  await askForVerification(people.issuers[1])
  await makeTasks(people)
  say('ten people are here, three of them verified node operators')
  const waiting = await underWay(people, start)
  const raises = await launchAll(people, start)
  say('nine raises are on the chain and funded')
  await firstWave(people, raises, start)
  say('four raises are over: succeeded, failed, cancelled, closed')
  await bonusRounds(people, raises)
  say('a bonus round is paid, and another one is to open')
  await secondWave(people, raises, start)
  const cast = { team: people.issuers[0], members: people.operators, moderator: people.reviewer }
  await talk(raises.third.projectId, cast)
  say('a project is talked about')
  await openBounty(people.issuers[0], raises.succeeded.projectId, people)
  say('a bounty takes work')
  // Last, since a company that waits for its people is given up after 30 days, and weeks have passed here.
  await handInCompany(people.issuers[1], waiting)
  await (await as(people.reviewer)).projects.claim({ applicationId: waiting })
  await database().db.$disconnect()
  await database().pool.end()
}

await main()
process.exit(0)
