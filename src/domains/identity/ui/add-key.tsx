'use client'
import { type FormEvent, useState } from 'react'
import { Button } from '@/ui/button'
import { Field, Input } from '@/ui/field'
import { useTRPCClient } from '@/ui/trpc'
import { keyProblem, newKeyFor } from './passkey'

/** Makes a passkey in this device and puts it into use. */
export function AddKey({ onAdded }: { onAdded: () => void }) {
  const client = useTRPCClient()
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const add = async (event: FormEvent) => {
    event.preventDefault()
    if (!name.trim()) return setError('Give the passkey a name, so that you know which device it is in.')
    setBusy(true)
    setError(undefined)
    try {
      // Asked first: a key that nothing may come of must not be made in the device.
      const options = await client.identity.beginPasskey.mutate()
      await client.identity.addPasskey.mutate({ answer: await newKeyFor(options), name })
      setName('')
      onAdded()
    } catch (caught) {
      setError(keyProblem(caught))
    }
    setBusy(false)
  }
  return (
    <form onSubmit={add} className="grid gap-3" noValidate>
      <Field label="Name of the passkey" hint="The device that keeps it, such as “Work laptop”." error={error}>
        {(control) => (
          <Input {...control} maxLength={80} value={name} onChange={({ target }) => setName(target.value)} />
        )}
      </Field>
      <Button type="submit" className="justify-self-start" busy={busy}>
        Make a passkey
      </Button>
    </form>
  )
}
