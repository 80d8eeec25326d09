import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createTransferInstruction, MINT_SIZE } from '@solana/spl-token'
import { Keypair, PublicKey, type TransactionInstruction } from '@solana/web3.js'
import { expect, vi } from 'vitest'
import { chainTime } from '@/chain/connection'
import type { BondTerms } from '@/chain/distributor/bonds'
import { lockAsAsked, payIn } from '@/chain/distributor/paying-in'
import { firstListAddress, lostBondsAddress } from '@/chain/distributor/plan'
import { failureOf } from '@/chain/failure'
import { createFixedSupplyMint } from '@/chain/mint'
import { DISTRIBUTOR_PROGRAM_IDS } from '@/chain/programs'
import { associatedTokenAddress } from '@/chain/raise/addresses'
import { createTokenAccount } from '@/chain/raise/instructions'
import { tokensIn } from '@/chain/tokens'
import { compileTransaction, withSignatures } from '@/chain/transactions'
import { main as bondMain } from '@/cli/bond'
import { preparePayment, sendPayment } from '@/domains/rounds/flows/paying'
import type { PayGround } from '@/domains/rounds/jobs'
import { moveRounds } from '@/domains/rounds/jobs/move'
import { readRuleSheet } from '@/domains/rounds/rules/round-sheet'
import { after, DAY, fromUnix, toUnix } from '@/kit/time'
import { signerOf } from '@/server/signers'
import { test as onChain } from '@/test/chain'
import { run } from '@/test/command'
import { bountySheet, EngineWorld, type Player, timesFrom } from '@/test/engine-world'

export const programId = DISTRIBUTOR_PROGRAM_IDS.local!
const COIN = 1_000_000_000n
export const PATIENCE = { timeout: 30_000, interval: 100 }
export const keyOf = ({ seed }: Player) => Keypair.fromSeed(seed)

/** The chain with the program, a treasury, a guardian, and eight verified people with money. */
export const test = onChain.extend('stage', { scope: 'file' }, async ({ db, chain }) => {
  const soPath = path.resolve('programs/distributor/distributor.so')
  await chain.rpc('flotilla_deploy', [{ programId: programId.toBase58(), soPath }])
  const { connection } = chain
  const keys = {
    operator: Keypair.generate(),
    guardian: Keypair.generate(),
    payer: Keypair.generate(),
    issuer: Keypair.generate(),
  }
  const people: Player[] = []
  const scratch = await EngineWorld.start(db, bountySheet(), { open: false })
  for (let count = 0; count < 8; count += 1) people.push(await scratch.player())
  const funded = [keys.operator, keys.payer, keys.issuer, ...people.map(keyOf)]
  for (const { publicKey } of funded)
    await chain.rpc('flotilla_fund', [{ address: publicKey.toBase58(), lamports: (1_000n * COIN).toString() }])
  const signers = { operator: signerOf(keys.operator.secretKey), guardian: signerOf(keys.guardian.secretKey) }
  const ground: PayGround = { db, connection, programId, ...signers, payer: signerOf(keys.payer.secretKey) }

  /** Signs, sends, and waits until it is final: 'done', or why the chain refused it. */
  const act = async (instructions: readonly TransactionInstruction[], ...signing: readonly [Keypair, ...Keypair[]]) => {
    const [first] = signing
    const compiled = await compileTransaction(connection, { feePayer: first.publicKey, instructions })
    const signed: Record<string, Uint8Array> = {}
    for (const one of signing) {
      const { publicKey, sign } = signerOf(one.secretKey)
      signed[publicKey] = await sign(compiled.message)
    }
    const wire = withSignatures(compiled.message, signed)
    const signature = await connection.sendRawTransaction(wire, { skipPreflight: true })
    return vi.waitUntil(async () => {
      const { value } = await connection.getSignatureStatus(signature)
      if (value?.err) return failureOf(value.err).sentence
      return value?.confirmationStatus === 'finalized' && 'done'
    }, PATIENCE)
  }
  const mint = Keypair.generate()
  const rent = BigInt(await connection.getMinimumBalanceForRentExemption(MINT_SIZE))
  const token = { owner: keys.issuer.publicKey, mint: mint.publicKey, decimals: 2, supply: 1_000_000n, rent }
  expect(await act(createFixedSupplyMint(token), keys.issuer, mint)).toBe('done')
  const tokensOf = async (owner: string) =>
    tokensIn(await connection.getAccountInfo(associatedTokenAddress(new PublicKey(owner), mint.publicKey), 'finalized'))
  const travelTo = async (instant: Date) => {
    await chain.rpc('flotilla_timeTravel', [{ to: Number(toUnix(instant)) }])
  }
  return { ...{ keys, people, ground, act, mint: mint.publicKey, tokensOf, travelTo, connection } }
})
export type Stage = {
  keys: Record<'operator' | 'guardian' | 'payer' | 'issuer', Keypair>
  people: Player[]
  ground: PayGround
} & {
  act: (
    instructions: readonly TransactionInstruction[],
    ...signing: readonly [Keypair, ...Keypair[]]
  ) => Promise<string>
  mint: PublicKey
  tokensOf: (owner: string) => Promise<bigint>
  travelTo: (instant: Date) => Promise<void>
}

