// `bonus-round`: a bonus round over 90,000 operators through the product's own code: its sheet approved, its list computed, planned, approved
// and posted by two keys on the real VM, by a payer that is replaced in the middle; everybody compared with the lists of names before they
// are paid, then claimed by sample: wrong proofs and second claims are refused, and the books say what the chain says. BENCH_WALLETS makes
// it smaller. There is no peer: it shows that it is done, and how long each step takes.
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { Keypair } from '@solana/web3.js'
import { DISTRIBUTOR_PROGRAM_IDS } from '@/chain/programs'
import { Payer, type PayGround } from '@/domains/rounds/jobs'
import { heldRecipients } from '@/domains/rounds/jobs/held'
import { after, DAY, HOUR } from '@/kit/time'
import type { Db } from '@/server/db'
import { signerOf } from '@/server/signers'
import { Dice } from '@/test/dice'
import {
  approve,
  claimSample,
  listsOf,
  operators,
  operatorsRound,
  post,
  sampleOf,
  settleBooks,
} from '@/test/long-round'
import { startChain } from '@/test/private-chain'
import { LATER } from '@/test/rounds-world'
import { lastingLists } from '@/test/screening'
import { withBooks } from './faults/books'
import { fail, round } from './figures'

const WALLETS = Number(process.env.BENCH_WALLETS ?? 90_000)
const SAMPLE = 44
/** What the payer claims of each list in one turn, beside the sample. */
const CLAIMED_A_TURN = 50
const programId = DISTRIBUTOR_PROGRAM_IDS.local!
const dice = new Dice(90_000)
const figures: Record<string, number> = {}

async function timed<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const began = performance.now()
  const result = await work()
  figures[name] = round((performance.now() - began) / 1_000)
  console.error(`${name}: ${figures[name]} s`)
  return result
}

async function groundOf(db: Db, chain: Awaited<ReturnType<typeof startChain>>): Promise<PayGround> {
  const soPath = path.resolve('programs/distributor/distributor.so')
  await chain.rpc('flotilla_deploy', [{ programId: programId.toBase58(), soPath }])
  const keys = [Keypair.generate(), Keypair.generate(), Keypair.generate()]
  for (const { publicKey } of keys)
    await chain.rpc('flotilla_fund', [{ address: publicKey.toBase58(), lamports: (10n ** 15n).toString() }])
  const [operator, guardian, payer] = keys.map(({ secretKey }) => signerOf(secretKey))
  return { db, connection: chain.connection, programId, operator: operator!, guardian: guardian!, payer: payer! }
}

async function payByList(ground: PayGround): Promise<void> {
  const { db, operator, guardian } = ground
  const wallets = await timed('made', () =>
    operators(db, { count: WALLETS, compared: WALLETS, at: after(LATER, -DAY - HOUR), dice }),
  )
  const poster = {
    ...{ programId: programId.toBase58(), operator: operator!.publicKey, guardian: guardian!.publicKey },
  }
  const world = await timed('computed', () => operatorsRound(db, wallets, poster))
  const { roundId } = world
  await timed('approved', () => approve(world, poster))
  const lists = (await listsOf(ground, roundId)).length
  await timed('posted', () => post(ground, roundId, LATER))
  const held = await timed('compared', () => heldRecipients(db, wallets, LATER))
  if (held.size > 0) fail(`${held.size} recipients are held, and nobody is on a list`)
  await timed('comparedAgain', () => heldRecipients(db, wallets, LATER))
  const samples = await sampleOf(ground, roundId, SAMPLE, dice)
  const { refused, paid } = await timed('claimed', () => claimSample(ground, samples))
  await timed('turn', () => new Payer({ mostClaims: CLAIMED_A_TURN }).turn(ground, LATER))
  const claimed = samples.reduce(
    (sum, { list, claimed: own }) => sum + Math.min(CLAIMED_A_TURN + own.length, list.count),
    0,
  )
  await timed('booked', () => settleBooks(ground, roundId, claimed, LATER))
  const checks = { lists, sample: paid, refused: countsOf(refused), booked: claimed }
  const peak = Math.round(process.resourceUsage().maxRSS / 1_024)
  console.log(
    JSON.stringify({ name: 'bonus-round', operators: WALLETS, seconds: figures, peakMegabytes: peak, checks }),
  )
}

const countsOf = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries([...new Set(names)].map((name) => [name, names.filter((one) => one === name).length]))

await withBooks(1, [], async ([books]) => {
  process.env.DOCUMENT_KEY ??= randomBytes(32).toString('base64')
  await lastingLists(books!.db)
  const chain = await startChain()
  try {
    await payByList(await groundOf(books!.db, chain))
  } finally {
    await chain.stop()
  }
})
process.exit(0)
