'use client'
import { type FormEvent, useState } from 'react'
import { useAct } from '@/domains/identity/ui/use-act'
import { WithWallet } from '@/domains/identity/ui/wallet'
import type { Asset } from '@/kit/money'
import { HOUR } from '@/kit/time'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Input, Select } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { MilestoneCard } from '../queries/milestones'
import type { MilestoneAudit } from '../schema/milestone'
import { EvidenceFormCard } from './evidence-form'
import { MilestoneLine } from './milestone-card'

export type OwnMilestones = {
  projectId: string
  rounds: readonly MilestoneCard[]
  budget: readonly { line: number; title: string }[]
  /** The payment that is decided next; null for none. */
  next: { index: number; approveBy: Date } | null
  asset: Asset
  now: Date
}

const LIVE: readonly MilestoneCard['state'][] = ['planned', 'submission', 'audit', 'appeal', 'distribution']

/** Where an issuer asks the investors to judge the next payment, and hands in what they judge. */
export const MilestoneConsole = (props: OwnMilestones) => (
  <TrpcProvider>
    <WithWallet>
      <Console {...props} />
    </WithWallet>
  </TrpcProvider>
)

function Console({ rounds, next, budget, asset, now, projectId }: OwnMilestones) {
  const live = rounds.find(
    ({ state, isApproved, times }) => LIVE.includes(state) && (isApproved || now < new Date(times.opens)),
  )
  if (rounds.length === 0 && !next) return null
  return (
    <>
      {rounds.length > 0 && (
        <Card>
          <Heading>Judged by your investors</Heading>
          <ul className="grid gap-4">
            {rounds.map((round) => (
              <li key={round.id}>
                <MilestoneLine round={round} now={now} />
              </li>
            ))}
          </ul>
        </Card>
      )}
      {live?.state === 'submission' && !live.isReported && <EvidenceFormCard {...{ round: live, budget, asset }} />}
      {next && !live && <AskForm projectId={projectId} next={next} now={now} />}
    </>
  )
}

/** Instants of a form are UTC to the minute. */
const minuteOf = (instant: Date): string => instant.toISOString().slice(0, 16)
const hoursFrom = (instant: Date, hours: number): string => minuteOf(new Date(instant.getTime() + hours * HOUR))

type Asking = { projectId: string; next: NonNullable<OwnMilestones['next']>; now: Date }

/** What was typed about a round, and how it is proposed. */
function useAsking({ projectId, next, now }: Asking) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [typed, setTyped] = useState({
    ...{ opensAt: hoursFrom(now, 2), evidenceUntil: hoursFrom(now, 26), stepHours: '24', audit: 'attestation' },
  })
  const type = (field: keyof typeof typed) => ({
    value: typed[field],
    onChange: ({ target }: { target: { value: string } }) => setTyped({ ...typed, [field]: target.value }),
    required: true,
  })
  const ask = () =>
    trpc.milestones.propose.mutate({
      ...{ projectId, tranche: next.index, audit: typed.audit as MilestoneAudit },
      stepHours: Number.parseInt(typed.stepHours, 10),
      ...{ opensAt: new Date(`${typed.opensAt}Z`), evidenceUntil: new Date(`${typed.evidenceUntil}Z`) },
    })
  return { busy, error, type, ask: () => run('ask', ask) }
}

function AskForm(asking: Asking) {
  const { busy, error, type, ask } = useAsking(asking)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void ask()
  }
  return (
    <Card>
      <Heading>Ask your investors about payment {asking.next.index + 1}</Heading>
      <p className="mb-4 max-w-prose text-soft">
        Two people of the operator of this site look at these times first. Then you hand in evidence, node operators who
        invested judge it, and both approvers sign what they decide. Where fewer than three operators can judge, all
        verified investors do. What is not decided is not paid. All times are UTC.
      </p>
      {error && <Alert tone="bad" title={error} />}
      <form className="grid gap-4 sm:grid-cols-2" onSubmit={submit}>
        <Field label="Who judges">
          {(control) => (
            <Select {...control} {...type('audit')}>
              <option value="attestation">Three who volunteer, drawn by chance</option>
              <option value="community-vote">All who can, one vote each</option>
            </Select>
          )}
        </Field>
        <Field label="Hours for each step of judging" hint="Judge, show, appeal, judge again, show again.">
          {(control) => <Input {...control} type="number" min={1} max={336} {...type('stepHours')} />}
        </Field>
        <Field label="Evidence is taken from">
          {(control) => <Input {...control} type="datetime-local" {...type('opensAt')} />}
        </Field>
        <Field label="Evidence is taken until">
          {(control) => <Input {...control} type="datetime-local" {...type('evidenceUntil')} />}
        </Field>
        <Button type="submit" className="justify-self-start" busy={busy !== null}>
          Ask the investors
        </Button>
      </form>
    </Card>
  )
}