const BONDS = { submission: '50', auditor: '30', toAuditors: 5_000 }

/** A bounty with bonds whose pool is paid in, whose sheet stands on the chain, and that is open. */
export async function openBounty(stage: Stage) {
  const { keys, ground, mint, act, travelTo } = stage
  const proposed = fromUnix(await chainTime(ground.connection))
  const [operator, guardian] = [keys.operator.publicKey.toBase58(), keys.guardian.publicKey.toBase58()]
  const asset = { symbol: 'TKN', decimals: 2, mint: mint.toBase58() }
  const sheet = bountySheet({ bonds: BONDS, asset, times: timesFrom(proposed) })
  const posted = { programId: programId.toBase58(), operator, guardian }
  const bondPool = lostBondsAddress(posted, Buffer.from(readRuleSheet(sheet).digest, 'hex'))
  const poster = {
    ...{ operator, guardian, leftoverTo: keys.issuer.publicKey.toBase58(), bondPool },
    listAddress: ({ round }: { round: string }) => firstListAddress(posted, Buffer.from(round, 'hex')),
  }
  const issuer = keys.issuer.publicKey.toBase58()
  const world = await EngineWorld.start(ground.db, sheet, { open: false, proposed, issuer, poster })
  await world.approve(randomUUID(), false, proposed)
  await world.approve(randomUUID(), true, proposed)
  const move = (now: Date) => moveRounds({ ...ground, operator: ground.operator }, now)
  await move(after(proposed, 1_000))
  expect((await world.round()).notice).toContain('waits for its pool')
  const { listAddress } = await world.round()
  const terms: BondTerms = {
    ...{ programId: programId.toBase58(), distribution: listAddress!, mint: mint.toBase58(), pool: bondPool },
    ...{ rootDeadline: toUnix(world.at('rootDue')), freeAt: toUnix(after(world.at('rootDue'), 30 * DAY)) },
  }
  const pool = { distribution: listAddress!, mint: mint.toBase58(), owner: issuer, amount: 1_000n }
  expect(await act(await payIn(ground.connection, pool), keys.issuer)).toBe('done')
  await vi.waitUntil(async () => {
    await move(after(proposed, 2_000))
    return (await world.round()).writtenAt !== null
  }, PATIENCE)
  await travelTo(world.at('opens'))
  await move(world.at('opens'))
  expect((await world.round()).state).toBe('submission')
  return { world, terms, move }
}

