'use client'
import { type FormEvent, useState } from 'react'
import { ActError, useAct } from '@/domains/compliance/ui/act'
import { formatInstant } from '@/kit/time'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Textarea } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'

type Props = { companyId: string; until: Date }

/** Asks that others look at the rejection of a company. */
export const Appeal = (props: Props) => (
  <TrpcProvider>
    <Card>
      <Heading>A second look</Heading>
      <Words {...props} />
    </Card>
  </TrpcProvider>
)

function Words({ companyId, until }: Props) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [text, setText] = useState('')
  const send = (event: FormEvent) => {
    event.preventDefault()
    void run('appeal', () => trpc.companies.appeal.mutate({ companyId, text }))
  }
  const problem = error?.field === 'text' ? error.message.replace('text: ', '') : undefined
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      <p>Others than before decide about it. You may ask once, until {formatInstant(until)}.</p>
      <ActError error={problem ? null : error} />
      <Field label="What should be looked at again" hint="One paragraph. The staff read it." error={problem}>
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            maxLength={280}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
      <Button type="submit" look="secondary" className="justify-self-start" busy={busy !== null}>
        Ask for a second look
      </Button>
    </form>
  )
}
