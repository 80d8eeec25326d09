'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import type { FormEvent } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Select, Textarea } from '@/ui/field'
import { clientError, TrpcProvider, useTRPC } from '@/ui/trpc'
import type { EngineState } from '../rules/round-machine'
import type { Yes } from '../rules/two-people'
import { SayYes, WHY_NOT } from './yes'

type Recipient = { id: string; title: string }
type Props = {
  roundId: string
  state: EngineState
  isApproved: boolean
  isListFixed: boolean
  sheetDigest: string
  listDigest: string | null
  canVoid: boolean
  /** How many have said yes to the sheet and to the list, and what this person's would be. */
  yes: Record<'sheet' | 'list', { count: number; own: Yes }>
  /** Projects that can be excluded; operators by their wallet. */
  recipients: readonly Recipient[]
  /** Proposed, with what this person can do about each. */
  exclusions: readonly { id: string; title: string; reason: string; own: Yes; isChecker: boolean }[]
}

/** What staff can do with a bonus round in its present state; each act says what follows. */
export const BonusActs = (props: Props) => (
  <TrpcProvider>
    <Acts {...props} />
  </TrpcProvider>
)

function Acts({
  roundId,
  state,
  isApproved,
  isListFixed,
  sheetDigest,
  listDigest,
  yes,
  recipients,
  exclusions,
  canVoid,
}: Props) {
  const trpc = useTRPC()
  const router = useRouter()
  const done = { onSuccess: () => router.refresh() }
  const approveSheet = useMutation(trpc.consensus.approveSheet.mutationOptions(done))
  const approveList = useMutation(trpc.consensus.approveList.mutationOptions(done))
  const decide = useMutation(trpc.consensus.decideExclusion.mutationOptions(done))
  const failed = [approveSheet, approveList, decide].find((act) => act.error)
  const isOpen = state === 'submission' || state === 'audit' || state === 'appeal'
  if (state === 'paid' || state === 'void') return null
  return (
    <Card>
      <Heading>What to do</Heading>
      {failed && <Alert tone="bad" title={clientError(failed.error).message} />}
      {state === 'planned' && !isApproved && (
        <SayYes
          {...{ what: 'sheet', ...yes.sheet, follows: 'Nothing in it can change afterwards.' }}
          busy={approveSheet.isPending}
          onYes={() => approveSheet.mutate({ roundId, digest: sheetDigest })}
        />
      )}
      {state === 'planned' && isApproved && (
        <p className="text-soft">Two people approved it. The worker writes its digest to the chain before it opens.</p>
      )}
      {state === 'distribution' && !isListFixed && listDigest && (
        <SayYes
          {...{ what: 'list', ...yes.list, follows: 'Then treasury and guardian post it, and it is paid.' }}
          busy={approveList.isPending}
          onYes={() => approveList.mutate({ roundId, digest: listDigest })}
        />
      )}
      {isListFixed && <p className="text-soft">Two people approved the list. Nothing is left to decide.</p>}
      {isOpen && (
        <>
          <p className="text-soft">The clock moves it on. Until the list is made, recipients can be excluded.</p>
          {exclusions.map(({ id, title, reason, own, isChecker }) => (
            <div key={id} className="mt-4 border-t border-line pt-3">
              <p>
                <strong>{title}</strong> is proposed to be excluded: {reason}
              </p>
              {WHY_NOT[own] && <p className="mt-1 text-soft">{WHY_NOT[own]}</p>}
              <div className="mt-3 flex flex-wrap gap-3">
                {own === 'free' && (
                  <Button
                    look="danger"
                    busy={decide.isPending}
                    onClick={() => decide.mutate({ exclusionId: id, confirm: true })}
                  >
                    Confirm the exclusion
                  </Button>
                )}
                {isChecker && (
                  <Button look="secondary" onClick={() => decide.mutate({ exclusionId: id, confirm: false })}>
                    Send back
                  </Button>
                )}
              </div>
            </div>
          ))}
          {recipients.length > 0 && <Exclude roundId={roundId} recipients={recipients} />}
        </>
      )}
      {canVoid && !isListFixed && <VoidRound roundId={roundId} />}
    </Card>
  )
}

function Exclude({ roundId, recipients }: { roundId: string; recipients: readonly Recipient[] }) {
  const trpc = useTRPC()
  const router = useRouter()
  const propose = useMutation(trpc.consensus.proposeExclusion.mutationOptions({ onSuccess: () => router.refresh() }))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    propose.mutate({ roundId, recipient: String(form.get('recipient')), reason: String(form.get('reason')) })
  }
  return (
    <details className="mt-6 border-t border-line pt-3">
      <summary className="cursor-pointer py-2">Exclude a recipient</summary>
      <form className="mt-3 grid max-w-prose gap-3" onSubmit={submit}>
        <Field label="Who">
          {(control) => (
            <Select {...control} name="recipient">
              {recipients.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          label="Reason for the exclusion"
          hint="Everybody can read it once a second person confirmed it."
          error={propose.error ? clientError(propose.error).message : undefined}
        >
          {(control) => <Textarea {...control} name="reason" rows={2} maxLength={280} required />}
        </Field>
        <Button type="submit" look="secondary" busy={propose.isPending} className="justify-self-start">
          Propose the exclusion
        </Button>
      </form>
    </details>
  )
}

function VoidRound({ roundId }: { roundId: string }) {
  const trpc = useTRPC()
  const router = useRouter()
  const end = useMutation(trpc.consensus.void.mutationOptions({ onSuccess: () => router.refresh() }))
  return (
    <details className="mt-6 border-t border-line pt-3">
      <summary className="cursor-pointer py-2 text-bad">Void the round</summary>
      <form
        className="mt-3 grid max-w-prose gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          end.mutate({ roundId, reason: String(new FormData(event.currentTarget).get('reason')) })
        }}
      >
        <Field
          label="Reason for voiding"
          hint="Everybody can read it. It cannot be undone."
          error={end.error ? clientError(end.error).message : undefined}
        >
          {(control) => <Textarea {...control} name="reason" rows={2} maxLength={280} required />}
        </Field>
        <Button type="submit" look="danger" busy={end.isPending} className="justify-self-start">
          Void it for good
        </Button>
      </form>
    </details>
  )
}
