'use client'
import { useState } from 'react'
import { formatInstant } from '@/kit/time'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { saveFile } from '@/ui/save-file'
import { useTRPCClient } from '@/ui/trpc'
import type { MineIn } from '../queries/engine-page'
import { writtenContent } from '../rules/written-content'
import { type RevealContent, revealContent } from '../schema/round-inputs'
import { shortName } from './engine-words'
import { JudgementForm } from './judgement-form'
import { newSalt, sealOf } from './seal'
import { type RoundRef, useSignedAct } from './use-signed-act'

export type JudgedWork = { key: string; person: string; links: readonly string[] }

/** The instants that end the fixing of judgements, and their showing. */
export type JudgeTimes = Record<'commitsEnd' | 'revealsEnd' | 'appealCommitsEnd' | 'appealRevealsEnd', string>

type DeskProps = RoundRef & {
  reads: RevealContent['kind']
  tests: readonly { name: string; input: string }[]
  works: readonly JudgedWork[]
  times: JudgeTimes
  isOpen: boolean
  mine: MineIn
  again: () => Promise<void>
}
type Duty = MineIn['duties'][number]

/** What is kept in this browser between fixing a judgement and showing it. */
type Kept = { content: unknown; salt: string }
const keyOf = (roundId: string, { stage, about }: Duty) => `flotilla.judgement.${roundId}.${stage}.${about || 'all'}`

function read(text: string | null): { content: RevealContent; salt: string } | null {
  if (!text) return null
  try {
    const { content, salt } = JSON.parse(text) as Kept
    return { content: revealContent.parse(content), salt }
  } catch {
    return null
  }
}

/** Everything that this member was asked to judge. */
export function JudgeDesk(props: DeskProps) {
  const { duties } = props.mine
  if (duties.length === 0) return null
  return (
    <section className="grid gap-4">
      <Heading>You are asked to judge</Heading>
      {duties.map((duty) => (
        <OneDuty key={duty.stage + duty.about} {...props} duty={duty} />
      ))}
    </section>
  )
}

function OneDuty({ duty, ...props }: DeskProps & { duty: Duty }) {
  const { roundId, sheetDigest, works, mine, again } = props
  const trpc = useTRPCClient()
  const signing = useSignedAct({ roundId, sheetDigest })
  const [kept, setKept] = useState(() =>
    typeof localStorage === 'undefined' ? null : read(localStorage.getItem(keyOf(roundId, duty))),
  )
  const { stage, about } = duty
  const reads = stage === 'first' ? props.reads : 'judgement'
  const keep = (content: RevealContent, salt: string) => {
    const text = JSON.stringify({ round: roundId, stage, about, content: writtenContent(content), salt })
    localStorage.setItem(keyOf(roundId, duty), text)
    setKept({ content, salt })
    saveFile(new Blob([text], { type: 'application/json' }), `judgement-${about || 'all'}-${stage}.json`)
  }
  const fix = async (content: RevealContent) => {
    const salt = newSalt()
    const sealed = { sheet: sheetDigest, auditor: mine.person!, submission: about || null, stage, content }
    const commit = await sealOf(sealed, salt)
    keep(content, salt)
    const act = { act: 'commit' as const, stage, about, commit }
    const send = (signed: object) => trpc.consensus.commit.mutate({ ...signed, stage, about, commit } as never)
    if (await signing.act(act, send)) await again()
  }
  const show = async () => {
    const { content, salt } = kept!
    const written = writtenContent(content)
    const send = (signed: object) =>
      trpc.consensus.reveal.mutate({ ...signed, stage, about, content: written, salt } as never)
    if (await signing.act({ act: 'reveal', stage, about, content, salt }, send)) await again()
  }
  const work = works.find(({ key }) => key === about)
  const { times } = props
  const [fixBy, showBy] =
    stage === 'first' ? [times.commitsEnd, times.revealsEnd] : [times.appealCommitsEnd, times.appealRevealsEnd]
  return (
    <Card>
      <Heading level={3}>
        {about === '' ? 'Rank the work of the others' : `Work ${shortName(about)}`}
        {stage === 'appeal' && ' (appeal)'}
      </Heading>
      <p className="mb-2 text-soft">
        Fix your judgement by {formatInstant(new Date(fixBy))}; show it from then until{' '}
        {formatInstant(new Date(showBy))}.
      </p>
      {work?.links.map((link) => (
        <p key={link} className="mb-2 break-words">
          <a href={link} rel="noopener noreferrer nofollow ugc" className="text-brand underline underline-offset-4">
            {link}
          </a>
        </p>
      ))}
      {signing.error && <Alert tone="bad" title={signing.error} />}
      {duty.isShown && <Alert tone="good" title="Your judgement is shown." />}
      {!duty.isShown && isOnesTurn(duty) && !signing.signer && (
        <Button look="secondary" busy={signing.loading} onClick={signing.connect}>
          Connect your wallet to judge
        </Button>
      )}
      {!duty.isShown && WAITS[duty.desk](duty.commit !== null) && (
        <p className="max-w-prose">{WAITS[duty.desk](duty.commit !== null)}</p>
      )}
      {duty.desk === 'fix' && signing.signer && !duty.commit && (
        <JudgementForm
          {...{ reads, busy: signing.busy !== null, tests: props.tests, counts: props.isOpen }}
          others={works.filter(({ person }) => person !== mine.person)}
          onJudge={fix}
        />
      )}
      {!duty.isShown && duty.desk === 'show' && signing.signer && duty.commit && (
        <Show kept={kept} busy={signing.busy !== null} onShow={show} onFile={setKept} />
      )}
    </Card>
  )
}

/** Whether something is to be signed now. */
const isOnesTurn = ({ desk, commit }: Duty): boolean => (desk === 'fix') === (commit === null) && desk !== 'over'

/** What there is to do later, or why nothing is any more; null where it is one's turn. */
const WAITS: Record<Duty['desk'], (isFixed: boolean) => string | null> = {
  fix: (isFixed) =>
    isFixed
      ? 'Your judgement is fixed. When everybody’s time to judge is over, come back and show it: what is never shown counts for nothing, and costs you your bond where one is asked for.'
      : null,
  show: (isFixed) => (isFixed ? null : 'The time to fix a judgement is over, and you fixed none.'),
  over: () => 'The time for this is over. You showed no judgement.',
}

type ShowProps = {
  kept: { content: RevealContent; salt: string } | null
  busy: boolean
  onShow: () => void
  onFile: (kept: { content: RevealContent; salt: string } | null) => void
}

function Show({ kept, busy, onShow, onFile }: ShowProps) {
  return (
    <div className="grid gap-3">
      <p className="max-w-prose">
        What is never shown counts for nothing, and costs you your bond where one is asked for.
      </p>
      {kept ? (
        <Button busy={busy} className="justify-self-start" onClick={onShow}>
          Sign and show my judgement
        </Button>
      ) : (
        <label className="grid gap-1">
          <span className="font-medium">The file that you kept</span>
          <input
            type="file"
            accept="application/json"
            onChange={async (event) => onFile(read((await event.target.files?.[0]?.text()) ?? null))}
          />
        </label>
      )}
    </div>
  )
}
