'use client'
import { type FormEvent, useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Field, Input } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { useAct } from './use-act'

/** Adds a person by e-mail address. Roles are proposed afterwards. */
export function InvitePerson() {
  return (
    <TrpcProvider>
      <Form />
    </TrpcProvider>
  )
}

function Form() {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [person, setPerson] = useState({ displayName: '', email: '' })
  const [added, setAdded] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setAdded(null)
    if (await run('invite', () => trpc.identity.invite.mutate(person))) {
      setAdded(person.displayName)
      setPerson({ displayName: '', email: '' })
    }
  }
  return (
    <form onSubmit={submit} className="grid gap-3" noValidate>
      {error && (
        <Alert tone="bad" title="Not added">
          {error}
        </Alert>
      )}
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Display name">
          {(control) => (
            <Input
              {...control}
              value={person.displayName}
              maxLength={80}
              onChange={({ target }) => setPerson({ ...person, displayName: target.value })}
            />
          )}
        </Field>
        <Field label="E-mail">
          {(control) => (
            <Input
              {...control}
              type="email"
              value={person.email}
              onChange={({ target }) => setPerson({ ...person, email: target.value })}
            />
          )}
        </Field>
      </div>
      <div className="flex items-center gap-3">
        <Button type="submit" look="secondary" busy={busy !== null}>
          Add
        </Button>
        <span role="status">{added && `${added} was added. Propose a role below; it lets them sign in.`}</span>
      </div>
    </form>
  )
}
