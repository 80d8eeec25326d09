'use client'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { KOII } from '@/kit/money'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Input, Select } from '@/ui/field'
import { Amount } from '@/ui/money'
import { clientError, TrpcProvider, useTRPC } from '@/ui/trpc'

type Project = { id: string; title: string }
type Question = { recipient: string; people: number; each: string }

/** "If 40 more people commit 5 KOII each, the bonus is X." */
export function BonusSimulator({ roundId, projects }: { roundId: string; projects: readonly Project[] }) {
  return (
    <TrpcProvider>
      <Simulator roundId={roundId} projects={projects} />
    </TrpcProvider>
  )
}

function Simulator({ roundId, projects }: { roundId: string; projects: readonly Project[] }) {
  const trpc = useTRPC()
  const [asked, setAsked] = useState<Question | null>(null)
  const question = asked ?? { recipient: projects[0]?.id ?? '', people: 1, each: '1' }
  const answer = useQuery({
    ...trpc.bonus.whatIf.queryOptions({ roundId, ...question }),
    enabled: asked !== null,
    retry: false,
  })
  const error = answer.error ? clientError(answer.error) : null

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '').trim()
    const people = event.currentTarget.elements.namedItem('people')
    if (!(people instanceof HTMLInputElement)) return
    setAsked({ recipient: text('recipient'), people: people.valueAsNumber, each: text('each') })
  }

  return (
    <Card>
      <Heading>What if more people commit?</Heading>
      <form onSubmit={submit} className="grid gap-4 sm:grid-cols-[2fr_1fr_1fr_auto] sm:items-end">
        <Field label="Project">
          {(control) => (
            <Select {...control} name="recipient">
              {projects.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="More people">
          {(control) => (
            <Input {...control} name="people" type="number" step={1} min={1} max={10_000} defaultValue={40} required />
          )}
        </Field>
        <Field label="KOII each">
          {(control) => <Input {...control} name="each" inputMode="decimal" defaultValue="5" required />}
        </Field>
        <Button type="submit" look="secondary" busy={answer.isFetching}>
          Work it out
        </Button>
      </form>
      <div aria-live="polite" className="mt-4">
        {error && <Alert tone="bad" title={error.message} />}
        {asked && answer.data && (
          <p>
            If {asked.people} more {asked.people === 1 ? 'person commits' : 'people commit'} {asked.each} KOII each, the
            bonus is{' '}
            <strong>
              <Amount units={answer.data.after.units} asset={KOII} />
            </strong>
            ; as things are it is <Amount units={answer.data.before.units} asset={KOII} />.
          </p>
        )}
      </div>
      <p className="mt-3 text-sm text-soft">
        New people who commit to nobody else are added to what is known now, and their raise is taken to succeed.
        Nothing is promised by it.
      </p>
    </Card>
  )
}
