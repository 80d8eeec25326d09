'use client'
import { useState } from 'react'
import { useAct } from '@/domains/identity/ui/use-act'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Checkbox, Field, Textarea } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { StaffMatch } from '../queries/desk'
import { REASON_WORDS } from '../rules/words'
import { CLEAR_REASONS, type ClearReason } from '../schema'

/** What this member of staff may decide about a match now. */
export function Decide({ match, mayConfirm }: { match: StaffMatch; mayConfirm: boolean }) {
  const { id, state, proposal, needsTwo } = match
  return (
    <TrpcProvider>
      <div className="mt-4 border-t border-line pt-4">
        {state === 'pending' && <First matchId={id} needsTwo={needsTwo} />}
        {state === 'escalated' && proposal && (
          <Waiting matchId={id} outcome={proposal.outcome} isMine={proposal.isMine} mayConfirm={mayConfirm} />
        )}
      </div>
    </TrpcProvider>
  )
}

function First({ matchId, needsTwo }: { matchId: string; needsTwo: boolean }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [reasons, setReasons] = useState<readonly ClearReason[]>([])
  const [note, setNote] = useState('')
  const toggle = (reason: ClearReason) =>
    setReasons((chosen) => (chosen.includes(reason) ? chosen.filter((one) => one !== reason) : [...chosen, reason]))
  return (
    <form className="grid gap-4" onSubmit={(event) => event.preventDefault()}>
      <fieldset className="grid gap-1 sm:grid-cols-2">
        <legend className="mb-1 font-medium">Why it is somebody else</legend>
        {CLEAR_REASONS.map((reason) => (
          <Checkbox
            key={reason}
            label={REASON_WORDS[reason]}
            checked={reasons.includes(reason)}
            onChange={() => toggle(reason)}
          />
        ))}
      </fieldset>
      <Field label="What you saw" hint="For colleagues and auditors; the person never reads it.">
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            maxLength={280}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      {error && <Alert tone="bad" title={error} />}
      <div className="flex flex-wrap gap-3">
        <Button
          busy={busy === 'clear'}
          disabled={busy !== null}
          onClick={() => run('clear', () => trpc.screening.clear.mutate({ matchId, reasons: [...reasons], note }))}
        >
          {needsTwo ? 'Propose: somebody else' : 'It is somebody else'}
        </Button>
        <Button
          look="danger"
          busy={busy === 'hit'}
          disabled={busy !== null}
          onClick={() => run('hit', () => trpc.screening.proposeHit.mutate({ matchId, note }))}
        >
          Propose: it is the one
        </Button>
      </div>
      <p className="text-soft">
        {needsTwo
          ? 'A second person has to agree, whatever you propose.'
          : 'That it is somebody else you decide alone; that it is the one needs a second person.'}
      </p>
    </form>
  )
}

type Second = { matchId: string; outcome: string; isMine: boolean; mayConfirm: boolean }

function Waiting({ matchId, outcome, isMine, mayConfirm }: Second) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [note, setNote] = useState('')
  if (isMine) return <p>You proposed this. Another person has to confirm or return it.</p>
  if (!mayConfirm) return <p>It waits for a checker.</p>
  const isHit = outcome === 'confirmed_hit'
  return (
    <form className="grid gap-4" onSubmit={(event) => event.preventDefault()}>
      <p>
        {isHit
          ? 'A colleague thinks that it is the one. Confirmed, the person cannot invest any more and is not told why; a report to the authority falls due.'
          : 'A colleague thinks that it is somebody else. Compare yourself before you confirm.'}
      </p>
      {error && <Alert tone="bad" title={error} />}
      <Button
        look={isHit ? 'danger' : 'primary'}
        className="justify-self-start"
        busy={busy === 'confirm'}
        disabled={busy !== null}
        onClick={() => run('confirm', () => trpc.screening.confirm.mutate({ matchId }))}
      >
        {isHit ? 'Confirm: it is the one' : 'Confirm: somebody else'}
      </Button>
      <Field label="Why you return it">
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            maxLength={280}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      <Button
        look="secondary"
        className="justify-self-start"
        busy={busy === 'return'}
        disabled={busy !== null}
        onClick={() => run('return', () => trpc.screening.returnProposal.mutate({ matchId, note }))}
      >
        Return it
      </Button>
    </form>
  )
}
