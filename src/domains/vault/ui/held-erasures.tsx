'use client'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { Alert, Badge, Empty } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Facts, Heading } from '@/ui/card'
import { Field, Input, Select } from '@/ui/field'
import { useHydrated } from '@/ui/hydrated'
import { clientError, TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { When } from '@/ui/when'
import type { ErasureProposalInput } from '../schema'

export type HeldErasure = {
  id: string
  receivedAt: Date
  retentionUntil: Date | null
  rule: string | null
  isHeld: boolean
  isOwn: boolean
  proposal: { kind: string; reason: string; until: Date | null; at: Date; byYou: boolean } | null
}
type Kind = ErasureProposalInput['kind']

const RULES: Record<string, string> = {
  held: 'A hold stood against it',
  verified: 'A verification was handed in',
  records: 'Money moved, or an application was handed in',
}
const KINDS: Record<Kind, string> = {
  purge: 'Delete now, before the time',
  extend: 'Keep longer, as an authority asked in writing',
  lift: 'Lift the hold',
}

/** Data that somebody wants deleted and that are kept for now; two people decide what happens before the time is over. */
export function HeldErasures({ requests, now }: { requests: readonly HeldErasure[]; now: Date }) {
  if (requests.length === 0)
    return <Empty title="Nothing is held">What somebody asked us to delete, and the law to keep, stands here.</Empty>
  return (
    <TrpcProvider>
      <div className="grid gap-4">
        {requests.map((request) => (
          <Request key={request.id} request={request} now={now} />
        ))}
      </div>
    </TrpcProvider>
  )
}

function useStep() {
  const router = useRouter()
  const hydrated = useHydrated()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const step = async (act: () => Promise<unknown>) => {
    setBusy(true)
    setProblem(null)
    await act().then(
      () => router.refresh(),
      (error: unknown) => setProblem(clientError(error).message),
    )
    setBusy(false)
  }
  return { busy: busy || !hydrated, problem, step }
}

function Request({ request, now }: { request: HeldErasure; now: Date }) {
  const { busy, problem, step } = useStep()
  const client = useTRPCClient()
  const { id, receivedAt, retentionUntil, rule, isHeld, isOwn, proposal } = request
  return (
    <Card>
      <Heading>
        Request {id.slice(-8)} {isHeld && <Badge tone="warn">On hold</Badge>}
      </Heading>
      <Facts
        facts={[
          ['Asked', <When key="asked" instant={receivedAt} now={now} />],
          ['Why it is kept', RULES[rule ?? ''] ?? 'A duty to keep'],
          ...(retentionUntil ? [['Deleted after', <When key="until" instant={retentionUntil} />] as const] : []),
        ]}
      />
      {problem && <Alert tone="bad" title={problem} />}
      {isOwn && <p className="mt-4 text-soft">This is about yourself: others decide.</p>}
      {!isOwn && proposal && <Decision id={id} proposal={proposal} busy={busy} step={step} />}
      {!isOwn && !proposal && (
        <div className="mt-4 grid gap-4">
          <Proposal id={id} isHeld={isHeld} busy={busy} step={step} />
          {!isHeld && (
            <p>
              <Button
                look="quiet"
                busy={busy}
                onClick={() => step(() => client.erasure.hold.mutate({ requestId: id }))}
              >
                Put a hold on it<span className="sr-only">: request {id.slice(-8)}</span>
              </Button>
            </p>
          )}
        </div>
      )}
    </Card>
  )
}

type Step = { id: string; busy: boolean; step: (act: () => Promise<unknown>) => Promise<void> }

function Decision({ id, proposal, busy, step }: Step & { proposal: NonNullable<HeldErasure['proposal']> }) {
  const client = useTRPCClient()
  const decide = (confirm: boolean) => step(() => client.erasure.decide.mutate({ requestId: id, confirm }))
  return (
    <div className="mt-4 grid gap-2">
      <p>
        Proposed: <strong>{KINDS[proposal.kind as Kind]}</strong>
        {proposal.until && (
          <>
            , until <When instant={proposal.until} />
          </>
        )}
        . {proposal.reason}
      </p>
      {proposal.byYou ? (
        <p className="text-soft">Another checker confirms or returns what you proposed.</p>
      ) : (
        <div className="flex flex-wrap gap-2">
          <Button busy={busy} onClick={() => decide(true)}>
            Confirm
          </Button>
          <Button look="secondary" busy={busy} onClick={() => decide(false)}>
            Return
          </Button>
        </div>
      )}
    </div>
  )
}

function Proposal({ id, isHeld, busy, step }: Step & { isHeld: boolean }) {
  const client = useTRPCClient()
  const kinds: readonly Kind[] = isHeld ? ['lift', 'extend'] : ['purge', 'extend']
  const [chosen, setChosen] = useState<Kind | null>(null)
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState('')
  const kind = chosen && kinds.includes(chosen) ? chosen : kinds[0]!
  const propose = (event: FormEvent) => {
    event.preventDefault()
    const wish = kind === 'extend' ? { requestId: id, kind, reason, until } : { requestId: id, kind, reason }
    void step(() => client.erasure.propose.mutate(wish))
  }
  return (
    <form onSubmit={propose} className="grid gap-3 sm:grid-cols-2" noValidate>
      <Field label="What is to happen">
        {(control) => (
          <Select {...control} value={kind} onChange={({ target }) => setChosen(target.value as Kind)}>
            {kinds.map((one) => (
              <option key={one} value={one}>
                {KINDS[one]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {kind === 'extend' && (
        <Field label="Keep until">
          {(control) => (
            <Input {...control} type="date" value={until} onChange={({ target }) => setUntil(target.value)} />
          )}
        </Field>
      )}
      <Field label="Why">
        {(control) => <Input {...control} value={reason} onChange={({ target }) => setReason(target.value)} />}
      </Field>
      <div className="flex items-end">
        <Button type="submit" look="secondary" busy={busy}>
          Propose
        </Button>
      </div>
    </form>
  )
}
