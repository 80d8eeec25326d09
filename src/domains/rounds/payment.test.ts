import path from 'node:path'
import { Keypair, PublicKey } from '@solana/web3.js'
import { describe, expect, vi } from 'vitest'
import { decodeDistribution, distributionSize, isTombstone } from '@/chain/distributor/accounts'
import { claim } from '@/chain/distributor/instructions'
import { treeOfLines } from '@/chain/distributor/plan'
import { stillOpen } from '@/chain/distributor/read'
import { DISTRIBUTOR_PROGRAM_IDS } from '@/chain/programs'
import { send } from '@/chain/send'
import { compileTransaction, withSignatures } from '@/chain/transactions'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts, NATIVE_ASSET } from '@/domains/ledger/schema'
import { after, DAY } from '@/kit/time'
import { signerOf } from '@/server/signers'
import { finalise, test as onChain, rpcOf } from '@/test/chain'
import { DEATHS_IN_WRITING, deadly, deathsAt, Killed } from '@/test/deadly'
import { Dice } from '@/test/dice'
import { approve, claimSample, operators, operatorsRound, post, sampleOf, settleBooks } from '@/test/long-round'
import { confirmedRound, KOII, LATER, someWallet } from '@/test/rounds-world'
import { lastingLists } from '@/test/screening'
import { Payer, type PayGround } from './jobs'
import { referenceOf } from './jobs/alone'
import { closeLists } from './jobs/close'
import { heldRecipients } from './jobs/held'
import { type OpenList, openList, openLists, roundById } from './queries'

const programId = DISTRIBUTOR_PROGRAM_IDS.local!
const PATIENCE = { timeout: 60_000, interval: 100 }
const RENT = 890_880n

/** A chain with the program, a treasury, a guardian, and somebody who pays the fees of claims. */
const test = onChain.extend('world', { scope: 'file' }, async ({ db, chain }) => {
  const soPath = path.resolve('programs/distributor/distributor.so')
  await chain.rpc('flotilla_deploy', [{ programId: programId.toBase58(), soPath }])
  const [operator, guardian, payer] = [Keypair.generate(), Keypair.generate(), Keypair.generate()]
  const lamports = (1_000_000n * KOII).toString()
  for (const { publicKey } of [operator, payer])
    await chain.rpc('flotilla_fund', [{ address: publicKey.toBase58(), lamports }])
  const [asOperator, asGuardian, asPayer] = [operator, guardian, payer].map(({ secretKey }) => signerOf(secretKey))
  const ground = { db, connection: chain.connection, programId, operator: asOperator!, guardian: asGuardian! }
  const poster = {
    programId: programId.toBase58(),
    operator: operator.publicKey.toBase58(),
    guardian: guardian.publicKey.toBase58(),
  }
  return { poster, ground: { ...ground, payer: asPayer! } satisfies PayGround }
})

type World = { ground: PayGround; poster: Parameters<typeof confirmedRound>[1]['poster'] }

/** A confirmed round that pays these many new wallets 10 KOII each. */
async function round({ ground, poster }: World, count: number) {
  const recipients = Array.from({ length: count }, someWallet)
  const roundId = await confirmedRound(ground.db, { recipients, pool: (10 * count).toString(), poster })
  return { roundId, recipients }
}

async function listOf({ db }: PayGround, roundId: string): Promise<OpenList | null> {
  const found = (await openLists(db)).find((list) => list.roundId === roundId)
  return found ? openList(db, found.address) : null
}

/** What is in a block by now is final from here on. */
const final = ({ connection }: PayGround) => finalise({ rpc: rpcOf(connection.rpcEndpoint) })

/** Lets the payer take steps for one round until its lists are done. */
const payOut = (ground: PayGround, roundId: string, payer: Pick<Payer, 'pay'> = new Payer()): Promise<unknown> =>
  vi.waitUntil(async () => {
    await final(ground)
    const list = await listOf(ground, roundId)
    if (list) await payer.pay(ground, list, LATER)
    return list === null
  }, PATIENCE)

