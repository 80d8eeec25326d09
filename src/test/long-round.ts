import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { PublicKey } from '@solana/web3.js'
import bs58 from 'bs58'
import { wouldFail } from '@/chain/batch'
import { claim } from '@/chain/distributor/instructions'
import { type Poster, treeOfLines } from '@/chain/distributor/plan'
import { readDistribution } from '@/chain/distributor/read'
import { send } from '@/chain/send'
import { compileTransaction, withSignatures } from '@/chain/transactions'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts, NATIVE_ASSET } from '@/domains/ledger/schema'
import { Payer, type PayGround } from '@/domains/rounds/jobs'
import { referenceOf } from '@/domains/rounds/jobs/alone'
import { type OpenList, openList } from '@/domains/rounds/queries'
import type { MerkleTree } from '@/kit/merkle'
import { formatUnits, KOII } from '@/kit/money'
import type { Db } from '@/server/db'
import { inTransaction } from '@/server/sql'
import { BonusWorld, bonusInput } from './bonus-world'
import type { Dice } from './dice'
import { sealPeople } from './sealed-people'

/** What an operator gets is at least what the chain takes for an empty wallet. */
const LEAST = 1_000_000n
const KEY_OF_SPKI = 12

/** An address of a key that was really made: 90,000 take some seconds. */
function freshWallet(): string {
  const { publicKey } = generateKeyPairSync('ed25519')
  return bs58.encode(publicKey.export({ format: 'der', type: 'spki' }).subarray(KEY_OF_SPKI))
}

/** So many people with a wallet each; the first `compared` were compared with the lists at an instant. */
export async function operators(
  db: Db,
  { count, compared, at, dice }: { count: number; compared: number; at: Date; dice: Dice },
): Promise<string[]> {
  const wallets = Array.from({ length: count }, freshWallet)
  const people = wallets.map(() => randomUUID())
  await inTransaction(db, async (sql) => {
    const text = `insert into person (id, display_name, created_at) select p, 'Operator', $2::timestamptz from unnest($1::uuid[]) as p`
    await sql.run({ name: 'test.people', text }, [people, at])
    const owned =
      'insert into wallet (address, person_id, linked_at) select *, $3::timestamptz from unnest($1::text[], $2::uuid[])'
    await sql.run({ name: 'test.wallets', text: owned }, [wallets, people, at])
  })
  await sealPeople(db, people.slice(0, compared), { dice, at })
  return wallets
}

/** A bonus round that shares a pool out among these wallets, from its sheet to the list that two people are to approve. */
export async function operatorsRound(db: Db, wallets: readonly string[], poster: Poster): Promise<BonusWorld> {
  const pool = formatUnits(LEAST * BigInt(wallets.length) + 7n, KOII.decimals)
  const input = bonusInput([...wallets], { reward: 'equal', countedPerPerson: null, pool })
  const { operator, guardian } = poster
  const world = await BonusWorld.open(db, input, { operator, guardian, leftoverTo: operator, bondPool: operator })
  await world.close()
  await world.list()
  return world
}

/** Two people approve the list: every line of it is planned and written. */
export async function approve(world: BonusWorld, { programId }: Poster): Promise<void> {
  await world.approveList(false, randomUUID(), programId)
  await world.approveList(true, randomUUID(), programId)
}

const PATIENCE_MS = 180_000

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await pause(50)) if (await isSo()) return
  throw new Error(`it never happened: ${what}`)
}

export const listsOf = async ({ db }: PayGround, roundId: string): Promise<string[]> =>
  (await db.payoutList.findMany({ where: { engineRoundId: roundId }, orderBy: { shard: 'asc' } })).map(
    ({ address }) => address,
  )

const stateOf = ({ connection, programId }: PayGround, address: string, commitment: 'confirmed' | 'finalized') =>
  readDistribution(connection, referenceOf({ programId }, { address, mint: null }), commitment)

/** Posts every list of a round. The first life ends after one list; the next one knows nothing of it and goes on. */
export async function post(ground: PayGround, roundId: string, now: Date): Promise<void> {
  const [first, ...rest] = await listsOf(ground, roundId)
  const pay = async (payer: Payer, address: string) => payer.pay(ground, await openList(ground.db, address), now)
  await pay(new Payer(), first!)
  const second = new Payer()
  for (const address of rest) await pay(second, address)
  for (const address of [first!, ...rest])
    await until('a list is posted', async () => (await stateOf(ground, address, 'finalized')).state === 'posted')
}

