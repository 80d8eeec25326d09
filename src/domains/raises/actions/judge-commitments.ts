import type { RaiseAccount } from '@/chain/raise/accounts'
import { type Standing, standingsOf } from '@/domains/compliance/queries/standings'
import { evaluateInvestment } from '@/domains/compliance/rules'
import { accountsOfPeople } from '@/domains/identity/queries/marks'
import { ownersOf, walletsOfPeople } from '@/domains/identity/queries/wallets'
import { appendAll } from '@/domains/log/actions'
import { after } from '@/kit/time'
import type { Sql } from '@/server/sql'
import { committedInYearBy, heldBy } from '../queries/committed'
import { protectionsOf } from '../queries/protections'
import type { BookedRaise, Booking } from '../rules/booking'
import { addedCommitments, type Commitment, gateQuestion, type Judged, NOBODY } from '../rules/judgement'

/** `people` by wallet; `flags` by position: the codes of what the gate would have refused. */
export type Judgement = { people: ReadonlyMap<string, string>; flags: ReadonlyMap<string, readonly string[]> }

/**
 * Asks the gate once more about every commitment that a reading brought, whoever sent it, with all that regimes ask for. The money
 * is on chain already, where nobody but its owner can turn it back: an answer of no flags the position for staff, and where it is
 * a regime's its owner is told why and asked to take it out. However many commitments there are, the statements stay the same few.
 */
export async function judgeCommitments(
  sql: Sql,
  { raise, books, booking, now }: { raise: RaiseAccount; books: BookedRaise; booking: Booking; now: Date },
): Promise<Judgement> {
  const added = addedCommitments(books, booking)
  const people = await ownersOf(
    sql,
    booking.positions.map(({ wallet }) => wallet),
  )
  const investors = await investorsOf(sql, { people, raise, address: books.address, added, now })
  const protections = await protectionsOf(sql, { raise, address: books.address, asked: added.map(investors), now })
  const flags = new Map<string, readonly string[]>()
  for (const commitment of added) {
    const { person } = investors(commitment)
    const protection = protections.get(commitment.address)
    const question = { ...gateQuestion(raise, person, commitment, now), ...(protection && { protection }) }
    const { blocks } = evaluateInvestment(question)
    const codes = blocks.map(({ code }) => code)
    if (codes.length > 0) flags.set(commitment.address, codes)
  }
  return { people, flags }
}

/** So many positions to an entry: in a rush one for each would cost the log more than the books. */
const FLAGGED_AT_ONCE = 500

/** The log may be published, and an address leads to somebody: which rules said no stands with the position alone. */
export async function tellFlags(sql: Sql, raise: string, { flags }: Judgement, now: Date): Promise<void> {
  const positions = [...flags.keys()]
  const entries = Array.from({ length: Math.ceil(positions.length / FLAGGED_AT_ONCE) }, (_, part) => ({
    ...{ type: 'raises.flagged', at: now, actorId: null, subjects: [`raise:${raise}`] },
    facts: { raise, positions: positions.slice(part * FLAGGED_AT_ONCE, (part + 1) * FLAGGED_AT_ONCE) },
  }))
  await appendAll(sql, entries)
}

type Question = {
  people: ReadonlyMap<string, string>
  raise: RaiseAccount
  address: string
  added: readonly Commitment[]
  now: Date
}

const NO_STANDING: Standing = {
  ...{ clearance: null, operator: { verified: false, task: null, until: null } },
  underReview: false,
}

/** The people as they were when they committed, a moment before the reading. */
async function investorsOf(
  sql: Sql,
  { people, raise, address, added, now }: Question,
): Promise<(commitment: Commitment) => Judged> {
  const personIds = [...new Set(added.flatMap(({ wallet }) => people.get(wallet) ?? []))]
  const asset = { symbol: 'KOII', decimals: raise.paymentDecimals, mint: raise.paymentMint?.toBase58() ?? null }
  const accounts = await accountsOfPeople(sql, personIds)
  const everybody = [...new Set([...accounts.values()].flat())]
  const wallets = await walletsOfPeople(sql, everybody)
  const walletsOf = (personId: string) =>
    (accounts.get(personId) ?? [personId]).flatMap((account) => wallets.get(account) ?? [])
  const asked = personIds.map((personId) => ({ personId, wallets: walletsOf(personId) }))
  const standings = await standingsOf(sql, asked, after(now, -1))
  const inYear = await committedInYearBy(sql, { personIds: everybody, asset, now })
  const held = await heldBy(sql, address, [...wallets.values()].flat())
  return (commitment) => {
    const personId = people.get(commitment.wallet)
    if (!personId) return { commitment, person: NOBODY, personId: null, accounts: [] }
    const same = accounts.get(personId) ?? [personId]
    const own = walletsOf(personId)
    const year = same.reduce((sum, account) => sum + (inYear.get(account) ?? 0n), 0n)
    const person = {
      ...(standings.get(personId) ?? NO_STANDING),
      wallets: own,
      // The intents count this commitment already.
      committedInYear: year > commitment.added ? year - commitment.added : 0n,
      committedElsewhere: own.reduce(
        (sum, wallet) => sum + (wallet === commitment.wallet ? 0n : (held.get(wallet) ?? 0n)),
        0n,
      ),
    }
    return { commitment, person, personId, accounts: same }
  }
}
