import { auditTrail } from '@/domains/log/queries'
import { sha256 } from '@/kit/digest'
import type { Db, Tx } from '@/server/db'
import type { Presented } from '@/server/session-cookie'
import type { Viewer } from '@/server/viewer'
import { shownIn } from './queries/passkeys'

/**
 * The person behind a request, or null when their session ended. Sessions follow the machine's clock:
 * moving the local chain's time signs nobody out.
 */
export async function viewerOf(db: Db | Tx, presented: Presented, at: Date = new Date()): Promise<Viewer | null> {
  if (!presented.session) return null
  const session = await db.session.findUnique({
    where: { tokenHash: sha256(presented.session).toString('hex') },
    include: {
      person: {
        select: {
          id: true,
          displayName: true,
          roles: { select: { role: true } },
          wallets: { where: { retiredAt: null }, select: { address: true }, orderBy: { linkedAt: 'asc' } },
        },
      },
    },
  })
  if (!session || session.expiresAt <= at) return null
  const shown = await shownIn(db, session, presented, at)
  if (!shown) return null
  const { person } = session
  return {
    personId: person.id,
    sessionId: session.id,
    roles: person.roles.map(({ role }) => role),
    displayName: person.displayName,
    wallets: person.wallets.map(({ address }) => address),
    ...shown,
  }
}

const NAME = { id: true, displayName: true } as const

/** Who a person is to others. */
export function personById(db: Db | Tx, id: string): Promise<{ id: string; displayName: string } | null> {
  return db.person.findUnique({ where: { id }, select: NAME })
}

/** The names of several people, by id. */
export async function namesOf(db: Db | Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const people = await db.person.findMany({ where: { id: { in: [...new Set(ids)] } }, select: NAME })
  return new Map(people.map(({ id, displayName }) => [id, displayName]))
}

/** Whose wallet this is or was; null when nobody proved it. */
export async function personByWallet(
  db: Db | Tx,
  address: string,
): Promise<{ id: string; displayName: string } | null> {
  const wallet = await db.wallet.findUnique({ where: { address }, select: { person: { select: NAME } } })
  return wallet?.person ?? null
}

/** All wallets that a person ever proved, also those no longer in use: their positions remain the person's. */
export async function walletsOf(db: Db | Tx, personId: string): Promise<string[]> {
  const wallets = await db.wallet.findMany({ where: { personId }, orderBy: { linkedAt: 'asc' } })
  return wallets.map(({ address }) => address)
}

/** What the account page shows: profile, wallets in use, sessions that last. */
export async function accountOf(db: Db, viewer: Viewer, at: Date) {
  const person = await db.person.findUniqueOrThrow({
    where: { id: viewer.personId },
    select: {
      displayName: true,
      email: true,
      createdAt: true,
      wallets: { where: { retiredAt: null }, orderBy: { linkedAt: 'asc' }, select: { address: true, linkedAt: true } },
      sessions: {
        where: { expiresAt: { gt: at } },
        orderBy: { startedAt: 'desc' },
        select: { id: true, method: true, startedAt: true, expiresAt: true },
      },
    },
  })
  const sessions = person.sessions.map((session) => ({ ...session, current: session.id === viewer.sessionId }))
  return { ...person, sessions, roles: viewer.roles }
}

const PAGE = 50

/** People, newest first, by name or e-mail and role; `next` is where the following page starts. */
export async function listPeople(
  db: Db,
  { search, role, after }: { search: string; role?: Viewer['roles'][number] | undefined; after?: string | undefined },
) {
  const like = { contains: search, mode: 'insensitive' as const }
  const people = await db.person.findMany({
    where: {
      ...(search && { OR: [{ displayName: like }, { email: like }, { wallets: { some: { address: search } } }] }),
      ...(role && { roles: { some: { role } } }),
    },
    orderBy: { id: 'desc' },
    ...(after && { cursor: { id: after }, skip: 1 }),
    take: PAGE + 1,
    select: {
      ...NAME,
      email: true,
      createdAt: true,
      roles: { select: { role: true } },
      _count: { select: { wallets: true } },
    },
  })
  const rows = people.slice(0, PAGE).map(({ roles, _count, ...person }) => ({
    ...person,
    roles: roles.map(({ role: name }) => name),
    wallets: _count.wallets,
  }))
  return { rows, next: people.length > PAGE ? rows.at(-1)!.id : null }
}

