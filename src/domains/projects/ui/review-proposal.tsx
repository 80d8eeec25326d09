'use client'
import { useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Checkbox, Field, Select, Textarea } from '@/ui/field'
import { useTRPCClient } from '@/ui/trpc'
import { REASONS } from '../rules/review'
import type { Outcome, ReviewReason } from '../schema/review'
import { OUTCOME_WORDS } from './review-words'
import { useAct } from './use-act'

/** Proposes a decision; it takes effect when another person confirms it. */
export function ReviewProposal({ applicationId }: { applicationId: string }) {
  const client = useTRPCClient()
  const { act, running, error } = useAct()
  const [outcome, setOutcome] = useState<Outcome>('request_changes')
  const [reasons, setReasons] = useState<ReviewReason[]>([])
  const [message, setMessage] = useState('')
  const propose = () =>
    client.projects.propose.mutate({ applicationId, outcome, message, reasons: outcome === 'approve' ? [] : reasons })
  return (
    <Card>
      <Heading>Propose a decision</Heading>
      <div className="grid gap-4">
        <Field label="Decision">
          {(control) => (
            <Select {...control} value={outcome} onChange={(event) => setOutcome(event.target.value as Outcome)}>
              {Object.entries(OUTCOME_WORDS).map(([key, words]) => (
                <option key={key} value={key}>
                  {words}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {outcome !== 'approve' && <Reasons reasons={reasons} set={setReasons} />}
        <Field label="What the team reads" hint="They read this word for word, once another person has confirmed.">
          {(control) => <Textarea {...control} value={message} onChange={(event) => setMessage(event.target.value)} />}
        </Field>
        {error && <Alert tone="bad" title={error.message} />}
        <p className="text-sm text-soft">
          Nobody is told before another person confirms. Then the team sees it on its page.
        </p>
        <div>
          <Button onClick={() => act('propose', propose)} busy={running === 'propose'} disabled={message.trim() === ''}>
            Propose to {OUTCOME_WORDS[outcome]}
          </Button>
        </div>
      </div>
    </Card>
  )
}

const sameReason = (a: { section: string; code: string }, b: { section: string; code: string }) =>
  a.section === b.section && a.code === b.code

function Reasons({ reasons, set }: { reasons: ReviewReason[]; set: (reasons: ReviewReason[]) => void }) {
  return (
    <fieldset className="max-h-96 overflow-y-auto rounded-lg border border-line p-4">
      <legend className="px-1 font-medium">Reasons</legend>
      {REASONS.map((reason) => {
        const chosen = reasons.find((one) => sameReason(one, reason))
        const others = reasons.filter((one) => !sameReason(one, reason))
        return (
          <div key={`${reason.section}/${reason.code}`}>
            <Checkbox
              label={
                <>
                  <span className="text-soft">{reason.section}: </span>
                  {reason.text}
                </>
              }
              checked={chosen !== undefined}
              onChange={(event) =>
                set(
                  event.target.checked ? [...others, { section: reason.section, code: reason.code, text: '' }] : others,
                )
              }
            />
            {chosen && (
              <Field label={`More about: ${reason.text}`} optional>
                {(control) => (
                  <Textarea
                    {...control}
                    rows={2}
                    value={chosen.text}
                    onChange={(event) => set([...others, { ...chosen, text: event.target.value }])}
                  />
                )}
              </Field>
            )}
          </div>
        )
      })}
    </fieldset>
  )
}
