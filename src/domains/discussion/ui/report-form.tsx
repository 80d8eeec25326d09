'use client'
import { type FormEvent, useState } from 'react'
import { useAct } from '@/domains/identity/ui/use-act'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { Reason } from '../schema'
import { ReasonField } from './reason-field'

/** Asks the moderators to look at a post. */
export const ReportForm = (props: { slug: string; number: number }) => (
  <TrpcProvider>
    <Report {...props} />
  </TrpcProvider>
)

function Report({ slug, number }: { slug: string; number: number }) {
  const client = useTRPCClient()
  const { busy, error, run } = useAct()
  const [reason, setReason] = useState<Reason>('spam')
  const [sent, setSent] = useState(false)
  if (sent)
    return (
      <Alert tone="good" title="The moderators look at it">
        If they hide it, its place says why. Nobody is told that it was you.
      </Alert>
    )
  const report = async (event: FormEvent) => {
    event.preventDefault()
    if (await run('report', () => client.discussion.report.mutate({ slug, number, reason }))) setSent(true)
  }
  return (
    <form onSubmit={report} className="grid gap-4" noValidate>
      {error && <Alert tone="bad" title={error} />}
      <ReasonField value={reason} onValue={setReason} />
      <Button type="submit" className="justify-self-start" busy={busy !== null}>
        Report it
      </Button>
    </form>
  )
}
