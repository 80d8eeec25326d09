import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { PublicKey } from '@solana/web3.js'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readSigner } from '@/server/signers'
import { startChain } from '@/test/chain'
import { flotilla, run } from '@/test/command'
import { COIN } from '@/test/raise-world'
import { changeProgram } from '@/test/tampered-program'
import { prepareChain, startMeanNode, type Transplanted, TWO_TRANCHES, transplant } from '@/test/transplant'
import { act, tranche } from './act'
import { main as keys } from './keys'
import { main as raise } from './raise'

// A node and nothing else: no database, no worker, no site.
vi.setConfig({ testTimeout: 120_000 })

const folder = mkdtempSync(path.join(tmpdir(), 'flotilla-act-'))
const key = path.join(folder, 'payer.json')
let chain: Awaited<ReturnType<typeof startChain>>

beforeAll(async () => {
  for (const name of ['DATABASE_URL', 'RPC_URL']) delete process.env[name]
  chain = await startChain()
  await prepareChain(chain)
  await run(keys, ['new', 'crank', '--to', key])
  await chain.rpc('flotilla_fund', [{ address: readSigner(key).publicKey, lamports: '1000000000' }])
}, 60_000)
afterAll(async () => {
  await chain.stop()
  rmSync(folder, { recursive: true })
})

type Verb = 'settle' | 'refund' | 'claim' | 'unwind'

/** Runs a verb for a raise, paid by the test's key. */
const send = (verb: Verb | 'release' | 'expire', { address }: Transplanted, ...more: string[]) => {
  const args = [address.toBase58(), '--rpc', chain.rpcUrl, '--key', key, ...more]
  return verb === 'release' || verb === 'expire' ? run(tranche, [verb, ...args]) : run(act(verb, verb), args)
}

const done = { code: 0, err: '' }
const all = <T>(people: readonly { publicKey: PublicKey }[], ask: (owner: PublicKey) => Promise<T>) =>
  Promise.all(people.map(({ publicKey }) => ask(publicKey)))

test.each(['native', 'mint'] as const)('a failed raise is settled and refunded to the unit (%s)', async (payment) => {
  const amounts = Array.from({ length: 9 }, (_, index) => BigInt(index + 1) * COIN + BigInt(index))
  const failed = await transplant(chain, payment, amounts)
  const before = await all(failed.investors, failed.payments)
  const kept = await Promise.all(failed.investors.map((one) => failed.lamports(failed.position(one))))

  const early = await send('refund', failed)
  expect(early).toMatchObject({
    ...done,
    out: expect.stringContaining('Nothing to refund now. Over, and below its minimum'),
  })
  expect(await send('settle', failed)).toMatchObject({ ...done, out: expect.stringContaining('done: settle') })

  const dry = await send('refund', failed, '--dry-run')
  expect(dry.out.match(/would refund/g)).toHaveLength(9)
  const one = failed.investors[0]!.publicKey.toBase58()
  const single = await send('refund', failed, '--owner', one)
  expect(single.out.match(/done: refund/g)).toHaveLength(1)
  expect(single.out).toContain(`done: refund ${one}: `)

  // Two at once: neither reports an error, and nobody is paid twice.
  const both = await Promise.all([send('refund', failed), send('refund', failed)])
  for (const ran of both) expect(ran).toMatchObject(done)
  expect(await send('refund', failed)).toMatchObject({
    ...done,
    out: expect.stringContaining('Nothing to refund now.'),
  })
  const after = await all(failed.investors, failed.payments)
  const emptied = await run(raise, [failed.address.toBase58(), '--rpc', chain.rpcUrl, '--json'])
  expect(JSON.parse(emptied.out)).toMatchObject({ paymentVault: '0', positions: [], raise: { state: 'Failed' } })
  const deposit = (index: number) => (payment === 'native' ? kept[index]! : 0n)
  expect(after).toEqual(before.map((held, index) => held + amounts[index]! + deposit(index)))
})

test('a succeeded raise is settled, released and claimed, the excess with the tokens', async () => {
  const amounts = [900n * COIN, 600n * COIN, 500n * COIN + 7n]
  const raised = await transplant(chain, 'mint', amounts)
  const { world, investors } = raised
  const show = () => run(raise, [raised.address.toBase58(), '--rpc', chain.rpcUrl])
  expect((await show()).out).toContain('100 %, paid if the raise succeeds, not before')
  expect(await send('settle', raised)).toMatchObject(done)
  const shown = await show()
  expect(shown.out).toContain('100 %, approved, not before')
  expect(shown).toMatchObject({ ...done, out: expect.stringContaining('is the committed code') })
  expect(shown.out).toContain('State      Succeeded. Tranches are released one by one')
  expect(await send('release', raised)).toMatchObject({
    ...done,
    out: expect.stringContaining('done: release tranche 1'),
  })
  expect(await send('claim', raised)).toMatchObject(done)
  const [cap, sum] = [world.terms.cap, 2_000n * COIN + 7n]
  const accepted = amounts.map((amount) => (amount * cap) / sum)
  expect(await all(investors, raised.payments)).toEqual(amounts.map((amount, index) => amount - accepted[index]!))
  expect(await all(investors, raised.saleTokens)).toEqual(
    accepted.map((units) => (units * world.terms.tokensAtCap) / cap),
  )
  const fee = ((cap - 3n) * 500n) / 10_000n
  expect(await raised.payments(world.issuer.publicKey)).toBe(cap - 3n - fee)
})