/** Every recipient has exactly the share, on the chain and in the books, and the round says so. */
async function expectPaid({ ground, poster }: World, { roundId, recipients }: Awaited<ReturnType<typeof round>>) {
  const { db, connection } = ground
  const found = await roundById(db, { roundId, staff: false, now: LATER })
  expect(found.state).toBe('paid')
  for (const recipient of recipients) {
    expect(await connection.getBalance(new PublicKey(recipient), 'finalized')).toBe(Number(10n * KOII))
    expect(await balanceOf(db, accounts.wallet(recipient), NATIVE_ASSET)).toBe(10n * KOII)
    const record = await db.reputationEvent.findMany({ where: { subject: recipient } })
    expect(record).toMatchObject([{ kind: 'round.paid', outcome: 'kept' }])
  }
  const { address } = found.lists[0]!
  expect(await balanceOf(db, accounts.list(address), NATIVE_ASSET)).toBe(0n)
  const account = decodeDistribution((await connection.getAccountInfo(new PublicKey(address), 'finalized'))!.data)
  expect(account).toMatchObject({ claims: recipients.length, claimed: found.lists[0]!.total })
  expect(account.operator.toBase58()).toBe(poster.operator)
}

const BLOCKHASHES = ['getLatestBlockhashAndContext', 'getLatestBlockhash']
const CROSSINGS = ['getMultipleAccountsInfoAndContext', 'simulateTransaction', 'sendRawTransaction']
const DEATHS = [...deathsAt(BLOCKHASHES, 1), ...deathsAt(CROSSINGS, 1, 2), ...DEATHS_IN_WRITING]

describe('a confirmed round is paid', () => {
  test('from a posted list, to everybody, and booked from the bitmap', async ({ world }) => {
    const paid = await round(world, 9)
    const before = BigInt(await world.ground.connection.getBalance(new PublicKey(world.poster.operator), 'finalized'))
    await payOut(world.ground, paid.roundId)
    await expectPaid(world, paid)
    const after = BigInt(await world.ground.connection.getBalance(new PublicKey(world.poster.operator), 'finalized'))
    const rent = BigInt(await world.ground.connection.getMinimumBalanceForRentExemption(288))
    expect(before - after).toBe(90n * KOII + rent + RENT + 10_000n)
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
    },
  )

  test('once, by two workers at the same time', async ({ world }) => {
    const paid = await round(world, 3)
    await Promise.all([payOut(world.ground, paid.roundId), payOut(world.ground, paid.roundId)])
    await expectPaid(world, paid)
  })

  test('also when strangers send the claims', async ({ world }) => {
    const paid = await round(world, 2)
    const { ground } = world
    const list = (await listOf(ground, paid.roundId))!
    const payer = new Payer()
    await vi.waitUntil(async () => {
      await final(ground)
      await payer.pay({ ...ground, payer: nobody }, (await listOf(ground, paid.roundId))!, LATER).catch(() => undefined)
      return (await listOf(ground, paid.roundId))?.state === 'posted'
    }, PATIENCE)
    const tree = treeOfLines(list.address, list.lines)
    const instructions = list.lines.map(({ index, amount, recipient }) =>
      claim(referenceOf(ground, list), {
        ...{ index, amount, recipient: new PublicKey(recipient), path: tree.path(index) },
      }),
    )
    const feePayer = new PublicKey(ground.payer.publicKey)
    const { message } = await compileTransaction(ground.connection, { feePayer, instructions })
    await send(
      ground.connection,
      withSignatures(message, { [ground.payer.publicKey]: await ground.payer.sign(message) }),
    )
    await payOut({ ...ground, payer: nobody }, paid.roundId, {
      pay: (...all) => payer.pay(...all).catch(() => undefined),
    })
    await expectPaid(world, paid)
  })
})

