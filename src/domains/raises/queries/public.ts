import { Buffer } from 'node:buffer'
import { decodeRaise } from '@/chain/raise/accounts'
import { projectBySlug } from '@/domains/projects/queries/public'
import { currentSheet } from '@/domains/projects/queries/sheet'
import { lastChange } from '@/domains/projects/queries/terms'
import type { Category } from '@/domains/projects/schema/content'
import { Prisma } from '@/generated/prisma/client'
import type { Asset } from '@/kit/money'
import { type Db, type Tx, units } from '@/server/db'
import { concentration } from '../rules/concentration'
import { type Phase, phaseOf, type Sort } from '../rules/phase'
import { powersOf } from '../rules/powers'
import { LIST_CURSOR } from '../schema'
import { reconciliationOf } from './reconciliation'
import { accountOf, tranchesOf } from './tranches'

/** One line of the public list: names of the project, money of its raise at the mirror's finalized slot. */
export type RaiseCard = {
  projectId: string
  /** The raise's address; null before it is on the chain. */
  raise: string | null
  slug: string
  title: string
  summary: string
  category: Category
  teamName: string
  phase: Phase
  asset: Asset
  committed: bigint
  minimum: bigint
  cap: bigint
  backers: number
  opensAt: Date
  closesAt: Date
}

export type ListQuery = {
  search: string | null
  phase: Phase | null
  category: string | null
  sort: Sort
  /** What `next` of the page before said; null for the first page. */
  cursor: string | null
  take: number
  now: Date
}

/** The order of each sort as one rising number, so that paging by key is the same for all. */
const SORT_KEY: Record<Sort, Prisma.Sql> = {
  closing: Prisma.sql`case when phase in ('open', 'paused', 'upcoming') then extract(epoch from closes_at) else 1e12 - extract(epoch from closes_at) end`,
  newest: Prisma.sql`-extract(epoch from listed_at)`,
  raised: Prisma.sql`-committed / power(10::numeric, decimals)`,
  percent: Prisma.sql`-committed / cap`,
  backers: Prisma.sql`-backers`,
}

type Row = {
  project_id: string
  raise: string | null
  slug: string
  title: string
  summary: string
  category: Category
  team_name: string
  phase: Phase
  symbol: string
  decimals: number
  mint: string | null
  committed: string
  minimum: string
  cap: string
  backers: number
  opens_at: Date
  closes_at: Date
  key: string
}

/** Cards with everything that lists sort and filter by. The raise's own columns win; before it exists its terms are shown. */
const cards = (now: Date) => Prisma.sql`
  select card.project_id, raise.address as raise, card.slug, card.title, card.summary, card.category, card.team_name, card.listed_at,
    case
      when raise.address is null or raise.state = 'draft' then 'upcoming'
      when raise.state = 'failed' and raise.cancelled then 'cancelled'
      when raise.state <> 'open' then raise.state::text
      when ${now} < raise.opens_at then 'upcoming'
      when ${now} >= raise.closes_at then 'settling'
      when raise.paused then 'paused'
      else 'open'
    end as phase,
    terms ->> 'paymentSymbol' as symbol, (terms ->> 'paymentDecimals')::int as decimals, terms ->> 'paymentMint' as mint,
    coalesce(raise.committed, 0) as committed,
    coalesce(raise.minimum, (terms ->> 'minimum')::numeric) as minimum,
    coalesce(raise.cap, (terms ->> 'cap')::numeric) as cap,
    coalesce(raise.opens_at, to_timestamp((terms ->> 'opensAt')::bigint)) as opens_at,
    coalesce(raise.closes_at, to_timestamp((terms ->> 'closesAt')::bigint)) as closes_at,
    (select count(*) from "position" held where held.raise_address = raise.address and held.state not in ('withdrawn', 'undone'))::int as backers
  from project_card card
  left join raise on raise.address = card.raise_address and raise.recognised`

function readCursor(cursor: string | null): { key: string; id: string } | null {
  const match = LIST_CURSOR.exec(cursor ?? '')
  return match ? { key: match[1]!, id: match[2]! } : null
}

