import { type Connection, Keypair, PublicKey, SystemProgram } from '@solana/web3.js'
import { describe, expect, vi } from 'vitest'
import { send } from '@/chain/send'
import { blockhashOf } from '@/chain/transactions'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts, NATIVE_ASSET } from '@/domains/ledger/schema'
import { signerOf } from '@/server/signers'
import { finalise, test as onChain, rpcOf } from '@/test/chain'
import { DEATHS_IN_WRITING, type Death, deadly, deathsAt, Killed } from '@/test/deadly'
import { confirmedRound, KOII, LATER, someWallet } from '@/test/rounds-world'
import { type DirectGround, payDirect } from './jobs/direct'
import { openDirect, roundById } from './queries'

const PATIENCE = { timeout: 60_000, interval: 100 }
const HELD = 1_000_000n
const FEE = 5_000n

type Rpc = (method: string, params?: unknown[]) => Promise<unknown>
type World = { ground: DirectGround; poster: Parameters<typeof confirmedRound>[1]['poster']; rpc: Rpc }

/** A chain with a treasury on it. */
const test = onChain.extend('world', { scope: 'file' }, async ({ db, chain }) => {
  return treasuryOf({ db, connection: chain.connection, second: null, operator: null }, chain.rpc, 1_000_000n * KOII)
})

async function treasuryOf(ground: DirectGround, rpc: Rpc, lamports: bigint): Promise<World> {
  const { publicKey, secretKey } = Keypair.generate()
  const operator = publicKey.toBase58()
  await rpc('flotilla_fund', [{ address: operator, lamports: lamports.toString() }])
  const poster = { programId: someWallet(), operator, guardian: someWallet() }
  return { poster, ground: { ...ground, operator: signerOf(secretKey) }, rpc }
}

/** A confirmed round that pays these many wallets 2 KOII each, which hold a little already. */
async function round({ ground, poster, rpc }: World, count: number) {
  const recipients = Array.from({ length: count }, someWallet)
  for (const address of recipients) await rpc('flotilla_fund', [{ address, lamports: HELD.toString() }])
  const pool = (2 * count).toString()
  const plainWallets = new Set(recipients)
  const roundId = await confirmedRound(ground.db, { recipients, pool, poster, plainWallets })
  return { roundId, recipients }
}

const openOf = async ({ db }: DirectGround, roundId: string) =>
  (await openDirect(db)).find((payment) => payment.roundId === roundId) ?? null

/** One step for a round; says whether nothing is left to do. */
async function step(ground: DirectGround, roundId: string): Promise<boolean> {
  const payment = await openOf(ground, roundId)
  if (payment) await payDirect(ground, payment, LATER)
  return payment === null
}

/** Steps until nothing is left to do; between them what has arrived becomes final. */
const payOut = (ground: DirectGround, roundId: string) =>
  vi.waitUntil(() => final(ground).then(() => step(ground, roundId)), PATIENCE)
const final = ({ connection }: DirectGround) => finalise({ rpc: rpcOf(connection.rpcEndpoint) })
const seen = ({ db }: DirectGround, roundId: string) => roundById(db, { roundId, staff: false, now: LATER })
const batchesOf = ({ db }: DirectGround, roundId: string) =>
  db.payoutBatch.findMany({ where: { roundId }, orderBy: { signedAt: 'asc' } })
const onChainOf = async ({ connection }: DirectGround, address: string) =>
  BigInt(await connection.getBalance(new PublicKey(address), 'finalized'))

/** Every recipient has exactly the share more, on the chain and in the books, and the round says by which transaction. */
async function expectPaid({ ground }: World, { roundId, recipients }: Awaited<ReturnType<typeof round>>) {
  const found = await seen(ground, roundId)
  expect(found.state).toBe('paid')
  for (const recipient of recipients) {
    expect(await onChainOf(ground, recipient)).toBe(HELD + 2n * KOII)
    const record = await ground.db.reputationEvent.findMany({ where: { subject: recipient } })
    expect(record).toMatchObject([{ kind: 'round.paid', dimension: 'rounds', outcome: 'kept', weight: 1 }])
    expect(await balanceOf(ground.db, accounts.wallet(recipient), NATIVE_ASSET)).toBe(2n * KOII)
  }
  const signatures = [...new Set(found.payouts.map(({ signature }) => signature!))]
  const { value } = await ground.connection.getSignatureStatuses(signatures, { searchTransactionHistory: true })
  expect(value.map((status) => [status?.confirmationStatus, status?.err])).toEqual(
    signatures.map(() => ['finalized', null]),
  )
  return signatures
}

const CALLS = [
  'getMultipleAccountsInfo',
  'getGenesisHash',
  'getLatestBlockhashAndContext',
  'simulateTransaction',
  'sendRawTransaction',
  'getBlockHeight',
  'getSignatureStatuses',
]
const DEATHS = [...deathsAt(CALLS, 1), ...DEATHS_IN_WRITING]

