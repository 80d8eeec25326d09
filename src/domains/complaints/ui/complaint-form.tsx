'use client'
import { type FormEvent, useState } from 'react'
import { useAct } from '@/domains/identity/ui/use-act'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Field, Input, Select, Textarea } from '@/ui/field'
import { Link } from '@/ui/link'
import { type ClientError, clientError, TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { TOPIC_WORDS } from '../rules'
import { TOPICS, type Topic } from '../schema'

/** Files a complaint: the questions of the standard form, of which only what happened has to be answered. */
export const ComplaintForm = ({ project }: { project: string }) => (
  <TrpcProvider>
    <Form project={project} />
  </TrpcProvider>
)

const EMPTY = { what: '', name: '', contact: '', representative: '', reference: '', when: '', damage: '', other: '' }
type Typed = typeof EMPTY
type Line = { name: keyof Typed; label: string; hint?: string; rows?: number }

const LINES: readonly Line[] = [
  { name: 'when', label: 'When did it happen' },
  {
    name: 'reference',
    label: 'Reference',
    hint: 'A wallet, a transaction, a payment, a case: whatever helps us to find it.',
  },
  { name: 'damage', label: 'What did you lose by it', rows: 2 },
  { name: 'other', label: 'Anything else', rows: 2 },
  { name: 'name', label: 'Your name' },
  { name: 'contact', label: 'How to reach you', hint: 'You read our answer here, without this.' },
  { name: 'representative', label: 'Who represents you', hint: 'And what shows that they do.' },
]

function Form({ project: given }: { project: string }) {
  const trpc = useTRPCClient()
  const { busy, run } = useAct()
  const [topic, setTopic] = useState<Topic>(given ? 'project' : 'platform')
  const [project, setProject] = useState(given)
  const [typed, setTyped] = useState(EMPTY)
  const [error, setError] = useState<ClientError | null>(null)
  const [filed, setFiled] = useState<{ complaintId: string; key: string | null } | null>(null)
  const send = (event: FormEvent) => {
    event.preventDefault()
    setError(null)
    void run('file', async () => {
      await trpc.complaints.file
        .mutate({ topic, project, ...typed })
        .then(setFiled, (failure: unknown) => setError(clientError(failure)))
    })
  }
  if (filed) return <Filed complaintId={filed.complaintId} secret={filed.key} />
  const of = (field: string) => (error?.field === field ? error.message.replace(`${field}: `, '') : undefined)
  const known = ['topic', 'project', ...Object.keys(EMPTY)].some((field) => of(field))
  const write = (name: keyof Typed, value: string) => setTyped((before) => ({ ...before, [name]: value }))
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      {error && !known && <Alert tone="bad" title={error.message} />}
      <Field label="What is it about" error={of('topic')}>
        {(control) => (
          <Select {...control} value={topic} onChange={({ target }) => setTopic(target.value as Topic)}>
            {TOPICS.map((one) => (
              <option key={one} value={one}>
                {TOPIC_WORDS[one]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        label="Which project"
        optional
        hint="The address of its page. Whoever owns it or decided on it does not read your complaint."
        error={of('project')}
      >
        {(control) => <Input {...control} value={project} onChange={({ target }) => setProject(target.value)} />}
      </Field>
      <Field label="What happened" error={of('what')}>
        {(control) => (
          <Textarea
            {...control}
            rows={6}
            maxLength={1_500}
            value={typed.what}
            onChange={({ target }) => write('what', target.value)}
          />
        )}
      </Field>
      {LINES.map(({ name, label, hint, rows }) => (
        <Field key={name} label={label} hint={hint} optional error={of(name)}>
          {(control) =>
            rows ? (
              <Textarea
                {...control}
                rows={rows}
                value={typed[name]}
                onChange={({ target }) => write(name, target.value)}
              />
            ) : (
              <Input {...control} value={typed[name]} onChange={({ target }) => write(name, target.value)} />
            )
          }
        </Field>
      ))}
      <Button type="submit" className="justify-self-start" busy={busy !== null}>
        Send the complaint
      </Button>
    </form>
  )
}

function Filed({ complaintId, secret }: { complaintId: string; secret: string | null }) {
  return (
    <Alert tone="good" title={`We have your complaint ${complaintId.slice(-8)}`}>
      {secret === null ? (
        <Link href="/complaints/mine" className="underline underline-offset-4">
          Your complaints, with what comes of them
        </Link>
      ) : (
        <>
          <p>You are not signed in, so this key alone opens it. Keep it: it is shown this once.</p>
          <p className="mt-2 font-mono break-all select-all">{secret}</p>
        </>
      )}
    </Alert>
  )
}
