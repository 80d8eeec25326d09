import { countryName } from '@/kit/country'
import { Alert, Badge } from '@/ui/badge'
import { Card, Facts, Heading } from '@/ui/card'
import type { CompanyEvidence } from '../actions/evidence'
import type { StaffCompany } from '../queries/desk'
import { ROLE_WORDS } from '../rules/parties'
import { HOLD_WORDS } from '../rules/review'
import { OTHERS, type PartyRole, ROOT } from '../schema'
import { PaperList } from './papers'
import { RevealedPeople } from './revealed-people'

type Props = { evidence: CompanyEvidence | null; subject: StaffCompany }

/** Everything that a decision about a company rests on. Names of people are hidden until somebody asks for them. */
export function EvidenceOfCompany({ evidence, subject }: Props) {
  const { id, hold, screening } = subject
  return (
    <div className="grid gap-6">
      {hold && (
        <Alert tone="warn" title="Held back">
          {HOLD_WORDS[hold]}. It cannot be approved before that is settled.
        </Alert>
      )}
      {!evidence && (
        <Card>
          <Heading>Evidence</Heading>
          <p className="text-soft">It is shown to whoever is at work on the company.</p>
        </Card>
      )}
      {evidence && (
        <>
          {evidence.appeal && (
            <Alert title="The owner asks for a second look">
              <span className="whitespace-pre-line">{evidence.appeal}</span>
            </Alert>
          )}
          <Register evidence={evidence} screening={screening} />
          <Parties evidence={evidence} companyId={id} />
          <Card>
            <Heading>Papers</Heading>
            <PaperList documents={evidence.documents} />
          </Card>
        </>
      )}
    </div>
  )
}

const LIST_WORDS: Record<string, string> = {
  clear: 'nobody on a list is like it',
  candidates: 'somebody on a list may be meant',
}

function Register({
  evidence: { form, hasOwner },
  screening,
}: {
  evidence: CompanyEvidence
  screening: string | null
}) {
  return (
    <Card>
      <Heading>In the register</Heading>
      <Facts
        facts={[
          ['Name', form.legalName],
          ['Trading names', form.tradingNames.join('; ') || 'none'],
          ['Country', countryName(form.country)],
          ['Number', form.registrationNumber],
          ['Registered address', form.registeredAddress],
          ['Trading address', form.tradingAddress],
          ['Day of the extract', form.extractDate],
          ['Tax number', form.taxId],
          ['LEI', form.lei || 'none'],
          ['IBAN', form.iban],
          ['Lists', LIST_WORDS[screening ?? ''] ?? 'not compared yet'],
        ]}
      />
      <p className="mt-4 font-medium">Where its money came from</p>
      <p className="whitespace-pre-line">{form.fundsSource}</p>
      {!hasOwner && (
        <>
          <p className="mt-4 font-medium">Why no owner could be named</p>
          <p className="whitespace-pre-line">{form.noOwnerReason}</p>
        </>
      )}
    </Card>
  )
}

const STANDING_WORDS = {
  not_invited: 'not invited',
  invited: 'invited',
  waiting: 'verification not decided',
  approved: 'verified',
  refused: 'verification refused',
  suspended: 'verification suspended',
} as const

function Parties({ evidence: { form, parties }, companyId }: { evidence: CompanyEvidence; companyId: string }) {
  const names = new Map<string, string>([
    [ROOT, 'the company'],
    [OTHERS, 'others'],
    ...form.companies.map(({ ref, name }) => [ref, name] as const),
  ])
  const called = (ref: string) => names.get(ref) ?? `person ${ref}`
  return (
    <Card>
      <Heading>People and owners</Heading>
      <ul className="divide-y divide-line">
        {parties.map(({ ref, roles, standing, worksHere, shares, votes, nameAgrees }) => (
          <li key={ref} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <span className="min-w-0">
              <span className="block font-medium">Person {ref}</span>
              <span className="block text-soft">{roles.map((role) => ROLE_WORDS[role as PartyRole]).join(', ')}</span>
              <span className="block text-soft">
                {shares} of the shares, {votes} of the votes
              </span>
            </span>
            <span className="flex flex-wrap gap-2">
              <Badge tone={standing === 'approved' ? 'good' : 'warn'}>{STANDING_WORDS[standing]}</Badge>
              {nameAgrees === true && <Badge>name agrees</Badge>}
              {nameAgrees === false && <Badge tone="warn">verified under another name</Badge>}
              {worksHere && <Badge tone="bad">of this platform</Badge>}
            </span>
          </li>
        ))}
      </ul>
      <RevealedPeople companyId={companyId} />
      <div className="mt-4">
        <Heading level={3}>Shares as typed</Heading>
      </div>
      <ul className="grid gap-1">
        {form.holdings.map(({ owner, owned, shares, votes }) => (
          <li key={`${owner} ${owned}`} className="break-words">
            {called(owner)} owns {shares} of {called(owned)}
            {votes && `, with ${votes} of its votes`}
          </li>
        ))}
      </ul>
      {form.companies.length > 0 && (
        <div className="mt-4">
          <Heading level={3}>Companies in between</Heading>
          <ul className="grid gap-1">
            {form.companies.map(({ ref, name, country, registrationNumber }) => (
              <li key={ref} className="break-words">
                {name}, {countryName(country)}, {registrationNumber}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Card>
  )
}
