import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { PublicKey } from '@solana/web3.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalChain, startChain } from '@/test/chain'
import { COIN, must, RaiseWorld } from '@/test/raise-world'
import { type Outcome, RAISE_PROGRAM_ID, Vm } from '@/test/vm'
import { type Reading, readProgram } from './follower'
import { RpcNode } from './node'
import { positionAddress } from './raise/addresses'
import { offsetOf, RAISE_FIELDS, RAISE_SIZE } from './raise/layout'
import { UntrustworthyNode } from './untrustworthy'

type Call = { method: string; params: { filters?: { dataSize?: number }[] }[] }
type Change = (call: Call, result: { context: { slot: number }; value: unknown[] }) => void | Promise<void>

/** A node that stands before the real one and changes its answers. */
async function lyingNode(rpcUrl: string, change: Change): Promise<{ node: RpcNode; stop: () => void }> {
  const server = http.createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const call = JSON.parse(Buffer.concat(parts).toString()) as Call
    const answer = await fetch(rpcUrl, { method: 'POST', body: JSON.stringify(call) })
    const body = (await answer.json()) as { result: { context: { slot: number }; value: unknown[] } }
    await change(call, body.result)
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { node: new RpcNode(`http://127.0.0.1:${port}`), stop: () => server.close() }
}

/** Whether positions are listed: alone, or with everything else. */
const isPositions = ({ method, params }: Call) =>
  method === 'getProgramAccounts' && !params[1]?.filters?.some(({ dataSize }) => dataSize === RAISE_SIZE)

