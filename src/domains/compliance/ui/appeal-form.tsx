'use client'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from '@/ui/button'
import { Field, Textarea } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { ActError, useAct } from './act'

/** Asks that others look at the rejection of a verification. */
export const AppealForm = () => (
  <TrpcProvider>
    <OwnAppeal />
  </TrpcProvider>
)

function OwnAppeal() {
  const trpc = useTRPCClient()
  return <AppealWords send={(text) => trpc.compliance.appeal.mutate({ text })} />
}

type Props = { send: (text: string) => Promise<unknown>; children?: ReactNode }

/** What should be looked at again after a rejection, in words. */
export function AppealWords({ send, children }: Props) {
  const { busy, error, run } = useAct()
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void run('appeal', () => send(text))
  }
  const problem = error?.field === 'text' ? error.message.replace('text: ', '') : undefined
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      {children}
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
