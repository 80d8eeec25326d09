import { append } from '@/domains/log/actions'
import type { Tx } from '@/server/db'

type Person = { personId: string; now: Date }

/** What is deleted the moment somebody asks to be forgotten, whatever else must be kept: name, address, sessions, ways to sign in. */
export async function closeAccount(tx: Tx, { personId, now }: Person): Promise<void> {
  const { email } = await tx.person.findUniqueOrThrow({ where: { id: personId }, select: { email: true } })
  if (email) {
    await tx.signInLink.deleteMany({ where: { identifier: email } })
    await tx.outgoingMail.deleteMany({ where: { to: email } })
  }
  const wallets = await tx.wallet.findMany({ where: { personId }, select: { address: true } })
  const addresses = wallets.map(({ address }) => address)
  await tx.signInIntent.deleteMany({ where: { OR: [{ personId }, { address: { in: addresses } }] } })
  await tx.session.deleteMany({ where: { personId } })
  await tx.secondFactor.deleteMany({ where: { personId } })
  await tx.recoveryCode.deleteMany({ where: { personId } })
  await tx.passkey.deleteMany({ where: { personId } })
  await tx.passkeyChallenge.deleteMany({ where: { personId } })
  await tx.wallet.updateMany({ where: { personId, retiredAt: null }, data: { retiredAt: now } })
  const nobody = {
    displayName: 'Former member',
    email: null,
    demoName: null,
    demoAbout: null,
    demoSeed: null,
    signsByMail: false,
  }
  await tx.person.update({ where: { id: personId }, data: nobody })
  await append(tx, { type: 'identity.closed', at: now, actorId: personId, subjects: [`person:${personId}`], facts: {} })
}

/** Deletes the links between a person and their wallets, and the document they showed. The row of the person stays, with nothing in it but its id. */
export async function forgetPerson(tx: Tx, { personId, now }: Person): Promise<void> {
  await closeAccount(tx, { personId, now })
  await tx.wallet.deleteMany({ where: { personId } })
  await tx.identityMark.deleteMany({ where: { personId } })
  await tx.notice.deleteMany({ where: { personId } })
}
