import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { Keypair } from '@solana/web3.js'
import bs58 from 'bs58'
import { describe, expect } from 'vitest'
import { koiiTaskAccount, kplTaskAccount, LOCAL_TASKS, localMint, putTask } from '@/chain/k2-tasks/local-tasks'
import { addWallet } from '@/domains/identity/actions/wallets'
import { DAY, MINUTE, after as plus } from '@/kit/time'
import type { Db } from '@/server/db'
import { type LocalChain, test } from '@/test/chain'
import { forgetOperatorKey, issueChallenge } from './actions/operators'
import { listedTasks, operatorTasks, proveOperator } from './flows'
import { checkOperators } from './jobs'
import { operatorProofsOf, operatorStatusOf } from './queries'

const now = new Date('2026-05-01T12:00:00Z')
const KOII = 10n ** 9n
const koiiTask = Keypair.generate().publicKey.toBase58()
const kplTask = Keypair.generate().publicKey.toBase58()
const mint = Keypair.generate().publicKey.toBase58()

type StakingKey = { address: string; privateKey: KeyObject }
function stakingKey(): StakingKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return { address: bs58.encode(Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url')), privateKey }
}
const signed = (text: string, key: StakingKey) => sign(null, Buffer.from(text), key.privateKey)

const putKoii = (chain: LocalChain, stakes: [StakingKey, bigint][]) =>
  putTask(
    chain.rpcUrl,
    koiiTask,
    koiiTaskAccount({
      name: 'Bonus',
      minimumStake: 10n * KOII,
      stakes: new Map(stakes.map(([key, stake]) => [key.address, stake])),
    }),
  )

const challenge = (db: Db, personId: string, at = now) =>
  db.$transaction((tx) => issueChallenge(tx, { personId, site: 'http://localhost:3000', network: 'local', now: at }))

/** The whole way of a member with a key: take a text, sign it, send the signature. */
async function prove(db: Db, personId: string, key: StakingKey, by: StakingKey = key) {
  const { id, text } = await challenge(db, personId)
  const answer = { challengeId: id, stakingKey: key.address, signature: bs58.encode(signed(text, by)) }
  return proveOperator({ db, personId, now }, answer)
}

test('the local chain lists its own tasks; another network lists what is configured and nothing else', async () => {
  process.env.OPERATOR_TASKS = ''
  expect(operatorTasks()).toEqual([LOCAL_TASKS.koii, LOCAL_TASKS.kpl])
  process.env.FLOTILLA_NETWORK = 'k2-testnet'
  expect(operatorTasks()).toEqual([])
  expect(await listedTasks()).toEqual([])
  process.env.OPERATOR_TASKS = ' a, b,'
  expect(operatorTasks()).toEqual(['a', 'b'])
  process.env.FLOTILLA_NETWORK = 'local'
})

describe('a node operator', () => {
  test('is who signs with a key that has the minimum stake in a listed task', async ({ db, chain }) => {
    process.env.OPERATOR_TASKS = `${koiiTask},${kplTask}`
    const [koii, kpl, poor] = [stakingKey(), stakingKey(), stakingKey()]
    await putKoii(chain, [
      [koii, 10n * KOII],
      [poor, 10n * KOII - 1n],
    ])
    const stakes = new Map([[kpl.address, 2n ** 63n]])
    await putTask(chain.rpcUrl, kplTask, kplTaskAccount({ name: 'Free Fire', minimumStake: 1n, stakes, mint }))
    const shown = [
      { id: koiiTask, name: 'Bonus', minimumStake: 10n * KOII, mint: null, asset: { symbol: 'KOII', decimals: 9 } },
      { id: kplTask, name: 'Free Fire', minimumStake: 1n, mint },
    ]
    expect(await listedTasks()).toMatchObject([shown[0], { ...shown[1], asset: null }])
    await putTask(chain.rpcUrl, mint, localMint(6))
    expect(await listedTasks()).toMatchObject([
      shown[0],
      { ...shown[1], asset: { symbol: mint.slice(0, 4), decimals: 6 } },
    ])
    Object.assign(process.env, { PAYMENT_MINTS: `x, ${mint}`, PAYMENT_SYMBOLS: 'X1, FIRE' })
    expect(await listedTasks()).toMatchObject([shown[0], { ...shown[1], asset: { symbol: 'FIRE', decimals: 6, mint } }])
    for (const name of ['PAYMENT_MINTS', 'PAYMENT_SYMBOLS']) delete process.env[name]

    const [ann, bob, eve] = [randomUUID(), randomUUID(), randomUUID()]
    expect(await prove(db, ann, koii)).toEqual({ task: 'Bonus' })
    expect(await prove(db, bob, kpl)).toEqual({ task: 'Free Fire' })
    expect(await operatorStatusOf(db, ann, now)).toEqual({ verified: true, task: koiiTask, until: plus(now, 2 * DAY) })
    expect(await operatorProofsOf(db, bob)).toMatchObject([{ task: kplTask, stake: 2n ** 63n, lostAt: null }])

    await expect(prove(db, eve, poor)).rejects.toMatchObject({ code: 'compliance.notStaked' })
    await expect(prove(db, eve, stakingKey())).rejects.toMatchObject({ code: 'compliance.notStaked' })
    await expect(prove(db, eve, koii)).rejects.toMatchObject({ code: 'compliance.keyTaken' })
    expect(await operatorStatusOf(db, eve, now)).toEqual({ verified: false, task: null, until: null })
  })

  test('is nobody who names a key that another signed for', async ({ db, chain }) => {
    const victim = stakingKey()
    await putKoii(chain, [[victim, 10n * KOII]])
    await expect(prove(db, randomUUID(), victim, stakingKey())).rejects.toMatchObject({
      code: 'compliance.badSignature',
    })
  })

  test('names the wallet that the key speaks for, which must be the member’s own', async ({ db, chain }) => {
    const key = stakingKey()
    const [ann, eve] = [randomUUID(), randomUUID()]
    await putKoii(chain, [[key, 10n * KOII]])
    const wallet = Keypair.generate().publicKey.toBase58()
    await db.person.create({ data: { id: ann, displayName: 'Ann', createdAt: now } })
    await db.$transaction((tx) => addWallet(tx, { address: wallet, personId: ann, now }))
    const about = { wallet, site: 'http://localhost:3000', network: 'local', now }
    const issue = (personId: string) => db.$transaction((tx) => issueChallenge(tx, { ...about, personId }))
    await expect(issue(eve)).rejects.toMatchObject({ code: 'compliance.notYourWallet' })
    const { id, text } = await issue(ann)
    expect(text).toContain(`\nWallet: ${wallet}\n`)
    const answer = { challengeId: id, stakingKey: key.address, signature: bs58.encode(signed(text, key)) }
    const other = text.replace(wallet, Keypair.generate().publicKey.toBase58())
    const bent = { ...answer, signature: bs58.encode(signed(other, key)) }
    await expect(proveOperator({ db, personId: ann, now }, bent)).rejects.toMatchObject({
      code: 'compliance.badSignature',
    })
    await proveOperator({ db, personId: ann, now }, answer)
    expect(await operatorProofsOf(db, ann)).toMatchObject([{ wallet, task: koiiTask, lostAt: null }])
  })

  test('cannot use a text twice, too late, or one that was made for somebody else', async ({ db, chain }) => {
    const key = stakingKey()
    await putKoii(chain, [[key, 10n * KOII]])
    const [ann, eve] = [randomUUID(), randomUUID()]
    const { id, text } = await challenge(db, ann)
    const answer = { challengeId: id, stakingKey: key.address, signature: signed(text, key).toString('hex') }
    const gone = { code: 'compliance.challengeGone' }
    await expect(proveOperator({ db, personId: eve, now }, answer)).rejects.toMatchObject(gone)
    await expect(proveOperator({ db, personId: ann, now: plus(now, 30 * MINUTE) }, answer)).rejects.toMatchObject(gone)
    const twice = await Promise.allSettled([1, 2].map(() => proveOperator({ db, personId: ann, now }, answer)))
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(proveOperator({ db, personId: ann, now }, answer)).rejects.toMatchObject(gone)
  })

  test('loses the status when the stake goes and regains it when the stake returns', async ({ db, chain }) => {
    const key = stakingKey()
    const ann = randomUUID()
    await putKoii(chain, [[key, 10n * KOII]])
    await prove(db, ann, key)
    await putKoii(chain, [])
    expect(await checkOperators(db, plus(now, DAY - 1))).toBe(0)
    await checkOperators(db, plus(now, DAY))
    expect(await operatorStatusOf(db, ann, plus(now, DAY))).toMatchObject({ verified: false })
    await putKoii(chain, [[key, 20n * KOII]])
    await checkOperators(db, plus(now, 2 * DAY))
    expect(await operatorStatusOf(db, ann, plus(now, 2 * DAY))).toMatchObject({ verified: true, task: koiiTask })
    const acts = await db.logEntry.findMany({
      where: { subjects: { has: `person:${ann}` } },
      orderBy: { serial: 'asc' },
    })
    expect(acts.map(({ type }) => type.split('.')[1])).toEqual(['operatorProven', 'operatorLost', 'operatorRegained'])
    for (const { body } of acts) expect(body).not.toContain(key.address)
  })

  test('keeps the status for two days when the task cannot be read, and no longer', async ({ db, chain }) => {
    const key = stakingKey()
    const ann = randomUUID()
    await putKoii(chain, [[key, 10n * KOII]])
    await prove(db, ann, key)
    const broken = koiiTaskAccount({ name: 'Bonus', minimumStake: 1n, stakes: new Map() })
    broken.data.fill(1, 0, 20)
    await putTask(chain.rpcUrl, koiiTask, broken)
    await checkOperators(db, plus(now, DAY))
    expect(await operatorStatusOf(db, ann, plus(now, 2 * DAY - 1))).toMatchObject({ verified: true })
    expect(await operatorStatusOf(db, ann, plus(now, 2 * DAY))).toMatchObject({ verified: false })
  })

  test('may take a key back, after which somebody else may prove it', async ({ db, chain }) => {
    const key = stakingKey()
    const [ann, bob] = [randomUUID(), randomUUID()]
    await putKoii(chain, [[key, 10n * KOII]])
    await prove(db, ann, key)
    const [proof] = await operatorProofsOf(db, ann)
    const forget = (personId: string) =>
      db.$transaction((tx) => forgetOperatorKey(tx, { personId, proofId: proof!.id, now }))
    await expect(forget(bob)).rejects.toMatchObject({ code: 'compliance.noProof' })
    await forget(ann)
    await prove(db, bob, key)
  })

  test('is told that the chain is away, and may send the same signature later', async ({ db, chain }) => {
    const key = stakingKey()
    const ann = randomUUID()
    await putKoii(chain, [[key, 10n * KOII]])
    const { id, text } = await challenge(db, ann)
    const answer = { challengeId: id, stakingKey: key.address, signature: bs58.encode(signed(text, key)) }
    const url = process.env.RPC_URL
    process.env.RPC_URL = 'http://127.0.0.1:1'
    await expect(proveOperator({ db, personId: ann, now }, answer)).rejects.toMatchObject({
      code: 'compliance.chainAway',
    })
    expect(await listedTasks()).toBeNull()
    process.env.RPC_URL = url
    expect(await proveOperator({ db, personId: ann, now }, answer)).toEqual({ task: 'Bonus' })
  })
})
