import type { ReactNode } from 'react'
import { Button } from '@/ui/button'
import { Field, Input, Select, Textarea } from '@/ui/field'

type TextProps = {
  label: string
  value: string
  set: (value: string) => void
  problem: string | undefined
  hint?: string
  optional?: boolean
  type?: string
  rows?: number
}

/** One labelled text, with what is wrong beside it; several lines where `rows` is given. */
export const Text = ({ label, value, set, problem, hint, optional = false, type = 'text', rows }: TextProps) => (
  <Field label={label} hint={hint} optional={optional} error={problem}>
    {(control) =>
      rows ? (
        <Textarea {...control} rows={rows} value={value} onChange={(event) => set(event.target.value)} />
      ) : (
        <Input {...control} type={type} value={value} onChange={(event) => set(event.target.value)} />
      )
    }
  </Field>
)

type ChoiceProps = Omit<TextProps, 'type' | 'rows'> & { options: readonly (readonly [value: string, words: string])[] }

/** One of several. */
export const Choice = ({ label, value, set, problem, hint, options }: ChoiceProps) => (
  <Field label={label} hint={hint} error={problem}>
    {(control) => (
      <Select {...control} value={value} onChange={(event) => set(event.target.value)}>
        <option value="">Choose</option>
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </Select>
    )}
  </Field>
)

type RowsProps<Row> = {
  rows: readonly Row[]
  set: (rows: Row[]) => void
  /** What one is, for the buttons: `person`. */
  what: string
  blank: () => Row
  most: number
  keyOf: (row: Row, index: number) => string
  children: (row: Row, change: (part: Partial<Row>) => void, index: number) => ReactNode
}

/** A list whose entries are added and removed. */
export const Rows = <Row,>({ rows, set, what, blank, most, keyOf, children }: RowsProps<Row>) => (
  <div className="grid gap-4">
    {rows.map((row, index) => (
      <fieldset key={keyOf(row, index)} className="grid gap-3 rounded-lg border border-line p-4">
        <legend className="px-1 text-soft">
          {what[0]?.toUpperCase() + what.slice(1)} {index + 1}
        </legend>
        {children(row, (part) => set(rows.map((one, at) => (at === index ? { ...one, ...part } : one))), index)}
        <Button look="quiet" className="justify-self-start" onClick={() => set(rows.filter((_, at) => at !== index))}>
          Remove {what} {index + 1}
        </Button>
      </fieldset>
    ))}
    {rows.length < most && (
      <Button look="secondary" className="justify-self-start" onClick={() => set([...rows, blank()])}>
        Add a {what}
      </Button>
    )}
  </div>
)