describe('a round is paid directly', () => {
  test('to everybody, in as few transactions as fit, and the books say what the chain says', async ({ world }) => {
    const own = await treasuryOf(world.ground, world.rpc, 1_000n * KOII)
    const paid = await round(own, 25)
    await payOut(own.ground, paid.roundId)
    expect(await expectPaid(own, paid)).toHaveLength(2)
    const { operator } = own.poster
    expect(await onChainOf(own.ground, operator)).toBe(950n * KOII - 2n * FEE)
    expect(await balanceOf(own.ground.db, accounts.treasury(operator), NATIVE_ASSET)).toBe(-50n * KOII)
  })

  test.for(DEATHS)(
    'to the unit when it is killed $when $call number $nth',
    { concurrent: true, timeout: 120_000 },
    async (death, { world }) => {
      const paid = await round(world, 2)
      const { ground, isDead } = deadly(world.ground, death)
      await expect(payOut(ground, paid.roundId)).rejects.toThrow(Killed)
      expect(isDead()).toBe(true)
      await payOut(world.ground, paid.roundId)
      await expectPaid(world, paid)
      expect(await batchesOf(world.ground, paid.roundId)).toHaveLength(1)
    },
  )

  test('by another transaction when the blockhash of the first has expired unseen; the first never counts any more', {
    concurrent: true,
    timeout: 120_000,
  }, async ({ world }) => {
    const paid = await round(world, 2)
    const lost = await keptOnly(world, paid.roundId, 'before')
    const { connection } = world.ground
    const asked = [blockhashOf(lost.wire.slice(65)), { commitment: 'finalized' }] as const
    // In its own time: after a travel the local chain still takes what a real one would refuse.
    await vi.waitUntil(async () => !(await connection.isBlockhashValid(...asked)).value, PATIENCE)
    await vi.waitUntil(
      async () => BigInt(await connection.getBlockHeight('finalized')) > lost.lastValidBlockHeight,
      PATIENCE,
    )
    await payOut(world.ground, paid.roundId)
    const batches = await batchesOf(world.ground, paid.roundId)
    expect(new Set(batches.map(({ state }) => state))).toEqual(new Set(['expired', 'paid']))
    const sentAt = await connection.getSlot('processed')
    await send(connection, lost.wire)
    await vi.waitUntil(async () => (await connection.getSlot('finalized')) > sentAt + 2, PATIENCE)
    expect(await expectPaid(world, paid)).not.toContain(lost.signature)
  })

  test('once, by two workers at the same time', async ({ world }) => {
    const paid = await round(world, 3)
    await Promise.all([payOut(world.ground, paid.roundId), payOut(world.ground, paid.roundId)])
    expect(await expectPaid(world, paid)).toHaveLength(1)
  })
})

/** Signs and keeps a transaction, and dies before anybody has seen it, or right after. */
async function keptOnly(world: World, roundId: string, when: Death['when']) {
  const { ground } = deadly(world.ground, { call: 'sendRawTransaction', nth: 1, when })
  await expect(payOut(ground, roundId)).rejects.toThrow(Killed)
  const [batch] = await batchesOf(ground, roundId)
  return batch!
}

/** An hour: more blocks than a blockhash lives. */
async function expire({ ground, rpc }: World, batch: { lastValidBlockHeight: bigint }) {
  await rpc('flotilla_timeTravel', [{ seconds: 3_600 }])
  await vi.waitUntil(
    async () => BigInt(await ground.connection.getBlockHeight('finalized')) > batch.lastValidBlockHeight,
    PATIENCE,
  )
}

describe('a transaction whose blockhash has expired', () => {
  test('is booked, and not replaced, when it had arrived though nobody said so', async ({ world }) => {
    const paid = await round(world, 2)
    const arrived = await keptOnly(world, paid.roundId, 'after')
    await vi.waitUntil(async () => (await onChainOf(world.ground, paid.recipients[0]!)) > HELD, PATIENCE)
    await expire(world, arrived)
    await payOut(world.ground, paid.roundId)
    expect(await expectPaid(world, paid)).toEqual([arrived.signature])
    expect(await batchesOf(world.ground, paid.roundId)).toHaveLength(1)
  })

  test('is not replaced on the word of a node whose machines may be a minute apart', async ({ world }) => {
    const paid = await round(world, 2)
    const kept = await keptOnly(world, paid.roundId, 'before')
    const { connection } = world.ground
    for (const past of [1, 150]) {
      const ahead = saying(connection, {
        getBlockHeight: async () => Number(kept.lastValidBlockHeight) + past,
        getSignatureStatuses: async () => ({ context: { slot: 1 }, value: [null] }),
      })
      await step({ ...world.ground, connection: ahead }, paid.roundId)
      expect(await batchesOf(world.ground, paid.roundId)).toMatchObject([{ state: 'signed' }])
    }
    await payOut(world.ground, paid.roundId)
    expect(await expectPaid(world, paid)).toEqual([kept.signature])
  })

  test('is not replaced on the word of one node of two, nor of a chain that is another one', async ({ world }) => {
    const paid = await round(world, 2)
    const arrived = await keptOnly(world, paid.roundId, 'after')
    await vi.waitUntil(async () => (await onChainOf(world.ground, paid.recipients[0]!)) > HELD, PATIENCE)
    await expire(world, arrived)
    const { connection } = world.ground
    const forgetful = saying(connection, {
      getSignatureStatuses: async () => ({ context: { slot: 1 }, value: [null] }),
    })
    const elsewhere = saying(forgetful, { getGenesisHash: async () => someWallet() })
    for (const [first, second] of [
      [forgetful, connection],
      [connection, forgetful],
      [elsewhere, null],
    ] as const) {
      await step({ ...world.ground, connection: first, second }, paid.roundId)
      expect((await seen(world.ground, paid.roundId)).direct?.notice).toContain(arrived.signature)
      expect(await batchesOf(world.ground, paid.roundId)).toMatchObject([{ state: 'signed' }])
    }
    await payOut({ ...world.ground, second: connection }, paid.roundId)
    expect(await expectPaid(world, paid)).toEqual([arrived.signature])
  })
})

