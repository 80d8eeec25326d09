'use client'
import { useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Select } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { MANUAL_WORDS } from '../rules/words'
import { MANUAL_REASONS, type ManualReason } from '../schema'
import { ActError, useAct } from './act'

type Choice = { hasProvider: boolean; lastCheck: string | null; attemptsLeft: number }

/** The two ways to show a document: to the provider with a camera, or as a file to the staff. */
export function ChooseRoute(choice: Choice) {
  return (
    <TrpcProvider>
      <Routes {...choice} />
    </TrpcProvider>
  )
}

function Routes({ hasProvider, lastCheck, attemptsLeft }: Choice) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [reason, setReason] = useState<ManualReason>('consent_declined')
  const check = () =>
    run('check', async () => {
      const { url } = await trpc.compliance.startCheck.mutate()
      window.location.assign(url)
    })
  return (
    <>
      {lastCheck && (
        <Alert tone="warn" title="The last check did not succeed">
          {lastCheck}
        </Alert>
      )}
      <ActError error={error} />
      {hasProvider && attemptsLeft > 0 && (
        <Card>
          <Heading>With your camera</Heading>
          <p className="mb-4">
            You take pictures of your document and of your face; a service compares them at once.{' '}
            {attemptsLeft === 1 ? 'One try is left.' : `${attemptsLeft} tries are left.`}
          </p>
          <Button busy={busy === 'check'} onClick={check}>
            Start the check
          </Button>
        </Card>
      )}
      <Card>
        <Heading>{hasProvider ? 'Without it' : 'Your document'}</Heading>
        <p className="mb-4">You send a picture of your document as a file, and two people of our staff look at it.</p>
        <div className="grid gap-4">
          {hasProvider && (
            <Field label="Reason">
              {(control) => (
                <Select {...control} value={reason} onChange={({ target }) => setReason(target.value as ManualReason)}>
                  {MANUAL_REASONS.map((known) => (
                    <option key={known} value={known}>
                      {MANUAL_WORDS[known]}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )}
          <Button
            look={hasProvider ? 'secondary' : 'primary'}
            className="justify-self-start"
            busy={busy === 'manual'}
            onClick={() => run('manual', () => trpc.compliance.chooseManual.mutate({ reason }))}
          >
            Send a file instead
          </Button>
        </div>
      </Card>
    </>
  )
}

/** While a check is open at the provider: go on with it, or ask how it went. */
export function AtProvider({ url }: { url: string | null }) {
  return (
    <TrpcProvider>
      <Open url={url} />
    </TrpcProvider>
  )
}

function Open({ url }: { url: string | null }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const again = () =>
    run('open', async () => window.location.assign(url ?? (await trpc.compliance.startCheck.mutate()).url))
  return (
    <Card>
      <Heading>Your check is open</Heading>
      <p className="mb-4">Go on with it within 48 hours. When you have finished it, ask here how it went.</p>
      <ActError error={error} />
      <div className="flex flex-wrap gap-3">
        <Button busy={busy === 'open'} onClick={again}>
          Go on with the check
        </Button>
        <Button
          look="secondary"
          busy={busy === 'follow'}
          onClick={() => run('follow', () => trpc.compliance.followCheck.mutate())}
        >
          See how it went
        </Button>
      </div>
    </Card>
  )
}
