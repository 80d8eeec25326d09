'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field, Select, Textarea } from '@/ui/field'
import { clientError } from '@/ui/trpc'

type Props<Choice extends string> = {
  /** What is chosen, in a word. */
  label: string
  choices: Readonly<Partial<Record<Choice, string>>>
  /** What a choice comes to. */
  hint: (choice: Choice) => string
  danger?: Choice
  propose: (input: { choice: Choice; reason: string }) => Promise<unknown>
  onDone?: () => void
}

/** What one person proposes to a second one: a choice and the reason for it. */
export function ProposeForm<Choice extends string>({ label, choices, hint, danger, propose, onDone }: Props<Choice>) {
  const router = useRouter()
  const names = Object.keys(choices) as Choice[]
  const [choice, setChoice] = useState<Choice>(names[0]!)
  const [reason, setReason] = useState('')
  const done = () => {
    setReason('')
    onDone?.()
    router.refresh()
  }
  const { mutate, error, isPending } = useMutation({ mutationFn: propose, onSuccess: done })
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        mutate({ choice, reason })
      }}
    >
      {error && <Alert tone="bad" title={clientError(error).message} />}
      <Field label={label} hint={hint(choice)}>
        {(control) => (
          <Select {...control} value={choice} onChange={({ target }) => setChoice(target.value as Choice)}>
            {names.map((name) => (
              <option key={name} value={name}>
                {choices[name]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Reason" hint="Staff read it. Another person must confirm before anything happens.">
        {(control) => (
          <Textarea {...control} required rows={3} value={reason} onChange={({ target }) => setReason(target.value)} />
        )}
      </Field>
      <Button
        type="submit"
        className="justify-self-start"
        busy={isPending}
        look={choice === danger ? 'danger' : 'primary'}
      >
        Propose to a second person
      </Button>
    </form>
  )
}

/** The same behind a button. */
export function ProposeDialog<Choice extends string>({
  title,
  trigger,
  ...form
}: Omit<Props<Choice>, 'onDone'> & { title: string; trigger: ReactNode }) {
  const [open, setOpen] = useState(false)
  return (
    <Dialog title={title} open={open} onOpenChange={setOpen} trigger={<Button look="secondary">{trigger}</Button>}>
      <ProposeForm {...form} onDone={() => setOpen(false)} />
    </Dialog>
  )
}
