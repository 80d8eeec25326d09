'use client'
import { type FormEvent, useState } from 'react'
import { useAct } from '@/domains/identity/ui/use-act'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Input, Select, Textarea } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { StaffComplaint } from '../queries/desk'
import type { OpenComplaint } from '../queries/words'
import { COMPLAINT_TABLE } from '../rules'
import type { HandleInput } from '../schema'
import { Written } from './complaint-view'

type Props = { complaint: StaffComplaint }

/** What was written, opened by a click that is recorded, and what is done about it. */
export const HandleComplaint = (props: Props) => (
  <TrpcProvider>
    <Read {...props} />
    <Act key={`${props.complaint.state}:${props.complaint.acts.length}`} {...props} />
    <Concerned {...props} />
  </TrpcProvider>
)

function Read({ complaint: { id: complaintId, erasedAt } }: Props) {
  const client = useTRPCClient()
  const { busy, error, run } = useAct()
  const [open, setOpen] = useState<OpenComplaint | null>(null)
  const read = () => run('read', async () => setOpen(await client.complaints.read.mutate({ complaintId })))
  return (
    <Card>
      <Heading>What was written</Heading>
      {error && <Alert tone="bad" title={error} />}
      {open && <Written complaint={open} />}
      {erasedAt ? (
        <p className="text-soft">Emptied: its time is over, or whoever complained was forgotten.</p>
      ) : (
        <div className={open ? 'mt-4' : ''}>
          <Button look="secondary" busy={busy !== null} onClick={read}>
            {open ? 'Read it anew' : 'Read it'}
          </Button>
          <p className="mt-2 text-sm text-soft">That you read it is recorded.</p>
        </div>
      )}
    </Card>
  )
}

type Acts = HandleInput['act']
const ACT_WORDS: Readonly<Record<Acts, { choose: string; text: string }>> = {
  acknowledge: { choose: 'Take it up', text: 'A remark beside the usual words' },
  refuse: { choose: 'Do not take it up', text: 'Why it is not admissible, clearly' },
  ask: { choose: 'Ask something', text: 'The question' },
  delay: { choose: 'Promise a later day', text: 'What holds it up' },
  answer: { choose: 'Answer', text: 'The answer, point by point' },
  close: { choose: 'Close it', text: 'What was done about it; staff alone read this' },
}
const OUTCOMES = [
  ['upheld', 'They are right'],
  ['partly', 'They are right in part'],
  ['rejected', 'We see it differently'],
] as const
type Decided = (typeof OUTCOMES)[number][0]

function Act({ complaint: { id: complaintId, state, answerBy, erasedAt } }: Props) {
  const client = useTRPCClient()
  const { busy, error, run } = useAct()
  const acts = (Object.keys(ACT_WORDS) as Acts[]).filter((act) => COMPLAINT_TABLE[state][act])
  const [act, setAct] = useState<Acts | undefined>(acts[0])
  const [text, setText] = useState('')
  const [until, setUntil] = useState('')
  const [outcome, setOutcome] = useState<Decided>('upheld')
  if (!act || erasedAt) return null
  const send = (event: FormEvent) => {
    event.preventDefault()
    const input: HandleInput =
      act === 'answer'
        ? { complaintId, act, text, outcome }
        : act === 'delay'
          ? { complaintId, act, text, until }
          : { complaintId, act, text }
    void run(act, () => client.complaints.handle.mutate(input))
  }
  return (
    <Card>
      <Heading>What to do</Heading>
      <form onSubmit={send} className="grid gap-4" noValidate>
        {error && <Alert tone="bad" title={error} />}
        <Field label="Act">
          {(control) => (
            <Select {...control} value={act} onChange={({ target }) => setAct(target.value as Acts)}>
              {acts.map((one) => (
                <option key={one} value={one}>
                  {ACT_WORDS[one].choose}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {act === 'answer' && (
          <Field label="What came of it">
            {(control) => (
              <Select {...control} value={outcome} onChange={({ target }) => setOutcome(target.value as Decided)}>
                {OUTCOMES.map(([one, words]) => (
                  <option key={one} value={one}>
                    {words}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        {act === 'delay' && (
          <Field label="Answered by" hint={`After ${answerBy.toISOString().slice(0, 10)}.`}>
            {(control) => (
              <Input {...control} type="date" value={until} onChange={({ target }) => setUntil(target.value)} />
            )}
          </Field>
        )}
        <Field label={ACT_WORDS[act].text} optional={act === 'acknowledge'}>
          {(control) => (
            <Textarea
              {...control}
              rows={5}
              maxLength={20_000}
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
          )}
        </Field>
        <Button type="submit" className="justify-self-start" busy={busy !== null}>
          {ACT_WORDS[act].choose}
        </Button>
        {act !== 'close' && <p className="text-sm text-soft">Whoever complained reads this at once.</p>}
      </form>
    </Card>
  )
}

function Concerned({ complaint: { id: complaintId, colleagues, concerned, state } }: Props) {
  const client = useTRPCClient()
  const { busy, error, run } = useAct()
  const [chosen, setChosen] = useState('')
  const personId = chosen || colleagues[0]?.id
  if (state === 'closed' || !personId) return null
  const name = (event: FormEvent) => {
    event.preventDefault()
    void run('concern', () => client.complaints.nameConcerned.mutate({ complaintId, personId }))
  }
  return (
    <Card>
      <Heading>Whom it is about</Heading>
      {concerned.length > 0 && <p className="mb-3">{concerned.join(', ')} neither read nor answer it.</p>}
      <form onSubmit={name} className="grid gap-4" noValidate>
        {error && <Alert tone="bad" title={error} />}
        <Field label="It is about" hint="They cannot open it from then on. This is not taken back.">
          {(control) => (
            <Select {...control} value={personId} onChange={({ target }) => setChosen(target.value)}>
              {colleagues.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                  {one.isYou ? ' (you)' : ''}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Button type="submit" look="secondary" className="justify-self-start" busy={busy !== null}>
          Write it down
        </Button>
      </form>
    </Card>
  )
}
