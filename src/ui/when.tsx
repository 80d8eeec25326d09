import { DAY, formatInstant, HOUR, MINUTE } from '@/kit/time'

/** `in 3 days`, `2 hours ago`: whole units, rounded down, for glancing; the exact instant stands beside it. */
export function distance(instant: Date, now: Date): string {
  const gap = Math.abs(instant.getTime() - now.getTime())
  const [unit, name] = gap >= DAY ? [DAY, 'day'] : gap >= HOUR ? [HOUR, 'hour'] : [MINUTE, 'minute']
  const count = Math.floor(gap / unit)
  if (count === 0) return instant >= now ? 'in less than a minute' : 'just now'
  const words = `${count} ${name}${count === 1 ? '' : 's'}`
  return instant >= now ? `in ${words}` : `${words} ago`
}

/** An instant in UTC, and its distance from `now` when that is given. */
export const When = ({ instant, now }: { instant: Date; now?: Date }) => (
  <time dateTime={instant.toISOString()}>
    {formatInstant(instant)}
    {now && <span className="text-soft"> ({distance(instant, now)})</span>}
  </time>
)
