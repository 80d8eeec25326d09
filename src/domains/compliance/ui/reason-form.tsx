'use client'
import { type FormEvent, useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Field, Select, Textarea } from '@/ui/field'
import type { ClientError } from '@/ui/trpc'
import type { Risk } from '../rules/risk'
import { REJECTION_WORDS } from '../rules/words'
import {
  type ApprovalCheck,
  type AskedItem,
  type Category,
  REJECTION_REASONS,
  type RejectionReason,
  type ShownDocument,
} from '../schema'
import { AskedItems, Checks, DocumentFacts } from './review-points'

/** What a member of staff wants to say about a case. */
export type Asked =
  | { outcome: 'approve'; checks: ApprovalCheck[]; document: ShownDocument | null; category: Category; note: string }
  | { outcome: 'reject'; reason: RejectionReason; note: string }
  | { outcome: 'changes'; items: AskedItem[]; note: string }
  | { outcome: 'return'; note: string }

type Outcome = Asked['outcome']

const CHOICES: readonly (readonly [Outcome, string])[] = [
  ['approve', 'Propose approval'],
  ['changes', 'Ask the member for changes'],
  ['reject', 'Propose rejection'],
]
const CATEGORY_CHOICES: readonly (readonly [Category, string])[] = [
  ['retail', 'Everybody: all limits and warnings hold'],
  ['sophisticated', 'Sophisticated: the papers for it are here'],
]
const NOTE_HINT: Record<Outcome, string> = {
  approve: 'What you compared. Staff see it.',
  reject: 'What you found. Staff see it, the member does not.',
  changes: 'One sentence. The member reads it.',
  return: 'What the first person should look at again.',
}
const SEND: Record<Outcome, string> = {
  approve: 'Propose approval',
  reject: 'Propose rejection',
  changes: 'Send back to the member',
  return: 'Return the proposal',
}

type Props = {
  only?: 'return'
  documents?: readonly { id: string; kind: string }[]
  /** Whether the reviewer writes down what the document says: the provider has read it otherwise. */
  readsDocument?: boolean
  /** How high the risk is: a high one asks for more to be compared. */
  risk?: Risk['level'] | undefined
  busy: boolean
  error: ClientError | null
  onSend: (asked: Asked) => void
}

const NOTHING: ShownDocument = { country: '', number: '', expires: '' }
const OWN_FIELDS = ['note', 'document.country', 'document.number', 'document.expires']

/** An outcome, its reason where it needs one, and a note. */
export function ReasonForm({ only, documents = [], readsDocument = false, risk, busy, error, onSend }: Props) {
  const [outcome, setOutcome] = useState<Outcome>(only ?? 'approve')
  const [rejection, setRejection] = useState<RejectionReason>('cannot_be_verified')
  const [items, setItems] = useState<AskedItem[]>([])
  const [checks, setChecks] = useState<ApprovalCheck[]>([])
  const [document, setDocument] = useState<ShownDocument>(NOTHING)
  const [category, setCategory] = useState<Category>('retail')
  const [note, setNote] = useState('')
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (outcome === 'reject') onSend({ outcome, reason: rejection, note })
    else if (outcome === 'changes') onSend({ outcome, items, note })
    else if (outcome === 'approve')
      onSend({ outcome, checks, document: readsDocument ? document : null, category, note })
    else onSend({ outcome, note })
  }
  const at = (field: string) => (error?.field === field ? error.message.replace(`${field}: `, '') : undefined)
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      {!only && error && !OWN_FIELDS.includes(error.field ?? '') && (
        <Alert tone="bad" title="That did not work">
          {error.message}
        </Alert>
      )}
      {!only && <Choice label="Outcome" value={outcome} options={CHOICES} onChange={setOutcome} />}
      {outcome === 'approve' && <Checks checks={checks} risk={risk} onChange={setChecks} />}
      {outcome === 'approve' && readsDocument && <DocumentFacts document={document} at={at} onChange={setDocument} />}
      {outcome === 'approve' && (
        <Choice label="Invests as" value={category} options={CATEGORY_CHOICES} onChange={setCategory} />
      )}
      {outcome === 'reject' && (
        <Choice
          label="Reason"
          value={rejection}
          options={REJECTION_REASONS.map((reason) => [reason, REJECTION_WORDS[reason]])}
          onChange={setRejection}
        />
      )}
      {outcome === 'changes' && <AskedItems documents={documents} items={items} onChange={setItems} />}
      <Field label="Note" hint={NOTE_HINT[outcome]} error={at('note')}>
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            maxLength={280}
            value={note}
            onChange={({ target }) => setNote(target.value)}
          />
        )}
      </Field>
      <Button
        type="submit"
        className="justify-self-start"
        look={outcome === 'approve' ? 'primary' : 'secondary'}
        busy={busy}
      >
        {SEND[outcome]}
      </Button>
    </form>
  )
}

function Choice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: Value
  options: readonly (readonly [Value, string])[]
  onChange: (value: Value) => void
}) {
  return (
    <Field label={label}>
      {(control) => (
        <Select {...control} value={value} onChange={({ target }) => onChange(target.value as Value)}>
          {options.map(([option, words]) => (
            <option key={option} value={option}>
              {words}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}
