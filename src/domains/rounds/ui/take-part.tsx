'use client'
import { useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useSigner, WithWallet } from '@/domains/identity/ui/wallet'
import { formatInstant } from '@/kit/time'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Field, Input } from '@/ui/field'
import { Link } from '@/ui/link'
import { TrpcProvider, useTRPC, useTRPCClient } from '@/ui/trpc'
import type { MineIn } from '../queries/engine-page'
import type { EngineState } from '../rules/round-machine'
import { type Bonds, OwnBonds, useBonds } from './bonds'
import { ConnectFirst } from './connect-first'
import { JudgeDesk, type JudgedWork, type JudgeTimes } from './judge-desk'
import { PayRound } from './pay-round'
import { hashOf } from './seal'
import { type RoundRef, useSignedAct } from './use-signed-act'

export type TakePartProps = RoundRef & {
  state: EngineState
  path: string
  asset: { symbol: string; decimals: number }
  bonds: { submission: boolean; auditor: boolean }
  /** Whether everybody may hand in; a team hands in for its payment on the page of its raise. */
  isOpen: boolean
  /** How many auditors a round can draw at all. */
  draws: boolean
  /** From how many node operators on these judge alone; null where it makes no difference who is one. */
  leastOperators: number | null
  reads: 'judgement' | 'checks' | 'ranking'
  tests: readonly { name: string; input: string }[]
  works: readonly JudgedWork[]
  times: JudgeTimes & { appealsEnd: string }
}

/** What a member can do in a round, at each of its steps: hand in, enrol, judge, show, appeal. */
export const TakePart = (props: TakePartProps) => (
  <TrpcProvider>
    <WithWallet>
      <Own {...props} />
    </WithWallet>
  </TrpcProvider>
)

function Own(props: TakePartProps) {
  const trpc = useTRPC()
  const me = useQuery(trpc.identity.me.queryOptions())
  const isMember = Boolean(me.data?.viewer)
  const mine = useQuery({ ...trpc.bounties.mine.queryOptions({ roundId: props.roundId }), enabled: isMember })
  const bonds = useBonds({
    roundId: props.roundId,
    enabled: isMember && (props.bonds.submission || props.bonds.auditor),
  })
  if (me.isPending || (isMember && mine.isPending)) return <p role="status">Loading your part…</p>
  if (!isMember)
    return (
      <Card>
        <Heading>Take part</Heading>
        <p>
          <Link
            href={`/sign-in?next=${encodeURIComponent(props.path)}`}
            className="text-brand underline underline-offset-4"
          >
            Sign in
          </Link>{' '}
          to hand in work, to audit, or to appeal. Only verified members take part, each once.
        </p>
      </Card>
    )
  if (!mine.data) return <Alert tone="bad" title="Your part could not be loaded. Reload the page." />
  const again = async () => void (await mine.refetch())
  const { state } = props
  const part = { ...props, mine: mine.data, again, locked: bonds }
  return (
    <div className="grid gap-6 empty:hidden">
      <OwnBonds roundId={props.roundId} asset={props.asset} bonds={bonds} />
      {state === 'submission' && props.isOpen && <HandIn {...part} />}
      {state === 'submission' && props.draws && <Enrol {...part} />}
      {(state === 'audit' || state === 'appeal') && <JudgeDesk {...part} />}
      {state === 'appeal' && <Appeal {...part} />}
    </div>
  )
}

type Part = TakePartProps & { mine: MineIn; again: () => Promise<void>; locked: Bonds }

/** The way to lock a bond where one is asked for; nothing once the connected wallet has locked it. */
function LockBond({ roundId, bonds, locked, what, label }: Part & { what: 'submission' | 'auditor'; label: string }) {
  const signer = useSigner()
  if (!bonds[what] || locked.list.some(({ wallet }) => wallet === signer?.address)) return null
  return (
    <div className="mb-4 grid gap-2">
      <PayRound {...{ roundId, what, label }} onDone={locked.onDone} />
      <p className="max-w-prose text-soft">
        Lock it first, and sign when it stands above as yours. A bond that you lock and never use waits for its last
        day.
      </p>
    </div>
  )
}

