import { zipSync } from 'fflate'
import { canonicalJson } from '@/kit/canonical-json'
import { sha256 } from '@/kit/digest'
import { MANIFEST, RECORD, withManifest } from '@/kit/pack'
import type { Db } from '@/server/db'
import { makePdf, type PdfSection } from '@/server/pdf'
import { recordCase } from '../actions/case-row'
import { type CaseRecord, caseRecord } from '../queries/pack'
import { STATE_WORDS } from '../rules/case'

/**
 * A case's evidence pack: a record that a program reads, the same for people as a PDF, and a manifest of their hashes, in one ZIP.
 * `flotilla pack verify FILE` checks it without a network. Who exported it and when stands in the record and on every page of the PDF;
 * the log has it with the manifest's hash.
 */
export async function exportPack(
  db: Db,
  { caseId, viewerId, now }: { caseId: string; viewerId: string; now: Date },
): Promise<{ fileName: string; bytes: Uint8Array }> {
  const record = await caseRecord(db, { caseId, viewerId, now })
  const about = `Case ${caseId}, exported on ${now.toISOString()} by ${viewerId}. No personal data of the member is in it.`
  const files = withManifest({
    [RECORD]: Buffer.from(canonicalJson(record)),
    'record.pdf': await makePdf({
      ...{ title: 'Evidence pack of a verification', about, whole: `${RECORD} in this pack`, mark: about },
      sections: sectionsOf(record),
    }),
  })
  const manifest = sha256(files[MANIFEST]!).toString('hex')
  await db.$transaction((tx) => recordCase(tx, 'packExported', { caseId, actorId: viewerId, now }, { manifest }))
  return { fileName: `case-${caseId}.zip`, bytes: zipSync(files) }
}

const line = (facts: Record<string, unknown>): string =>
  Object.entries(facts)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join('; ')

function sectionsOf(record: CaseRecord): PdfSection[] {
  const { case: subject, rules, checks, comparisons, decisions, automatic, documents, log } = record
  return [
    {
      heading: `State: ${STATE_WORDS[subject.state]}`,
      lines: Object.entries(subject).map(([key, value]) => line({ [key]: value })),
    },
    { heading: 'Rules', lines: [line(rules)] },
    { heading: 'Checks by the provider', lines: checks.map(line) },
    { heading: 'Comparisons with lists', lines: comparisons.map(line) },
    { heading: 'Approval without people', lines: automatic ? [line(automatic)] : ['None.'] },
    { heading: 'Decisions', lines: decisions.map(line) },
    { heading: 'Documents', lines: documents.map(line) },
    { heading: 'Log', lines: log.map(({ body, hash }) => `${hash}\n${body}`) },
  ]
}
