import { Keypair } from '@solana/web3.js'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { associatedTokenAddress } from '@/chain/raise/addresses'
import { signerOf } from '@/server/signers'
import { startChain } from '@/test/chain'
import { COIN } from '@/test/raise-world'
import { prepareChain, type Transplanted, transplant } from '@/test/transplant'
import { carryOut, type Ground } from './carry-out'
import { dueOf } from './due'
import { type Payer, signingPayer } from './payer'
import { readRaise } from './read'

vi.setConfig({ testTimeout: 60_000 })

let chain: Awaited<ReturnType<typeof startChain>>
beforeAll(async () => {
  chain = await startChain()
  await prepareChain(chain)
}, 60_000)
afterAll(() => chain.stop())

async function payer(): Promise<Payer> {
  const key = Keypair.generate()
  await chain.rpc('flotilla_fund', [{ address: key.publicKey.toBase58(), lamports: '1000000000' }])
  const { sign } = signerOf(key.secretKey)
  return signingPayer(chain.connection, { address: key.publicKey, sign })
}

/** What sends everything that is due for a raise now, whatever it is. */
async function ground({ address, world }: Transplanted, change: Partial<Pick<Ground, 'payer'>> = {}) {
  const look = async () => {
    const state = await readRaise(chain.connection, address)
    return { state, due: dueOf(state).filter(({ verb }) => verb === 'settle' || verb === 'refund') }
  }
  const { connection } = chain
  const { programId } = world.reference
  return { connection, programId, look, payer: await payer(), tell: () => undefined, ...change }
}

const results = (outcomes: Awaited<ReturnType<typeof carryOut>>) =>
  outcomes.map(({ due, result }) => `${due.verb} ${result}`).sort()

test('a transaction that expires on its way is made anew, and pays once', async () => {
  const failed = await transplant(chain, 'mint', [COIN, 2n * COIN])
  const real = await payer()
  let lost = 0
  const hand: Payer['hand'] = async (message) => {
    if (lost === 2) return real.hand(message)
    lost += 1
    // Signed and never seen by anybody, while its blockhash grows too old.
    await chain.rpc('flotilla_timeTravel', [{ seconds: 60 }])
    return { signature: `${'1'.repeat(63)}${lost}`, again: null }
  }
  const outcomes = await carryOut(await ground(failed, { payer: { ...real, hand } }))
  expect(lost).toBe(2)
  expect(results(outcomes)).toEqual(['refund sent', 'refund sent', 'settle sent'])
  expect(await Promise.all(failed.investors.map((one) => failed.payments(one.publicKey)))).toEqual([COIN, 2n * COIN])
})

test('what somebody else does between looking and sending is no error', async () => {
  const failed = await transplant(chain, 'mint', [COIN, 2n * COIN, 3n * COIN])
  const { look, ...rest } = await ground(failed)
  let turn = 0
  const outrun = async () => {
    const seen = await look()
    turn += 1
    // The worker was faster: it settles, and then refunds the first of those for whom a refund is due.
    if (turn <= 2) {
      const first = seen.due.slice(0, 1)
      const worker = await ground(failed)
      const left = [first, []]
      await carryOut({ ...worker, look: async () => ({ ...(await worker.look()), due: left.shift() ?? [] }) })
    }
    return seen
  }
  const outcomes = await carryOut({ ...rest, look: outrun })
  expect(results(outcomes)).toEqual(['refund elsewhere', 'refund sent', 'refund sent', 'settle elsewhere'])
  const paid = await Promise.all(failed.investors.map((one) => failed.payments(one.publicKey)))
  expect(paid).toEqual([COIN, 2n * COIN, 3n * COIN])
})

test('an owner who cannot be paid holds nobody up, and the reason is told', async () => {
  const failed = await transplant(chain, 'mint', [COIN, 2n * COIN, 3n * COIN])
  const { world, investors } = failed
  const at = associatedTokenAddress(investors[1]!.publicKey, world.paymentMint!)
  world.vm.setTokenAccount({ mint: world.paymentMint!, owner: investors[1]!.publicKey, amount: 0n, frozen: true })
  const { data, lamports, owner } = world.vm.account(at)!
  const account = { lamports: Number(lamports), data: Buffer.from(data).toString('base64'), owner: owner.toBase58() }
  await chain.rpc('flotilla_setAccount', [{ address: at.toBase58(), ...account }])
  const outcomes = await carryOut(await ground(failed))
  expect(results(outcomes)).toEqual(['refund failed', 'refund sent', 'refund sent', 'settle sent'])
  const stuck = outcomes.find(({ result }) => result === 'failed')
  expect(stuck).toMatchObject({
    due: { investor: investors[1]!.publicKey.toBase58() },
    reason: expect.stringContaining('frozen'),
  })
})
