'use client'
import { useState } from 'react'
import { useAct } from '@/domains/identity/ui/use-act'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Textarea } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { When } from '@/ui/when'
import type { StaffRun } from '../queries/desk'

/** A confirmed hit's report to the authority. */
export const ReportCard = (props: { report: NonNullable<StaffRun['report']>; mayConfirm: boolean; now: Date }) => (
  <TrpcProvider>
    <Card>
      <Heading>Report to the authority</Heading>
      <Report {...props} />
    </Card>
  </TrpcProvider>
)

function Report({ report, mayConfirm, now }: Parameters<typeof ReportCard>[0]) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [note, setNote] = useState('')
  const { id: reportId, dueAt, doneAt } = report
  if (doneAt)
    return (
      <p>
        Reported <When instant={doneAt} now={now} />: {report.note}
      </p>
    )
  return (
    <form className="grid gap-4" onSubmit={(event) => event.preventDefault()}>
      <p>
        Due <When instant={dueAt} now={now} />: ten business days after the confirmation, where US law applies.
      </p>
      {mayConfirm ? (
        <>
          <Field label="Where and how it was reported">
            {(control) => (
              <Textarea
                {...control}
                rows={2}
                maxLength={280}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Field>
          {error && <Alert tone="bad" title={error} />}
          <Button
            className="justify-self-start"
            busy={busy !== null}
            onClick={() => run('report', () => trpc.screening.fileReport.mutate({ reportId, note }))}
          >
            It was reported
          </Button>
        </>
      ) : (
        <p className="text-soft">A checker notes when it is done.</p>
      )}
    </form>
  )
}

/** Compares once more when all that was kept is decided. */
export const AgainCard = ({ runId }: { runId: string }) => (
  <TrpcProvider>
    <Card>
      <Heading>Compare again</Heading>
      <Again runId={runId} />
    </Card>
  </TrpcProvider>
)

function Again({ runId }: { runId: string }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  return (
    <div className="grid gap-3">
      <p>Everything that was kept is decided, but the comparison was not whole. Compare again to see the rest.</p>
      {error && <Alert tone="bad" title={error} />}
      <Button
        className="justify-self-start"
        busy={busy !== null}
        onClick={() => run('again', () => trpc.screening.screenAgain.mutate({ runId }))}
      >
        Compare again
      </Button>
    </div>
  )
}
