'use client'
import { useState } from 'react'
import { useAct } from '@/domains/identity/ui/use-act'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Textarea } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { EngineState } from '../rules/round-machine'
import type { Yes } from '../rules/two-people'
import { SayYes } from './yes'

type Props = {
  roundId: string
  state: EngineState
  sheetDigest: string
  listDigest: string | null
  /** How many people have said yes to the sheet and to the list, and what this person's would be. */
  yes: { sheet: number; list: number }
  own: Record<'sheet' | 'list', Yes>
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

function Acts({ roundId, state, sheetDigest, listDigest, yes, own, isApproved, isListFixed, canVoid }: Props) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [reason, setReason] = useState('')
  const asksSheet = state === 'planned' && !isApproved
  const asksList = state === 'distribution' && !isListFixed && listDigest !== null
  if (state === 'paid' || state === 'void') return null
  return (
    <Card>
      <Heading>What to do</Heading>
      {error && <Alert tone="bad" title={error} />}
      <div className="grid justify-items-start gap-3">
        {asksSheet && (
          <SayYes
            {...{ what: 'sheet', count: yes.sheet, own: own.sheet, busy: busy !== null }}
            follows="Nothing in it can change afterwards."
            onYes={() => run('sheet', () => trpc.consensus.approveSheet.mutate({ roundId, digest: sheetDigest }))}
          />
        )}
        {asksList && (
          <SayYes
            {...{ what: 'list', count: yes.list, own: own.list, busy: busy !== null }}
            follows="Then treasury and guardian post it, and it is paid."
            onYes={() => run('list', () => trpc.consensus.approveList.mutate({ roundId, digest: listDigest }))}
          />
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
