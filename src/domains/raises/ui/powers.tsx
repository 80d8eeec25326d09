import { Card, Heading } from '@/ui/card'
import { groupAmounts } from '@/ui/money'
import type { Power } from '../rules/powers'

const WHO: Record<Power['who'], string> = {
  team: 'The team',
  operator: 'The operator of this site',
  you: 'You',
  anybody: 'Anybody',
}
const ORDER = ['you', 'team', 'operator', 'anybody'] as const

/** What each side can and cannot do, read from the raise's account on chain. */
export function Powers({ powers }: { powers: readonly Power[] }) {
  return (
    <Card>
      <Heading>What the team and the operator can and cannot do</Heading>
      <p className="mb-3 text-soft">Read from the raise’s account on chain, not from promises.</p>
      <div className="grid gap-4">
        {ORDER.map((who) => (
          <section key={who}>
            <h3 className="font-semibold">{WHO[who]}</h3>
            <ul className="mt-1 grid gap-1">
              {powers
                .filter((power) => power.who === who)
                .map(({ can, text }) => (
                  <li key={text} className="flex gap-2">
                    <span className={`shrink-0 font-medium ${can ? 'text-good' : 'text-bad'}`}>
                      {can ? 'can' : 'cannot'}
                    </span>
                    <span>{groupAmounts(text)}</span>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </Card>
  )
}
