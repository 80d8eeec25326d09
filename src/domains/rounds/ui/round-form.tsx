'use client'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Checkbox, Field, Input } from '@/ui/field'
import { clientError, TrpcProvider, useTRPC } from '@/ui/trpc'

const AMOUNTS = [
  ['pool', 'Pool in KOII', 'What is paid out in all.'],
  ['personCap', 'Counts at most per person', 'A larger pledge of one person to one project counts for this much.'],
  ['projectCap', 'Counts at most per project', 'The sum of all pledges to one project counts for this much.'],
  ['payoutCap', 'Pays at most per project', 'Leave empty for no limit.'],
] as const

/** Defines a bonus round; a second person publishes it. What was typed stays after an error. */
export function RoundForm() {
  return (
    <TrpcProvider>
      <Form />
    </TrpcProvider>
  )
}

function Form() {
  const trpc = useTRPC()
  const router = useRouter()
  const projects = useQuery(trpc.rounds.eligible.queryOptions())
  const propose = useMutation(
    trpc.rounds.propose.mutationOptions({ onSuccess: (roundId) => router.push(`/staff/bonus/${roundId}`) }),
  )
  const [chosen, setChosen] = useState<readonly string[]>([])
  const error = propose.error ? clientError(propose.error) : null
  const errorOf = (field: string) =>
    error?.field === field || error?.message.startsWith(`${field}:`) ? error.message : undefined

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '').trim()
    propose.mutate({
      title: text('title'),
      pool: text('pool'),
      personCap: text('personCap'),
      projectCap: text('projectCap'),
      payoutCap: text('payoutCap') || null,
      projectIds: [...chosen],
      startsAt: new Date(`${text('startsAt')}Z`),
      endsAt: new Date(`${text('endsAt')}Z`),
    })
  }

  return (
    <Card>
      <Heading>Define a round</Heading>
      <form onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
        <Field label="Title" error={errorOf('title')}>
          {(control) => <Input {...control} name="title" maxLength={80} required />}
        </Field>
        {AMOUNTS.map(([name, label, hint]) => (
          <Field key={name} label={label} hint={hint} error={errorOf(name)}>
            {(control) => <Input {...control} name={name} inputMode="decimal" required={name !== 'payoutCap'} />}
          </Field>
        ))}
        <Field label="Starts (UTC)" error={errorOf('startsAt')}>
          {(control) => <Input {...control} name="startsAt" type="datetime-local" required />}
        </Field>
        <Field label="Ends (UTC)" error={errorOf('endsAt')}>
          {(control) => <Input {...control} name="endsAt" type="datetime-local" required />}
        </Field>
        <fieldset className="sm:col-span-2">
          <legend className="font-medium">Projects that take part</legend>
          {projects.isPending && <p role="status">Loading projects…</p>}
          {projects.data?.length === 0 && <p className="text-soft">No project is listed yet.</p>}
          <div className="grid gap-x-4 sm:grid-cols-2 lg:grid-cols-3">
            {projects.data?.map(({ projectId, title }) => (
              <Checkbox
                key={projectId}
                label={title}
                checked={chosen.includes(projectId)}
                onChange={(event) =>
                  setChosen(
                    event.target.checked ? [...chosen, projectId] : chosen.filter((other) => other !== projectId),
                  )
                }
              />
            ))}
          </div>
          {errorOf('projectIds') && <p className="text-sm font-medium text-bad">{errorOf('projectIds')}</p>}
        </fieldset>
        {error && (
          <div className="sm:col-span-2">
            <Alert tone="bad" title={error.message} />
          </div>
        )}
        <Button type="submit" busy={propose.isPending} className="justify-self-start">
          Propose the round
        </Button>
      </form>
    </Card>
  )
}
