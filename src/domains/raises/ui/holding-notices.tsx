import { Changes } from '@/domains/projects/ui/changes'
import { Alert } from '@/ui/badge'
import { When } from '@/ui/when'
import type { Holding } from '../queries/portfolio'

/** What a rule refused as it was booked: nobody but its owner can turn it back, so they are asked to. */
export const RefusedNotice = ({ holding, now }: { holding: Holding; now: Date }) => (
  <div className="mb-3">
    <Alert tone="bad" title="What you added is not allowed under the rules that hold for you">
      {holding.refused.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <p className="mt-2">
        {holding.standing.withdrawable > 0n ? (
          <>
            The money is yours. Take it out below; everything can be taken out until{' '}
            <When instant={holding.withdrawUntil} now={now} />.
          </>
        ) : (
          'It cannot be taken out any more. Write to us, so that we look at it together.'
        )}
      </p>
    </Alert>
  </div>
)

/** What a position under earlier terms comes to: it is refunded, unless its owner agrees to the present ones in time. */
export function StaleNotice({ holding, now }: { holding: Holding; now: Date }) {
  const dueAt = holding.asked?.dueAt ?? holding.settleAfter
  return (
    <div className="mb-3 grid gap-3">
      <Alert tone="warn" title="The terms changed after you committed">
        {holding.confirmable ? (
          <>
            Your money does not count until you agree. Agree or withdraw before <When instant={dueAt} now={now} />.
            Silence is a no: all of it is then refunded when the raise is settled.
          </>
        ) : (
          'You did not agree to the new terms in time, so all of it is refunded when the raise is settled. You can also take it out yourself.'
        )}
      </Alert>
      {holding.change && <Changes changes={holding.change.changes} before="Agreed to" after="New terms" />}
    </div>
  )
}
