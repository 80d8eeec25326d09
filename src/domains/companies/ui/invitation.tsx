'use client'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { Card } from '@/ui/card'
import { type ClientError, clientError, TrpcProvider, useTRPCClient } from '@/ui/trpc'

/** Where a mailed invitation leads. What it carries stands behind `#` and reaches the server only by a click. */
export const Invitation = () => (
  <TrpcProvider>
    <Asked />
  </TrpcProvider>
)

function Asked() {
  const trpc = useTRPCClient()
  const [token, setToken] = useState<string | null | undefined>(undefined)
  const [company, setCompany] = useState<string | null>(null)
  const [error, setError] = useState<ClientError | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => setToken(new URLSearchParams(location.hash.slice(1)).get('token')), [])
  if (token === undefined) return <p role="status">Reading the invitation…</p>
  if (token === null)
    return (
      <Alert tone="bad" title="This invitation is not complete">
        Open it from the mail once more.
      </Alert>
    )
  const look = async () => {
    setBusy(true)
    try {
      setCompany((await trpc.companies.invitation.mutate({ token })).company)
      setError(null)
    } catch (caught) {
      setError(clientError(caught))
    } finally {
      setBusy(false)
    }
  }
  if (error)
    return (
      <Alert tone="bad" title="This invitation cannot be used">
        {error.message}
      </Alert>
    )
  if (!company)
    return (
      <Card>
        <p className="mb-4">
          A company named you as one of its owners, directors or signatories. The law asks who such people are.
        </p>
        <Button busy={busy} onClick={look}>
          See which company
        </Button>
      </Card>
    )
  return <Answer token={token} company={company} refuse={setError} />
}

type AnswerProps = { token: string; company: string; refuse: (error: ClientError) => void }

function Answer({ token, company, refuse }: AnswerProps) {
  const trpc = useTRPCClient()
  const router = useRouter()
  const [busy, setBusy] = useState<string | null>(null)
  const take = async (how: string, act: () => Promise<void>) => {
    setBusy(how)
    try {
      await act()
    } catch (caught) {
      refuse(clientError(caught))
      setBusy(null)
    }
  }
  const byMail = async () => {
    const { path } = await trpc.companies.acceptByMail.mutate({ token })
    router.push(path)
  }
  const withAccount = async () => {
    await trpc.companies.accept.mutate({ token })
    router.push('/verify')
  }
  return (
    <Card>
      <p className="mb-2 text-lg font-semibold break-words">{company}</p>
      <ul className="mb-4 grid list-disc gap-2 pl-6">
        <li>
          It costs nothing and takes about 5 minutes: a profile and a passport, identity card or residence permit.
        </li>
        <li>The company learns that you were verified. It never sees what you send.</li>
        <li>It is kept encrypted for 5 years after the company’s project ended, as the law asks, then erased.</li>
        <li>If you do not know this company, close this page. Nothing happens.</li>
      </ul>
      <div className="flex flex-wrap gap-3">
        <Button busy={busy === 'mail'} onClick={() => take('mail', byMail)}>
          Go on with this mail address
        </Button>
        <Button look="secondary" busy={busy === 'account'} onClick={() => take('account', withAccount)}>
          Use the account I am signed in with
        </Button>
        <ButtonLink look="quiet" href="/sign-in?next=%2Finvited">
          Sign in first
        </ButtonLink>
      </div>
      <p className="mt-4 text-sm text-soft">
        After signing in, open the address from the mail once more. It is used up only when you go on.
      </p>
    </Card>
  )
}
