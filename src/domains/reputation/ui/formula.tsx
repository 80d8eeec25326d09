import { Card, Heading } from '@/ui/card'
import { When } from '@/ui/when'

/** How a score is made, and how to check it. */
export const Formula = ({ at }: { at: Date }) => (
  <Card>
    <Heading>How a score is made</Heading>
    <div className="grid max-w-prose gap-3">
      <p>
        A score runs from 0 to 1. It is the lower end of what the record allows: who is new starts at 0, and rises by
        keeping things, not by paying. What happened counts half as much after 90 days.
      </p>
      <p className="rounded-lg bg-sunken p-4 font-mono text-sm break-words">
        score = (s + z²/2 − z · √(s · (n − s) / n + z²/4)) / (n + z²), z = 1.96, n = everything, s = what was kept, each
        event times 2^(−days/90)
      </p>
      <p>
        Ages were counted at <When instant={at} />. Export the record and run{' '}
        <code className="font-mono text-sm">npx flotilla reputation FILE</code> to compute it again yourself.
      </p>
    </div>
  </Card>
)
