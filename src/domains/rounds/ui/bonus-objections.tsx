'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import type { FormEvent } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Select, Textarea } from '@/ui/field'
import { clientError, TrpcProvider, useTRPC } from '@/ui/trpc'
import type { Yes } from '../rules/two-people'
import { WHY_NOT } from './yes'

type Project = { id: string; title: string }

/** Objects for a project, while the window for it is open. The server says who may. */
export const ObjectionForm = (props: { roundId: string; projects: readonly Project[] }) => (
  <TrpcProvider>
    <Objecting {...props} />
  </TrpcProvider>
)

function Objecting({ roundId, projects }: { roundId: string; projects: readonly Project[] }) {
  const trpc = useTRPC()
  const router = useRouter()
  const lodge = useMutation(trpc.bonus.object.mutationOptions({ onSuccess: () => router.refresh() }))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    lodge.mutate({ roundId, recipient: String(form.get('project')), words: String(form.get('words')) })
  }
  return (
    <details>
      <summary className="cursor-pointer py-2 text-brand">Object for your project</summary>
      <form className="mt-3 grid max-w-prose gap-3" onSubmit={submit}>
        <Field label="Your project">
          {(control) => (
            <Select {...control} name="project">
              {projects.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          label="What is wrong"
          hint="Everybody can read it: name no private people. Each project objects once."
          error={lodge.error ? clientError(lodge.error).message : undefined}
        >
          {(control) => <Textarea {...control} name="words" rows={3} maxLength={1_500} required />}
        </Field>
        <Button type="submit" busy={lodge.isPending} className="justify-self-start">
          Send the objection
        </Button>
      </form>
    </details>
  )
}

type Open = {
  id: string
  title: string
  words: string
  answer: string | null
  upheld: boolean | null
  /** What this person can do about the answer that stands. */
  own: Yes
}

/** Staff answer objections: one writes the answer, a checker confirms it as it stands. */
export const AnswerObjections = ({ objections }: { objections: readonly Open[] }) => (
  <TrpcProvider>
    {objections.map((objection) => (
      <Answering key={objection.id} objection={objection} />
    ))}
  </TrpcProvider>
)

function Answering({ objection: { id: objectionId, title, words, answer, upheld, own } }: { objection: Open }) {
  const trpc = useTRPC()
  const router = useRouter()
  const done = { onSuccess: () => router.refresh() }
  const write = useMutation(trpc.bonus.answer.mutationOptions(done))
  const confirm = useMutation(trpc.bonus.confirmAnswer.mutationOptions(done))
  const failed = write.error ?? confirm.error
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    write.mutate({ objectionId, upheld: form.get('outcome') === 'upheld', answer: String(form.get('answer')) })
  }
  return (
    <Card>
      <Heading>An objection of {title}</Heading>
      <p className="whitespace-pre-line">{words}</p>
      {failed && <Alert tone="bad" title={clientError(failed).message} />}
      {answer !== null && upheld !== null && (
        <div className="mt-4 border-t border-line pt-3">
          <p className="whitespace-pre-line">
            <strong>{upheld ? 'Upheld' : 'Dismissed'}:</strong> {answer}
          </p>
          {own === 'free' ? (
            <Button
              className="mt-3"
              busy={confirm.isPending}
              onClick={() => confirm.mutate({ objectionId, upheld, answer })}
            >
              Confirm this answer
            </Button>
          ) : (
            <p className="mt-1 text-soft">
              {own === 'own' ? 'You wrote it, so a checker must confirm it.' : WHY_NOT[own]}
            </p>
          )}
        </div>
      )}
      <form className="mt-4 grid max-w-prose gap-3" onSubmit={submit}>
        <Field label="Outcome" hint="Upheld lifts the exclusion of the project, where there is one.">
          {(control) => (
            <Select {...control} name="outcome">
              <option value="dismissed">Dismissed</option>
              <option value="upheld">Upheld</option>
            </Select>
          )}
        </Field>
        <Field label="Answer" hint="Everybody can read it once a second person confirmed it.">
          {(control) => <Textarea {...control} name="answer" rows={3} maxLength={1_500} required />}
        </Field>
        <Button type="submit" look="secondary" busy={write.isPending} className="justify-self-start">
          {answer === null ? 'Write the answer' : 'Write another answer'}
        </Button>
      </form>
    </Card>
  )
}
