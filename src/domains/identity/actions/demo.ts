import { append } from '@/domains/log/actions'
import type { Tx } from '@/server/db'
import { localOnly } from '@/server/local'
import { refuse } from '../rules/refusals'
import { createPerson } from './people'
import { type SessionMethod, startSession } from './sessions'
import { addWallet } from './wallets'

/** A person of the demo world. `wallet` is their demo wallet: address, and the 32 bytes of the seed behind it. */
export type DemoPerson = {
  name: string
  /** What they are there for, in a few words. */
  about: string
  email?: string
  wallet?: { address: string; seed: Uint8Array }
}

/** Makes somebody whom anybody on this machine may sign in as. On the local network only. */
export async function createDemoPerson(tx: Tx, person: DemoPerson & { now: Date }): Promise<{ id: string }> {
  localOnly()
  const { name, about, email, wallet, now } = person
  const { id } = await createPerson(tx, { displayName: name, now, ...(email && { email }) })
  const demoSeed = wallet ? new Uint8Array(wallet.seed) : null
  await tx.person.update({ where: { id }, data: { demoName: name, demoAbout: about, demoSeed } })
  if (wallet) await addWallet(tx, { address: wallet.address, personId: id, now })
  return { id }
}

/** Checks that a person may be signed in as with one click. On the local network only. */
export async function findDemoPerson(tx: Tx, personId: string): Promise<{ id: string }> {
  localOnly()
  const person = await tx.person.findUnique({ where: { id: personId }, select: { id: true, demoName: true } })
  if (!person?.demoName) throw refuse.noDemoPerson()
  return { id: person.id }
}

/** Starts a session by one click, for tests and scripts; browsers come through next-auth. */
export async function startDemoSession(
  tx: Tx,
  { personId, at, now }: { personId: string; at: Date; now: Date },
): Promise<{ token: string; staffToken: string | null }> {
  const method: SessionMethod = 'demo'
  const { id } = await findDemoPerson(tx, personId)
  return startSession(tx, { personId: id, method, at, now })
}

/** Records that somebody moved the local chain's clock. */
export async function recordTimeMove(
  tx: Tx,
  { seconds, actorId, now }: { seconds: number; actorId: string | null; now: Date },
): Promise<void> {
  localOnly()
  await append(tx, { type: 'identity.timeMoved', at: now, actorId, subjects: ['chain:local'], facts: { seconds } })
}
