'use client'
import { type FormEvent, useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Field, Input } from '@/ui/field'
import { useHydrated } from '@/ui/hydrated'
import { type ClientError, clientError, TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { When } from '@/ui/when'
import { CONFIRMATION } from '../rules/erasure'
import { refusalOf } from './send-document'

export type LastErasure = { receivedAt: Date; outcome: string | null; answer: string } | null

/** Taking a copy of everything that is known of oneself, and having it deleted. */
export const MyData = (props: { last: LastErasure; now: Date }) => (
  <TrpcProvider>
    <div className="grid gap-6">
      <Download />
      <Delete {...props} />
    </div>
  </TrpcProvider>
)

function Download() {
  const hydrated = useHydrated()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const download = async () => {
    setBusy(true)
    setProblem(null)
    const response = await fetch('/api/my-data', { method: 'POST' }).catch(() => null)
    if (response?.ok) save(await response.blob())
    else setProblem(refusalOf(response ? await response.text() : '').message)
    setBusy(false)
  }
  return (
    <div className="grid justify-items-start gap-2">
      <p className="max-w-prose text-soft">
        One file with everything that we know of you: account, wallets, verification, applications, complaints, posts,
        payments, and your documents.
      </p>
      <Button look="secondary" busy={busy} disabled={!hydrated} onClick={download}>
        Download my data
      </Button>
      {problem && (
        <p role="alert" className="text-bad">
          {problem}
        </p>
      )}
    </div>
  )
}

function save(content: Blob) {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = 'my-data.json'
  link.click()
  URL.revokeObjectURL(url)
}

function Delete({ last, now }: { last: LastErasure; now: Date }) {
  const client = useTRPCClient()
  const hydrated = useHydrated()
  const [busy, setBusy] = useState(false)
  const [typed, setTyped] = useState('')
  const [error, setError] = useState<ClientError | null>(null)
  const [answer, setAnswer] = useState<{ outcome: string; answer: string } | null>(null)
  const ask = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    await client.erasure.request
      .mutate({ confirmation: typed })
      .then(setAnswer, (failure) => setError(clientError(failure)))
    setBusy(false)
  }
  if (answer) return <Answer {...answer} />
  return (
    <form onSubmit={ask} className="grid justify-items-start gap-3" noValidate>
      <p className="max-w-prose text-soft">
        Your name, mail address and sessions are deleted at once, and you cannot sign in here any more. What you handed
        in for a verification or an application, what you complained of, and records of money, are kept for five years
        where the law says so, locked away, and then deleted. What stands on the chain cannot be deleted by anybody, and
        what is yours there stays yours.
      </p>
      {last?.outcome === 'refused' && (
        <Alert title="Your last request was not possible">
          {last.answer} Asked <When instant={last.receivedAt} now={now} />.
        </Alert>
      )}
      {error && error.field !== 'confirmation' && <Alert tone="bad" title={error.message} />}
      <Field
        label={`Type “${CONFIRMATION}”`}
        error={error?.field === 'confirmation' ? error.message : undefined}
        hint="There is no way back."
      >
        {(control) => (
          <Input {...control} value={typed} onChange={({ target }) => setTyped(target.value)} autoComplete="off" />
        )}
      </Field>
      <Button type="submit" look="danger" busy={busy} disabled={!hydrated}>
        Delete my data
      </Button>
    </form>
  )
}

function Answer({ outcome, answer }: { outcome: string; answer: string }) {
  if (outcome === 'refused') return <Alert title="This is not possible yet">{answer}</Alert>
  return (
    <Alert tone="good" title="Your account is closed">
      {answer} You are signed out.{' '}
      <a className="underline underline-offset-4" href="/">
        To the first page
      </a>
    </Alert>
  )
}
