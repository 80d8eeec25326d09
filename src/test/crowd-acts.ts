import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { PublicKey } from '@solana/web3.js'
import { decodeRaise } from '@/chain/raise/accounts'
import type { Draft } from '@/domains/projects/schema/draft'
import { prepareCreate, prepareDeposit, prepareOpen } from '@/domains/raises/flows/launch'
import { prepareCreateToken } from '@/domains/raises/flows/token'
import type { IntentView } from '@/domains/raises/queries/intent'
import { unsettledIntents } from '@/domains/raises/queries/intent'
import { isUnsettled } from '@/domains/raises/rules/intent'
import type { PublishedKeys } from '@/domains/raises/rules/keys'
import { type Asset, KOII } from '@/kit/money'
import type { Dice } from './dice'
import type { InvestWorld, Person } from './invest-world'
import type { VmNode } from './vm-node'

/** The keys of a world, as its operator would publish them. */
export const raiseKeys = ({ keys }: InvestWorld): PublishedKeys =>
  Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, key.publicKey.toBase58()])) as Record<
    keyof typeof keys,
    string
  >

/** A UUID from dice, so that also the keys of a run come from its seed. */
export function seededUuid(dice: Dice): string {
  const hex = Array.from({ length: 32 }, () => dice.between(0, 15).toString(16))
  ;[hex[12], hex[16]] = ['4', '8']
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** Lets blocks pass until every intent has its end. */
export async function settleAll(world: InvestWorld, node: VmNode): Promise<void> {
  for (;;) {
    node.pass(200)
    await world.follow()
    if ((await unsettledIntents(world.db, 1)).length === 0) return
  }
}

/** Signs an intent, sends it and sees it become final. Without a `node` of ours the chain takes its time. */
export async function arrive(
  world: InvestWorld,
  node: VmNode | null,
  person: Person,
  intent: IntentView,
): Promise<void> {
  await world.sign(person, intent)
  for (;;) {
    if (node) node.pass(10)
    else await pause(100)
    await world.follow()
    const { state } = await world.db.intent.findUniqueOrThrow({ where: { id: intent.id } })
    if (state === 'finalized') return
    if (!isUnsettled(state)) throw new Error(`${intent.kind} of a raise is ${state}`)
  }
}

async function untilOpen({ chain }: InvestWorld, raise: string): Promise<void> {
  for (;;) {
    const account = await chain.connection.getAccountInfo(new PublicKey(raise), 'confirmed')
    if (account && decodeRaise(account.data).state === 'Open') return
    await pause(100)
  }
}

/** Issuers live the way from approved projects to open raises with these terms. */
export async function openRaises(
  world: InvestWorld,
  node: VmNode | null,
  terms: readonly Partial<Draft['terms']>[],
  payment: Asset = KOII,
): Promise<string[]> {
  const raises: string[] = []
  for (const own of terms) {
    const issuer = await world.person({ roles: ['member', 'issuer'] })
    const projectId = await world.project(issuer, payment, (draft) => Object.assign(draft.terms, own))
    const act = () => ({ projectId, wallet: issuer.wallet, idempotencyKey: randomUUID() })
    const token = await prepareCreateToken(await world.as(issuer), act())
    await arrive(world, node, issuer, token)
    await world.fixToken(issuer, projectId, token.mint!)
    const create = await prepareCreate(await world.as(issuer), act())
    await arrive(world, node, issuer, create)
    await world.publish(projectId, create.raiseAddress!)
    await arrive(world, node, issuer, await prepareDeposit(await world.as(issuer), act()))
    // Where a worker runs, it opens what is funded by itself.
    if (node) await arrive(world, node, issuer, await prepareOpen(await world.as(issuer), act()))
    else await untilOpen(world, create.raiseAddress!)
    raises.push(create.raiseAddress!)
  }
  return raises
}
