'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Field, Input, Textarea } from '@/ui/field'
import { clientError, useTRPC } from '@/ui/trpc'

/** Where an issuer shows what was promised for the next payment. */
export function ReportForm({ projectId, tranche }: { projectId: string; tranche: number }) {
  const trpc = useTRPC()
  const router = useRouter()
  const [text, setText] = useState('')
  const [link, setLink] = useState('')
  const done = () => {
    setText('')
    setLink('')
    router.refresh()
  }
  const report = useMutation(trpc.raises.reportPayment.mutationOptions({ onSuccess: done }))
  return (
    <form
      className="mt-3 grid gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        report.mutate({ projectId, tranche, text, link: link.trim() })
      }}
    >
      {report.error && <Alert tone="bad" title={clientError(report.error).message} />}
      <Field
        label={`What was delivered for payment ${tranche + 1}`}
        hint="Everybody reads it, and it cannot be changed afterwards. Two people and both approvers decide on it."
      >
        {(control) => (
          <Textarea {...control} required rows={4} value={text} onChange={({ target }) => setText(target.value)} />
        )}
      </Field>
      <Field label="Link to the evidence" optional>
        {(control) => <Input {...control} type="url" value={link} onChange={({ target }) => setLink(target.value)} />}
      </Field>
      <Button type="submit" className="justify-self-start" busy={report.isPending}>
        Publish the report
      </Button>
    </form>
  )
}
