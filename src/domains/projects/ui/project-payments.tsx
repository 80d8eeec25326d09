import { Card, Heading } from '@/ui/card'
import type { Content } from '../schema/content'

/** What the project promises for each payment. Shares and dates stand in the terms. */
export function ProjectPayments({ rows }: Content['tranches']) {
  if (rows.every(({ delivers }) => delivers === '')) return null
  return (
    <Card>
      <Heading>What each payment is for</Heading>
      <ol className="grid gap-3">
        {rows.map(({ percent, notBefore, delivers }, index) => (
          <li key={notBefore}>
            <h3 className="font-semibold">
              Payment {index + 1}, {percent} %
            </h3>
            <p className="break-words whitespace-pre-line">{delivers || 'Nothing is promised for it.'}</p>
          </li>
        ))}
      </ol>
    </Card>
  )
}
