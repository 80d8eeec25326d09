import { When } from '@/ui/when'

const ENDS: Record<string, string> = {
  confirmed: 'confirmed by',
  returned: 'returned by',
  voided: 'void: what was judged changed or was withdrawn',
  expired: 'over: nobody confirmed it within 72 hours',
}

/** One proposal with what another person made of it: `what` and `reason` in words, `until` while it still waits. */
export type ListedDecision = {
  id: string
  what: string | undefined
  by: string
  at: Date
  until?: Date
  reason: string | null
  note: string | null
  state: string
  end: string | null
  comment: string | null
}

/** What was proposed, confirmed and returned, in the order given. */
export const DecisionList = ({ decisions }: { decisions: readonly ListedDecision[] }) => (
  <ol className="mt-3 grid gap-4">
    {decisions.map(({ id, what, by, at, until, reason, note, state, end, comment }) => (
      <li key={id} className="border-l-2 border-line-strong pl-4">
        <p className="font-medium">
          {what} proposed by {by}
        </p>
        <p className="text-soft">
          <When instant={at} />
          {state === 'proposed' && until && (
            <>
              , counts until <When instant={until} />
            </>
          )}
        </p>
        {reason && <p>{reason}</p>}
        {note && <p>{note}</p>}
        {state !== 'proposed' && (
          <p className="mt-1">
            {ENDS[state]} {end} {comment}
          </p>
        )}
      </li>
    ))}
  </ol>
)