type Leaf = { index: number; amount: bigint; recipient: string }

/** One claim as its own transaction. Returns the code of its refusal; null once it was sent. */
export async function sendClaim(
  ground: PayGround,
  address: string,
  leaf: Leaf,
  path: Uint8Array[],
): Promise<string | null> {
  const { connection, programId, payer } = ground
  const claimed = { ...leaf, recipient: new PublicKey(leaf.recipient), path }
  const instructions = [claim(referenceOf({ programId }, { address, mint: null }), claimed)]
  const feePayer = new PublicKey(payer.publicKey)
  const { message } = await compileTransaction(connection, { feePayer, instructions })
  const trouble = await wouldFail(connection, message)
  if (trouble) return trouble.failure.code
  await send(connection, withSignatures(message, { [payer.publicKey]: await payer.sign(message) }))
  return null
}

export type Sample = { list: OpenList; tree: MerkleTree; claimed: readonly Leaf[] }

/** The first, the last and some other lines of each list of a round, about `count` in all. */
export async function sampleOf(ground: PayGround, roundId: string, count: number, dice: Dice): Promise<Sample[]> {
  const addresses = await listsOf(ground, roundId)
  const each = Math.ceil(count / addresses.length)
  const samples: Sample[] = []
  for (const address of addresses) {
    const list = await openList(ground.db, address)
    const last = list.lines.length - 1
    const places = new Set([0, last])
    while (places.size < Math.min(each, last + 1)) places.add(dice.between(0, last))
    samples.push({
      list,
      tree: treeOfLines(address, list.lines),
      claimed: [...places].map((place) => list.lines[place]!),
    })
  }
  return samples
}

/** Claims a sample as anybody could, and tries what must fail: other amounts, other paths, other recipients, twice. */
export async function claimSample(
  ground: PayGround,
  samples: readonly Sample[],
): Promise<{ refused: string[]; paid: number }> {
  const refused: string[] = []
  let paid = 0
  for (const { list, tree, claimed } of samples) {
    const attempt = (leaf: Leaf, path: Uint8Array[]) => sendClaim(ground, list.address, leaf, path)
    for (const leaf of claimed) {
      const path = tree.path(leaf.index)
      const forged = [
        await attempt({ ...leaf, amount: leaf.amount + 1n }, path),
        await attempt({ ...leaf, recipient: ground.payer.publicKey }, path),
        await attempt(leaf, tree.path((leaf.index + 1) % list.lines.length)),
      ]
      if (forged.includes(null)) throw new Error(`line ${leaf.index} was paid by a forged proof`)
      if ((await attempt(leaf, path)) !== null) throw new Error(`line ${leaf.index} could not be claimed`)
      refused.push(...forged.map(String))
      paid += 1
    }
    await until('the claims are confirmed', async () => {
      const reading = await stateOf(ground, list.address, 'confirmed')
      return reading.state === 'posted' && reading.account.claims === claimed.length
    })
    for (const leaf of claimed) refused.push(String(await attempt(leaf, tree.path(leaf.index))))
  }
  return { refused, paid }
}

/** How many lines of a round its books have as paid; null while the books say another thing than the chain, of any of its lists. */
async function bookedLines(ground: PayGround, roundId: string): Promise<number | null> {
  let booked = 0
  for (const address of await listsOf(ground, roundId)) {
    const { lines, total } = await openList(ground.db, address)
    const reading = await stateOf(ground, address, 'finalized')
    if (reading.state !== 'posted') throw new Error(`list ${address} is ${reading.state}`)
    const paid = lines.filter(({ state }) => state === 'paid')
    const units = paid.reduce((sum, { amount }) => sum + amount, 0n)
    const balance = await balanceOf(ground.db, accounts.list(address), NATIVE_ASSET)
    const said = [paid.length, units, balance, balance]
    const { account, vault } = reading
    if (said.join() !== [account.claims, account.claimed, vault, total - units].join()) return null
    booked += paid.length
  }
  return booked
}

/** Books what strangers and the worker claimed, until the books say of so many lines what the chain says. Sends nothing. */
export async function settleBooks(ground: PayGround, roundId: string, lines: number, now: Date): Promise<void> {
  const clerk = new Payer({ mostClaims: 0 })
  await until(`${lines} lines are booked as the chain has them`, async () => {
    await clerk.turn(ground, now)
    return (await bookedLines(ground, roundId)) === lines
  })
}