/** Locks a bond with the terms of a round, from tokens that the issuer gives. */
export async function lock({ act, keys, mint, ground }: Stage, terms: BondTerms, player: Player, amount: bigint) {
  const { connection } = ground
  const [owner, issuer] = [keyOf(player), keys.issuer.publicKey]
  const account = associatedTokenAddress(owner.publicKey, mint)
  const gift = [
    ...((await connection.getAccountInfo(account)) ? [] : [createTokenAccount(owner.publicKey, owner.publicKey, mint)]),
    createTransferInstruction(associatedTokenAddress(issuer, mint), account, issuer, amount),
  ]
  const locking = await lockAsAsked(connection, terms, { owner: player.wallet, amount })
  return act([...gift, ...locking], owner, keys.issuer)
}

/** The same as the site does it: prepared, signed by the wallet, sent by us; nothing else is sent in its place. */
export async function lockOnSite(stage: Stage, { world }: { world: EngineWorld }, player: Player, amount: bigint) {
  const { keys, mint, ground, act } = stage
  const [owner, issuer] = [keyOf(player), keys.issuer.publicKey]
  const account = associatedTokenAddress(owner.publicKey, mint)
  const there = await ground.connection.getAccountInfo(account)
  const gift = createTransferInstruction(associatedTokenAddress(issuer, mint), account, issuer, amount)
  const made = there ? [] : [createTokenAccount(issuer, owner.publicKey, mint)]
  expect(await act([...made, gift], keys.issuer)).toBe('done')
  const payment = {
    roundId: world.roundId,
    wallet: player.wallet,
    what: 'submission' as const,
    personId: player.personId,
  }
  await expect(preparePayment(ground.db, { ...payment, what: 'pool' })).rejects.toThrow('Nothing is to be paid')
  await expect(preparePayment(ground.db, { ...payment, personId: randomUUID() })).rejects.toThrow('not linked')
  const signed = async (message: Uint8Array) => {
    const signature = await signerOf(owner.secretKey).sign(message)
    return Buffer.from(withSignatures(message, { [player.wallet]: signature })).toString('base64')
  }
  const { transaction } = await preparePayment(ground.db, payment)
  const unsigned = sendPayment(ground.db, { ...payment, transaction })
  await expect(unsigned).rejects.toThrow('not the payment that was prepared')
  const back = createTransferInstruction(account, associatedTokenAddress(issuer, mint), owner.publicKey, 1n)
  const other = await compileTransaction(ground.connection, { feePayer: owner.publicKey, instructions: [back] })
  const changed = sendPayment(ground.db, { ...payment, transaction: await signed(other.message) })
  await expect(changed).rejects.toThrow('not the payment that was prepared')
  const wire = Buffer.from(transaction, 'base64')
  return final(ground, await sendPayment(ground.db, { ...payment, transaction: await signed(wire.subarray(65)) }))
}

const final = ({ connection }: PayGround, signature: string) =>
  vi.waitUntil(async () => {
    const { value } = await connection.getSignatureStatus(signature)
    return value?.confirmationStatus === 'finalized' && 'done'
  }, PATIENCE)

/** Takes a bond back as the site does it: prepared, signed by the wallet, sent by us. */
export async function takeBackOnSite({ ground }: Stage, { world }: { world: EngineWorld }, player: Player) {
  const { wallet, personId } = player
  const asked = { roundId: world.roundId, wallet, personId, what: 'takeBack' as const }
  const { transaction } = await preparePayment(ground.db, asked)
  const message = Buffer.from(transaction, 'base64').subarray(65)
  const signature = await signerOf(keyOf(player).secretKey).sign(message)
  const signed = Buffer.from(withSignatures(message, { [wallet]: signature })).toString('base64')
  return final(ground, await sendPayment(ground.db, { ...asked, transaction: signed }))
}

/** `flotilla bond` with a player's key in a file of their own. */
export function bondCommand({ ground }: Stage, player: Player) {
  const key = path.join(mkdtempSync(path.join(tmpdir(), 'flotilla-bond-')), 'key.json')
  writeFileSync(key, JSON.stringify([...keyOf(player).secretKey]), { mode: 0o600 })
  return { key, command: (...args: string[]) => run(bondMain, [...args, '--rpc', ground.connection.rpcEndpoint]) }
}
