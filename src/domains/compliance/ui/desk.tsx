'use client'
import { type KeyboardEvent, useState } from 'react'
import { Alert, Badge, Empty } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Link } from '@/ui/link'
import { Cell, Row, Table } from '@/ui/table'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { distance } from '@/ui/when'
import type { QueuedCase } from '../queries/desk'
import { STATE_WORDS } from '../rules/case'
import { ActError, useAct } from './act'

type Props = { cases: readonly QueuedCase[]; now: Date; empty: string }

/**
 * One queue. Several cases can be taken or put back at once; deciding is done one by one. With the focus on a row, J and K go to the next
 * and the one before, X chooses it, Enter opens it.
 */
export function Desk(props: Props) {
  return (
    <TrpcProvider>
      <Rows {...props} />
    </TrpcProvider>
  )
}

const isHeld = ({ holder }: QueuedCase) => holder === 'you'
const isFree = ({ isOwn, state, holder }: QueuedCase) => !isOwn && state === 'in_review' && holder === null

function Rows({ cases, now, empty }: Props) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [left, setLeft] = useState(0)
  const toggle = (id: string) =>
    setChosen((before) => (before.includes(id) ? before.filter((other) => other !== id) : [...before, id]))
  const { claimMany, releaseMany } = trpc.compliance
  const all = (what: 'take' | 'release', caseIds: string[]) =>
    run(what, async () => {
      const { done } = await (what === 'take' ? claimMany : releaseMany).mutate({ caseIds })
      setLeft(caseIds.length - done.length)
      setChosen([])
    })
  const chosenOf = (fits: (one: QueuedCase) => boolean) =>
    cases.filter((one) => chosen.includes(one.id) && fits(one)).map(({ id }) => id)
  const [free, held] = [chosenOf(isFree), chosenOf(isHeld)]
  if (cases.length === 0) return <Empty title="Nothing waits">{empty}</Empty>
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys are heard from the links and boxes inside, which have their own roles.
    <div className="grid gap-4" onKeyDown={move}>
      <ActError error={error} />
      <Table caption="Verifications of this queue" head={['Choose', 'Case', 'Waiting', 'State', 'With']}>
        {cases.map((one) => (
          <Row key={one.id}>
            <Cell>
              {(isFree(one) || isHeld(one)) && (
                <input
                  type="checkbox"
                  className="size-5 accent-(--brand)"
                  aria-label={`Choose ${one.id.slice(-8)}`}
                  checked={chosen.includes(one.id)}
                  onChange={() => toggle(one.id)}
                />
              )}
            </Cell>
            <Cell>
              {one.isOwn ? (
                <>Your own</>
              ) : (
                <Link
                  href={`/staff/verifications/${one.id}`}
                  prefetch={false}
                  data-case
                  className="underline underline-offset-4"
                >
                  {one.id.slice(-8)}
                </Link>
              )}
            </Cell>
            <Cell>{one.submittedAt ? distance(one.submittedAt, now) : ''}</Cell>
            <Cell>
              <span className="inline-flex flex-wrap gap-2">
                <Badge tone={one.state === 'pending_second' ? 'brand' : 'neutral'}>{STATE_WORDS[one.state]}</Badge>
                {one.priority !== 'normal' && <Badge tone="warn">{one.priority}</Badge>}
              </span>
            </Cell>
            <Cell>{withWhom(one)}</Cell>
          </Row>
        ))}
      </Table>
      {left > 0 && (
        <Alert title={`${left} of them stayed as they were`}>
          A colleague was faster, or it is an appeal against a decision of yours.
        </Alert>
      )}
      <div className="flex flex-wrap gap-3">
        {free.length > 0 && (
          <Button busy={busy === 'take'} onClick={() => all('take', free)}>
            Take {free.length} for 30 minutes
          </Button>
        )}
        {held.length > 0 && (
          <Button look="secondary" busy={busy === 'release'} onClick={() => all('release', held)}>
            Put {held.length} back
          </Button>
        )}
      </div>
      <p className="text-sm text-soft">
        With the focus on a case: J next, K the one before, X choose, Enter open. Chosen cases can be taken together, or
        put back; each is decided by itself.
      </p>
    </div>
  )
}

/** Keys act only while the focus is on a case, so that nobody's screen reader or speech loses a letter. */
function move(event: KeyboardEvent<HTMLDivElement>) {
  const at = event.target
  if (!(at instanceof HTMLElement) || !at.closest('tr') || event.ctrlKey || event.metaKey || event.altKey) return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-case]')]
  const row = at.closest('tr')
  const index = links.findIndex((link) => link.closest('tr') === row)
  if (event.key === 'j') links[index + 1]?.focus()
  else if (event.key === 'k') links[index - 1]?.focus()
  else if (event.key === 'x') row?.querySelector<HTMLInputElement>('input[type=checkbox]')?.click()
  else return
  event.preventDefault()
}

function withWhom({ isOwn, state, holder, proposedByYou }: QueuedCase): string {
  if (isOwn) return 'somebody else decides'
  if (state === 'pending_second') return proposedByYou ? 'another person confirms' : 'waits for a checker'
  if (state === 'needs_resubmission' || state === 'approved' || state === 'reverify_due') return 'the member'
  if (holder === 'you') return 'you'
  return holder === 'colleague' ? 'a colleague' : 'nobody yet'
}
