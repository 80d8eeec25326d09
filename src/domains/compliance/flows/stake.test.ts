import { randomUUID } from 'node:crypto'
import { Keypair, SystemProgram, Transaction, type TransactionInstruction } from '@solana/web3.js'
import bs58 from 'bs58'
import { beforeEach, describe, expect, vi } from 'vitest'
import { koiiTaskAccount, kplTaskAccount, LOCAL_TASKS, putTask, stakeInstruction } from '@/chain/k2-tasks/local-tasks'
import { KOII_TASK_PROGRAM_ID, KPL_TASK_PROGRAM_ID } from '@/chain/k2-tasks/tasks'
import { createPerson } from '@/domains/identity/actions/people'
import { addWallet, unlinkWallet } from '@/domains/identity/actions/wallets'
import { showProfile } from '@/domains/reputation/actions'
import { profileOf } from '@/domains/reputation/queries'
import { DAY, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { finalise, type LocalChain, test as onChain } from '@/test/chain'
import { checkOperators } from '../jobs'
import { operatorProofsOf, operatorStatusOf, walletStatusOf } from '../queries'
import { proveStake } from './stake'

const now = new Date('2026-05-01T12:00:00Z')
const KOII = 10n ** 9n
const FINAL = { timeout: 20_000, interval: 50 }
const mint = Keypair.generate().publicKey
/** A task that nobody listed. */
const unlisted = Keypair.generate().publicKey.toBase58()

/** The private chain with the stand-in for K2's task programs at both addresses. */
const test = onChain.extend('k2', { scope: 'file' }, async ({ chain }) => {
  for (const programId of [KOII_TASK_PROGRAM_ID, KPL_TASK_PROGRAM_ID])
    await chain.rpc('flotilla_deploy', [{ programId: programId.toBase58(), soPath: 'programs/tasks/tasks.so' }])
  return chain
})
beforeEach(() => {
  process.env.OPERATOR_TASKS = `${LOCAL_TASKS.koii},${LOCAL_TASKS.kpl}`
})

/** A member with a funded wallet. */
async function member(db: Db, chain: LocalChain) {
  const keypair = Keypair.generate()
  const wallet = keypair.publicKey.toBase58()
  await chain.rpc('flotilla_fund', [{ address: wallet, lamports: (100n * KOII).toString() }])
  const personId = await db.$transaction(async (tx) => {
    const { id } = await createPerson(tx, { displayName: 'Somebody', email: `${randomUUID()}@example.org`, now })
    await addWallet(tx, { address: wallet, personId: id, now })
    return id
  })
  return { keypair, wallet, viewer: { personId, wallets: [wallet] } }
}
type Member = Awaited<ReturnType<typeof member>>

/** Sends a transaction that the first signer pays for, and waits until it is final; returns its signature. */
async function sent({ connection, rpc }: LocalChain, instructions: TransactionInstruction[], signers: Keypair[]) {
  const { blockhash } = await connection.getLatestBlockhash()
  const transaction = new Transaction({ feePayer: signers[0]!.publicKey, recentBlockhash: blockhash })
  transaction.add(...instructions).sign(...signers)
  const signature = await connection.sendRawTransaction(transaction.serialize(), { skipPreflight: true })
  await vi.waitFor(async () => {
    await finalise({ rpc })
    const { value } = await connection.getSignatureStatus(signature)
    expect(value?.confirmationStatus).toBe('finalized')
  }, FINAL)
  return signature
}

const putKoii = (chain: LocalChain, stakes: [Keypair, bigint][], task: string = LOCAL_TASKS.koii) => {
  const list = new Map(stakes.map(([key, stake]) => [key.publicKey.toBase58(), stake]))
  return putTask(chain.rpcUrl, task, koiiTaskAccount({ name: 'Bonus', minimumStake: 10n * KOII, stakes: list }))
}
const stakeOf = (key: Keypair, task: string = LOCAL_TASKS.koii) =>
  stakeInstruction(task, { stakingKey: key.publicKey, amount: 10n * KOII })
const prove = (db: Db, { viewer, wallet }: Member, signature: string | null = null, at = now) =>
  proveStake({ db, viewer, now: at }, { wallet, signature })

describe('a wallet that paid for a stake', () => {
  test('is its node’s operator, in a KOII task and in a KPL task, with the slot of the reading', async ({ db, k2 }) => {
    const [ann, bob] = [await member(db, k2), await member(db, k2)]
    const [koii, kpl] = [Keypair.generate(), Keypair.generate()]
    await putKoii(k2, [[koii, 10n * KOII]])
    const stakes = new Map([[kpl.publicKey.toBase58(), 5n]])
    const relay = { name: 'Relay', minimumStake: 5n, stakes, mint: mint.toBase58() }
    await putTask(k2.rpcUrl, LOCAL_TASKS.kpl, kplTaskAccount(relay))
    const other = stakeInstruction(LOCAL_TASKS.kpl, { stakingKey: kpl.publicKey, amount: 5n, mint })
    const [signature] = await Promise.all([
      sent(k2, [other], [bob.keypair, kpl]),
      sent(k2, [stakeOf(koii)], [ann.keypair, koii]),
    ])
    expect(await prove(db, ann)).toEqual({ task: 'Bonus' })
    expect(await prove(db, bob, signature)).toEqual({ task: 'Relay' })
    const [proof] = await operatorProofsOf(db, ann.viewer.personId)
    expect(proof).toMatchObject({ stakingKey: koii.publicKey.toBase58(), wallet: ann.wallet, stake: 10n * KOII })
    expect(proof!.slot).toBeGreaterThan(0n)
    expect(await operatorStatusOf(db, bob.viewer.personId, now)).toMatchObject({
      verified: true,
      task: LOCAL_TASKS.kpl,
    })
  })

  test('is not who sent dust to the staking key and is its newest fee payer', async ({ db, k2 }) => {
    const [ann, eve] = [await member(db, k2), await member(db, k2)]
    const staking = Keypair.generate()
    await putKoii(k2, [[staking, 10n * KOII]])
    const real = await sent(k2, [stakeOf(staking)], [ann.keypair, staking])
    const dust = SystemProgram.transfer({
      fromPubkey: eve.keypair.publicKey,
      toPubkey: staking.publicKey,
      lamports: 1_000_000,
    })
    const spoof = await sent(k2, [dust], [eve.keypair])
    const [newest] = await k2.connection.getSignaturesForAddress(staking.publicKey, { limit: 1 }, 'finalized')
    expect(newest!.signature).toBe(spoof)

    const refused = (signature: string | null) => prove(db, eve, signature).catch(({ code }: { code: string }) => code)
    expect(await refused(null)).toBe('compliance.noStakeFound')
    expect(await refused(spoof)).toBe('compliance.noStakeIn')
    expect(await refused(real)).toBe('compliance.noStakeIn')
    expect(await operatorProofsOf(db, eve.viewer.personId)).toEqual([])
    expect(await prove(db, ann)).toEqual({ task: 'Bonus' })
  })

  test('is not who wrote the staking key into a stake that it never signed, or staked where nothing is listed', async ({
    db,
    k2,
  }) => {
    const eve = await member(db, k2)
    const [victim, own] = [Keypair.generate(), Keypair.generate()]
    await putKoii(k2, [[victim, 10n * KOII]])
    await putKoii(k2, [[own, 10n * KOII]], unlisted)
    const unsigned = stakeOf(victim)
    unsigned.keys[1]!.isSigner = false
    const foreign = stakeOf(victim)
    foreign.keys[1]!.isSigner = false
    foreign.programId = SystemProgram.programId
    const tries = await Promise.all([
      sent(k2, [unsigned], [eve.keypair]),
      sent(k2, [foreign], [eve.keypair]),
      sent(k2, [stakeOf(own, unlisted)], [eve.keypair, own]),
      sent(k2, [stakeOf(own)], [eve.keypair, own]),
      bs58.encode(new Uint8Array(64).fill(7)),
    ])
    for (const signature of tries)
      await expect(prove(db, eve, signature)).rejects.toMatchObject({ code: 'compliance.noStakeIn' })
    await expect(prove(db, eve)).rejects.toMatchObject({ code: 'compliance.noStakeFound', field: 'wallet' })
  })

  test('must be the caller’s own, and its key nobody else’s', async ({ db, k2 }) => {
    const [ann, eve] = [await member(db, k2), await member(db, k2)]
    const staking = Keypair.generate()
    await putKoii(k2, [[staking, 10n * KOII]])
    await sent(k2, [stakeOf(staking)], [ann.keypair, staking])
    const notHers = { code: 'compliance.notYourWallet', field: 'wallet' }
    await expect(prove(db, { ...eve, wallet: ann.wallet })).rejects.toMatchObject(notHers)
    const stale = { personId: eve.viewer.personId, wallets: [ann.wallet] }
    await expect(prove(db, { ...ann, viewer: stale })).rejects.toMatchObject(notHers)
    const task = { task: LOCAL_TASKS.koii, stake: 1, checkedSlot: 1n, provenAt: now, checkedAt: now }
    const key = { stakingKey: staking.publicKey.toBase58(), ...task }
    await db.operatorProof.create({ data: { personId: randomUUID(), ...key } })
    await expect(prove(db, ann)).rejects.toMatchObject({ code: 'compliance.keyTaken' })
  })

  test('is read again every day: each day counts once while it is shown, and unlinking it ends the status', async ({
    db,
    k2,
  }) => {
    const ann = await member(db, k2)
    const { personId } = ann.viewer
    const [one, two] = [Keypair.generate(), Keypair.generate()]
    await putKoii(k2, [
      [one, 10n * KOII],
      [two, 20n * KOII],
    ])
    await expect(walletStatusOf(db, ann.wallet, now)).rejects.toMatchObject({ code: 'reputation.noProfile' })
    const [first, second] = await Promise.all([one, two].map((key) => sent(k2, [stakeOf(key)], [ann.keypair, key])))
    await prove(db, ann, first)
    expect(await db.reputationEvent.count({ where: { subject: ann.wallet } })).toBe(0)
    await db.$transaction((tx) => showProfile(tx, { wallet: ann.wallet, personId, now }))
    await prove(db, ann, second)

    const record = async () => (await profileOf(db, ann.wallet, plus(now, 9 * DAY))).events.map(({ kind }) => kind)
    expect(await record()).toEqual(['stake.kept'])
    await checkOperators(db, plus(now, DAY))
    expect(await record()).toEqual(['stake.kept', 'stake.kept'])
    await putKoii(k2, [[two, 20n * KOII]])
    await checkOperators(db, plus(now, 2 * DAY))
    expect(await record()).toEqual(['stake.kept', 'stake.kept', 'stake.kept'])
    await putKoii(k2, [])
    for (const day of [3, 4]) await checkOperators(db, plus(now, day * DAY))
    expect(await record()).toEqual(['stake.broken', 'stake.kept', 'stake.kept', 'stake.kept'])
    expect(await walletStatusOf(db, ann.wallet, plus(now, 4 * DAY))).toMatchObject({ verified: false, task: null })

    await putKoii(k2, [[two, 20n * KOII]])
    await checkOperators(db, plus(now, 5 * DAY))
    const status = await walletStatusOf(db, ann.wallet, plus(now, 5 * DAY))
    expect(status).toMatchObject({ verified: true, task: LOCAL_TASKS.koii, checkedAt: plus(now, 5 * DAY) })
    expect(JSON.stringify({ ...status, slot: null })).not.toContain(two.publicKey.toBase58())
    await db.$transaction((tx) => unlinkWallet(tx, { address: ann.wallet, personId, now }))
    await checkOperators(db, plus(now, 6 * DAY))
    expect(await operatorStatusOf(db, personId, plus(now, 6 * DAY))).toMatchObject({ verified: false })
    await expect(walletStatusOf(db, ann.wallet, now)).rejects.toMatchObject({ code: 'reputation.noProfile' })
  })
})
