'use client'
import { type FormEvent, useState } from 'react'
import { Button } from '@/ui/button'
import { Field, Input } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { useAct } from './use-act'

/** Lets a person choose what others see of them. */
export function DisplayName(props: { displayName: string }) {
  return (
    <TrpcProvider>
      <Form {...props} />
    </TrpcProvider>
  )
}

function Form({ displayName }: { displayName: string }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [name, setName] = useState(displayName)
  const [saved, setSaved] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setSaved(await run('rename', () => trpc.identity.rename.mutate({ displayName: name })))
  }
  return (
    <form onSubmit={submit} className="grid gap-3" noValidate>
      <Field
        label="Display name"
        hint="Others see it. It need not be your real name; verification asks for that apart."
        error={error ?? undefined}
      >
        {(control) => (
          <Input
            {...control}
            value={name}
            maxLength={80}
            autoComplete="nickname"
            onChange={(event) => {
              setName(event.target.value)
              setSaved(false)
            }}
          />
        )}
      </Field>
      <div className="flex items-center gap-3">
        <Button type="submit" look="secondary" busy={busy !== null} disabled={name.trim() === displayName}>
          Save name
        </Button>
        <span role="status">{saved && 'Saved.'}</span>
      </div>
    </form>
  )
}