function HandIn(part: Part) {
  const { roundId, sheetDigest, reads, tests, mine, again } = part
  const trpc = useTRPCClient()
  const { act, run, busy, error, signer, connect, loading } = useSignedAct({ roundId, sheetDigest })
  if (mine.work)
    return (
      <Alert tone="good" title="Your work is handed in">
        It is {mine.work.key}. You find its verdict here when auditors have judged it.
      </Alert>
    )
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const link = new URL(String(form.get('link'))).href
    const hash = await hashOf(String(form.get('content')))
    const claimed = reads === 'ranking' ? '1' : String(tests.length)
    await run('join', async () => {
      const recipient = await trpc.bounties.join.mutate({ roundId })
      const evidence = [{ hash, link }]
      const send = (signed: object) => trpc.consensus.submit.mutate({ ...signed, evidence, claimed } as never)
      if (await act({ act: 'submit', recipient, claimed, evidence }, send)) await again()
    })
  }
  return (
    <Card>
      <Heading>Hand in your work</Heading>
      {error && <Alert tone="bad" title={error} />}
      <LockBond {...part} what="submission" label="Lock the bond for your work" />
      <form onSubmit={submit} className="grid max-w-prose gap-4">
        <Field label="Where your work lies" hint="An https address that auditors can open. You cannot change it later.">
          {(control) => <Input {...control} name="link" type="url" pattern="https://.*" required />}
        </Field>
        <Field
          label="Your work, or what identifies it"
          hint="Only its SHA-256 leaves your browser: with it anybody can tell whether the work was changed later."
        >
          {(control) => <Input {...control} name="content" required maxLength={20000} />}
        </Field>
        <ConnectFirst wallet={{ signer, connect, loading }} label="Connect the wallet that is to be paid">
          <Button type="submit" busy={busy !== null} className="justify-self-start">
            Sign and hand in
          </Button>
        </ConnectFirst>
      </form>
    </Card>
  )
}

function Enrol(part: Part) {
  const { roundId, sheetDigest, mine, again, leastOperators } = part
  const trpc = useTRPCClient()
  const { act, busy, error, signer, connect, loading } = useSignedAct({ roundId, sheetDigest })
  if (mine.auditor) return <Alert title="You may be drawn as an auditor when work is closed." />
  const enrol = async () => {
    if (await act({ act: 'enrol' }, (signed) => trpc.consensus.enrol.mutate(signed))) await again()
  }
  return (
    <Card>
      <Heading>Be an auditor</Heading>
      <p className="mb-3 max-w-prose text-soft">
        Auditors are drawn by a block that does not exist yet, weighted by their record. You judge alone: what you think
        stays hidden until everybody’s time to judge is over. Nobody judges their own work.
      </p>
      {leastOperators !== null && (
        <p className="mb-3 max-w-prose text-soft">
          Where at least {leastOperators} of those who can be drawn are node operators, only they are drawn. The export
          of the round says for everybody who enrols whether they were one.
        </p>
      )}
      {error && <Alert tone="bad" title={error} />}
      <LockBond {...part} what="auditor" label="Lock your bond as an auditor" />
      <ConnectFirst wallet={{ signer, connect, loading }} label="Connect a wallet to enrol">
        <Button busy={busy !== null} onClick={enrol}>
          Sign and enrol
        </Button>
      </ConnectFirst>
    </Card>
  )
}

function Appeal({ roundId, sheetDigest, mine, times, again }: Part) {
  const trpc = useTRPCClient()
  const { act, busy, error, signer, connect, loading } = useSignedAct({ roundId, sheetDigest })
  if (!mine.work) return null
  if (!mine.work.isAppealed && !mine.mayAppeal) return null
  if (mine.work.isAppealed) return <Alert title="You have appealed: fresh auditors judge your work." />
  const about = mine.work.key
  const appeal = async () => {
    if (await act({ act: 'appeal', about }, (signed) => trpc.consensus.appeal.mutate({ ...signed, about })))
      await again()
  }
  return (
    <Card>
      <Heading>Your verdict</Heading>
      <p className="mb-3 max-w-prose text-soft">
        You can appeal once, until {formatInstant(new Date(times.appealsEnd))}. Fresh auditors then judge your work;
        what more than half of them say replaces the first verdict.
      </p>
      {error && <Alert tone="bad" title={error} />}
      <ConnectFirst wallet={{ signer, connect, loading }} label="Connect a wallet to appeal">
        <Button look="secondary" busy={busy !== null} onClick={appeal}>
          Sign and appeal
        </Button>
      </ConnectFirst>
    </Card>
  )
}