/** A node that answers some calls with something else. */
const saying = (connection: Connection, lies: Partial<Record<keyof Connection, () => Promise<unknown>>>): Connection =>
  new Proxy(connection, {
    get: (inner, name) => {
      const found: unknown = lies[name as keyof Connection] ?? Reflect.get(inner, name)
      return typeof found === 'function' ? found.bind(inner) : found
    },
  })

describe('a round that is paid directly waits, and says for what', () => {
  test('for a wallet that is none any more, and pays the others', async ({ world }) => {
    const paid = await round(world, 3)
    const [emptied, seized, well] = paid.recipients as [string, string, string]
    const set = (address: string, lamports: bigint, owner: PublicKey) =>
      world.rpc('flotilla_setAccount', [{ address, lamports: Number(lamports), owner: owner.toBase58() }])
    await set(emptied, 0n, SystemProgram.programId)
    await set(seized, HELD, new PublicKey(world.poster.programId))
    const { payouts } = await seen(world.ground, paid.roundId)
    const lineOf = (address: string) => payouts.find(({ recipient }) => recipient === address)!.index
    await vi.waitUntil(async () => {
      await finalise(world)
      await step(world.ground, paid.roundId)
      return (await balanceOf(world.ground.db, accounts.wallet(well), NATIVE_ASSET)) > 0n
    }, PATIENCE)
    await step(world.ground, paid.roundId)
    const waiting = await seen(world.ground, paid.roundId)
    for (const address of [emptied, seized])
      expect(waiting.direct?.notice).toContain(`Line ${lineOf(address)} waits: ${address}`)
    expect(waiting.direct?.notice).not.toContain(well)
    expect(waiting.payouts.filter(({ state }) => state === 'paid').map(({ recipient }) => recipient)).toEqual([well])
    for (const address of [emptied, seized]) await set(address, HELD, SystemProgram.programId)
    await payOut(world.ground, paid.roundId)
    expect(await expectPaid(world, paid)).toHaveLength(2)
  })

  test('for the treasury’s key, and for its money', async ({ world }) => {
    const poor = await treasuryOf(world.ground, world.rpc, 1n * KOII)
    const { roundId } = await round(poor, 1)
    const noticed = async (ground: DirectGround) => {
      await step(ground, roundId)
      return (await seen(ground, roundId)).direct?.notice
    }
    expect(await noticed({ ...poor.ground, operator: null })).toContain('treasury’s signature')
    expect(await noticed(world.ground), 'another treasury').toContain('treasury’s signature')
    expect(await noticed(poor.ground)).toContain('Line 0 cannot be paid yet')
    await poor.rpc('flotilla_fund', [{ address: poor.poster.operator, lamports: (5n * KOII).toString() }])
    await payOut(poor.ground, roundId)
    expect((await seen(poor.ground, roundId)).state).toBe('paid')
  })
})

test('the database itself refuses a second transaction for a line, and a change of what was signed', async ({
  world,
  pool,
}) => {
  const paid = await round(world, 2)
  const { roundId, signature } = await keptOnly(world, paid.roundId, 'before')
  const line = `where batch_signature = '${signature}'`
  const batch = `where signature = '${signature}'`
  const another = `insert into payout_batch (signature, round_id, wire, last_valid_block_height, genesis, slot, signed_at)
    values ('another', '${roundId}', '\\x00', 1, 'g', 1, now())`
  for (const statement of [
    `update payout set batch_signature = null ${line}`,
    `${another}; update payout set batch_signature = 'another' ${line}`,
    `update payout set state = 'paid', paid_at = now() ${line}`,
    `update payout set state = 'lapsed' ${line}`,
    `update payout_batch set wire = '\\x00' ${batch}`,
    `update payout_batch set last_valid_block_height = 0 ${batch}`,
    `delete from payout_batch ${batch}`,
    `update direct_payment set payer = 'x' where round_id = '${roundId}'`,
    `delete from direct_payment where round_id = '${roundId}'`,
  ])
    await expect(pool.query(statement), statement).rejects.toThrow()
  await payOut(world.ground, paid.roundId)
  await expect(pool.query(`update payout_batch set state = 'expired' ${batch}`), 'what became of it').rejects.toThrow()
  await expectPaid(world, paid)
})
