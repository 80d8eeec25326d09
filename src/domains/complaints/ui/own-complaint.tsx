'use client'
import { type FormEvent, useState } from 'react'
import { useAct } from '@/domains/identity/ui/use-act'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Input, Textarea } from '@/ui/field'
import { useHydrated } from '@/ui/hydrated'
import { clientError, TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { OpenComplaint } from '../queries/words'
import { Standing, Written } from './complaint-view'

/** Somebody's own complaints. */
export const OwnComplaints = ({ complaints, now }: { complaints: readonly OpenComplaint[]; now: Date }) => (
  <TrpcProvider>
    {complaints.map((complaint) => (
      <Mine key={complaint.id} complaint={complaint} now={now} />
    ))}
  </TrpcProvider>
)

function Mine({ complaint, now }: { complaint: OpenComplaint; now: Date }) {
  const client = useTRPCClient()
  const { busy, error, run } = useAct()
  const { id: complaintId } = complaint
  return (
    <Whole complaint={complaint} now={now} problem={error} busy={busy !== null}>
      {(text) => run('reply', () => client.complaints.reply.mutate({ complaintId, text }))}
    </Whole>
  )
}

/** The complaint of somebody who is not signed in: the key opens it here, and stands in no address. */
export const ComplaintByKey = () => (
  <TrpcProvider>
    <ByKey />
  </TrpcProvider>
)

function ByKey() {
  const client = useTRPCClient()
  const hydrated = useHydrated()
  const [key, setKey] = useState('')
  const [complaint, setComplaint] = useState<OpenComplaint | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const attempt = async (act: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    setProblem(null)
    try {
      await act()
      setComplaint(await client.complaints.look.mutate({ key: key.trim() }))
      return true
    } catch (failure) {
      setProblem(clientError(failure).message.replace('key: ', ''))
      return false
    } finally {
      setBusy(false)
    }
  }
  const look = (event: FormEvent) => {
    event.preventDefault()
    void attempt(() => Promise.resolve())
  }
  if (complaint)
    return (
      <Whole complaint={complaint} problem={problem} busy={busy}>
        {(text) => attempt(() => client.complaints.replyByKey.mutate({ key: key.trim(), text }))}
      </Whole>
    )
  return (
    <form onSubmit={look} className="grid gap-4" noValidate>
      <Field label="Key" hint="You were shown it when you complained." error={problem ?? undefined}>
        {(control) => (
          <Input {...control} value={key} onChange={({ target }) => setKey(target.value)} autoComplete="off" />
        )}
      </Field>
      <Button type="submit" look="secondary" className="justify-self-start" busy={busy} disabled={!hydrated}>
        See what came of it
      </Button>
    </form>
  )
}

type WholeProps = {
  complaint: OpenComplaint
  now?: Date
  problem: string | null
  busy: boolean
  children: (text: string) => Promise<boolean>
}

function Whole({ complaint, now, problem, busy, children: send }: WholeProps) {
  const [text, setText] = useState('')
  const isAnswered = complaint.state === 'answered'
  const add = async (event: FormEvent) => {
    event.preventDefault()
    if (await send(text)) setText('')
  }
  return (
    <Card>
      <Heading>Complaint {complaint.id.slice(-8)}</Heading>
      <Standing complaint={complaint} {...(now && { now })} />
      <div className="mt-4">
        <Written complaint={complaint} />
      </div>
      {complaint.state !== 'closed' && (
        <form onSubmit={add} className="mt-4 grid gap-3" noValidate>
          {problem && <Alert tone="bad" title={problem.replace('text: ', '')} />}
          <Field
            label={isAnswered ? 'Why the answer does not settle it' : 'Write more'}
            hint={isAnswered ? 'It is taken up again then.' : undefined}
          >
            {(control) => (
              <Textarea {...control} rows={3} value={text} onChange={({ target }) => setText(target.value)} />
            )}
          </Field>
          <Button type="submit" look="secondary" className="justify-self-start" busy={busy}>
            Send
          </Button>
        </form>
      )}
    </Card>
  )
}
