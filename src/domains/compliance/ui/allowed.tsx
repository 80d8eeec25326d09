'use client'
import { useState } from 'react'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Checkbox } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { StaffCase } from '../queries/desk'
import { ActError, useAct } from './act'

type Props = { caseId: string; colleagues: NonNullable<StaffCase['allowed']> }

/** Who of the staff may open a case: everybody whose work it is, or those named alone. For checkers. */
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

function Names({ caseId, colleagues }: Props) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const before = colleagues.filter(({ isNamed }) => isNamed).map(({ id }) => id)
  const [named, setNamed] = useState<readonly string[]>(before)
  const toggle = (id: string) =>
    setNamed((ids) => (ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]))
  const isClosed = before.length > 0
  const allow = (what: string, personIds: string[]) =>
    run(what, () => trpc.compliance.allowOnly.mutate({ caseId, personIds }))
  return (
    <div className="grid gap-3">
      <p className="text-soft">
        {isClosed
          ? 'Only those named here can open this case and what the lists say about its person.'
          : 'Everybody whose work it is. Close it when its person is known to colleagues or to the public.'}
      </p>
      <fieldset>
        <legend className="sr-only">Named</legend>
        {colleagues.map(({ id, name }) => (
          <Checkbox key={id} label={name} checked={named.includes(id)} onChange={() => toggle(id)} />
        ))}
      </fieldset>
      <ActError error={error} />
      <div className="flex flex-wrap gap-3">
        <Button look="secondary" busy={busy === 'close'} onClick={() => allow('close', [...named])}>
          Only those named
        </Button>
        {isClosed && (
          <Button look="quiet" busy={busy === 'open'} onClick={() => allow('open', [])}>
            Open it to everybody again
          </Button>
        )}
      </div>
    </div>
  )
}
