'use client'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Input, Select, Textarea } from '@/ui/field'
import { useHydrated } from '@/ui/hydrated'
import { type ClientError, clientError, TrpcProvider, useTRPCClient } from '@/ui/trpc'

type Template = 'agent' | 'editorial'
type Errors = (field: string) => string | undefined
type Props = { projectId: string; symbol: string; path: string }

/** Opens a task of a project. What was typed stays after an error. */
export const BountyForm = (props: Props) => (
  <TrpcProvider>
    <Form {...props} />
  </TrpcProvider>
)

function Form({ projectId, symbol, path }: Props) {
  const trpc = useTRPCClient()
  const router = useRouter()
  const isHydrated = useHydrated()
  const [template, setTemplate] = useState<Template>('agent')
  const [tests, setTests] = useState(1)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ClientError | null>(null)
  const errorOf: Errors = (field) =>
    error?.field === field || error?.message.includes(`, ${field}:`) ? error.message : undefined

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      const form = read(new FormData(event.currentTarget), template, tests)
      const roundId = await trpc.bounties.open.mutate({ projectId, ...form } as never)
      router.push(`${path}/${roundId}`)
    } catch (caught) {
      setError(clientError(caught))
      setBusy(false)
    }
  }
  return (
    <Card>
      <Heading>Open a task</Heading>
      <form onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
        <Field label="Kind of task">
          {(control) => (
            <Select {...control} value={template} onChange={(event) => setTemplate(event.target.value as Template)}>
              <option value="agent">AI-agent task, judged by test cases</option>
              <option value="editorial">Editorial task, ranked by those who take part</option>
            </Select>
          )}
        </Field>
        <Field label="Title" error={errorOf('title')}>
          {(control) => <Input {...control} name="title" maxLength={80} required />}
        </Field>
        <div className="sm:col-span-2">
          <Field label="In one sentence" error={errorOf('summary')}>
            {(control) => <Input {...control} name="summary" maxLength={280} required />}
          </Field>
        </div>
        <div className="sm:col-span-2">
          <Field label="What is to be done" error={errorOf('task')}>
            {(control) => <Textarea {...control} name="task" rows={5} maxLength={20000} required />}
          </Field>
        </div>
        <Field
          label={`Pool in ${symbol}`}
          hint="You pay it in before the task opens; what is left comes back."
          error={errorOf('pool')}
        >
          {(control) => <Input {...control} name="pool" inputMode="decimal" required />}
        </Field>
        <Field label="Auditors for each work and each appeal" error={errorOf('auditors')}>
          {(control) => <Input {...control} name="auditors" type="number" min={1} max={9} defaultValue={3} required />}
        </Field>
        {template === 'agent' ? (
          <AgentFields {...{ symbol, tests, errorOf }} onMore={() => setTests(tests + 1)} />
        ) : (
          <Field label="Shares by place" hint="The best first, for example 50, 30, 20." error={errorOf('shares')}>
            {(control) => <Input {...control} name="shares" defaultValue="50, 30, 20" required />}
          </Field>
        )}
        <Field label="Opens (UTC)" hint="Two people approve it before." error={errorOf('times.opens')}>
          {(control) => <Input {...control} name="opensAt" type="datetime-local" required />}
        </Field>
        <Field label="Days for handing in" error={errorOf('workDays')}>
          {(control) => (
            <Input {...control} name="workDays" type="number" min={1} max={90} defaultValue={14} required />
          )}
        </Field>
        <Field label="Days for each step of the audit" error={errorOf('stepDays')}>
          {(control) => <Input {...control} name="stepDays" type="number" min={1} max={14} defaultValue={3} required />}
        </Field>
        {error && (
          <div className="sm:col-span-2">
            <Alert tone="bad" title={error.message} />
          </div>
        )}
        <Button type="submit" busy={busy || !isHydrated} className="justify-self-start sm:col-span-2">
          Propose the task
        </Button>
      </form>
    </Card>
  )
}

function AgentFields({
  symbol,
  tests,
  errorOf,
  onMore,
}: {
  symbol: string
  tests: number
  errorOf: Errors
  onMore: () => void
}) {
  return (
    <>
      <Field label={`${symbol} for each passed test`} error={errorOf('perTest')}>
        {(control) => <Input {...control} name="perTest" inputMode="decimal" required />}
      </Field>
      <Field label="Tests that must pass" error={errorOf('required')}>
        {(control) => (
          <Input {...control} name="required" type="number" min={1} max={tests} defaultValue={1} required />
        )}
      </Field>
      <Field
        label="Chance of being judged, in percent"
        hint="For people with the best record; whoever has none is always judged. 100: all work is."
        error={errorOf('leastPercent')}
      >
        {(control) => (
          <Input {...control} name="leastPercent" type="number" min={1} max={100} defaultValue={100} required />
        )}
      </Field>
      <Field
        label={`Bond in ${symbol}`}
        hint="Locked for a work, and by each auditor; 0 for none."
        error={errorOf('bond')}
      >
        {(control) => <Input {...control} name="bond" inputMode="decimal" defaultValue="0" required />}
      </Field>
      {Array.from({ length: tests }, (_, place) => place + 1).map((number) => (
        <fieldset key={number} className="grid gap-3 rounded-lg border border-line p-3 sm:col-span-2">
          <legend className="px-1 font-medium">Test case {number}</legend>
          <Field label="What goes in">
            {(control) => <Textarea {...control} rows={2} name={`input ${number}`} maxLength={20000} />}
          </Field>
          <Field label="What must come out, exactly">
            {(control) => <Textarea {...control} rows={2} name={`output ${number}`} maxLength={20000} required />}
          </Field>
        </fieldset>
      ))}
      <Button look="secondary" className="justify-self-start sm:col-span-2" disabled={tests >= 50} onClick={onMore}>
        One more test case
      </Button>
    </>
  )
}

const whole = (text: string): number => (/^\d{1,7}$/.test(text) ? +text : 0)

function read(form: FormData, template: Template, tests: number) {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const common = {
    ...{ title: text('title'), summary: text('summary'), task: text('task'), pool: text('pool') },
    ...{
      opensAt: new Date(`${text('opensAt')}Z`),
      workDays: whole(text('workDays')),
      stepDays: whole(text('stepDays')),
    },
    auditors: whole(text('auditors')),
  }
  if (template === 'editorial')
    return {
      ...common,
      template,
      shares: text('shares')
        .split(',')
        .map((share) => whole(share.trim())),
    }
  const cases = Array.from({ length: tests }, (_, place) => ({
    name: `test-${place + 1}`,
    input: String(form.get(`input ${place + 1}`) ?? ''),
    output: String(form.get(`output ${place + 1}`) ?? ''),
  }))
  const [required, leastPercent] = [whole(text('required')), whole(text('leastPercent'))]
  return { ...common, template, tests: cases, required, leastPercent, perTest: text('perTest'), bond: text('bond') }
}
