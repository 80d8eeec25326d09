'use client'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { KOII } from '@/kit/money'
import { Address } from '@/ui/address'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Input } from '@/ui/field'
import { Amount } from '@/ui/money'
import { clientError, TrpcProvider, useTRPC } from '@/ui/trpc'
import { Steps } from './bonus-shares'
import { BASIS_WORDS } from './bonus-words'

const LINE_WORDS = { waiting: 'not paid yet', paid: 'paid', lapsed: 'not claimed in time' } as const

/** Finds one recipient among thousands: its number, and the line of the list that pays it. */
export function BonusLookup({ roundId }: { roundId: string }) {
  return (
    <TrpcProvider>
      <Lookup roundId={roundId} />
    </TrpcProvider>
  )
}

function Lookup({ roundId }: { roundId: string }) {
  const trpc = useTRPC()
  const [recipient, setRecipient] = useState('')
  const answer = useQuery({
    ...trpc.bonus.explain.queryOptions({ roundId, recipient }),
    enabled: recipient !== '',
    retry: false,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setRecipient(String(new FormData(event.currentTarget).get('recipient') ?? '').trim())
  }
  const line = answer.data?.line
  return (
    <Card>
      <Heading>Find your number</Heading>
      <form onSubmit={submit} className="grid gap-4 sm:grid-cols-[1fr_auto] sm:items-end">
        <Field label="Wallet or project id" error={answer.error ? clientError(answer.error).message : undefined}>
          {(control) => <Input {...control} name="recipient" required maxLength={80} autoComplete="off" />}
        </Field>
        <Button type="submit" look="secondary" busy={answer.isFetching}>
          Find it
        </Button>
      </form>
      <div aria-live="polite" className="mt-4">
        {answer.data && (
          <>
            <p className="text-lg font-semibold">
              <Amount units={answer.data.explanation.units} asset={KOII} />
            </p>
            <p className="text-soft">{BASIS_WORDS[answer.data.basis]}</p>
            <Steps explanation={answer.data.explanation} />
          </>
        )}
        {line && (
          <p className="mt-3">
            Line {line.index} of the list <Address address={line.listAddress ?? ''} />: {LINE_WORDS[line.state]}.
          </p>
        )}
      </div>
    </Card>
  )
}
