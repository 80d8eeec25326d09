import { append } from '@/domains/log/actions'
import { canonicalJson } from '@/kit/canonical-json'
import { sha256 } from '@/kit/digest'
import type { Tx } from '@/server/db'
import { sheetOf, sheetValue } from '../rules/sheet'
import type { Content } from '../schema/content'
import type { Terms } from '../schema/terms'

/**
 * Draws up the information sheet of a version of a raise's terms, as its listing holds them, from what two people approved: its hash
 * stands in the log. A version has one sheet for ever; doing it again changes nothing.
 */
export async function drawUpSheet(
  tx: Tx,
  { projectId, number, now }: { projectId: string; number: number; now: Date },
): Promise<void> {
  if ((await tx.informationSheet.count({ where: { projectId, number } })) > 0) return
  const { terms, termsHash, version } = await tx.listing.findUniqueOrThrow({ where: { projectId } })
  const key = { applicationId: projectId, number: version }
  const approved = await tx.applicationVersion.findUniqueOrThrow({ where: { applicationId_number: key } })
  const source = { content: approved.content as unknown as Content, terms: terms as unknown as Terms }
  const sheet = sheetOf({ ...source, termsHash: termsHash ?? '', version: number })
  const document = canonicalJson(sheetValue(sheet))
  const hash = sha256(document).toString('hex')
  await tx.informationSheet.create({
    data: { projectId, number, termsHash: sheet.termsHash, complete: sheet.complete, document, hash, at: now },
  })
  await append(tx, {
    ...{ type: 'projects.sheet_drawn', at: now, actorId: null, subjects: [`project:${projectId}`] },
    facts: { number, hash, termsHash: sheet.termsHash, complete: sheet.complete },
  })
}

const LOT = 20

/** Draws up what raises that were published before there were sheets lack. Returns how many. */
export async function drawUpMissing(tx: Tx, now: Date): Promise<number> {
  const lacking = await tx.$queryRaw<{ projectId: string; number: number }[]>`
    select t.project_id::text as "projectId", t.number from listing_terms t
    join listing l on l.project_id = t.project_id and l.terms_hash = t.terms_hash
    where not exists (select from information_sheet s where s.project_id = t.project_id and s.number = t.number)
    limit ${LOT}`
  for (const one of lacking) await drawUpSheet(tx, { ...one, now })
  return lacking.length
}