/** A page of the public list, and where the next one starts. Paging by key: nothing is skipped or shown twice as money moves in. */
export async function listRaises(db: Db | Tx, query: ListQuery): Promise<{ cards: RaiseCard[]; next: string | null }> {
  const { search, phase, category, sort, take, now } = query
  const from = readCursor(query.cursor)
  const like = `%${(search ?? '').replace(/[\\%_]/g, '\\$&')}%`
  const rows = await db.$queryRaw<Row[]>`
    select *, key::text as key from (select *, (${SORT_KEY[sort]})::numeric(40, 12) as key from (${cards(now)}) as shown) as keyed
    where (${phase}::text is null or phase = ${phase}) and (${category}::text is null or category = ${category})
      and (${search}::text is null or title ilike ${like} or summary ilike ${like} or team_name ilike ${like})
      and (${from?.key ?? null}::numeric is null or (key, project_id) > (${from?.key ?? null}::numeric, ${from?.id ?? null}::uuid))
    order by keyed.key, project_id limit ${take + 1}`
  const shown = rows.slice(0, take)
  const last = shown.at(-1)
  return { cards: shown.map(readCard), next: rows.length > take && last ? `${last.key}~${last.project_id}` : null }
}

function readCard(row: Row): RaiseCard {
  return {
    projectId: row.project_id,
    raise: row.raise,
    slug: row.slug,
    title: row.title,
    summary: row.summary,
    category: row.category,
    teamName: row.team_name,
    phase: row.phase,
    asset: { symbol: row.symbol, decimals: row.decimals, mint: row.mint },
    committed: BigInt(row.committed),
    minimum: BigInt(row.minimum),
    cap: BigInt(row.cap),
    backers: row.backers,
    opensAt: row.opens_at,
    closesAt: row.closes_at,
  }
}

/** Everything that a project's page shows: its story, and its raise as the chain last showed it. Null for no such project. */
export async function projectPage(db: Db | Tx, slug: string, now: Date) {
  const project = await projectBySlug(db, slug)
  if (!project) return null
  const raise = project.raiseAddress ? await db.raise.findUnique({ where: { address: project.raiseAddress } }) : null
  return {
    project,
    raise: raise?.recognised
      ? await raiseOnPage(db, raise, { now, asset: assetOf(project.terms), promised: project.content.tranches.rows })
      : null,
    phase: phaseOf(raise?.recognised ? raise : null, now),
    sheet: raise?.recognised ? await currentSheet(db, project.projectId) : null,
    /** Old and new side by side, where the terms changed while the raise ran. */
    change: raise?.recognised ? await lastChange(db, project.projectId) : null,
  }
}

const assetOf = (terms: { paymentSymbol: string; paymentDecimals: number; paymentMint: string | null }): Asset => ({
  ...{ symbol: terms.paymentSymbol, decimals: terms.paymentDecimals, mint: terms.paymentMint },
})

async function raiseOnPage(
  db: Db | Tx,
  raise: Prisma.RaiseGetPayload<object>,
  { now, asset, promised }: { now: Date; asset: Asset; promised: readonly { delivers?: string }[] },
) {
  const positions = await db.position.findMany({
    where: { raiseAddress: raise.address, state: { notIn: ['withdrawn', 'undone'] } },
    select: { committed: true },
  })
  const account = decodeRaise(Buffer.from(raise.account))
  const shares = positions.map(({ committed }) => units(committed))
  return {
    address: raise.address,
    phase: phaseOf(raise, now),
    committed: units(raise.committed),
    confirmed: units(raise.confirmed),
    returned: units(raise.returned),
    released: units(raise.released),
    delivered: units(raise.delivered),
    minimum: units(raise.minimum),
    cap: units(raise.cap),
    opensAt: raise.opensAt,
    closesAt: raise.closesAt,
    withdrawUntil: raise.withdrawUntil,
    settleAfter: raise.settleAfter,
    settledAt: raise.settledAt,
    paused: raise.paused,
    paymentVault: account.paymentVault.toBase58(),
    saleVault: account.saleVault.toBase58(),
    slot: raise.slot,
    reconciliation: await reconciliationOf(db, raise.address),
    shares,
    concentration: concentration(shares),
    tranches: await tranchesOf(db, { address: raise.address, account: accountOf(raise), promised, now }),
    powers: powersOf(account, { asset, now }),
    positionMinimum: units(raise.positionMinimum),
    positionMaximum: units(raise.positionMaximum),
    feeBps: raise.feeBps,
  }
}
