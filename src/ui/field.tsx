import { type ComponentProps, type ReactElement, type ReactNode, useId } from 'react'

const CONTROL =
  'w-full min-h-11 rounded-lg border border-line-strong bg-surface px-3 py-2 text-base text-ink placeholder:text-soft aria-[invalid=true]:border-bad'

/** What a control needs to be tied to its label, hint and error. Spread it on the control. */
export type ControlProps = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean | undefined }

/** A labelled control: `<Field label="Amount">{(control) => <Input {...control} />}</Field>`. The error says what to do. */
export function Field({
  label,
  hint,
  error,
  optional = false,
  children,
}: {
  label: string
  hint?: ReactNode
  error?: string | undefined
  optional?: boolean
  children: (control: ControlProps) => ReactElement
}) {
  const id = useId()
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined
  return (
    <div className="grid content-end gap-1">
      <label htmlFor={id} className="font-medium">
        {label} {optional && <span className="font-normal text-soft">(optional)</span>}
      </label>
      {hint && (
        <div id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </div>
      )}
      {children({ id, 'aria-describedby': describedBy, 'aria-invalid': error ? true : undefined })}
      {error && (
        <p id={`${id}-error`} className="text-sm font-medium text-bad">
          {error}
        </p>
      )}
    </div>
  )
}

export const Input = ({ className = '', ...rest }: ComponentProps<'input'>) => (
  <input className={`${CONTROL} ${className}`} {...rest} />
)

export const Textarea = ({ className = '', rows = 4, ...rest }: ComponentProps<'textarea'>) => (
  <textarea className={`${CONTROL} ${className}`} rows={rows} {...rest} />
)

export const Select = ({ className = '', ...rest }: ComponentProps<'select'>) => (
  <select className={`${CONTROL} ${className}`} {...rest} />
)

/** A checkbox with its label to the right; the whole line is the target. */
export function Checkbox({ label, className = '', ...rest }: ComponentProps<'input'> & { label: ReactNode }) {
  return (
    <label className={`flex min-h-11 items-start gap-3 py-2 ${className}`}>
      <input type="checkbox" className="mt-1 size-5 shrink-0 accent-(--brand)" {...rest} />
      <span>{label}</span>
    </label>
  )
}