test('an expired tranche is unwound: money for what is not released, tokens for what is', async () => {
  const amounts = [100n * COIN, 250n * COIN + 1n]
  const unwound = await transplant(chain, 'native', amounts, TWO_TRANCHES)
  const { world, investors } = unwound
  for (const verb of ['settle', 'release', 'expire'] as const) expect(await send(verb, unwound)).toMatchObject(done)
  const before = await all(investors, unwound.payments)
  const dry = await send('unwind', unwound, '--dry-run', '--json')
  expect(JSON.parse(dry.out).due).toHaveLength(2)
  expect(await send('unwind', unwound)).toMatchObject(done)
  const total = 350n * COIN + 1n
  const back = total - (total * 6_000n) / 10_000n
  const after = await all(investors, unwound.payments)
  expect(after).toEqual(before.map((held, index) => held + (amounts[index]! * back) / total))
  expect(await send('claim', unwound)).toMatchObject(done)
  const bought = amounts.map((amount) => (amount * world.terms.tokensAtCap) / world.terms.cap)
  expect(await all(investors, unwound.saleTokens)).toEqual(bought.map((units) => (units * 6_000n) / 10_000n))
})

test('says in one sentence what cannot be done', async () => {
  const { address, world } = await transplant(chain, 'native', [COIN])
  const name = address.toBase58()
  const there = ['--rpc', chain.rpcUrl]
  const poor = path.join(folder, 'poor.json')
  await run(keys, ['new', 'crank', '--to', poor])
  expect(await run(act('settle', 'settle'), [name, ...there, '--key', poor])).toMatchObject({
    ...{ code: 1, err: expect.stringContaining('holds too little KOII for the fee') },
  })
  chmodSync(poor, 0o644)
  expect((await run(act('settle', 'settle'), [name, ...there, '--key', poor])).err).toContain('can be read by others')
  expect((await run(raise, [world.saleVault.toBase58(), ...there])).err).toContain('is no raise')
  expect((await run(raise, [world.cosigner.publicKey.toBase58(), ...there])).err).toContain('There is no account at')
  expect((await run(raise, ['nonsense', ...there])).err).toBe(
    'The raise: nonsense is no address. Write 32 bytes in base58.',
  )
  const refusalOf = async (...args: string[]) => (await run(act('refund', 'refund'), args)).err.split('\n')[0]
  expect(await refusalOf()).toBe('Name one raise, by its address.')
  expect(await refusalOf(name, ...there)).toMatch(/^Name with --key the file of a key that pays/)
  expect(await refusalOf(name, ...there, '--key', '/nowhere')).toBe('There is no key file at /nowhere.')
  expect(await refusalOf(name, ...there, '--kye', key)).toBe("Unknown option '--kye'.")
  expect(await refusalOf(name, '--rpc')).toBe("Option '--rpc <value>' argument missing.")
  const text = path.join(folder, 'text.json')
  writeFileSync(text, '{}', { mode: 0o600 })
  expect(await refusalOf(name, ...there, '--key', text)).toContain('is no key file')
  vi.stubEnv('FLOTILLA_NETWORK', 'local')
  expect((await run(raise, [name])).err).toBe('Name a node with --rpc URL, or set RPC_URL.')
  expect((await run(raise, [name, '--rpc', 'http://127.0.0.1:1'])).err).toContain(
    'The node at 127.0.0.1:1 does not answer',
  )
})

test('the command line itself needs no database', async () => {
  const { address } = await transplant(chain, 'native', [COIN])
  const env = { DATABASE_URL: '', RPC_URL: chain.rpcUrl }
  const shown = await flotilla(['raise', address.toBase58(), '--json'], undefined, env)
  expect(shown.code).toBe(0)
  expect(JSON.parse(shown.out)).toMatchObject({
    raise: { state: 'Open', committed: COIN.toString() },
    program: { published: true },
  })
})

test('a node that lists nothing still serves whoever names the owner', async () => {
  const failed = await transplant(chain, 'mint', [COIN, 2n * COIN])
  const node = await startMeanNode(chain)
  const there = [failed.address.toBase58(), '--rpc', node.url]
  expect((await run(raise, there)).err).toMatch(/^This node does not list positions .* Name the owner’s wallet/)
  const owner = failed.investors[1]!.publicKey
  const own = [...there, '--owner', owner.toBase58()]
  expect((await run(raise, own)).out).toContain(`${owner.toBase58()}  2 `)
  for (const verb of ['settle', 'refund'] as const)
    expect(await run(act(verb, verb), [...own, '--key', key])).toMatchObject(done)
  expect(await failed.payments(owner)).toBe(2n * COIN)
  node.stop()
})

test('a program with other code is shown as such, and called only by whoever insists', async () => {
  const failed = await transplant(chain, 'native', [COIN])
  await changeProgram(chain)
  const shown = await run(raise, [failed.address.toBase58(), '--rpc', chain.rpcUrl])
  expect(shown.out).toContain('is NOT the committed code')
  expect((await send('settle', failed)).err).toMatch(
    /^Nothing was sent: .* Such a program could take what the key holds/,
  )
  expect(await send('settle', failed, '--any-program')).toMatchObject({
    ...done,
    out: expect.stringContaining('done: settle'),
  })
})
