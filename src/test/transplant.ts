import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { Keypair, PublicKey } from '@solana/web3.js'
import { associatedTokenAddress, payoutAddress, positionAddress } from '@/chain/raise/addresses'
import { tokensIn } from '@/chain/tokens'
import type { LocalChain } from './chain'
import { DAY, must, type PaymentKind, RaiseWorld, type Terms } from './raise-world'
import { EPOCH, RAISE_PROGRAM_ID, Vm } from './vm'

/** The instant at which transplanted raises go on: every raise of them is over, and a second tranche has expired. */
export const LATER = EPOCH + 50n * DAY

/** Two tranches, of which nobody approves the second in time. */
export const TWO_TRANCHES: Partial<Terms> = {
  tranches: [
    { bps: 6_000, notBefore: EPOCH, approveBy: 0n },
    { bps: 4_000, notBefore: EPOCH + 44n * DAY, approveBy: EPOCH + 45n * DAY },
  ],
}

/** A raise that was made in the VM, where making it takes no time, and then lies account by account on a private chain. */
export type Transplanted = {
  world: RaiseWorld
  address: PublicKey
  investors: readonly Keypair[]
  /** What an owner holds of the payment asset on the chain. */
  payments: (owner: PublicKey) => Promise<bigint>
  saleTokens: (owner: PublicKey) => Promise<bigint>
  /** Lamports of an account, 0 when there is none. */
  lamports: (address: PublicKey) => Promise<bigint>
  /** Where the position of an investor lies. */
  position: (investor: Keypair) => PublicKey
}

/** Deploys the raise program on a private chain and brings its clock to LATER. */
export async function prepareChain(chain: LocalChain): Promise<void> {
  const soPath = path.resolve('programs/raise/raise.so')
  await chain.rpc('flotilla_deploy', [{ programId: RAISE_PROGRAM_ID.toBase58(), soPath }])
  await chain.rpc('flotilla_timeTravel', [{ to: Number(LATER) }])
}

/** A node of this chain that does not list a program's accounts, as public ones often do not. */
export async function startMeanNode({ rpcUrl }: LocalChain): Promise<{ url: string; stop: () => void }> {
  const refusal = { jsonrpc: '2.0', id: 1, error: { code: -32_010, message: 'not for the public' } }
  const server = http.createServer(async (request, response) => {
    response.setHeader('access-control-allow-origin', '*').setHeader('access-control-allow-headers', '*')
    const body = Buffer.concat(await request.toArray()).toString()
    if (body.includes('getProgramAccounts')) return void response.end(JSON.stringify(refusal))
    const answer = await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    response.end(await answer.text())
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => void server.close() }
}

/** A raise into which so much was committed by one investor each, not settled yet, put on the chain. */
export async function transplant(
  chain: LocalChain,
  payment: PaymentKind,
  amounts: readonly bigint[],
  changes: Partial<Terms> = {},
): Promise<Transplanted> {
  const world = RaiseWorld.open(payment, changes, new Vm())
  const investors = amounts.map((amount) => {
    const investor = world.investor(amount)
    must(world.commit(investor, amount))
    return investor
  })
  const position = (investor: Keypair) => positionAddress(RAISE_PROGRAM_ID, world.address, investor.publicKey)
  for (const address of accountsOf(world, investors.map(position), investors)) {
    const account = world.vm.account(address)
    if (!account) continue
    const data = Buffer.from(account.data).toString('base64')
    const moved = { address: address.toBase58(), lamports: Number(account.lamports), data }
    await chain.rpc('flotilla_setAccount', [{ ...moved, owner: account.owner.toBase58() }])
  }
  const account = (address: PublicKey) => chain.connection.getAccountInfo(address, 'confirmed')
  const lamports = async (address: PublicKey) => BigInt((await account(address))?.lamports ?? 0)
  return {
    ...{ world, address: world.address, investors, lamports, position },
    payments: async (owner) => {
      const at = payoutAddress(owner, world.paymentMint)
      return world.paymentMint ? tokensIn(await account(at)) : lamports(at)
    },
    saleTokens: async (owner) => tokensIn(await account(associatedTokenAddress(owner, world.saleMint))),
  }
}

function accountsOf(world: RaiseWorld, positions: readonly PublicKey[], investors: readonly Keypair[]): PublicKey[] {
  const { issuer, feeWallet, paymentMint, saleMint } = world
  const people = [issuer, feeWallet, ...investors].map(({ publicKey }) => publicKey)
  const mints = paymentMint ? [paymentMint, saleMint] : [saleMint]
  return [
    ...[world.address, world.paymentVault, world.saleVault, ...mints, ...positions, ...people],
    ...people.flatMap((owner) => mints.map((mint) => associatedTokenAddress(owner, mint))),
  ]
}