describe('reading the program at finalized', () => {
  const world = new RaiseWorld('mint', {}, new Vm({ signatures: false }))
  const everything: Reading = { programId: RAISE_PROGRAM_ID, known: new Map(), isWanted: () => true }
  const raise = world.address.toBase58()
  let chain: LocalChain & { stop: () => Promise<void> }
  let truth: RpcNode

  /** Puts accounts of the VM onto the chain. */
  async function carry(addresses: readonly PublicKey[]): Promise<void> {
    for (const at of addresses) {
      const { lamports, data, owner } = world.vm.account(at)!
      const account = { address: at.toBase58(), lamports: Number(lamports), owner: owner.toBase58() }
      await chain.rpc('flotilla_setAccount', [{ ...account, data: Buffer.from(data).toString('base64') }])
    }
  }

  const positionOf = (investor: PublicKey) => positionAddress(RAISE_PROGRAM_ID, world.address, investor)
  const investors = Array.from({ length: 2 }, () => world.investor())

  beforeAll(async () => {
    chain = await startChain()
    truth = new RpcNode(chain.rpcUrl)
    must(world.create())
    world.deposit()
    must(world.open())
    world.vm.now = world.terms.opensAt
    for (const investor of investors) must(world.commit(investor, 200n * COIN))
    await carry([world.address, world.paymentVault, world.saleVault])
    await carry(investors.map(({ publicKey }) => positionOf(publicKey)))
  })
  afterAll(() => chain.stop())

  test('a raise comes with its positions and vaults; one that did not change does not come again', async () => {
    const { raises, closed, missing } = await readProgram(truth, everything)
    expect(raises).toMatchObject([{ address: raise, paymentVault: 400n * COIN, saleVault: world.terms.tokensAtCap }])
    expect(raises[0]!.positions.map(({ position }) => position.committed)).toEqual([200n * COIN, 200n * COIN])
    expect([closed, missing]).toEqual([[], []])
    const again = await readProgram(truth, { ...everything, known: new Map([[raise, raises[0]!.data]]) })
    expect(again.raises).toEqual([])
  })

  test('a raise that nobody wants is left out', async () => {
    const { raises } = await readProgram(truth, { ...everything, isWanted: () => false })
    expect(raises).toEqual([])
  })

  test('a known raise that the chain does not have is missing', async () => {
    const unknown = PublicKey.unique().toBase58()
    const { missing } = await readProgram(truth, { ...everything, known: new Map([[unknown, null]]) })
    expect(missing).toEqual([unknown])
  })

  test('a node that hides a position is not believed', async () => {
    const { node, stop } = await lyingNode(chain.rpcUrl, (call, result) => {
      if (isPositions(call)) result.value.pop()
    })
    await expect(readProgram(node, everything)).rejects.toThrow(UntrustworthyNode)
    stop()
  })

  test('a node that answers from the past is not believed', async () => {
    const { node, stop } = await lyingNode(chain.rpcUrl, (call, result) => {
      if (call.method === 'getProgramAccounts') result.context.slot -= 1_000
    })
    await expect(readProgram(node, everything)).rejects.toThrow(/answers for slot/)
    stop()
  })

  test('positions that lag behind their raise are not booked; once they fit they are', async () => {
    must(world.commit(investors[0]!, 50n * COIN))
    await carry([world.address, world.paymentVault])
    await expect(readProgram(truth, everything)).rejects.toThrow(/the node shows positions of/)
    await carry([positionOf(investors[0]!.publicKey)])
    const { raises } = await readProgram(truth, everything)
    expect(raises).toMatchObject([{ paymentVault: 450n * COIN }])
  })

  /** What is read while something happens after each list, and how many filters each list had. */
  async function readWhile(acts: (() => Outcome)[], reading = everything) {
    const lists: (number | undefined)[] = []
    const { node, stop } = await lyingNode(chain.rpcUrl, async ({ method, params }) => {
      if (method !== 'getProgramAccounts') return
      lists.push(params[1]?.filters?.length)
      must(acts.shift()!())
      await carry([world.address, world.paymentVault, ...investors.map(({ publicKey }) => positionOf(publicKey))])
    })
    const { raises } = await readProgram(node, reading)
    stop()
    return { lists, raises }
  }

  test('a raise with most of the positions is read in one list, with what its vault held then', async () => {
    const acts = [() => world.withdraw(investors[0]!, 100n * COIN), () => world.withdraw(investors[1]!, 20n * COIN)]
    const { lists, raises } = await readWhile(acts)
    expect(lists).toEqual([2, 0])
    expect(raises).toMatchObject([{ paymentVault: 350n * COIN, saleVault: world.terms.tokensAtCap }])
    expect(raises[0]!.positions.map(({ position }) => position.committed).sort()).toEqual([150n * COIN, 200n * COIN])
  })

  test('beside a larger one it is read alone, and in one list when it never stands still', async () => {
    const larger = Buffer.from(world.vm.account(world.address)!.data)
    larger.writeUInt32LE(1_000, offsetOf(RAISE_FIELDS, 'positionsOpen'))
    const account = { address: PublicKey.unique().toBase58(), lamports: 1_000_000, owner: RAISE_PROGRAM_ID.toBase58() }
    await chain.rpc('flotilla_setAccount', [{ ...account, data: larger.toString('base64') }])
    const alone: Reading = { ...everything, isWanted: ({ positionsOpen }) => positionsOpen < 1_000 }
    const more = () => world.commit(investors[1]!, 10n * COIN)
    const restless = await readWhile(
      Array.from({ length: 7 }, () => more),
      alone,
    )
    expect(restless.lists).toEqual([2, 3, 3, 3, 3, 3, 0])
    expect(restless.raises).toMatchObject([{ raise: { committed: 390n * COIN }, paymentVault: 390n * COIN }])
    await carry([world.paymentVault])
    const { raises } = await readProgram(truth, alone)
    expect(raises).toMatchObject([{ raise: { committed: 400n * COIN }, paymentVault: 400n * COIN }])
    await chain.rpc('flotilla_setAccount', [{ ...account, data: '', lamports: 0 }])
  })

  test('of a closed raise only the tombstone is found', async () => {
    const gone = { address: raise, lamports: 1_000_000, data: Buffer.from('FLCLOSE2').toString('base64') }
    await chain.rpc('flotilla_setAccount', [{ ...gone, owner: RAISE_PROGRAM_ID.toBase58() }])
    const { closed } = await readProgram(truth, { ...everything, known: new Map([[raise, null]]) })
    expect(closed).toEqual([{ address: raise, tranchesReleased: 2 }])
  })
})
