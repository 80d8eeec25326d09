import type { RaiseAccount } from '@/chain/raise/accounts'
import { issuerOf } from '@/domains/companies/queries/standing'
import { offerRules, protectionQuestions } from '@/domains/compliance/queries/protection'
import { type Protection, protectionOf } from '@/domains/compliance/rules/protection'
import { raiseFactsOf } from '@/domains/projects/queries/by-raise'
import { rowsOf, type Sql } from '@/server/sql'
import { IN_FLIGHT } from '../rules/intent'
import type { Judged } from '../rules/judgement'

/** The newest commitments that each wallet sent, until they make up what was added. */
const BEHIND = {
  name: 'raises.intentsBehind',
  text: `
    select sent.wallet, sent.id::text as id, sent.sent_at from (
      select i.wallet, i.id, i.sent_at, c.added,
        sum(i.amount) over (partition by i.wallet order by i.sent_at desc, i.id desc) - i.amount as newer
      from unnest($2::uuid[], $3::text[], $4::numeric[]) as c (person, wallet, added)
      join intent i on i.person_id = c.person and i.raise_address = $1 and i.wallet = c.wallet
        and i.kind = 'commit' and i.state::text = any ($5::text[])
    ) sent where sent.newer < sent.added`,
}
type Row = { wallet: string; id: string; sent_at: Date }
type Known = Judged & { personId: string }
const isKnown = (judged: Judged): judged is Known => judged.personId !== null

async function intentsBehind(sql: Sql, raise: string, asked: readonly Known[]): Promise<Row[]> {
  return rowsOf<Row>(sql, BEHIND, [
    raise,
    asked.map(({ personId }) => personId),
    asked.map(({ commitment }) => commitment.wallet),
    asked.map(({ commitment }) => commitment.added.toString()),
    [...IN_FLIGHT, 'finalized', 'lost'],
  ])
}

type About = { raise: RaiseAccount; address: string; asked: readonly Judged[]; now: Date }

/**
 * What regimes and the rules of a raise say of commitments that are being booked, by position. Two statements while nothing is set,
 * and six however many commitments there are. What a commitment was counted for when it was sent stays what it counts for.
 */
export async function protectionsOf(
  sql: Sql,
  { raise, address, asked, now }: About,
): Promise<ReadonlyMap<string, Protection>> {
  const known = asked.filter(isKnown)
  if (known.length === 0) return new Map()
  const asset = { symbol: 'KOII', decimals: raise.paymentDecimals, mint: raise.paymentMint?.toBase58() ?? null }
  const facts = await raiseFactsOf(sql, address)
  const projectsOfIssuer = async () => (facts ? (await issuerOf(sql, facts.projectId)).projects : [])
  const offer = { projectId: facts?.projectId ?? null, projectsOfIssuer, sheet: facts?.sheet?.complete ?? false }
  const rules = await offerRules(sql, { ...offer, terms: 'asked', asset, cap: raise.cap, now })
  if (!rules) return new Map()
  const intents = await intentsBehind(sql, address, known)
  const people = known.map(({ commitment, person, personId, accounts }) => {
    const own = intents.filter(({ wallet }) => wallet === commitment.wallet)
    // The chain's clock may be a little behind ours, and nobody is asked about a moment before they committed.
    const at = [now, ...own.map(({ sent_at }) => sent_at)].toSorted((one, other) => other.getTime() - one.getTime())[0]!
    const held = commitment.before + (person.committedElsewhere ?? 0n)
    return { personId, accounts, held, intents: own.map(({ id }) => id), at }
  })
  const questions = await protectionQuestions(sql, rules, people)
  return new Map(known.map(({ commitment }, index) => [commitment.address, protectionOf(questions[index]!)]))
}
