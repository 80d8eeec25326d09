'use client'
import { type FormEvent, useState } from 'react'
import { useAct } from '@/domains/identity/ui/use-act'
import { countryName } from '@/kit/country'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Input } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { REVEALED, type Revealed } from '../schema'

const WORDS: Record<Revealed, string> = {
  names: 'Names',
  dateOfBirth: 'Date of birth',
  countries: 'Countries',
  identifiers: 'Identity numbers',
}

/** Who was compared: each field is opened by itself, with a reason that is kept. */
export const SubjectCard = (props: { runId: string; isSealed: boolean }) => (
  <TrpcProvider>
    <Card>
      <Heading>Who was compared</Heading>
      {props.isSealed ? (
        <Fields runId={props.runId} />
      ) : (
        <p className="text-soft">Nothing was kept: nobody was like them.</p>
      )}
    </Card>
  </TrpcProvider>
)

function Fields({ runId }: { runId: string }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [reason, setReason] = useState('')
  const [open, setOpen] = useState<Partial<Record<Revealed, readonly string[]>>>({})
  const reveal = (field: Revealed) =>
    run(field, async () => {
      const values = await trpc.screening.reveal.mutate({ runId, field, reason })
      setOpen((known) => ({ ...known, [field]: values }))
    })
  return (
    <form className="grid gap-4" onSubmit={(event: FormEvent) => event.preventDefault()}>
      <Field label="Why you look" hint="Kept with your name for each field that you open.">
        {(control) => (
          <Input {...control} value={reason} maxLength={280} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
      {error && <Alert tone="bad" title={error} />}
      <dl className="divide-y divide-line">
        {REVEALED.map((field) => (
          <div key={field} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 py-2">
            <dt className="text-soft">{WORDS[field]}</dt>
            <dd className="min-w-0 text-right font-medium break-words">
              {open[field] ? (
                shownOf(field, open[field])
              ) : (
                <Button look="secondary" busy={busy === field} onClick={() => reveal(field)}>
                  Show {WORDS[field].toLowerCase()}
                </Button>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </form>
  )
}

function shownOf(field: Revealed, values: readonly string[]): string {
  if (values.length === 0) return 'none'
  return values.map((value) => (field === 'countries' ? countryName(value) : value)).join('; ')
}
