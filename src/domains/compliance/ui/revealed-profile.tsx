'use client'
import { useState } from 'react'
import { countryName } from '@/kit/country'
import { Button } from '@/ui/button'
import { Field, Select } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { FIELD_WORDS, REVEAL_WORDS } from '../rules/words'
import { type Profile, REVEAL_REASONS, REVEALABLE, type Revealable, type RevealReason } from '../schema'
import { ActError, useAct } from './act'

/** A profile whose fields are shown one by one, or all at once, each time for a reason that is recorded. */
export function RevealedProfile({ caseId }: { caseId: string }) {
  return (
    <TrpcProvider>
      <Fields caseId={caseId} />
    </TrpcProvider>
  )
}

function Fields({ caseId }: { caseId: string }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [reason, setReason] = useState<RevealReason>('compare_document')
  const [shown, setShown] = useState<Partial<Profile>>({})
  const reveal = (name: string, fields: Revealable[]) =>
    run(name, async () => {
      const found = await trpc.compliance.reveal.mutate({ caseId, fields, reason })
      setShown((before) => ({ ...before, ...found }))
    })
  const hidden = REVEALABLE.filter((field) => shown[field] === undefined)
  return (
    <div className="grid gap-4">
      <ActError error={error} />
      <dl>
        {REVEALABLE.map((field) => (
          <div
            key={field}
            className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-line py-2 not-last:border-b"
          >
            <dt className="text-soft">{FIELD_WORDS[field]}</dt>
            <dd className="min-w-0 text-right font-medium break-words whitespace-pre-line">
              {shown[field] === undefined ? (
                <Button look="quiet" busy={busy === field} onClick={() => reveal(field, [field])}>
                  Show<span className="sr-only"> {FIELD_WORDS[field]}</span>
                </Button>
              ) : field === 'country' ? (
                countryName(shown.country ?? '')
              ) : (
                shown[field]
              )}
            </dd>
          </div>
        ))}
      </dl>
      {hidden.length > 0 && (
        <div className="flex flex-wrap items-end gap-4">
          <Field label="Why">
            {(control) => (
              <Select {...control} value={reason} onChange={({ target }) => setReason(target.value as RevealReason)}>
                {REVEAL_REASONS.map((known) => (
                  <option key={known} value={known}>
                    {REVEAL_WORDS[known]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Button look="secondary" busy={busy === 'all'} onClick={() => reveal('all', hidden)}>
            Show all
          </Button>
        </div>
      )}
    </div>
  )
}
