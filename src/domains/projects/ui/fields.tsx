'use client'
import type { ReactNode } from 'react'
import { Button } from '@/ui/button'
import { Field, Input, Select, Textarea } from '@/ui/field'

type Common = {
  label: string
  value: string
  set: (value: string) => void
  hint?: ReactNode
  problem?: string | undefined
  optional?: boolean
}

/** A line of text. `type` may be `date` or `datetime-local` (UTC). */
export const TextField = ({
  label,
  value,
  set,
  hint,
  problem,
  optional,
  type = 'text',
  ...rest
}: Common & { type?: 'text' | 'url' | 'date' | 'datetime-local'; inputMode?: 'decimal' | 'numeric' }) => (
  <Field label={label} hint={hint} error={problem} optional={optional}>
    {(control) => (
      <Input {...control} {...rest} type={type} value={value} onChange={(event) => set(event.target.value)} />
    )}
  </Field>
)

/** Several lines of text. */
export const LongField = ({ label, value, set, hint, problem, optional, rows = 5 }: Common & { rows?: number }) => (
  <Field label={label} hint={hint} error={problem} optional={optional}>
    {(control) => <Textarea {...control} rows={rows} value={value} onChange={(event) => set(event.target.value)} />}
  </Field>
)

/** A choice of one from a table of words. */
export const ChoiceField = ({
  label,
  value,
  set,
  hint,
  problem,
  optional,
  choices,
  empty,
}: Common & { choices: Readonly<Record<string, string>>; empty?: string }) => (
  <Field label={label} hint={hint} error={problem} optional={optional}>
    {(control) => (
      <Select {...control} value={value} onChange={(event) => set(event.target.value)}>
        {empty !== undefined && <option value="">{empty}</option>}
        {Object.entries(choices).map(([key, words]) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
      </Select>
    )}
  </Field>
)

/** A list of rows that are edited in place, added and removed. */
export function RowList<Row>({
  rows,
  set,
  what,
  blank,
  most,
  children,
}: {
  rows: readonly Row[]
  set: (rows: Row[]) => void
  /** One row, in words: `milestone`. */
  what: string
  blank: Row
  most: number
  children: (row: Row, change: (part: Partial<Row>) => void, index: number) => ReactNode
}) {
  const changeAt = (at: number) => (part: Partial<Row>) =>
    set(rows.map((row, index) => (index === at ? { ...row, ...part } : row)))
  return (
    <div className="grid gap-4">
      {rows.map((row, index) => (
        <fieldset key={rowKey(what, index)} className="grid gap-3 rounded-lg border border-line p-4">
          <legend className="px-1 text-sm font-medium text-soft first-letter:uppercase">
            {what} {index + 1}
          </legend>
          {children(row, changeAt(index), index)}
          {rows.length > 1 && (
            <div>
              <Button
                look="quiet"
                aria-label={`Remove ${what} ${index + 1}`}
                onClick={() => set(rows.filter((_, at) => at !== index))}
              >
                Remove
              </Button>
            </div>
          )}
        </fieldset>
      ))}
      {rows.length < most && (
        <div>
          <Button look="secondary" onClick={() => set([...rows, blank])}>
            Add a {what}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Rows are known by their place: they have no other identity while they are typed. */
const rowKey = (what: string, index: number) => `${what}-${index}`
