import type { ReactNode } from 'react'
import type { TermsChange } from '@/domains/projects/queries/terms'
import { Changes } from '@/domains/projects/ui/changes'
import { Card, Heading } from '@/ui/card'
import { When } from '@/ui/when'

/** What was promised before and what is promised now, side by side. */
export const TermsChangeCard = ({ change, now, children }: { change: TermsChange; now: Date; children: ReactNode }) => (
  <Card>
    <Heading id="changed-terms">The terms have changed</Heading>
    <p className="mb-3">
      New terms are in force since <When instant={change.at} now={now} />. {children} Amounts, dates and shares are
      fixed on the chain and stay as they were.
    </p>
    <Changes changes={change.changes} before="Old terms" after="New terms" />
  </Card>
)
