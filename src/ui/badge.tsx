import type { ReactNode } from 'react'

const TONE = {
  neutral: 'bg-sunken text-ink',
  brand: 'bg-brand-soft text-brand-strong',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
} as const

export type Tone = keyof typeof TONE

/** A short state in words; the colour only repeats what the words say. */
export const Badge = ({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) => (
  <span
    className={`inline-flex items-center rounded-full px-2.5 py-0.5 text-sm font-medium whitespace-nowrap ${TONE[tone]}`}
  >
    {children}
  </span>
)

/** A message that belongs to the page: what happened, what it means, what to do. */
export function Alert({ tone = 'neutral', title, children }: { tone?: Tone; title: string; children?: ReactNode }) {
  const role = tone === 'bad' ? 'alert' : 'status'
  return (
    <div role={role} className={`rounded-lg border border-current/25 p-4 ${TONE[tone]}`}>
      <p className="font-semibold">{title}</p>
      {children && <div className="mt-1 text-ink">{children}</div>}
    </div>
  )
}

/** What stands where nothing is yet: it says why and what comes next. */
export const Empty = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className="rounded-xl border border-dashed border-line-strong p-8 text-center">
    <p className="text-lg font-medium">{title}</p>
    {children && <div className="mx-auto mt-2 max-w-prose text-soft">{children}</div>}
  </div>
)
