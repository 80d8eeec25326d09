import { markListed } from '@/domains/companies/actions/listing'
import { addRole } from '@/domains/identity/actions/roles'
import { append } from '@/domains/log/actions'
import type { ListingModel } from '@/generated/prisma/models'
import { digestOf } from '@/kit/digest'
import type { Tx } from '@/server/db'
import { announcePublicChange } from '@/server/queue'
import type { Viewer } from '@/server/viewer'
import { listingAfter } from '../rules/application'
import { changedTerms } from '../rules/change'
import { tokenProblems } from '../rules/content'
import { refuse } from '../rules/refusals'
import { freeSlug, slugBase } from '../rules/slug'
import type { Content } from '../schema/content'
import type { MintFacts, Terms, TermsDraft } from '../schema/terms'
import { lockOwnApplication, record } from './application'
import { drawUpSheet } from './sheet'

type Approved = {
  application: { id: string; ownerId: string }
  version: { number: number; content: unknown; terms: unknown }
  viewer: Viewer
  now: Date
  parent: string
}

/** Makes an approved application a project that the public sees, under an address of its own for ever. */
export async function list(tx: Tx, { application, version, viewer, now, parent }: Approved): Promise<void> {
  const content = version.content as Content
  const draft = version.terms as TermsDraft
  const existing = await tx.listing.findUnique({ where: { projectId: application.id } })
  if (existing?.state === 'published') return pend(tx, { application, version, viewer, now, parent }, existing)
  const slug = existing?.slug ?? (await newSlug(tx, content.project.title))
  const fixed = termsWith(draft, content.token.mint || null)
  const data = {
    state: existing ? listingAfter(existing.state, 'approve') : ('approved' as const),
    ...{ slug, version: version.number, ...fixed, issuerId: application.ownerId, issuerWallet: draft.issuerWallet },
    ...{ title: content.project.title, summary: content.project.summary, category: content.project.category },
    ...{ teamName: content.team.name, listedAt: now, updatedAt: now },
  }
  await tx.listing.upsert({
    where: { projectId: application.id },
    create: { projectId: application.id, ...data },
    update: data,
  })
  await addRole(tx, { personId: application.ownerId, role: 'issuer', actorId: viewer.personId, now })
  await markListed(tx, { projectId: application.id, now })
  const facts = { version: version.number, slug, termsHash: fixed.termsHash }
  await record(tx, { type: 'listed', applicationId: application.id, viewer, now, facts, parents: [parent] })
  await announceListing(tx, slug)
}

/** A version that is approved while the raise runs takes effect when its terms are on chain; until then everybody sees the old one. */
async function pend(tx: Tx, { application, version, viewer, now, parent }: Approved, existing: ListingModel) {
  const terms = changedTerms(existing.terms as unknown as Terms, version.terms as TermsDraft)
  const pending = { pendingVersion: version.number, pendingTermsHash: digestOf(terms) }
  await tx.listing.update({ where: { projectId: application.id }, data: { ...pending, updatedAt: now } })
  const facts = { version: version.number, termsHash: pending.pendingTermsHash }
  await record(tx, { type: 'change_approved', applicationId: application.id, viewer, now, facts, parents: [parent] })
}

async function newSlug(tx: Tx, title: string): Promise<string> {
  // Two approvals at once must not take the same address: one waits here for the other.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('projects.slug'))`
  const taken = await tx.listing.findMany({ where: { slug: { startsWith: slugBase(title) } }, select: { slug: true } })
  return freeSlug(title, new Set(taken.map(({ slug }) => slug)))
}

/** The terms as columns: with their hash once the sale mint is known. */
function termsWith(draft: TermsDraft, saleMint: string | null) {
  if (!saleMint) return { terms: draft, saleMint: null, termsHash: null }
  const terms: Terms = { ...draft, saleMint }
  return { terms, saleMint, termsHash: digestOf(terms) }
}

