'use client'
import { type FormEvent, useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { Heading } from '@/ui/card'
import { Field, Input } from '@/ui/field'
import { QrCode } from '@/ui/qr-code'
import { clientError, useTRPCClient } from '@/ui/trpc'

/**
 * Asks for a code while a recovery lasts; before the first one, shows the secret for the authenticator; after the first one, the
 * recovery codes. `onBegin` tells that the authenticator is being set up.
 */
export function OneTimeCode({ enrolled, next, onBegin }: { enrolled: boolean; next: string; onBegin: () => void }) {
  const [recoveryCodes, setRecoveryCodes] = useState<string[] | null>(null)
  const [hasSecret, setHasSecret] = useState(false)
  if (recoveryCodes) return <RecoveryCodes codes={recoveryCodes} next={next} />
  const entered = (codes: string[] | null) => {
    if (codes) setRecoveryCodes(codes)
    else location.assign(next)
  }
  return (
    <>
      {!enrolled && (
        <Enrol
          onSecret={() => {
            setHasSecret(true)
            onBegin()
          }}
        />
      )}
      {(enrolled || hasSecret) && <CodeForm enrolled={enrolled} act={null} onEntered={entered} />}
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
    <div className="mb-5 grid gap-3">
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
    </div>
  )
}

/** Asks for a code for an act, or (`null`) to enter the staff's pages. */
export function CodeForm({
  enrolled,
  act,
  onEntered,
}: {
  enrolled: boolean
  act: string | null
  onEntered: (codes: string[] | null) => void
}) {
  const trpc = useTRPCClient()
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    try {
      onEntered((await trpc.identity.enterCode.mutate({ code, act })).recoveryCodes)
    } catch (caught) {
      setError(clientError(caught).message)
      setBusy(false)
    }
  }
  return (
    <div className="grid gap-3">
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
    </div>
  )
}

function RecoveryCodes({ codes, next }: { codes: string[]; next: string }) {
  return (
    <div>
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
    </div>
  )
}
