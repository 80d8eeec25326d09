import { basisPointsOf } from '@/kit/money'

/**
 * Committed money against minimum and cap on one bar. Past the cap the bar stays full and the text says by how much;
 * the marks show where the raise succeeds and where the split begins.
 */
export function RaiseBar({
  committed,
  minimum,
  cap,
  label,
}: {
  committed: bigint
  minimum: bigint
  cap: bigint
  label: string
}) {
  const scale = committed > cap ? committed : cap
  const at = (part: bigint) => `${Number(basisPointsOf(part, scale)) / 100}%`
  const reached = committed >= minimum
  return (
    <div className="relative h-3 w-full overflow-hidden rounded-full bg-sunken">
      <span className="sr-only">{label}</span>
      <div className={`h-full ${reached ? 'bg-good' : 'bg-brand'}`} style={{ width: at(committed) }} />
      <span aria-hidden className="absolute inset-y-0 w-0.5 bg-ink" style={{ left: at(minimum) }} />
      {committed > cap && <span aria-hidden className="absolute inset-y-0 w-0.5 bg-warn" style={{ left: at(cap) }} />}
    </div>
  )
}

/** Steps of a form or a process: done, current, to come. */
export function Steps({
  steps,
}: {
  steps: readonly { label: string; state: 'done' | 'current' | 'todo'; href?: string }[]
}) {
  const mark = { done: '✓', current: '●', todo: '○' } as const
  return (
    <ol className="flex flex-wrap gap-x-3 gap-y-2">
      {steps.map(({ label, state, href }) => (
        <li
          key={label}
          aria-current={state === 'current' ? 'step' : undefined}
          className={state === 'current' ? 'font-semibold' : 'text-soft'}
        >
          <span aria-hidden>{mark[state]} </span>
          {href ? (
            <a href={href} className="underline-offset-4 hover:underline">
              {label}
            </a>
          ) : (
            label
          )}
          {state === 'done' && <span className="sr-only"> (done)</span>}
        </li>
      ))}
    </ol>
  )
}