/** Fixes the token of an approved project whose token did not exist when it was reviewed. It must be as approved. */
export async function chooseMint(
  tx: Tx,
  { projectId, viewer, now, mint }: { projectId: string; viewer: Viewer; now: Date; mint: MintFacts },
): Promise<{ termsHash: string }> {
  await lockOwnApplication(tx, projectId, viewer)
  const listing = await tx.listing.findUnique({ where: { projectId } })
  if (listing?.state !== 'approved') throw refuse.missing()
  if (listing.saleMint === mint.address && listing.termsHash) return { termsHash: listing.termsHash }
  if (listing.saleMint) throw refuse.mintKnown()
  const key = { applicationId: projectId, number: listing.version }
  const version = await tx.applicationVersion.findUniqueOrThrow({ where: { applicationId_number: key } })
  const draft = version.terms as unknown as TermsDraft
  const [problem] = tokenProblems(version.content as unknown as Content, mint)
  if (problem) throw refuse.wrongMint({ problem: problem.message })
  if (draft.paymentMint === mint.address)
    throw refuse.wrongMint({ problem: 'The token sold and the token paid are the same.' })

  const terms: Terms = { ...draft, saleMint: mint.address }
  const termsHash = digestOf(terms)
  await tx.listing.update({ where: { projectId }, data: { terms, saleMint: mint.address, termsHash, updatedAt: now } })
  const facts = { saleMint: mint.address, termsHash }
  await record(tx, { type: 'token_fixed', applicationId: projectId, viewer, now, facts })
  await announceListing(tx, listing.slug)
  return { termsHash }
}

/**
 * Publishes a project's raise once its account was seen on chain. A raise that carries other terms than the approved
 * ones is refused, so the site never shows it. Repeating it changes nothing.
 */
export async function publish(
  tx: Tx,
  {
    projectId,
    raiseAddress,
    termsHash,
    now,
  }: { projectId: string; raiseAddress: string; termsHash: string; now: Date },
): Promise<void> {
  await tx.$executeRaw`select 1 from listing where project_id = ${projectId}::uuid for update`
  const listing = await tx.listing.findUnique({ where: { projectId } })
  if (!listing) throw refuse.missing()
  if (listing.raiseAddress === raiseAddress) return
  if (listing.raiseAddress) throw refuse.raiseKnown()
  if (listing.termsHash !== termsHash) throw refuse.wrongTerms()
  const state = listingAfter(listing.state, 'publish')
  await tx.listing.update({ where: { projectId }, data: { state, raiseAddress, updatedAt: now } })
  await tx.listingTerms.create({ data: { projectId, number: 1, version: listing.version, termsHash, at: now } })
  await drawUpSheet(tx, { projectId, number: 1, now })
  await append(tx, {
    type: 'projects.published',
    at: now,
    actorId: null,
    subjects: [`project:${projectId}`, `raise:${raiseAddress}`],
    facts: { raiseAddress, termsHash },
  })
  await announceListing(tx, listing.slug)
}

/** Shows the changed version, once the chain has its terms. Repeating it changes nothing; false when it is another change. */
export async function adoptTerms(
  tx: Tx,
  { projectId, termsHash, number, now }: { projectId: string; termsHash: string; number: number; now: Date },
): Promise<boolean> {
  await tx.$executeRaw`select 1 from listing where project_id = ${projectId}::uuid for update`
  const listing = await tx.listing.findUnique({ where: { projectId } })
  if (!listing?.pendingVersion || listing.pendingTermsHash !== termsHash) return false
  const key = { applicationId: projectId, number: listing.pendingVersion }
  const version = await tx.applicationVersion.findUniqueOrThrow({ where: { applicationId_number: key } })
  const { project, team } = version.content as unknown as Content
  const terms = changedTerms(listing.terms as unknown as Terms, version.terms as unknown as TermsDraft)
  const shown = { title: project.title, summary: project.summary, category: project.category, teamName: team.name }
  const none = { pendingVersion: null, pendingTermsHash: null }
  const data = { ...shown, ...none, version: version.number, terms, termsHash, updatedAt: now }
  await tx.listing.update({ where: { projectId }, data })
  await tx.listingTerms.create({ data: { projectId, number, version: version.number, termsHash, at: now } })
  await drawUpSheet(tx, { projectId, number, now })
  await append(tx, {
    ...{ type: 'projects.terms_changed', at: now, actorId: null, subjects: [`project:${projectId}`] },
    facts: { version: version.number, termsHash, number },
  })
  await announceListing(tx, listing.slug)
  return true
}

async function announceListing(tx: Tx, slug: string): Promise<void> {
  await announcePublicChange(tx, `/projects/${slug}`)
}
