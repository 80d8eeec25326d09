'use client'
import { type FormEvent, useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Input } from '@/ui/field'
import { useHydrated } from '@/ui/hydrated'
import { QrCode } from '@/ui/qr-code'
import { clientError, TrpcProvider, useTRPCClient } from '@/ui/trpc'

/** Asks for a code; before the first one, shows the secret for the authenticator; after the first one, the recovery codes. */
export function OneTimeCode(props: { enrolled: boolean; next: string }) {
  return (
    <TrpcProvider>
      <Code {...props} />
    </TrpcProvider>
  )
}

function Code({ enrolled, next }: { enrolled: boolean; next: string }) {
  const [recoveryCodes, setRecoveryCodes] = useState<string[] | null>(null)
  const [hasSecret, setHasSecret] = useState(false)
  if (!useHydrated()) return <p role="status">One moment…</p>
  if (recoveryCodes) return <RecoveryCodes codes={recoveryCodes} next={next} />
  const entered = (codes: string[] | null) => {
    if (codes) setRecoveryCodes(codes)
    else location.assign(next)
  }
  return (
    <>
      {!enrolled && <Enrol onSecret={() => setHasSecret(true)} />}
      {(enrolled || hasSecret) && <CodeForm enrolled={enrolled} onEntered={entered} />}
    </>
  )
}

function Enrol({ onSecret }: { onSecret: () => void }) {
  const trpc = useTRPCClient()
  const [secret, setSecret] = useState<{ secret: string; uri: string } | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const begin = async () => {
    setBusy(true)
    setError(null)
    try {
      setSecret(await trpc.identity.beginEnrolment.mutate())
      onSecret()
    } catch (caught) {
      setError(clientError(caught).message)
    }
    setBusy(false)
  }
  return (
    <Card>
      <Heading>1. Give the secret to your authenticator</Heading>
      {error && <Alert tone="bad" title={error} />}
      {secret ? (
        <div className="grid gap-3">
          <p>Scan this with your authenticator. It is shown once.</p>
          <QrCode text={secret.uri} label="The key for your authenticator, to be scanned" />
          <p>Or type this key into it (time-based, 6 digits):</p>
          <p className="rounded-lg bg-sunken p-4 font-mono text-lg break-all" data-testid="totp-secret">
            {secret.secret.replace(/(.{4})(?=.)/g, '$1 ')}
          </p>
          <p>
            Your authenticator is on this device:{' '}
            <a className="underline underline-offset-4" href={secret.uri}>
              open it
            </a>
          </p>
        </div>
      ) : (
        <div className="grid justify-items-start gap-3">
          <p>You need an authenticator on your phone or computer. Have it ready.</p>
          <Button busy={busy} onClick={begin}>
            Show the key
          </Button>
        </div>
      )}
    </Card>
  )
}

function CodeForm({ enrolled, onEntered }: { enrolled: boolean; onEntered: (codes: string[] | null) => void }) {
  const trpc = useTRPCClient()
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    try {
      onEntered((await trpc.identity.enterCode.mutate({ code })).recoveryCodes)
    } catch (caught) {
      setError(clientError(caught).message)
      setBusy(false)
    }
  }
  return (
    <Card>
      {!enrolled && <Heading>2. Enter the code that it shows</Heading>}
      <form onSubmit={submit} className="grid gap-3" noValidate>
        <Field
          label="Code"
          hint={enrolled ? '6 digits from your authenticator, or a recovery code.' : '6 digits.'}
          error={error}
        >
          {(control) => (
            <Input
              {...control}
              autoComplete="one-time-code"
              inputMode={enrolled ? 'text' : 'numeric'}
              maxLength={24}
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" className="justify-self-start" busy={busy}>
          Go on
        </Button>
      </form>
    </Card>
  )
}

function RecoveryCodes({ codes, next }: { codes: string[]; next: string }) {
  return (
    <Card>
      <Heading>Keep these recovery codes</Heading>
      <p className="mb-3">
        Each works once in place of a code, if you lose your authenticator. They are shown only now: write them down.
      </p>
      <ul className="mb-4 grid gap-1 rounded-lg bg-sunken p-4 font-mono sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <ButtonLink href={next}>I have written them down</ButtonLink>
    </Card>
  )
}
