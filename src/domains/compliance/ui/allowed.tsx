'use client'
import { type FormEvent, useState } from 'react'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Checkbox, Field, Textarea } from '@/ui/field'
import { TrpcProvider } from '@/ui/trpc'
import type { Access } from '../queries/doors'
import { ActError, useAct } from './act'
import { Second } from './closed-doors'
import { type Door, useDoorActs } from './door-acts'

type Props = { door: Door; access: Access }

/**
 * Who of the staff may open a case: everybody whose work it is, or those named alone. A checker closes it; letting anybody in again is
 * proposed here, and confirmed by another person.
 */
export function Allowed(props: Props) {
  return (
    <TrpcProvider>
      <Card>
        <Heading>Who may open it</Heading>
        <Names {...props} />
      </Card>
    </TrpcProvider>
  )
}

const WHAT = {
  case: {
    closed: 'it, and what the lists say about its person',
    because: 'Close it when its person is known',
  },
  company: { closed: 'it, and what the lists say about it', because: 'Close it when its people are known' },
} as const

function Names({ door, access }: Props) {
  const acts = useDoorActs(door)
  const { busy, error, run } = useAct()
  const before = access.colleagues.filter(({ isNamed }) => isNamed).map(({ id }) => id)
  const [named, setNamed] = useState<readonly string[]>(before)
  const [note, setNote] = useState('')
  const isClosed = before.length > 0
  const letsIn = isClosed && (named.length === 0 || named.some((id) => !before.includes(id)))
  const { closed, because } = WHAT[door.of]
  if (access.opening) return <Second door={door} opening={access.opening} isChecker={access.isChecker} />
  if (!isClosed && !access.isChecker) return null
  const send = (event: FormEvent) => {
    event.preventDefault()
    void run('send', () => (letsIn ? acts.propose([...named], note) : acts.close([...named])))
  }
  return (
    <form className="grid gap-3" onSubmit={send} noValidate>
      <p className="text-soft">
        {isClosed
          ? `Only those named here can open ${closed}. Taking somebody out is a checker’s; letting somebody in takes two people.`
          : `Everybody whose work it is. ${because} to colleagues or to the public.`}
      </p>
      <fieldset>
        <legend className="sr-only">Named</legend>
        {access.colleagues.map(({ id, name }) => (
          <Checkbox
            key={id}
            label={name}
            checked={named.includes(id)}
            onChange={() => setNamed((ids) => (ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]))}
          />
        ))}
      </fieldset>
      {letsIn && (
        <Field
          label="Why more people may open it"
          hint={named.length === 0 ? 'Nobody is named: everybody whose work it is can open it then.' : undefined}
          error={error?.field === 'note' ? error.message : undefined}
        >
          {(control) => (
            <Textarea {...control} rows={2} value={note} onChange={({ target }) => setNote(target.value)} />
          )}
        </Field>
      )}
      <ActError error={error?.field === 'note' ? null : error} />
      {(letsIn || access.isChecker) && (
        <Button type="submit" look="secondary" className="justify-self-start" busy={busy === 'send'}>
          {letsIn ? 'Propose to let them in' : 'Only those named'}
        </Button>
      )}
    </form>
  )
}
