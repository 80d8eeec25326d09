import type { Asset } from '@/kit/money'
import type { Db, Tx } from '@/server/db'
import { rowsOf, type Sql } from '@/server/sql'
import type { Terms } from '../schema/terms'
import type { CurrentSheet } from './sheet'

/** What people call a raise and its tokens, from its project's approved listing, and the information sheet that is in force. */
export type RaiseFacts = {
  projectId: string
  slug: string
  title: string
  issuerPersonId: string
  paymentAsset: Asset
  saleAsset: Asset
  sheet: CurrentSheet | null
  /** When everybody could see it first. */
  publishedAt: Date | null
}

/** One statement: it is asked before every cosignature. */
const FACTS = {
  name: 'projects.raiseFacts',
  text: `
    select l.project_id::text as project_id, l.slug, l.title, l.issuer_id::text as issuer_id, l.sale_mint, l.terms,
      sheet.number, sheet.hash, sheet.complete,
      (select t.at from listing_terms t where t.project_id = l.project_id and t.number = 1) as published_at
    from listing l left join lateral (
      select s.number, s.hash, s.complete from information_sheet s where s.project_id = l.project_id order by s.number desc limit 1
    ) sheet on true
    where l.raise_address = $1 and l.state <> 'withdrawn'`,
}
type Row = {
  project_id: string
  slug: string
  title: string
  issuer_id: string
  sale_mint: string | null
  terms: Terms
  published_at: Date | null
} & {
  [Key in keyof CurrentSheet]: CurrentSheet[Key] | null
}

/** The names of a raise and its sheet; null when no listed project owns it. */
export async function raiseFactsOf(db: Db | Tx | Sql, raise: string): Promise<RaiseFacts | null> {
  const [row] = await rowsOf<Row>(db, FACTS, [raise])
  if (!row) return null
  const { terms, number, hash, complete } = row
  return {
    ...{ projectId: row.project_id, slug: row.slug, title: row.title, issuerPersonId: row.issuer_id },
    paymentAsset: { symbol: terms.paymentSymbol, decimals: terms.paymentDecimals, mint: terms.paymentMint },
    saleAsset: { symbol: terms.saleSymbol, decimals: terms.saleDecimals, mint: row.sale_mint },
    publishedAt: row.published_at,
    sheet: number !== null && hash !== null ? { number, hash, complete: complete === true } : null,
  }
}
