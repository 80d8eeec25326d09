import { DocumentStateNote } from '@/domains/vault/ui/document-state'
import { OpenDocument } from '@/domains/vault/ui/open-document'
import { countryName } from '@/kit/country'
import { Alert, Empty } from '@/ui/badge'
import { Card, Facts, Heading } from '@/ui/card'
import { When } from '@/ui/when'
import type { Evidence } from '../actions/open-evidence'
import type { StaffCase } from '../queries/cases'
import { ageOn } from '../rules/case'
import { DOCUMENT_WORDS, sizeText } from '../rules/words'
import type { DocumentKind } from '../schema'

/** Profile and documents, for who is at work on the case. */
export function EvidenceView({ evidence, subject, now }: { evidence: Evidence | null; subject: StaffCase; now: Date }) {
  if (!evidence) return <Empty title="The evidence is closed">{whyClosed(subject)}</Empty>
  const { profile, documents } = evidence
  return (
    <div className="grid gap-6">
      <Alert title="This view was recorded">Who opened which evidence, and when, stands in the audit trail.</Alert>
      <Card>
        <Heading>Profile</Heading>
        {profile ? (
          <Facts
            facts={[
              ['Full name', profile.legalName],
              ['Date of birth', `${profile.dateOfBirth} (${ageOn(profile.dateOfBirth, now)} years)`],
              ['Country', countryName(profile.country)],
              [
                'Address',
                <span key="address" className="whitespace-pre-line">
                  {profile.residentialAddress}
                </span>,
              ],
            ]}
          />
        ) : (
          <p className="text-soft">The profile was erased.</p>
        )}
      </Card>
      <Card>
        <Heading>Documents</Heading>
        <ul className="divide-y divide-line">
          {documents.map(({ id, kind, fileName, size, storedAt, state, problem }) => (
            <li key={id} className="flex flex-wrap items-center justify-between gap-3 py-3">
              <span className="min-w-0">
                <span className="block font-medium">{DOCUMENT_WORDS[kind as DocumentKind]}</span>
                <span className="block break-words text-soft">
                  {fileName}, {sizeText(size)}, <When instant={storedAt} now={now} />
                </span>
                <DocumentStateNote state={state} problem={problem} />
              </span>
              {state === 'clean' && <OpenDocument documentId={id} fileName={fileName} room="compliance" />}
            </li>
          ))}
        </ul>
      </Card>
    </div>
  )
}

function whyClosed({ state, holder, mayConfirm, proposedByYou }: StaffCase): string {
  if (state === 'submitted' || (state === 'in_review' && !holder)) return 'Take the verification to see its evidence.'
  if (state === 'in_review') return `${holder?.name} is at work on it.`
  if (proposedByYou) return 'You have proposed a decision. Another person looks at the evidence now.'
  if (state.startsWith('proposed') && !mayConfirm) return 'A checker looks at the evidence now.'
  return 'Nobody is at work on this verification, so nobody sees its evidence.'
}
