import { createHash } from 'node:crypto'
import { canonicalJson } from '@/kit/canonical-json'
import { sha256 } from '@/kit/digest'
import type { Db, Tx } from '@/server/db'
import { rowsOf, type Sql } from '@/server/sql'

/**
 * Living raises of ours with what the ledger holds for them. What left to positions that are gone is one sum: whoever rebuilds the
 * books from the chain sees the sum alone.
 */
const RAISES = {
  name: 'raises.stateOfRaises',
  text: `
    select r.address, r.account, r.payment_vault::text, r.sale_vault::text, r.booked_issuer::text, r.booked_fee::text,
      (r.booked_unseen + gone.payment)::text as gone_payment, (r.booked_unseen_tokens + gone.tokens)::text as gone_tokens,
      books.payment::text as books_payment, books.sale::text as books_sale
    from raise r
    cross join lateral (
      select coalesce(sum(booked_payment), 0) as payment, coalesce(sum(booked_tokens), 0) as tokens
      from position where raise_address = r.address and state <> 'open'
    ) gone
    cross join lateral (
      select coalesce(sum(case when asset = r.payment_asset and to_account = 'raise:' || r.address || ':payment' then units
          when asset = r.payment_asset and from_account = 'raise:' || r.address || ':payment' then -units end), 0) as payment,
        coalesce(sum(case when asset = r.sale_mint and to_account = 'raise:' || r.address || ':sale' then units
          when asset = r.sale_mint and from_account = 'raise:' || r.address || ':sale' then -units end), 0) as sale
      from transfer where to_account like 'raise:' || r.address || ':%' or from_account like 'raise:' || r.address || ':%'
    ) books
    where r.closed_at is null and r.recognised order by r.address collate "C"`,
}

const POSITIONS = {
  name: 'raises.stateOfPositions',
  text: `
    select p.address, p.raise_address, p.wallet, p.committed::text, p.fresh::text, extract(epoch from p.fresh_until)::text as fresh_until,
      p.terms_version, p.accepted::text, p.excess_paid, p.returned::text, p.delivered::text, p.deposit::text, p.sequence::text,
      p.booked_payment::text, p.booked_tokens::text
    from position p join raise r on r.address = p.raise_address
    where p.state = 'open' and r.closed_at is null and r.recognised order by p.address collate "C"`,
}

type Value = string | number | boolean | Uint8Array

/**
 * One hash of everything in the books that the chain alone decides: SHA-256 over lines of canonical JSON, raises first, then open
 * positions, each in the order of their addresses. Slots, times of booking, names of people and closed raises are not in it.
 * Books that were dropped and rebuilt from the chain have the same hash; so have the books of two installations.
 */
export async function stateHash(db: Db | Tx | Sql): Promise<string> {
  const hash = createHash('sha256')
  for (const [kind, statement] of Object.entries({ raise: RAISES, position: POSITIONS })) {
    const rows = await rowsOf<Record<string, Value>>(db, statement, [])
    for (const row of rows) hash.update(`${canonicalJson([kind, ...Object.values(row).map(inText)])}\n`)
  }
  return hash.digest('hex')
}

const inText = (value: Value): string =>
  value instanceof Uint8Array ? sha256(value).toString('hex') : value.toString()
