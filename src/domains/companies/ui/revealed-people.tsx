'use client'
import { useState } from 'react'
import { ActError, useAct } from '@/domains/compliance/ui/act'
import { Button } from '@/ui/button'
import { Field, Select } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { COMPANY_REVEAL_REASONS } from '../schema'

type Reason = (typeof COMPANY_REVEAL_REASONS)[number]
const REASON_WORDS: Record<Reason, string> = {
  compare_document: 'To compare them with the papers',
  compare_list: 'To compare them with an entry of a list',
  answer_owner: 'To answer a question of the owner',
}

/** Names and addresses of a company's people, shown for a reason that is recorded. */
export const RevealedPeople = (props: { companyId: string }) => (
  <TrpcProvider>
    <Revealed {...props} />
  </TrpcProvider>
)

function Revealed({ companyId }: { companyId: string }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [reason, setReason] = useState<Reason>('compare_document')
  const [people, setPeople] = useState<{ ref: string; name: string; email: string }[]>([])
  const reveal = () => run('reveal', async () => setPeople(await trpc.companies.reveal.mutate({ companyId, reason })))
  if (people.length > 0)
    return (
      <ul className="my-4 grid gap-1">
        {people.map(({ ref, name, email }) => (
          <li key={ref} className="break-words">
            Person {ref}: {name}, {email}
          </li>
        ))}
      </ul>
    )
  return (
    <div className="my-4 flex flex-wrap items-end gap-4">
      <ActError error={error} />
      <Field label="Why">
        {(control) => (
          <Select {...control} value={reason} onChange={({ target }) => setReason(target.value as Reason)}>
            {COMPANY_REVEAL_REASONS.map((known) => (
              <option key={known} value={known}>
                {REASON_WORDS[known]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Button look="secondary" busy={busy === 'reveal'} onClick={reveal}>
        Show the names
      </Button>
    </div>
  )
}
