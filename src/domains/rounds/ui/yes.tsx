import { Button } from '@/ui/button'
import type { Yes } from '../rules/two-people'

type SayYesProps = {
  what: 'sheet' | 'list'
  /** How many have said yes. */
  count: number
  /** What this person's yes would be. */
  own: Yes
  /** What follows from the second yes. */
  follows: string
  busy: boolean
  onYes: () => void
}

/** One of two people's yes to a sheet or a list; offered only to whom it is open. */
export function SayYes({ what, count, own, follows, busy, onYes }: SayYesProps) {
  return (
    <div className="grid justify-items-start gap-3">
      <p className="max-w-prose text-soft">
        {count === 0 ? `Two people must say yes to this ${what}` : `${count} of two people said yes to this ${what}`},
        and one of them must be a checker. {follows}
      </p>
      {own === 'free' ? (
        <Button busy={busy} onClick={onYes}>
          Approve the {what}
        </Button>
      ) : (
        <p>{own === 'own' ? 'You said yes. Somebody else must say it too.' : 'The second yes must be a checker’s.'}</p>
      )}
    </div>
  )
}

/** Why this person cannot confirm what was proposed; null where they can. */
export const WHY_NOT: Record<Yes, string | null> = {
  free: null,
  own: 'You proposed it, so another person, a checker, must confirm it.',
  checker: 'A checker decides about it.',
}
