import type { ReactNode } from 'react'
import { Alert } from '@/ui/badge'
import { Card, Heading } from '@/ui/card'
import type { RoundPage } from '../queries/engine-page'
import { Lines, Shares } from './engine-numbers'
import { BriefCard, EngineSheet } from './engine-sheet'
import { Works } from './engine-works'

/** A round for everybody: its task, its rules, what was handed in, what was decided, and who is paid. `children`: what the reader can do. */
export function EngineRoundView({ round, children }: { round: RoundPage; children?: ReactNode }) {
  return (
    <>
      {round.voidReason && (
        <Alert tone="bad" title="This round is void: nothing is paid">
          {round.voidReason} The pool goes back where it came from, and every bond to its owner.
        </Alert>
      )}
      {round.notice && <Alert tone="warn" title={round.notice} />}
      {children}
      <BriefCard round={round} />
      <Works round={round} />
      <Shares round={round} />
      <Lines round={round} />
      <EngineSheet round={round} />
      {round.listDigest && (
        <Card>
          <Heading>Compute it yourself</Heading>
          <p className="max-w-prose">
            Everything that the list follows from is in{' '}
            <a href={`/rounds/${round.id}/export`} className="text-brand underline underline-offset-4">
              one file
            </a>
            : the sheet, all work, every signed word, the draw. <code>npx flotilla recompute FILE</code> makes the list
            again and compares every byte.
          </p>
        </Card>
      )}
    </>
  )
}

/** What a member’s part of the page needs of a round. */
export function partOf(round: RoundPage, path: string) {
  const { asset, bonds, panel, times } = round.sheet
  return {
    ...{ roundId: round.id, sheetDigest: round.sheetDigest, state: round.state, path },
    asset: { symbol: asset.symbol, decimals: asset.decimals },
    bonds: { submission: bonds.submission > 0n, auditor: bonds.auditor > 0n },
    isOpen: round.sheet.eligible === 'open',
    draws: panel.first + panel.appeal > 0,
    leastOperators: panel.leastOperators ?? null,
    reads: READS[round.sheet.audit?.id ?? ''] ?? ('judgement' as const),
    tests: round.brief.tests.map(({ name, input }) => ({ name, input })),
    works: round.works.map(({ key, person, evidence }) => ({ key, person, links: evidence.map(({ link }) => link) })),
    times,
  }
}

const READS: Record<string, 'checks' | 'ranking'> = { 'automated-checks': 'checks', 'peer-ranking': 'ranking' }