/** A key without money: what it sends never arrives. */
const nobody = signerOf(Keypair.generate().secretKey)

describe('a confirmed round waits, and says for what', () => {
  test('for a key that is not held here', async ({ world }) => {
    const { ground } = world
    const { roundId } = await round(world, 1)
    const noticed = async (keys: Partial<PayGround>) => {
      await new Payer().pay({ ...ground, ...keys }, (await listOf(ground, roundId))!, LATER)
      return (await roundById(ground.db, { roundId, staff: false, now: LATER })).lists[0]!.notice
    }
    expect(await noticed({ guardian: null })).toContain('guardian’s signature')
    expect(await noticed({ operator: null })).toContain('treasury’s signature')
    expect(await noticed({ guardian: nobody })).toContain('guardian’s signature')
    expect(await noticed({}), 'nothing is in the way').toBeNull()
  })

  test('for a chain that would refuse a share, which is asked ever more seldom', async ({ world }) => {
    const [{ ground }, { roundId }, payer] = [world, await round(world, 2), new Payer()]
    using asked = vi.spyOn(ground.connection, 'simulateTransaction')
    const askedAt = async (seconds: number) => {
      asked.mockClear()
      await payer.pay({ ...ground, payer: nobody }, (await listOf(ground, roundId))!, after(LATER, 1_000 * seconds))
      return asked.mock.calls.length
    }
    await vi.waitUntil(() => final(ground).then(async () => (await askedAt(0)) === 3), PATIENCE)
    expect([await askedAt(9), await askedAt(10), await askedAt(29), await askedAt(30)]).toEqual([0, 3, 0, 3])
    expect((await listOf(ground, roundId))?.notice).toContain('2 shares cannot be paid for now')
  })

  test('for a wallet that does not exist, where a share is smaller than what the chain takes for a new one', async ({
    world,
    chain,
  }) => {
    const { ground, poster } = world
    const recipients = [someWallet(), someWallet()] as const
    const fundOnChain = (address: string) => chain.rpc('flotilla_fund', [{ address, lamports: `${RENT}` }])
    await fundOnChain(recipients[0])
    const roundId = await confirmedRound(ground.db, { recipients, pool: '0.00000101', poster })
    const payer = new Payer()
    const held = (wallet: string) => ground.connection.getBalance(new PublicKey(wallet), 'finalized')
    await vi.waitUntil(async () => {
      await final(ground)
      await payer.pay(ground, (await listOf(ground, roundId))!, LATER)
      return (await held(recipients[0])) === Number(RENT) + 505
    }, PATIENCE)
    expect(await held(recipients[1])).toBe(0)
    await payer.pay(ground, (await listOf(ground, roundId))!, LATER)
    expect((await listOf(ground, roundId))?.notice).toContain('One share is smaller')
    await fundOnChain(recipients[1])
    await payOut(ground, roundId, payer)
    expect(await held(recipients[1])).toBe(Number(RENT) + 505)
  })

  test('for a treasury that holds enough', async ({ world }) => {
    const { ground, poster } = world
    const poor = Keypair.generate()
    const operator = poor.publicKey.toBase58()
    const waiting = await round({ ground, poster: { ...poster, operator } }, 1)
    const list = (await listOf(ground, waiting.roundId))!
    await new Payer().pay({ ...ground, operator: signerOf(poor.secretKey) }, list, LATER)
    expect((await listOf(ground, waiting.roundId))?.notice).toContain('cannot be posted yet')
  })
})

