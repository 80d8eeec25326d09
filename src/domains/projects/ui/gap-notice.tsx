import type { RegimeGap } from '@/domains/compliance/queries/gaps'
import { GapList } from '@/domains/compliance/ui/gap-list'
import { Alert } from '@/ui/badge'

/** Says before an approval for which regimes that are on the terms give too little. Nothing where none lacks anything. */
export function GapNotice({ gaps }: { gaps: readonly RegimeGap[] }) {
  if (gaps.length === 0) return null
  return (
    <Alert tone="warn" title="The terms give less than a regime that is on">
      <GapList gaps={gaps} />
      <p className="mt-2">
        Whoever it protects is refused for as long as the terms give them less. Dates cannot change once the raise is on
        the chain: ask for changes first, or approve it as a raise without these people.
      </p>
    </Alert>
  )
}