/** Role changes that wait for a second person, oldest first, each with whether this viewer may decide it. */
export async function openRoleChanges(db: Db, viewer: Viewer) {
  const decides = viewer.roles.includes('admin') || viewer.roles.includes('checker')
  const changes = await db.roleChange.findMany({
    where: { decidedAt: null },
    orderBy: { proposedAt: 'asc' },
    include: { person: { select: NAME } },
  })
  const names = await namesOf(
    db,
    changes.flatMap(({ proposedBy }) => proposedBy ?? []),
  )
  return changes.map(({ id, role, kind, person, proposedBy, proposedAt }) => ({
    ...{ id, role, kind, person, proposedAt, proposedBy },
    proposedByName: proposedBy ? (names.get(proposedBy) ?? 'somebody') : 'the installation',
    mayDecide: decides && proposedBy !== viewer.personId && person.id !== viewer.personId,
  }))
}

/** The people of the demo world, in the order of their names. */
export async function demoPeople(db: Db) {
  const people = await db.person.findMany({
    where: { demoName: { not: null } },
    orderBy: { id: 'asc' },
    select: { id: true, demoName: true, demoAbout: true, roles: { select: { role: true } } },
  })
  return people.map(({ id, demoName, demoAbout, roles }) => ({
    ...{ id, name: demoName ?? '', about: demoAbout ?? '' },
    roles: roles.map(({ role }) => role),
  }))
}

/** The demo wallet's seed of a demo person; null when that person has none. */
export async function demoSeedOf(db: Db, personId: string): Promise<Uint8Array | null> {
  const person = await db.person.findUnique({ where: { id: personId }, select: { demoName: true, demoSeed: true } })
  return person?.demoName ? person.demoSeed : null
}

/** Mails, newest first: for the mailbox page of the local network. */
export const latestMails = (db: Db) => db.outgoingMail.findMany({ orderBy: { queuedAt: 'desc' }, take: 50 })

/** A queued mail; null once it was sent and deleted. */
export const mailById = (db: Db, id: string) => db.outgoingMail.findUnique({ where: { id } })

/** The person of a sign-in link, if they are staff at this moment, or came by an invitation. */
export async function mailPersonById(db: Db, personId: string): Promise<{ id: string; displayName: string } | null> {
  const staff = { roles: { some: { role: { in: ['reviewer' as const, 'checker' as const, 'admin' as const] } } } }
  return db.person.findFirst({ where: { id: personId, OR: [staff, { signsByMail: true }] }, select: NAME })
}

/** A page of the audit trail with the names of who acted; `next` is where the following page starts. */
export async function auditPage(db: Db, filter: { type: string; subject: string; before?: string | undefined }) {
  const { type, subject, before } = filter
  const cursor = before === undefined ? {} : { cursor: BigInt(before) }
  const entries = await auditTrail(db, {
    ...cursor,
    ...(type && { type }),
    ...(subject && { subject }),
    take: PAGE + 1,
  })
  const page = entries.slice(0, PAGE)
  const names = await namesOf(
    db,
    page.flatMap(({ actorId }) => actorId ?? []),
  )
  const rows = page.map(({ serial, id, type: kind, at, actorId, subjects, body, hash }) => ({
    ...{ id, type: kind, at, subjects, body, hash },
    serial: serial.toString(),
    actor: actorId ? (names.get(actorId) ?? 'somebody') : null,
  }))
  return { rows, next: entries.length > PAGE ? rows.at(-1)!.serial : null }
}
