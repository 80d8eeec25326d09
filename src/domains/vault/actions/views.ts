import { randomBytes } from 'node:crypto'
import { append } from '@/domains/log/actions'
import { sha256 } from '@/kit/digest'
import { after } from '@/kit/time'
import type { Tx } from '@/server/db'
import type { Viewer } from '@/server/viewer'
import { withNames } from '../queries/documents'
import { LINK_LIFE, refuseDocument } from '../rules/document'
import type { ViewPurpose } from '../schema'

/** Ways to a document: a file to download, or pages to look at. Each opens once, within 30 seconds, in the session that asked. */
export type ViewLinks = { fileName: string; form: 'original' | 'pages'; tokens: string[] }

const hashOf = (token: string): string => sha256(token).toString('hex')

/**
 * Makes the ways to a document for somebody who may see it; the caller, the room that knows what the document is for, has checked
 * that. Owners get back what they sent. Everybody else gets pages that were drawn anew, never the original.
 */
export async function linkDocument(
  tx: Tx,
  { documentId, viewer, purpose, now }: { documentId: string; viewer: Viewer; purpose: ViewPurpose; now: Date },
): Promise<ViewLinks> {
  const document = await tx.document.findUnique({ where: { id: documentId } })
  if (!document) throw refuseDocument.noDocument()
  if (document.erasedAt) throw refuseDocument.erased()
  const own = purpose === 'own' && document.ownerId === viewer.personId
  // A refused file has no bytes left; one in quarantine is its owner's alone.
  const parts = own ? [0] : Array.from({ length: document.pages }, (_, n) => n + 1)
  const there = await tx.documentObject.count({ where: { documentId, part: { in: parts } } })
  if (parts.length === 0 || there !== parts.length) throw refuseDocument.notClean()
  const links = parts.map((part) => ({ part, token: randomBytes(32).toString('base64url') }))
  const common = { documentId, purpose, sessionId: viewer.sessionId, viewerId: viewer.personId }
  await tx.viewLink.createMany({
    data: links.map(({ part, token }) => ({
      ...common,
      part,
      tokenHash: hashOf(token),
      expiresAt: after(now, LINK_LIFE),
    })),
  })
  return {
    fileName: (await withNames(tx, [document]))[0]?.fileName ?? '',
    form: own ? 'original' : 'pages',
    tokens: links.map(({ token }) => token),
  }
}

export type Redeemed = { documentId: string; part: number; fileName: string; contentType: string }

/** Uses up a way to a document and records who looked at what, when and for what. Of two at once one gets through. */
export async function redeemLink(
  tx: Tx,
  { token, viewer, now }: { token: string; viewer: Viewer; now: Date },
): Promise<Redeemed> {
  const [link] = await tx.viewLink.updateManyAndReturn({
    where: {
      ...{ tokenHash: hashOf(token), usedAt: null, expiresAt: { gt: now } },
      ...{ sessionId: viewer.sessionId, viewerId: viewer.personId },
    },
    data: { usedAt: now },
  })
  if (!link) throw refuseDocument.noLink()
  const { documentId, part, purpose } = link
  const found = await tx.document.findUniqueOrThrow({ where: { id: documentId } })
  const { subject, contentType } = found
  const fileName = (await withNames(tx, [found]))[0]?.fileName ?? ''
  await tx.documentView.create({ data: { documentId, viewerId: viewer.personId, part, purpose, at: now } })
  await append(tx, {
    type: 'vault.documentViewed',
    at: now,
    actorId: viewer.personId,
    subjects: [subject],
    facts: { document: documentId, part, purpose },
  })
  return { documentId, part, fileName, contentType: part === 0 ? contentType : 'image/jpeg' }
}

/** Records that somebody took a copy of everything that is known of them. */
export async function recordTaken(tx: Tx, { viewer, now }: { viewer: Viewer; now: Date }): Promise<void> {
  const { personId } = viewer
  await append(tx, { type: 'vault.dataTaken', at: now, actorId: personId, subjects: [`person:${personId}`], facts: {} })
}

/** Forgets ways that are closed; returns how many. */
export async function forgetLinks(tx: Tx, now: Date): Promise<number> {
  const { count } = await tx.viewLink.deleteMany({ where: { expiresAt: { lt: now } } })
  return count
}
