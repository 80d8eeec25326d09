'use client'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { useAct } from '@/domains/identity/ui/use-act'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Field, Input, Textarea } from '@/ui/field'
import { Link } from '@/ui/link'
import { type ClientError, clientError, TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { discussionPath, type Role } from '../rules'
import type { Connection } from '../schema'

const MOST = 2_000

type Sent = () => Promise<unknown>

/** Sends a text once, however often its button is pressed; another text is another post. What was typed stays after every refusal. */
function useSend() {
  const { busy, run } = useAct()
  const [key, setKey] = useState(() => crypto.randomUUID())
  const renew = () => setKey(crypto.randomUUID())
  const [error, setError] = useState<ClientError | null>(null)
  const [sent, setSent] = useState(false)
  const send = (act: Sent) => (event: FormEvent) => {
    event.preventDefault()
    setError(null)
    void run('send', () =>
      act().then(
        () => setSent(true),
        (failure: unknown) => setError(clientError(failure)),
      ),
    )
  }
  const of = (field: string) => (error?.field === field ? error.message.replace(`${field}: `, '') : undefined)
  return { key, renew, busy: busy !== null, error, of, sent, send }
}

const Done = ({ slug, children }: { slug: string; children: string }) => (
  <Alert tone="good" title={children}>
    <Link href={discussionPath(slug)} className="underline underline-offset-4">
      See it where everybody reads it
    </Link>
  </Alert>
)

function TextField({
  label,
  text,
  onText,
  error,
}: {
  label: string
  text: string
  onText: (text: string) => void
  error: string | undefined
}) {
  return (
    <Field label={label} hint={`Plain text, at most ${MOST} characters. Everybody reads it.`} error={error}>
      {(control) => (
        <Textarea {...control} rows={6} maxLength={MOST} value={text} onChange={({ target }) => onText(target.value)} />
      )}
    </Field>
  )
}

/** Two choices, neither made beforehand: who is paid for it says so each time. */
function PaidField({
  value,
  onValue,
  error,
}: {
  value: Connection | null
  onValue: (value: Connection) => void
  error: string | undefined
}) {
  const name = useId()
  const choices = [
    ['none', 'No, nobody'],
    ['paid', 'Yes: my post is marked “Paid promoter”'],
  ] as const
  return (
    <fieldset className="grid gap-1" aria-describedby={error && `${name}-error`}>
      <legend className="font-medium">
        Does anybody pay you, or give you anything else, for promoting this project?
      </legend>
      {choices.map(([choice, label]) => (
        <label key={choice} className="flex min-h-11 items-center gap-3">
          <input
            type="radio"
            name={name}
            className="size-5 shrink-0 accent-(--brand)"
            checked={value === choice}
            onChange={() => onValue(choice)}
          />
          {label}
        </label>
      ))}
      {error && (
        <p id={`${name}-error`} className="text-sm font-medium text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}

type WriteProps = { slug: string; role: Role; teamName: string; answerTo: number | null }

/** Asks a question, or answers one. */
export const WriteForm = (props: WriteProps) => (
  <TrpcProvider>
    <Write {...props} />
  </TrpcProvider>
)

function Write({ slug, role, teamName, answerTo }: WriteProps) {
  const client = useTRPCClient()
  const { key, renew, busy, error, of, sent, send } = useSend()
  const [text, setText] = useState('')
  const [paid, setPaid] = useState<Connection | null>(null)
  const connection = role === 'team' ? 'team' : paid
  const type = (next: string) => {
    renew()
    setText(next)
  }
  const word = answerTo === null ? 'question' : 'answer'
  if (sent) return <Done slug={slug}>{`Your ${word} is published`}</Done>
  const write = () =>
    client.discussion.write.mutate({
      // Where nothing was chosen the server says so, in the words that it has for it.
      ...{ slug, answerTo, text, idempotencyKey: key, connection: connection as Connection },
    })
  return (
    <Form onSubmit={send(write)} busy={busy} label={`Publish the ${word}`} error={error} known={['text', 'connection']}>
      <TextField label={`Your ${word}`} text={text} onText={type} error={of('text')} />
      {role === 'team' ? (
        <p>You write as {teamName}, marked “Team”.</p>
      ) : (
        <PaidField value={paid} onValue={setPaid} error={of('connection')} />
      )}
    </Form>
  )
}

type UpdateProps = {
  slug: string
  teamName: string
  correcting: { number: number; version: number; title: string; text: string } | null
}

/** Publishes an update, or corrects one. */
export const UpdateForm = (props: UpdateProps) => (
  <TrpcProvider>
    <Tell {...props} />
  </TrpcProvider>
)

function Tell({ slug, teamName, correcting }: UpdateProps) {
  const client = useTRPCClient()
  const { key, renew, busy, error, of, sent, send } = useSend()
  const [title, setTitle] = useState(correcting?.title ?? '')
  const [text, setText] = useState(correcting?.text ?? '')
  const type = (set: (next: string) => void) => (next: string) => {
    renew()
    set(next)
  }
  if (sent) return <Done slug={slug}>{correcting ? 'The correction is published' : 'The update is published'}</Done>
  const tell = () =>
    correcting
      ? client.discussion.correctUpdate.mutate({
          ...{ slug, number: correcting.number, basedOn: correcting.version, title, text },
        })
      : client.discussion.publishUpdate.mutate({ slug, title, text, idempotencyKey: key })
  return (
    <Form
      onSubmit={send(tell)}
      busy={busy}
      label={correcting ? 'Publish the correction' : 'Publish the update'}
      error={error}
      known={['title', 'text']}
    >
      <Field label="Title" error={of('title')}>
        {(control) => (
          <Input {...control} maxLength={80} value={title} onChange={({ target }) => type(setTitle)(target.value)} />
        )}
      </Field>
      <TextField label="What is new" text={text} onText={type(setText)} error={of('text')} />
      <p>You write as {teamName}. An update is never deleted; a correction stands beside what it corrects.</p>
    </Form>
  )
}

type FormProps = {
  onSubmit: (event: FormEvent) => void
  busy: boolean
  label: string
  error: ClientError | null
  /** Fields that show their own errors. */
  known: readonly string[]
  children: ReactNode
}

function Form({ onSubmit, busy, label, error, known, children }: FormProps) {
  return (
    <form onSubmit={onSubmit} className="grid gap-4" noValidate>
      {error && !known.includes(error.field ?? '') && <Alert tone="bad" title={error.message} />}
      {children}
      <Button type="submit" className="justify-self-start" busy={busy}>
        {label}
      </Button>
    </form>
  )
}