test('what nobody claims in time goes to the pool, on the chain and in the books', async ({ world, chain }) => {
  const { ground, poster } = world
  const left = await round(world, 2)
  const payer = new Payer()
  await vi.waitUntil(async () => {
    await final(ground)
    const list = (await listOf(ground, left.roundId))!
    await payer.pay({ ...ground, payer: nobody }, list, LATER).catch(() => undefined)
    return (await listOf(ground, left.roundId))?.state === 'posted'
  }, PATIENCE)
  await chain.rpc('flotilla_timeTravel', [{ seconds: 181 * 86_400 }])
  await payOut(ground, left.roundId)
  const found = await roundById(ground.db, { roundId: left.roundId, staff: false, now: LATER })
  expect(found.payouts.map(({ state }) => state)).toEqual(['lapsed', 'lapsed'])
  expect(await balanceOf(ground.db, accounts.list(found.lists[0]!.address), NATIVE_ASSET)).toBe(0n)
  expect(found.lists[0]!.pool).toBe(poster.operator)
  for (const recipient of left.recipients)
    expect(await ground.connection.getBalance(new PublicKey(recipient), 'finalized')).toBe(0)
})

test('a list that is wholly paid is closed 30 days after its claims end, and its rent goes back to the treasury', async ({
  world,
  chain,
}) => {
  const treasury = Keypair.generate()
  const operator = treasury.publicKey.toBase58()
  await chain.rpc('flotilla_fund', [{ address: operator, lamports: (100n * KOII).toString() }])
  const ground = { ...world.ground, operator: signerOf(treasury.secretKey) }
  const { connection } = ground
  const paid = await round({ ground, poster: { ...world.poster, operator } }, 2)
  await payOut(ground, paid.roundId)
  const list = (await roundById(ground.db, { roundId: paid.roundId, staff: false, now: LATER })).lists[0]!
  const held = async () => BigInt(await connection.getBalance(treasury.publicKey, 'confirmed'))
  const isClosed = async () =>
    isTombstone((await connection.getAccountInfo(new PublicKey(list.address), 'confirmed'))!.data)

  await chain.rpc('flotilla_timeTravel', [{ seconds: 209 * 86_400 }])
  await closeLists(ground)
  expect(await isClosed(), 'the books may still be written from it').toBe(false)

  const before = await held()
  await chain.rpc('flotilla_timeTravel', [{ seconds: 86_400 }])
  await closeLists(ground)
  await vi.waitUntil(isClosed, PATIENCE)
  const [rent, tombstone] = await Promise.all(
    [distributionSize(2), 8].map(async (bytes) => BigInt(await connection.getMinimumBalanceForRentExemption(bytes))),
  )
  expect((await held()) - before).toBe(rent! - tombstone! + RENT)
  expect(await stillOpen(connection, programId, [list.address]), 'nothing is left to close').toEqual(new Set())
})

test('a round over 8,200 operators takes two lists, is claimed by sample, and the books say what the chain says', {
  timeout: 120_000,
}, async ({ world }) => {
  const { ground, poster } = world
  await lastingLists(ground.db)
  const dice = new Dice(8_200)
  const wallets = await operators(ground.db, { count: 8_200, compared: 250, at: after(LATER, -2 * DAY), dice })
  const round = await operatorsRound(ground.db, wallets, poster)
  await approve(round, poster)
  const { roundId } = round
  await post(ground, roundId, LATER)

  expect(await heldRecipients(ground.db, wallets, LATER)).toEqual(new Set())
  const compared = await ground.db.screeningRun.findMany({ where: { cause: 'payout' } })
  expect(new Set(compared.map(({ state }) => state))).toEqual(new Set(['no_hit']))
  expect(compared, 'everybody whom we know, once').toHaveLength(250)

  const samples = await sampleOf(ground, roundId, 12, dice)
  expect(samples.map(({ list }) => list.lines.length)).toEqual([8_192, 8])
  const { refused, paid } = await claimSample(ground, samples)
  expect(refused.filter((name) => name === 'AlreadyClaimed')).toHaveLength(paid)
  expect(new Set(refused)).toEqual(new Set(['WrongProof', 'AlreadyClaimed']))
  await new Payer({ mostClaims: 4 }).turn(ground, LATER)
  await settleBooks(ground, roundId, paid + 6, LATER)
})
