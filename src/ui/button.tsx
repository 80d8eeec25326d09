import type { ButtonHTMLAttributes, ComponentProps } from 'react'
import { Link } from './link'

const SHAPE =
  'inline-flex min-h-11 items-center justify-center gap-2 rounded-lg px-4 py-2 text-base font-medium no-underline disabled:cursor-not-allowed disabled:opacity-60'
const LOOK = {
  primary: 'bg-brand text-on-brand hover:bg-brand-strong',
  secondary: 'border border-line-strong bg-surface text-ink hover:bg-sunken',
  quiet: 'text-brand underline-offset-4 hover:underline',
  danger: 'border border-bad bg-bad-soft text-bad hover:bg-surface',
} as const

export type ButtonLook = keyof typeof LOOK

/** A button. `busy` keeps its width, says so to screen readers and takes no second click. */
export function Button({
  look = 'primary',
  busy = false,
  className = '',
  disabled,
  children,
  type = 'button',
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { look?: ButtonLook; busy?: boolean }) {
  return (
    <button
      type={type}
      className={`${SHAPE} ${LOOK[look]} ${className}`}
      disabled={disabled || busy}
      aria-busy={busy}
      {...rest}
    >
      {busy && (
        <span aria-hidden className="size-4 animate-spin rounded-full border-2 border-current border-t-transparent" />
      )}
      {children}
    </button>
  )
}

/** A link that looks like a button: for going somewhere, never for doing something. */
export function ButtonLink({
  look = 'primary',
  className = '',
  ...rest
}: ComponentProps<typeof Link> & { look?: ButtonLook }) {
  return <Link className={`${SHAPE} ${LOOK[look]} ${className}`} {...rest} />
}
