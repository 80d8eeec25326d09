import type { Connection } from '@solana/web3.js'
import type { TaskList } from 'graphile-worker'
import { connection, openConnection } from '@/chain/connection'
import { followCompanies, followCompanyClocks } from '@/domains/companies/jobs'
import { followComplaints } from '@/domains/complaints/jobs'
import {
  checkOperators,
  followChecks,
  followScreening,
  moveVerifications,
  redactChecks,
  rewrapKeys,
} from '@/domains/compliance/jobs'
import { followDiscussions } from '@/domains/discussion/jobs'
import { forgetExpired, sendMail } from '@/domains/identity/jobs'
import { compareWithStripe } from '@/domains/payments/jobs/compare'
import { followOpen, handleEvent } from '@/domains/payments/jobs/follow'
import { sendRefund } from '@/domains/payments/jobs/refund'
import { drawUpSheets } from '@/domains/projects/jobs'
import { adoptChangedTerms } from '@/domains/raises/jobs/adopt-terms'
import { Cranker } from '@/domains/raises/jobs/crank'
import { raiseGround } from '@/domains/raises/jobs/ground'
import { followOpenIntents } from '@/domains/raises/jobs/intents'
import { followOffers } from '@/domains/raises/jobs/offers'
import { publishRaises } from '@/domains/raises/jobs/publish'
import { Follower } from '@/domains/raises/jobs/reconcile'
import { followReconfirmations } from '@/domains/raises/jobs/reconfirm'
import { tellCommitted } from '@/domains/raises/jobs/tell-committed'
import { tellEnded } from '@/domains/raises/jobs/tell-ended'
import { tellRefused } from '@/domains/raises/jobs/tell-refused'
import { Payer } from '@/domains/rounds/jobs'
import { closeLists } from '@/domains/rounds/jobs/close'
import { payAllDirect } from '@/domains/rounds/jobs/direct'
import { settleMilestones } from '@/domains/rounds/jobs/milestones'
import { moveRounds } from '@/domains/rounds/jobs/move'
import { fetchLists } from '@/domains/screening/jobs/fetch-lists'
import { keepInventedLists } from '@/domains/screening/jobs/lists'
import { catchUp, sweepAll } from '@/domains/screening/jobs/sweeps'
import { walletLinked } from '@/domains/screening/jobs/wallets'
import { listAddresses } from '@/domains/screening/rules/addresses'
import { examineAll, keepHouse, reportViews } from '@/domains/vault/jobs'
import { unlockAbandoned } from './abandoned'
import { checkLog, linkLog } from './audit'
import { now } from './clock'
import { database } from './db'
import { env } from './env'
import { carryOutErasures, replayErasures } from './erasure'
import { knowsDistributor, paysRounds } from './left-out'
import { distributorProgramId } from './program'
import { crankSigner, guardian, treasury } from './signers'
import type { Tick } from './ticks'

/** Jobs by `room.verb`: what the queue may hold. */
export const tasks = (): TaskList => ({
  'screening.listChanged': async () => void (await sweepAll(database().db, now())),
  'screening.walletLinked': (payload) => walletLinked(database().db, payload as { personId: string }, now()),
  'identity.sendMail': (payload) => sendMail(database().db, payload as { mailId: string }, now()),
  'payments.handleEvent': (payload) => handleEvent(database().db, payload as { eventId: string }, now()),
  'payments.refund': (payload) => sendRefund(database().db, payload as { refundId: string }, now()),
})

/** They remember what they did last, for as long as the worker lives. */
const follower = new Follower()
const cranker = new Cranker()
const payer = new Payer()

/** The keys are null where they are not held here: then a list waits, and says so. */
const payGround = () => ({
  ...{ db: database().db, connection: connection(), programId: distributorProgramId() },
  ...{ operator: treasury(), guardian: guardian(), payer: crankSigner() },
})

let otherNode: Connection | undefined

/** RPC_URL_2, where it is named. */
function second(): Connection | null {
  const { RPC_URL_2: url } = env()
  if (!url) return null
  if (otherNode?.rpcEndpoint !== url) otherNode = openConnection(url)
  return otherNode
}

const directGround = () => ({ db: database().db, connection: connection(), second: second(), operator: treasury() })

/** Only where the worker holds a key that pays for it: anybody else may send the same. */
const crankTick = (): readonly Tick[] =>
  env().CRANK_KEY_FILE
    ? [
        {
          name: 'raises.crank',
          everyMs: 3_000,
          slowestMs: 15_000,
          run: async () => void (await cranker.turn({ ...raiseGround(database().db), payer: crankSigner() }, now())),
        },
      ]
    : []

/** On the local network invented lists stand in for the publishers' own. */
const listTick = (): readonly Tick[] =>
  env().FLOTILLA_NETWORK === 'local'
    ? [{ name: 'screening.keepLists', everyMs: 2_000, run: () => keepInventedLists(database().db, now()) }]
    : []

/** Lists come from their publishers where LIST_URLS says where; otherwise by hand. */
const fetchTick = (): readonly Tick[] => {
  const { LIST_URLS, LIST_HOSTS } = env()
  const addresses = listAddresses(LIST_URLS, LIST_HOSTS)
  const run = () => fetchLists(database().db, addresses, now())
  return addresses.size > 0 ? [{ name: 'screening.fetchLists', everyMs: 600_000, slowestMs: 600_000, run }] : []
}

const payTick = (): readonly Tick[] =>
  paysRounds(env())
    ? [
        { name: 'rounds.pay', everyMs: 2_000, slowestMs: 15_000, run: () => payer.turn(payGround(), now()) },
        { name: 'rounds.close', everyMs: 600_000, slowestMs: 600_000, run: () => closeLists(payGround()) },
      ]
    : []

