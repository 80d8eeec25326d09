import { randomUUID } from 'node:crypto'
import { PublicKey } from '@solana/web3.js'
import { expect, vi } from 'vitest'
import { decodeRaise } from '@/chain/raise/accounts'
import { approvedTermsOf } from '@/domains/projects/queries/public'
import { prepareCreate, prepareDeposit, prepareOpen, raiseOf } from '@/domains/raises/flows/launch'
import { prepareCreateToken } from '@/domains/raises/flows/token'
import type { IntentView } from '@/domains/raises/queries/intent'
import { finalise } from './chain'
import { type InvestWorld, type Person, SOON } from './invest-world'

/** Follows an intent to its end. */
export async function settled(world: InvestWorld, intentId: string) {
  return vi.waitFor(async () => {
    await finalise(world.chain)
    await world.follow()
    const intent = await world.db.intent.findUniqueOrThrow({ where: { id: intentId } })
    expect(['finalized', 'failed', 'expired', 'lost']).toContain(intent.state)
    return intent
  }, SOON)
}

/** Signs an intent and waits until its money has moved for good. */
export async function done(world: InvestWorld, person: Person, intent: IntentView) {
  const sent = await world.sign(person, intent)
  expect(await settled(world, sent.id)).toMatchObject({ state: 'finalized', failure: null })
}

/** Coins that somebody sends to addresses before there is anything; an empty account must hold so many. */
export async function sendCoins(world: InvestWorld, ...addresses: readonly PublicKey[]): Promise<void> {
  for (const address of addresses) await world.fund(address.toBase58(), 1_000_000n)
}

/**
 * An issuer lives the way from an approved project to an open raise. `before` is told the raise's address and its token's once
 * both are known and nothing is made.
 */
export async function openRaise(
  world: InvestWorld,
  issuer: Person,
  projectId: string,
  before: (raise: PublicKey, saleMint: PublicKey) => Promise<void> = async () => {},
): Promise<string> {
  const act = () => ({ projectId, wallet: issuer.wallet, idempotencyKey: randomUUID() })
  const as = () => world.as(issuer)
  const token = await prepareCreateToken(await as(), act())
  await done(world, issuer, token)
  await world.fixToken(issuer, projectId, token.mint!)
  const raise = raiseOf(world.programId, (await approvedTermsOf(world.db, projectId))!)!
  await before(raise, new PublicKey(token.mint!))
  const create = await prepareCreate(await as(), act())
  await done(world, issuer, create)
  await world.publish(projectId, create.raiseAddress!)
  await done(world, issuer, await prepareDeposit(await as(), act()))
  await done(world, issuer, await prepareOpen(await as(), act()))
  return create.raiseAddress!
}

/** The token that a raise sells. */
export async function saleMintOf(world: InvestWorld, raise: string): Promise<PublicKey> {
  const account = await world.chain.connection.getAccountInfo(new PublicKey(raise), 'confirmed')
  return decodeRaise(account!.data).saleMint
}

/** An amount of this person's, with a fresh key. */
export const commitInput = (raise: string, { wallet }: Person, amount: string) => ({
  ...{ raise, wallet, amount, idempotencyKey: randomUUID() },
})
