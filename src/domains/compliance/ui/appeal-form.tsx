'use client'
import { type FormEvent, useState } from 'react'
import { Button } from '@/ui/button'
import { Field, Textarea } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { ActError, useAct } from './act'

/** Asks that others look at a rejection. */
export function AppealForm() {
  return (
    <TrpcProvider>
      <Appeal />
    </TrpcProvider>
  )
}

function Appeal() {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [text, setText] = useState('')
  const send = (event: FormEvent) => {
    event.preventDefault()
    void run('appeal', () => trpc.compliance.appeal.mutate({ text }))
  }
  const fieldError = error?.field === 'text' ? error.message.replace('text: ', '') : undefined
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      <ActError error={fieldError ? null : error} />
      <Field label="What should be looked at again" hint="One paragraph. The staff read it." error={fieldError}>
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
