'use client'
import { useState } from 'react'
import { useAct } from '@/domains/identity/ui/use-act'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Textarea } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { EngineState } from '../rules/round-machine'

type Props = {
  roundId: string
  state: EngineState
  sheetDigest: string
  listDigest: string | null
  /** How many people have said yes to what is asked now, and whether this one has. */
  yes: { sheet: number; list: number }
  isApproved: boolean
  isListFixed: boolean
  canVoid: boolean
}

/** What staff decide about a round: its sheet, its list, or its end. */
export const ApproveRound = (props: Props) => (
  <TrpcProvider>
    <Acts {...props} />
  </TrpcProvider>
)

function Acts({ roundId, state, sheetDigest, listDigest, yes, isApproved, isListFixed, canVoid }: Props) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [reason, setReason] = useState('')
  const asksSheet = state === 'planned' && !isApproved
  const asksList = state === 'distribution' && !isListFixed && listDigest !== null
  const second = (count: number) =>
    count === 0 ? 'a second person must confirm it' : 'a checker, not the first person'
  if (state === 'paid' || state === 'void') return null
  return (
    <Card>
      <Heading>What to do</Heading>
      {error && <Alert tone="bad" title={error} />}
      <div className="grid justify-items-start gap-3">
        {asksSheet && (
          <Button
            busy={busy !== null}
            onClick={() => run('sheet', () => trpc.consensus.approveSheet.mutate({ roundId, digest: sheetDigest }))}
          >
            Approve the sheet ({second(yes.sheet)})
          </Button>
        )}
        {asksList && (
          <Button
            busy={busy !== null}
            onClick={() => run('list', () => trpc.consensus.approveList.mutate({ roundId, digest: listDigest }))}
          >
            Approve the list ({second(yes.list)})
          </Button>
        )}
        {!asksSheet && !asksList && <p className="text-soft">Nothing is left to decide now; time moves the round.</p>}
      </div>
      {canVoid && !isListFixed && (
        <details className="mt-6 border-t border-line pt-3">
          <summary className="cursor-pointer py-2 text-bad">Void the round</summary>
          <form
            className="mt-3 grid max-w-prose gap-3"
            onSubmit={(event) => {
              event.preventDefault()
              run('void', () => trpc.consensus.void.mutate({ roundId, reason }))
            }}
          >
            <Field label="Reason for voiding" hint="Everybody can read it. It cannot be undone; the pool goes back.">
              {(control) => (
                <Textarea
                  {...control}
                  rows={2}
                  value={reason}
                  onChange={(event) => setReason(event.target.value)}
                  required
                />
              )}
            </Field>
            <Button type="submit" look="danger" busy={busy !== null} className="justify-self-start">
              Void it for good
            </Button>
          </form>
        </details>
      )}
    </Card>
  )
}
