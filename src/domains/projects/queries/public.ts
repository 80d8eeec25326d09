import type { Prisma } from '@/generated/prisma/client'
import type { Asset } from '@/kit/money'
import type { Db, Tx } from '@/server/db'
import { rowsOf, type Sql } from '@/server/sql'
import { sideOf, type VersionContent } from '../rules/examine'
import type { Side } from '../rules/review'
import type { Category } from '../schema/content'
import type { Terms, TermsDraft } from '../schema/terms'
import { wholeContents } from './people'

const WITH_VERSION = { application: { select: { versions: true } } } satisfies Prisma.ListingInclude
type Row = Prisma.ListingGetPayload<{ include: typeof WITH_VERSION }>

/** A project as everybody sees it: its approved texts, whole, and its terms. */
export type PublicProject = {
  projectId: string
  slug: string
  state: 'approved' | 'published'
  title: string
  summary: string
  category: Category
  teamName: string
  issuerId: string
  issuerWallet: string
  /** The number of the approved version, and the digest that the terms carry. */
  version: number
  digest: string
  listedAt: Date
  raiseAddress: string | null
  saleMint: string | null
  termsHash: string | null
  /** Of a change that two people approved and that is not on chain yet. */
  pendingTermsHash: string | null
  /** With the sale mint once it is known. */
  terms: Terms | TermsDraft
  content: VersionContent
}

async function readProject(db: Db | Tx, { application, ...listing }: Row): Promise<PublicProject | null> {
  const version = application.versions.find(({ number }) => number === listing.version)
  if (!version || listing.state === 'withdrawn') return null
  return {
    ...listing,
    state: listing.state,
    category: listing.category as Category,
    digest: version.digest,
    terms: listing.terms as unknown as Terms | TermsDraft,
    content: (await wholeContents(db, [version]))[0]!,
  }
}

/** The project at an address of the public list; null for none. */
export async function projectBySlug(db: Db | Tx, slug: string): Promise<PublicProject | null> {
  const row = await db.listing.findUnique({ where: { slug }, include: WITH_VERSION })
  return row && readProject(db, row)
}

/** The project with an id; null when it is not (or no longer) listed. */
export async function projectById(db: Db | Tx, projectId: string): Promise<PublicProject | null> {
  const row = await db.listing.findUnique({ where: { projectId }, include: WITH_VERSION })
  return row && readProject(db, row)
}

/** What a raise must carry. `terms` and `termsHash` are null until the sale token exists. */
export type ApprovedTerms = {
  projectId: string
  slug: string
  title: string
  issuerPersonId: string
  issuerWallet: string
  paymentAsset: Asset
  saleAsset: Asset
  audience: 'everyone' | 'operators'
  raiseAddress: string | null
  saleMint: string | null
  terms: Terms | null
  termsHash: string | null
  pendingTermsHash: string | null
  /** What was approved, for making the token: name, decimals, supply as written. */
  token: VersionContent['token']
  /** What is promised for each payment. */
  payments: VersionContent['tranches']['rows']
}

/** The approved terms of a listed project; null when nothing is approved. */
export async function approvedTermsOf(db: Db | Tx, projectId: string): Promise<ApprovedTerms | null> {
  const project = await projectById(db, projectId)
  if (!project) return null
  const { terms, saleMint, termsHash } = project
  return {
    ...{ projectId, slug: project.slug, title: project.title, raiseAddress: project.raiseAddress, saleMint, termsHash },
    pendingTermsHash: project.pendingTermsHash,
    issuerPersonId: project.issuerId,
    issuerWallet: project.issuerWallet,
    paymentAsset: { symbol: terms.paymentSymbol, decimals: terms.paymentDecimals, mint: terms.paymentMint },
    saleAsset: { symbol: terms.saleSymbol, decimals: terms.saleDecimals, mint: saleMint },
    audience: terms.audience,
    terms: 'saleMint' in terms ? terms : null,
    token: project.content.token,
    payments: project.content.tranches.rows,
  }
}

/** Approved projects whose raise was not seen on chain yet, with the hash that it must carry: for the follower. */
export function awaitingRaise(db: Db | Tx) {
  return db.listing.findMany({
    where: { state: 'approved', termsHash: { not: null }, raiseAddress: null },
    select: { projectId: true, issuerWallet: true, termsHash: true, saleMint: true },
  })
}

type ListQuery = { search?: string; category?: Category; cursor?: { listedAt: Date; projectId: string }; take?: number }

/** A page of listed projects without their money, the newest first. The list with money facts belongs to the raises. */
export function listedProjects(db: Db, { search, category, cursor, take = 24 }: ListQuery) {
  const matches = (text: string) => [
    { title: { contains: text, mode: 'insensitive' as const } },
    { summary: { contains: text, mode: 'insensitive' as const } },
    { teamName: { contains: text, mode: 'insensitive' as const } },
  ]
  const older = cursor && [
    { listedAt: { lt: cursor.listedAt } },
    { listedAt: cursor.listedAt, projectId: { lt: cursor.projectId } },
  ]
  return db.listing.findMany({
    where: {
      state: { not: 'withdrawn' },
      ...(category && { category }),
      AND: [...(search ? [{ OR: matches(search) }] : []), ...(older ? [{ OR: older }] : [])],
    },
    orderBy: [{ listedAt: 'desc' }, { projectId: 'desc' }],
    select: {
      ...{ projectId: true, slug: true, title: true, summary: true, category: true, teamName: true },
      ...{ issuerId: true, listedAt: true, state: true, raiseAddress: true },
    },
    take,
  })
}

const BY_RAISE = {
  name: 'projects.byRaise',
  text: 'select project_id::text as project_id from listing where raise_address = $1',
}

/** The listed project that owns a raise; null for none. */
export async function projectByRaise(db: Db | Tx | Sql, raiseAddress: string): Promise<string | null> {
  const [row] = await rowsOf<{ project_id: string }>(db, BY_RAISE, [raiseAddress])
  return row?.project_id ?? null
}

/** Who these projects belong to, listed now or before; a project that was never approved is left out. */
export async function sidesOf(db: Db | Tx, projectIds: readonly string[]): Promise<Side[]> {
  const rows = await db.listing.findMany({ where: { projectId: { in: [...projectIds] } }, include: WITH_VERSION })
  return rows.flatMap(({ issuerId, version, application }) => {
    const shown = application.versions.find(({ number }) => number === version)
    return shown ? [sideOf(issuerId, shown.content)] : []
  })
}
