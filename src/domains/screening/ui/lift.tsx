'use client'
import { useState } from 'react'
import { useAct } from '@/domains/identity/ui/use-act'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Textarea } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'

type Props = { runId: string; lift: { isMine: boolean } | null; mayConfirm: boolean }

/** A confirmed hit that holds no more: compared anew, proposed by one person, lifted by another. */
export const LiftCard = (props: Props) => (
  <TrpcProvider>
    <Card>
      <Heading>Lift this hit</Heading>
      <Lift {...props} />
    </Card>
  </TrpcProvider>
)

function Lift({ runId, lift, mayConfirm }: Props) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [note, setNote] = useState('')
  const [found, setFound] = useState<string | null>(null)
  const compare = () =>
    run('compare', async () => {
      const { state } = await trpc.screening.screenForLift.mutate({ runId })
      setFound(
        state === 'no_hit'
          ? 'The new comparison is clean. The hit can be lifted within 24 hours.'
          : 'The new comparison found somebody. It waits in the queue: decide about it there first.',
      )
    })
  if (lift?.isMine) return <p>You proposed to lift this hit. Another person has to confirm or return it.</p>
  if (lift && !mayConfirm) return <p>A proposal to lift this hit waits for a checker.</p>
  return (
    <div className="grid gap-4">
      <p className="text-soft">
        {lift
          ? 'A colleague proposed to lift this hit. Compare yourself before you confirm.'
          : 'Where the entry is gone from the list, or another person was meant: compare anew, then propose. A second person confirms.'}
      </p>
      {!lift && (
        <Button look="secondary" className="justify-self-start" busy={busy === 'compare'} onClick={compare}>
          Compare anew
        </Button>
      )}
      <p role="status">{found}</p>
      {error && <Alert tone="bad" title={error} />}
      {lift && (
        <Button
          className="justify-self-start"
          busy={busy === 'confirm'}
          onClick={() => run('confirm', () => trpc.screening.confirmLift.mutate({ runId }))}
        >
          Confirm: lift it
        </Button>
      )}
      <Field label={lift ? 'Why you return it' : 'Why it holds no more'} hint="For colleagues and auditors.">
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            maxLength={280}
            value={note}
            onChange={({ target }) => setNote(target.value)}
          />
        )}
      </Field>
      <Button
        look="secondary"
        className="justify-self-start"
        busy={busy === 'note'}
        onClick={() =>
          run('note', () =>
            lift
              ? trpc.screening.returnLift.mutate({ runId, note })
              : trpc.screening.proposeLift.mutate({ runId, note }),
          )
        }
      >
        {lift ? 'Return it' : 'Propose to lift it'}
      </Button>
    </div>
  )
}
