import { DocumentStateNote } from '@/domains/vault/ui/document-state'
import { OpenDocument } from '@/domains/vault/ui/open-document'
import { Alert, Empty } from '@/ui/badge'
import { Card, Facts, Heading } from '@/ui/card'
import { When } from '@/ui/when'
import type { Evidence } from '../actions/open-evidence'
import type { StaffCase } from '../queries/desk'
import { DOCUMENT_WORDS, HOLD_WORDS, sizeText } from '../rules/words'
import type { DocumentKind } from '../schema'
import { RevealedProfile } from './revealed-profile'

/** Profile, documents, checks and risk, for who is at work on the case. */
export function EvidenceView({ evidence, subject, now }: { evidence: Evidence | null; subject: StaffCase; now: Date }) {
  if (!evidence)
    return (
      <div className="grid gap-6">
        <Empty title="The evidence is closed">{whyClosed(subject)}</Empty>
        <Findings subject={subject} now={now} />
      </div>
    )
  const { hasProfile, documents } = evidence
  return (
    <div className="grid gap-6">
      <Alert title="This view was recorded">Who opened which evidence, and when, stands in the audit trail.</Alert>
      <Card>
        <Heading>Profile</Heading>
        {hasProfile ? <RevealedProfile caseId={subject.id} /> : <p className="text-soft">The profile was erased.</p>}
      </Card>
      <Card>
        <Heading>Documents</Heading>
        {documents.length === 0 && <p className="text-soft">None is kept here.</p>}
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
      <Findings subject={subject} now={now} />
    </div>
  )
}

const SCREENING_WORDS: Record<string, string> = {
  clear: 'Nobody on the lists',
  candidates: 'Somebody may be meant',
  unavailable: 'Not compared: no list is installed',
}
const YES_NO = (value: boolean) => (value ? 'yes' : 'no')

/** What was found without anybody looking: the lists, the risk, the provider's checks. No personal data. */
function Findings({ subject, now }: { subject: StaffCase; now: Date }) {
  const { route, screening, hold, risk, documentExpires, checks, appeal, mendedFields } = subject
  const facts = [
    [
      'Way',
      route === 'provider' ? 'Checked by the provider' : route === 'manual' ? 'Shown to the staff' : 'Not chosen',
    ],
    ['Lists', screening ? SCREENING_WORDS[screening] : 'Not compared yet'],
    ...(hold ? [['Held back', HOLD_WORDS[hold]] as const] : []),
    ...(risk ? [['Risk', `${risk.level} (${risk.score}); countries as of ${risk.countryListAsOf}`] as const] : []),
    ...(documentExpires ? [['Document valid until', documentExpires.toISOString().slice(0, 10)] as const] : []),
    ...(mendedFields.length > 0 ? [['Changed since asked', mendedFields.join(', ')] as const] : []),
    ...(appeal ? [['Appeal', appeal] as const] : []),
  ] as const
  return (
    <Card>
      <Heading>Findings</Heading>
      <Facts facts={facts} />
      {checks.length > 0 && (
        <ol className="mt-3 grid gap-2">
          {checks.map(({ attempt, state, error, openedAt, findings }) => (
            <li key={attempt}>
              Check {attempt}: {state}
              {error && `, ${error}`}
              {findings &&
                `; name agrees: ${YES_NO(findings.nameAgrees)}, date of birth agrees: ${YES_NO(findings.birthDateAgrees)}`}{' '}
              <span className="text-soft">
                <When instant={openedAt} now={now} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}

function whyClosed({ state, holder, mayConfirm, open }: StaffCase): string {
  if (state === 'in_review' && !holder) return 'Take the verification to see its evidence.'
  if (state === 'in_review') return `${holder?.name} is at work on it.`
  if (open?.byYou) return 'You have proposed a decision. Another person looks at the evidence now.'
  if (open && !mayConfirm) return 'A checker looks at the evidence now.'
  return 'Nobody is at work on this verification, so nobody sees its evidence.'
}
