'use client'
import { type FormEvent, useState } from 'react'
import { Button } from '@/ui/button'
import { Field, Input, Select, Textarea } from '@/ui/field'
import { REASONS, type RevealContent } from '../schema/round-inputs'
import { workUnits } from '../schema/units'
import { REASON_WORDS, shortName } from './engine-words'
import type { JudgedWork } from './judge-desk'
import { hashOf } from './seal'

type FormProps = {
  reads: RevealContent['kind']
  tests: readonly { name: string; input: string }[]
  /** Work of other people. */
  others: readonly JudgedWork[]
  /** Whether a judgement says how much work counts. */
  counts: boolean
  busy: boolean
  onJudge: (content: RevealContent) => Promise<void>
}

/** The form for one judgement, as the round reads it. What is typed stays in the browser until it is shown. */
export function JudgementForm({ onJudge, ...props }: FormProps) {
  const [problem, setProblem] = useState<string | undefined>()
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const content = await contentOf(new FormData(event.currentTarget), props)
    if (typeof content === 'string') setProblem(content)
    else await onJudge(content)
  }
  return (
    <form onSubmit={submit} className="grid max-w-prose gap-4">
      {props.reads === 'checks' && <Checks tests={props.tests} />}
      {props.reads === 'ranking' && <Ranking others={props.others} problem={problem} />}
      {props.reads === 'judgement' && <Judgement counts={props.counts} />}
      <Button type="submit" busy={props.busy} className="justify-self-start">
        Sign and fix my judgement
      </Button>
    </form>
  )
}

async function contentOf(form: FormData, { reads, tests, others }: FormProps | Omit<FormProps, 'onJudge'>) {
  const text = (name: string) => String(form.get(name) ?? '')
  if (reads === 'checks') {
    const outputs = tests.map(async ({ name }) => ({ test: name, output: await hashOf(text(`test ${name}`)) }))
    return { kind: 'checks', outputs: await Promise.all(outputs) } satisfies RevealContent
  }
  if (reads === 'ranking') {
    const order = others.map((_, place) => text(`place ${place}`))
    if (new Set(order).size < order.length) return 'Name each work once.'
    return { kind: 'ranking', order } satisfies RevealContent
  }
  const outcome = text('outcome') as 'accept' | 'refuse' | 'fraud'
  const reason = outcome === 'accept' ? 'none' : (text('reason') as (typeof REASONS)[number])
  const units = workUnits(BigInt(text('units') || '0'))
  return { kind: 'judgement', outcome, reason, units } satisfies RevealContent
}

const Checks = ({ tests }: Pick<FormProps, 'tests'>) => (
  <>
    <p className="text-soft">Run the work on each case and paste exactly what came out.</p>
    {tests.map(({ name, input }) => (
      <Field key={name} label={`Output of ${name}`} hint={input && `Goes in: ${input.slice(0, 200)}`}>
        {(control) => <Textarea {...control} rows={2} name={`test ${name}`} maxLength={20000} />}
      </Field>
    ))}
  </>
)

const Ranking = ({ others, problem }: Pick<FormProps, 'others'> & { problem: string | undefined }) => (
  <>
    <p className="text-soft">Read the work of the others and put it in order, the best first. Your own is not in it.</p>
    {others.map(({ key }, place) => (
      <Field key={key} label={`Place ${place + 1}`} error={place === 0 ? problem : undefined}>
        {(control) => (
          <Select {...control} name={`place ${place}`} required defaultValue="">
            <option value="" disabled>
              Choose a work
            </option>
            {others.map((other) => (
              <option key={other.key} value={other.key}>
                {shortName(other.key)} {other.links[0]}
              </option>
            ))}
          </Select>
        )}
      </Field>
    ))}
  </>
)

function Judgement({ counts }: Pick<FormProps, 'counts'>) {
  const [outcome, setOutcome] = useState('accept')
  return (
    <>
      <Field label="Your judgement">
        {(control) => (
          <Select {...control} name="outcome" value={outcome} onChange={(event) => setOutcome(event.target.value)}>
            <option value="accept">Accept</option>
            <option value="refuse">Refuse</option>
            <option value="fraud">Fraud</option>
          </Select>
        )}
      </Field>
      {outcome === 'accept' && counts && (
        <Field label="Units of work that count" hint="At most what was claimed.">
          {(control) => <Input {...control} name="units" inputMode="numeric" pattern="\d{1,19}" required />}
        </Field>
      )}
      {outcome !== 'accept' && (
        <Field label="Why">
          {(control) => (
            <Select {...control} name="reason">
              {REASONS.filter((reason) => reason !== 'none').map((reason) => (
                <option key={reason} value={reason}>
                  {REASON_WORDS[reason]}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
    </>
  )
}
