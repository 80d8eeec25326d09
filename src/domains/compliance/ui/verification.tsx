import type { ReactNode } from 'react'
import { Alert } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import { Steps } from '@/ui/progress'
import { When } from '@/ui/when'
import type { MemberVerification } from '../queries/cases'
import type { MemberView } from '../rules/case'
import { RESUBMISSION_WORDS } from '../rules/words'
import { AppealForm } from './appeal-form'
import { Before, type Beforehand } from './before'
import { EraseButton, HandIn, StartButton, WithdrawButton } from './case-buttons'
import { AtProvider, ChooseRoute } from './choose-route'
import { Documents } from './documents'
import { ProfileForm } from './profile-form'

type Countries = readonly { code: string; name: string }[]
type Props = { mine: MemberVerification; beforehand: Beforehand; countries: Countries; now: Date }

/** A member's verification: what is to be done now, and nothing else. */
export function Verification(props: Props) {
  const { mine, now } = props
  return (
    <>
      <Progress mine={mine} />
      {mine.verifiedUntil && <Verified mine={mine} until={mine.verifiedUntil} now={now} />}
      {STAGES[mine.view](props)}
      {mine.mayErase && mine.caseId && <Erasure caseId={mine.caseId} />}
    </>
  )
}

const STAGES: Record<MemberView, (props: Props) => ReactNode> = {
  not_started: ({ beforehand, now }) => <Before action="Start" beforehand={beforehand} now={now} />,
  expired: ({ beforehand, now }) => (
    <Before action="Verify again" title="Your verification has ended" beforehand={beforehand} now={now} />
  ),
  draft: (props) => <Drafting {...props} />,
  choose: (props) => <Choosing {...props} />,
  provider: ({ mine }) => (
    <>
      <AtProvider url={mine.checkUrl} />
      <GiveUp />
    </>
  ),
  upload: (props) => <Uploading {...props} />,
  needs_resubmission: (props) => <Mending {...props} />,
  waiting: ({ mine, beforehand, now }) => <Waiting mine={mine} beforehand={beforehand} now={now} />,
  verified: () => null,
  not_verified: ({ mine }) => <NotVerified mayAppeal={mine.mayAppeal} />,
  blocked: () => <Blocked />,
}

const STEP: Record<MemberView, number> = {
  ...{ not_started: 0, expired: 0, not_verified: 0, blocked: 0, draft: 1, choose: 2, provider: 2, upload: 2 },
  ...{ needs_resubmission: 2, waiting: 3, verified: 4 },
}

function Progress({ mine }: { mine: MemberVerification }) {
  const at = STEP[mine.view]
  const labels = ['What it takes', 'Profile', 'Document', 'Decision', 'Verified']
  return (
    <Steps
      steps={labels.map((label, index) => ({
        label,
        state: index < at || at === 4 ? 'done' : index === at ? 'current' : 'todo',
      }))}
    />
  )
}

const Drafting = ({ mine, countries }: Props) => (
  <>
    <Card>
      <Heading>Profile</Heading>
      <ProfileForm profile={mine.profile} countries={countries} />
    </Card>
    <GiveUp />
  </>
)

const Choosing = ({ mine, beforehand, countries }: Props) => (
  <>
    <ChooseRoute hasProvider={beforehand.hasProvider} lastCheck={mine.lastCheck} attemptsLeft={mine.attemptsLeft} />
    <Card>
      <Heading>Profile</Heading>
      <ProfileForm profile={mine.profile} countries={countries} />
    </Card>
    <GiveUp />
  </>
)

const GiveUp = () => (
  <Card>
    <Heading>Changed your mind?</Heading>
    <p className="mb-4">What you typed is erased at once when you give it up now.</p>
    <WithdrawButton />
  </Card>
)

const hasIdentity = (documents: MemberVerification['documents']) =>
  documents.some(({ kind }) => kind !== 'other' && kind !== 'registry_extract')

function Uploading({ mine, countries }: Props) {
  const complete = hasIdentity(mine.documents)
  return (
    <>
      <Card>
        <Heading>Document</Heading>
        <Documents documents={mine.documents} />
      </Card>
      <Card>
        <Heading>Profile</Heading>
        <ProfileForm profile={mine.profile} countries={countries} />
      </Card>
      <Card>
        <Heading>Hand in</Heading>
        <HandIn complete={complete} missing="Add a passport, identity card or residence permit." />
      </Card>
    </>
  )
}