/** What the investors judged is carried out in the raise; the round about it ends then. */
const SETTLE: Tick = {
  ...{ name: 'rounds.settleMilestones', everyMs: 3_000, slowestMs: 15_000 },
  run: () => settleMilestones(database().db, now()),
}

/** Rounds of the engine go on with time wherever their lists can be posted. */
const moveTick = (): readonly Tick[] => {
  if (!knowsDistributor(env())) return []
  const ground = () => ({
    ...{ db: database().db, connection: connection(), programId: distributorProgramId(), operator: treasury() },
  })
  return [{ name: 'rounds.move', everyMs: 2_000, slowestMs: 15_000, run: () => moveRounds(ground(), now()) }, SETTLE]
}

/** What the worker does again and again. */
export const ticks = (): readonly Tick[] => [
  {
    name: 'compliance.checkOperators',
    everyMs: 15_000,
    run: async () => void (await checkOperators(database().db, now())),
  },
  {
    name: 'compliance.moveVerifications',
    everyMs: 15_000,
    run: () => moveVerifications(database().db, now()),
  },
  { name: 'complaints.follow', everyMs: 60_000, run: () => followComplaints(database().db, now()) },
  {
    name: 'discussion.follow',
    everyMs: 60_000,
    run: () => followDiscussions(database().db, { site: env().SITE_URL, now: now() }),
  },
  { name: 'compliance.followChecks', everyMs: 60_000, run: () => followChecks(database().db, now()) },
  {
    name: 'compliance.redactChecks',
    everyMs: 60_000,
    run: async () => void (await redactChecks(database().db, now())),
  },
  {
    name: 'compliance.followScreening',
    everyMs: 5_000,
    slowestMs: 60_000,
    run: async () => void (await followScreening(database().db, now())),
  },
  {
    name: 'companies.follow',
    everyMs: 2_000,
    slowestMs: 60_000,
    run: async () => void (await followCompanies(database().db, now())),
  },
  {
    name: 'companies.clocks',
    everyMs: 60_000,
    run: async () => void (await followCompanyClocks(database().db, now())),
  },
  { name: 'compliance.rewrapKeys', everyMs: 300_000, run: async () => void (await rewrapKeys(database().db)) },
  ...listTick(),
  ...fetchTick(),
  { name: 'screening.sweep', everyMs: 5_000, run: async () => void (await sweepAll(database().db, now())) },
  { name: 'screening.catchUp', everyMs: 15_000, run: () => catchUp(database().db, now()) },
  {
    name: 'vault.examine',
    everyMs: 5_000,
    slowestMs: 60_000,
    run: async () => void (await examineAll(database().db, now())),
  },
  { name: 'vault.erase', everyMs: 2_000, run: async () => void (await carryOutErasures(database().db, now())) },
  { name: 'vault.replay', everyMs: 3_600_000, run: async () => void (await replayErasures(database().db, now())) },
  { name: 'vault.keepHouse', everyMs: 15_000, slowestMs: 60_000, run: () => keepHouse(database().db, now()) },
  { name: 'vault.reportViews', everyMs: 60_000, run: async () => void (await reportViews(database().db, now())) },
  { name: 'log.link', everyMs: 15_000, run: async () => void (await linkLog(database().db, now())) },
  { name: 'log.check', everyMs: 60_000, run: async () => void (await checkLog(database().db, now())) },
  { name: 'payments.follow', everyMs: 60_000, run: () => followOpen(database().db, now()) },
  { name: 'payments.compare', everyMs: 60_000, run: () => compareWithStripe(database().db, now()) },
  {
    name: 'raises.follow',
    everyMs: 1_000,
    slowestMs: 4_000,
    run: () => follower.turn(raiseGround(database().db), now()),
  },
  ...crankTick(),
  ...payTick(),
  ...moveTick(),
  {
    name: 'rounds.payDirect',
    everyMs: 2_000,
    slowestMs: 15_000,
    run: () => payAllDirect(directGround(), now()),
  },
  { name: 'raises.publish', everyMs: 1_000, run: () => publishRaises(database().db, now()) },
  {
    name: 'raises.followOffers',
    everyMs: 5_000,
    run: () => followOffers(database().db, { site: env().SITE_URL, now: now() }),
  },
  {
    name: 'projects.drawUpSheets',
    everyMs: 15_000,
    run: async () => void (await drawUpSheets(database().db, now())),
  },
  {
    name: 'raises.adoptTerms',
    everyMs: 1_000,
    run: () => adoptChangedTerms(database().db, { site: env().SITE_URL, now: now() }),
  },
  {
    name: 'raises.followReconfirmations',
    everyMs: 5_000,
    run: async () => void (await followReconfirmations(database().db, { site: env().SITE_URL, now: now() })),
  },
  {
    name: 'raises.tellRefused',
    everyMs: 5_000,
    run: async () => void (await tellRefused(database().db, { site: env().SITE_URL, now: now() })),
  },
  {
    name: 'raises.tellCommitted',
    everyMs: 5_000,
    run: async () => void (await tellCommitted(database().db, { site: env().SITE_URL, now: now() })),
  },
  {
    name: 'raises.tellEnded',
    everyMs: 5_000,
    run: async () => void (await tellEnded(database().db, { site: env().SITE_URL, now: now() })),
  },
  {
    name: 'raises.followIntents',
    everyMs: 1_000,
    run: () => followOpenIntents({ db: database().db, connection: connection(), now: now() }),
  },
  { name: 'queue.unlockAbandoned', everyMs: 5_000, run: async () => void (await unlockAbandoned(database().pool)) },
  { name: 'identity.forgetExpired', everyMs: 60_000, run: () => forgetExpired(database().db, new Date()) },
]
