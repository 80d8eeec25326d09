import type { RegimeGap } from '@/domains/compliance/queries/gaps'
import { GapList } from '@/domains/compliance/ui/gap-list'
import { Alert } from '@/ui/badge'

/** Says before an approval what regimes that are on ask for and the raise lacks. Nothing where it lacks nothing. */
export function GapNotice({ gaps }: { gaps: readonly RegimeGap[] }) {
  if (gaps.length === 0) return null
  return (
    <Alert tone="warn" title="The raise lacks what a regime that is on asks for">
      <GapList gaps={gaps} />
      <p className="mt-2">
        Whoever it protects is refused for as long as that is so. Terms cannot change in this once the raise is on the
        chain: ask for changes first, or approve it as a raise without these people.
      </p>
    </Alert>
  )
}