/** Only what was asked for can be changed; each point names the document that it is about. */
function Mending({ mine, countries }: Props) {
  const { items, note } = mine.changes ?? { items: [], note: '' }
  const asked = new Set(items.flatMap(({ documentId }) => documentId ?? []))
  const shown = mine.documents.filter(
    ({ id, storedAt }) => asked.has(id) || (mine.submittedAt !== null && storedAt > mine.submittedAt),
  )
  const name = (id: string | null) => mine.documents.find((document) => document.id === id)?.fileName
  return (
    <>
      <Alert tone="warn" title="Something has to be mended">
        <ul className="grid list-disc gap-2 pl-6">
          {items.map(({ reason, documentId }) => (
            <li key={`${reason}${documentId}`}>
              {RESUBMISSION_WORDS[reason]} {documentId && name(documentId) && `(${name(documentId)})`}
            </li>
          ))}
        </ul>
        {note && <p className="mt-2">{note}</p>}
        <p className="mt-2">Everything else is accepted as it is.</p>
      </Alert>
      {asked.size > 0 && (
        <Card>
          <Heading>Document</Heading>
          <p className="mb-4 text-soft">Remove what was asked for, and add a new one in its place.</p>
          <Documents documents={shown} />
        </Card>
      )}
      {items.some(({ documentId }) => documentId === null) && (
        <Card>
          <Heading>Profile</Heading>
          <ProfileForm profile={mine.profile} countries={countries} />
        </Card>
      )}
      <Card>
        <Heading>Hand in</Heading>
        <HandIn complete missing="" />
      </Card>
    </>
  )
}

function Waiting({ mine, beforehand, now }: Pick<Props, 'mine' | 'beforehand' | 'now'>) {
  const { submittedAt } = mine
  return (
    <Card>
      <Heading>We are looking at it</Heading>
      <p className="mb-4">
        {beforehand.wait && `Most are decided within ${beforehand.wait.hours} hours. `}
        There is nothing for you to do, and you can close this page.
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

function Verified({ mine, until, now }: { mine: MemberVerification; until: Date; now: Date }) {
  const { view, mayRenew, renewableFrom } = mine
  return (
    <>
      <Alert tone="good" title="You are verified">
        You may invest until <When instant={until} now={now} />.
        {view !== 'verified' && ' This stays so while your renewal is looked at.'}
      </Alert>
      {view === 'verified' && mayRenew && (
        <Card>
          <Heading>Renew</Heading>
          <p className="mb-4">Your profile is filled in already. Check it and show a document that is valid now.</p>
          <StartButton label="Start the renewal" />
        </Card>
      )}
      {view === 'verified' && !mayRenew && renewableFrom && (
        <p className="text-soft">
          A renewal can start on <When instant={renewableFrom} />.
        </p>
      )}
    </>
  )
}

function NotVerified({ mayAppeal }: { mayAppeal: boolean }) {
  return (
    <>
      <Card>
        <Heading>We could not verify you</Heading>
        <p className="mb-4">
          You cannot invest for now. What you have committed already stays yours: withdrawals, refunds and claims work
          as before. You may try again with other documents.
        </p>
        <StartButton label="Try again" />
      </Card>
      {mayAppeal && (
        <Card>
          <Heading>Ask others to look</Heading>
          <p className="mb-4">Once, within 30 days of the decision. Nobody who decided before takes part.</p>
          <AppealForm />
        </Card>
      )}
    </>
  )
}

const Blocked = () => (
  <Card>
    <Heading>Not offered where you live</Heading>
    <p className="mb-4">
      The product is not offered to residents of this country. No document is needed from you, and what you typed was
      erased. If you move, start again.
    </p>
    <StartButton label="Start again" />
  </Card>
)

const Erasure = ({ caseId }: { caseId: string }) => (
  <Card>
    <Heading>Erase your data</Heading>
    <p className="mb-4">You withdrew your last verification. Its profile and documents are still here, encrypted.</p>
    <EraseButton caseId={caseId} />
  </Card>
)
