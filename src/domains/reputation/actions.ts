import { isActiveOwner } from '@/domains/identity/queries/wallets'
import { append } from '@/domains/log/actions'
import type { Tx } from '@/server/db'
import { announcePublicChange } from '@/server/queue'
import { change, type Sql } from '@/server/sql'
import { refuse } from './rules/refusals'
import { EVENT_KINDS, type Happening } from './schema'

/** One statement, however many; what was written down before stays as it was. */
const INSERT = {
  name: 'reputation.record',
  text: `
    insert into reputation_event (subject, dimension, kind, ref, outcome, weight, at)
    select e.subject, e.dimension, e.kind, e.ref, e.outcome, e.weight, e.at
    from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::timestamptz[])
      with ordinality as e (subject, dimension, kind, ref, outcome, weight, at, place)
    order by e.place on conflict (ref) do nothing`,
}

/** Writes down what happened, in the transaction in which it happened. A `ref` that is there already counts no second time. */
export async function recordHappenings(tx: Tx | Sql, happenings: readonly Happening[]): Promise<void> {
  if (happenings.length === 0) return
  const written = await change(tx, INSERT, [
    happenings.map(({ subject }) => subject),
    happenings.map(({ kind }) => EVENT_KINDS[kind].dimension),
    happenings.map(({ kind }) => kind),
    happenings.map(({ ref }) => ref),
    happenings.map(({ kind }) => EVENT_KINDS[kind].outcome),
    happenings.map(({ weight = 1 }) => weight),
    happenings.map(({ at }) => at.toISOString()),
  ])
  if (written > 0) await announcePublicChange(tx, '/operators')
}

type Own = { wallet: string; personId: string; now: Date }

/** Shows a wallet's profile to everybody. The wallet must be one that the member uses. Showing it again changes nothing. */
export async function showProfile(tx: Tx, { wallet, personId, now }: Own): Promise<void> {
  if (!(await isActiveOwner(tx, { address: wallet, personId }))) throw refuse.notYourWallet()
  const { count } = await tx.operatorProfile.createMany({
    data: [{ wallet, personId, shownAt: now }],
    skipDuplicates: true,
  })
  if (count > 0) await record(tx, 'profileShown', { personId, now })
}

/** Hides it again. What was written down stays, and is shown to nobody. */
export async function hideProfile(tx: Tx, { wallet, personId, now }: Own): Promise<void> {
  const { count } = await tx.operatorProfile.deleteMany({ where: { wallet, personId } })
  if (count === 0) throw refuse.noProfile()
  await record(tx, 'profileHidden', { personId, now })
}

/** Forgets which wallets a person shows. Events name no person. */
export async function forgetProfiles(tx: Tx, { personId }: { personId: string }): Promise<void> {
  const { count } = await tx.operatorProfile.deleteMany({ where: { personId } })
  if (count > 0) await announcePublicChange(tx, '/operators')
}

/** The log names the person's pseudonymous id; which wallet it was stays out of it. */
async function record(tx: Tx, participle: string, { personId, now }: Omit<Own, 'wallet'>): Promise<void> {
  const subjects = [`person:${personId}`]
  await append(tx, { type: `reputation.${participle}`, at: now, actorId: personId, subjects, facts: {} })
  await announcePublicChange(tx, '/operators')
}
