'use client'
import { useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Checkbox, Field, Select, Textarea } from '@/ui/field'
import { useTRPCClient } from '@/ui/trpc'
import { CHECKLIST, CRITERIA, missingForApproval, weightedScore } from '../rules/review'
import { scoreWords } from './review-words'
import { useAct } from './use-act'

export type SheetMarks = { checklist: Record<string, boolean>; scores: Record<string, number>; note: string }

/** A reviewer's own checklist and scores for the version on the left. */
export function ReviewSheet({ applicationId, initial }: { applicationId: string; initial: SheetMarks }) {
  const client = useTRPCClient()
  const { act, running, error } = useAct()
  const [marks, setMarks] = useState(initial)
  const [saved, setSaved] = useState(true)
  const change = (part: Partial<SheetMarks>) => {
    setMarks({ ...marks, ...part })
    setSaved(false)
  }
  const save = async () => {
    await client.projects.saveSheet.mutate({ applicationId, ...marks })
    setSaved(true)
  }
  const missing = missingForApproval(marks)
  return (
    <Card>
      <Heading>Your sheet</Heading>
      <fieldset>
        <legend className="font-medium">Checklist</legend>
        {CHECKLIST.map(({ id, text }) => (
          <Checkbox
            key={id}
            label={text}
            checked={marks.checklist[id] ?? false}
            onChange={(event) => change({ checklist: { ...marks.checklist, [id]: event.target.checked } })}
          />
        ))}
      </fieldset>
      <div className="mt-4 grid gap-3">
        {CRITERIA.map(({ id, text, weight }) => (
          <Field key={id} label={text} hint={`Weight ${weight} of 100`}>
            {(control) => (
              <Select
                {...control}
                value={marks.scores[id] ?? ''}
                onChange={(event) => change({ scores: withScore(marks.scores, id, event.target.value) })}
              >
                <option value="">not scored</option>
                {[0, 1, 2, 3, 4, 5].map((score) => (
                  <option key={score} value={score}>
                    {score}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ))}
        <Field label="Note for colleagues" optional>
          {(control) => (
            <Textarea {...control} value={marks.note} onChange={(event) => change({ note: event.target.value })} />
          )}
        </Field>
      </div>
      <p role="status" className="my-3">
        Weighted score <strong>{scoreWords(weightedScore(marks.scores))}</strong> of 5.{' '}
        {missing ? `Before an approval: ${missing}` : 'Complete for an approval.'}
      </p>
      {error && <Alert tone="bad" title={error.message} />}
      <Button look="secondary" onClick={() => act('save', save)} busy={running === 'save'} disabled={saved}>
        {saved ? 'Sheet is saved' : 'Save the sheet'}
      </Button>
    </Card>
  )
}

/** The scores with one changed; an empty choice takes it out. */
function withScore(scores: Record<string, number>, id: string, text: string): Record<string, number> {
  const { [id]: _, ...others } = scores
  return text === '' ? others : { ...others, [id]: ['0', '1', '2', '3', '4', '5'].indexOf(text) }
}
