import { joinByMail } from '@/domains/identity/actions/sign-in-link'
import type { Tx } from '@/server/db'
import { openForm } from '../queries/data'
import { refuse } from '../rules/case'
import { bind, lockInvitation } from './parties'

/**
 * Takes an invitation with the address that it was mailed to: makes a member of whoever has none, and a link that signs them in. An
 * address of staff, or of an account that signs in otherwise, is refused: it has a way of its own.
 */
export async function acceptByMail(
  tx: Tx,
  { token, signIn, at, now }: { token: string; signIn: string; at: Date; now: Date },
): Promise<{ personId: string }> {
  const { company, party } = await lockInvitation(tx, { token, now })
  const person = (await openForm(tx, company)).people.find(({ ref }) => ref === party.ref)
  if (!person) throw refuse.noInvitation()
  const joined = await joinByMail(tx, { email: person.email.trim().toLowerCase(), tokenHash: signIn, at, now })
  if (!joined) throw refuse.notByMail()
  await bind(tx, { company, party, personId: joined.personId, now })
  return joined
}

/** What an invitation says before it is taken: which company asks. Whoever has it learns that, and nobody else. */
export async function invitationOf(tx: Tx, { token, now }: { token: string; now: Date }): Promise<{ company: string }> {
  const { company } = await lockInvitation(tx, { token, now })
  return { company: (await openForm(tx, company)).legalName }
}
