import type { ReactNode } from 'react'
import { Alert } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import { Steps } from '@/ui/progress'
import { When } from '@/ui/when'
import type { MemberVerification } from '../queries/cases'
import type { MemberView } from '../rules/case'
import { RESUBMISSION_WORDS } from '../rules/words'
import { EraseButton, HandIn, StartButton, WithdrawButton } from './case-buttons'
import { Documents } from './documents'
import { ProfileForm } from './profile-form'

type Countries = readonly { code: string; name: string }[]

/** A member's verification: what is to be done now, and nothing else. */
export function Verification({ mine, countries, now }: { mine: MemberVerification; countries: Countries; now: Date }) {
  return (
    <>
      <Progress mine={mine} />
      {mine.verifiedUntil && (
        <Verified until={mine.verifiedUntil} mayRenew={mine.mayRenew} view={mine.view} now={now} />
      )}
      {STAGES[mine.view]({ mine, countries, now })}
      {mine.mayErase && mine.caseId && <Erasure caseId={mine.caseId} />}
    </>
  )
}

type Stage = (props: { mine: MemberVerification; countries: Countries; now: Date }) => ReactNode

const STAGES: Record<MemberView, Stage> = {
  not_started: () => <Why action="Start" />,
  expired: () => <Why action="Verify again" title="Your verification has ended" />,
  draft: (props) => <Editing {...props} />,
  needs_resubmission: (props) => <Editing {...props} />,
  waiting: ({ mine, now }) => <Waiting submittedAt={mine.submittedAt} now={now} />,
  verified: () => null,
  not_verified: () => <NotVerified />,
}

function Progress({ mine }: { mine: MemberVerification }) {
  const at = { not_started: 0, expired: 0, not_verified: 0, draft: 1, needs_resubmission: 1, waiting: 2, verified: 3 }[
    mine.view
  ]
  const label = ['Why and what', 'Profile and document', 'Two people decide', 'Verified']
  return (
    <Steps
      steps={label.map((text, index) => ({
        label: text,
        state: index < at || at === 3 ? 'done' : index === at ? 'current' : 'todo',
      }))}
    />
  )
}

function Why({ action, title = 'What it takes' }: { action: string; title?: string }) {
  return (
    <Card>
      <Heading>{title}</Heading>
      <ul className="mb-4 grid list-disc gap-2 pl-6">
        <li>
          Your name, date of birth, country and address, and a picture of a passport, identity card or residence permit.
        </li>
        <li>You must be 18 or older.</li>
        <li>Two people of our staff look at it, one after the other. Everything they open is recorded.</li>
        <li>It is kept encrypted. Nothing of it is written to the chain or to the public log.</li>
        <li>You can give it up at any time; what was never handed in is erased at once.</li>
      </ul>
      <StartButton label={action} />
    </Card>
  )
}

function Editing({ mine, countries }: { mine: MemberVerification; countries: Countries }) {
  const hasIdentity = mine.documents.some(({ kind }) => kind !== 'other' && kind !== 'registry_extract')
  const missing = [
    !mine.profile && 'Save your profile.',
    !hasIdentity && 'Add a passport, identity card or residence permit.',
  ]
  return (
    <>
      {mine.changes && (
        <Alert tone="warn" title="Something has to be mended">
          <p>{RESUBMISSION_WORDS[mine.changes.reason]}</p>
          {mine.changes.note && <p className="mt-2">{mine.changes.note}</p>}
        </Alert>
      )}
      <Card>
        <Heading>Profile</Heading>
        <ProfileForm profile={mine.profile} countries={countries} />
      </Card>
      <Card>
        <Heading>Document</Heading>
        {mine.profile ? (
          <Documents documents={mine.documents} />
        ) : (
          <p className="text-soft">Save your profile first. No document is taken before that.</p>
        )}
      </Card>
      <Card>
        <Heading>Hand in</Heading>
        <HandIn
          complete={missing.every((text) => !text)}
          missing={missing.filter((text) => text !== false).join(' ')}
        />
      </Card>
    </>
  )
}

function Waiting({ submittedAt, now }: { submittedAt: Date | null; now: Date }) {
  return (
    <Card>
      <Heading>We are looking at it</Heading>
      <p className="mb-4">
        Two people look at every verification; most take a working day or two. There is nothing for you to do, and you
        can close this page.
        {submittedAt && (
          <>
            {' '}
            Handed in on <When instant={submittedAt} now={now} />.
          </>
        )}
      </p>
      <WithdrawButton />
    </Card>
  )
}

function Verified({ until, mayRenew, view, now }: { until: Date; mayRenew: boolean; view: MemberView; now: Date }) {
  return (
    <>
      <Alert tone="good" title="You are verified">
        You may invest until <When instant={until} now={now} />.
        {view !== 'verified' && ' This stays so while your renewal is looked at.'}
      </Alert>
      {view === 'verified' && mayRenew && (
        <Card>
          <Heading>Renew</Heading>
          <p className="mb-4">Your profile is filled in already. Check it and add a document that is valid now.</p>
          <StartButton label="Start the renewal" />
        </Card>
      )}
      {view === 'verified' && !mayRenew && <p className="text-soft">A renewal can start in the last 30 days.</p>}
    </>
  )
}

function NotVerified() {
  return (
    <Card>
      <Heading>We could not verify you</Heading>
      <p className="mb-4">
        You cannot invest for now. What you have committed already stays yours: withdrawals, refunds and claims work as
        before. You may try again with other documents.
      </p>
      <StartButton label="Try again" />
    </Card>
  )
}

const Erasure = ({ caseId }: { caseId: string }) => (
  <Card>
    <Heading>Erase your data</Heading>
    <p className="mb-4">You withdrew your last verification. Its profile and documents are still here, encrypted.</p>
    <EraseButton caseId={caseId} />
  </Card>
)
