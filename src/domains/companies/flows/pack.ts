import { zipSync } from 'fflate'
import { canonicalJson } from '@/kit/canonical-json'
import { sha256 } from '@/kit/digest'
import { MANIFEST, RECORD, withManifest } from '@/kit/pack'
import type { Db } from '@/server/db'
import { makePdf, type PdfSection } from '@/server/pdf'
import { recordCompany } from '../actions/company-row'
import { type CompanyRecord, companyRecord } from '../queries/pack'
import { STATE_WORDS } from '../rules/case'

/**
 * A company's evidence pack: a record that a program reads, the same for people as a PDF, and a manifest of their hashes, in one ZIP.
 * `flotilla pack verify FILE` checks it without a network. Who exported it, and the manifest's hash, stand in the log.
 */
export async function exportPack(
  db: Db,
  { companyId, viewerId, now }: { companyId: string; viewerId: string; now: Date },
): Promise<{ fileName: string; bytes: Uint8Array }> {
  const record = await companyRecord(db, { companyId, viewerId, now })
  const about = `Company ${companyId}, exported on ${now.toISOString()} by ${viewerId}. Nothing that was typed about it is in it.`
  const files = withManifest({
    [RECORD]: Buffer.from(canonicalJson(record)),
    'record.pdf': await makePdf({
      ...{ title: 'Evidence pack of a company', about, whole: `${RECORD} in this pack`, mark: about },
      sections: sectionsOf(record),
    }),
  })
  const manifest = sha256(files[MANIFEST]!).toString('hex')
  await db.$transaction((tx) => recordCompany(tx, 'packExported', { companyId, actorId: viewerId, now }, { manifest }))
  return { fileName: `company-${companyId}.zip`, bytes: zipSync(files) }
}

const line = (facts: Record<string, unknown>): string =>
  Object.entries(facts)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join('; ')

function sectionsOf({
  case: subject,
  rules,
  people,
  comparisons,
  decisions,
  documents,
  log,
}: CompanyRecord): PdfSection[] {
  return [
    {
      heading: `State: ${STATE_WORDS[subject.state]}`,
      lines: Object.entries(subject).map(([key, value]) => line({ [key]: value })),
    },
    { heading: 'Rules', lines: [line(rules)] },
    { heading: 'People who had to be verified', lines: people.map(line) },
    { heading: 'Comparisons with lists', lines: comparisons.map(line) },
    { heading: 'Decisions', lines: decisions.map(line) },
    { heading: 'Documents', lines: documents.map(line) },
    { heading: 'Log', lines: log.map(({ body, hash }) => `${hash}\n${body}`) },
  ]
}
