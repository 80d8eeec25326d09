import { createHash } from 'node:crypto'
import { Keypair } from '@solana/web3.js'
import { connection } from '@/chain/connection'
import { localCall } from '@/chain/local'
import { createDemoPerson } from '@/domains/identity/actions/demo'
import { decideRole, proposeRole } from '@/domains/identity/actions/roles'
import { startSession } from '@/domains/identity/actions/sessions'
import { now, refreshClock } from '@/server/clock'
import { createContext } from '@/server/context'
import { database } from '@/server/db'
import { env } from '@/server/env'
import { createCaller } from '@/server/router'
import { NO_CLIENT, type Presented } from '@/server/session-cookie'
import { type Signer, signerOf } from '@/server/signers'

/** Somebody of the demo world: who they are, and the procedures as they may call them. */
export type DemoPerson = {
  id: string
  name: string
  keypair: Keypair
  signer: Signer
  wallet: string
  presented: Presented | null
}

export type Api = ReturnType<typeof createCaller>

/** A key that is the same for the same name in one installation, and worth nothing outside its local chain. */
export const demoKey = (name: string): Keypair =>
  Keypair.fromSeed(createHash('sha256').update(`demo:${env().AUTH_SECRET}:${name}`).digest())

/** Makes a person with a funded demo wallet. */
export async function makePerson(name: string, about: string, email?: string): Promise<DemoPerson> {
  const { db } = database()
  const keypair = demoKey(name)
  const wallet = keypair.publicKey.toBase58()
  const seed = keypair.secretKey.slice(0, 32)
  const input = { name, about, wallet: { address: wallet, seed }, now: now(), ...(email && { email }) }
  const { id } = await db.$transaction((tx) => createDemoPerson(tx, input))
  await fund(wallet, 50_000n)
  return { id, name, keypair, signer: signerOf(keypair.secretKey), wallet, presented: null }
}

/** Gives a wallet coins of the local chain. */
export async function fund(wallet: string, koii: bigint): Promise<void> {
  await localCall(connection().rpcEndpoint, 'flotilla_fund', [
    { address: wallet, lamports: (koii * 1_000_000_000n).toString() },
  ])
}

/** The procedures as this person may call them now. A fresh session each time a role changed. */
export async function as(person: DemoPerson): Promise<Api> {
  const { db } = database()
  await refreshClock()
  if (!person.presented) {
    const session = { personId: person.id, method: 'demo' as const, at: new Date(), now: now() }
    const { token, staffToken } = await db.$transaction((tx) => startSession(tx, session))
    person.presented = { session: token, staff: staffToken, client: NO_CLIENT }
  }
  return createCaller(await createContext(person.presented))
}

type StaffRole = 'reviewer' | 'checker' | 'admin'

/** Gives staff roles as two people do: the first two stand at once because nobody could confirm them, the others are confirmed. */
export async function grantRoles(
  admin: DemoPerson,
  checker: DemoPerson,
  others: readonly (readonly [DemoPerson, StaffRole])[],
) {
  const { db } = database()
  const grant = (person: DemoPerson, role: StaffRole, proposedBy: string | null) =>
    db.$transaction((tx) => proposeRole(tx, { personId: person.id, role, kind: 'grant', proposedBy, now: now() }))
  await grant(admin, 'admin', null)
  await grant(checker, 'checker', admin.id)
  for (const [person, role] of others) {
    const { changeId, applied } = await grant(person, role, admin.id)
    const viewer = { personId: checker.id, roles: ['member', 'checker'] as const }
    if (!applied) await db.$transaction((tx) => decideRole(tx, { changeId, confirm: true, viewer, now: now() }))
  }
}
