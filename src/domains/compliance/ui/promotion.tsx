'use client'
import { useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Dialog } from '@/ui/dialog'
import { Steps } from '@/ui/progress'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { When } from '@/ui/when'
import type { investorOf } from '../queries/regimes'
import type { PromotionState } from '../rules/promotion'
import { ActError, useAct } from './act'
import { Choices } from './choices'

type Promotion = NonNullable<Awaited<ReturnType<typeof investorOf>>['promotion']>
type Props = { promotion: Promotion; name: string; now: Date }

/** What the rules of the United Kingdom ask for before an offer is shown, one step at a time. */
export const PromotionSteps = (props: Props) => (
  <TrpcProvider>
    <Card>
      <Heading>For people in the United Kingdom</Heading>
      <Way {...props} />
    </Card>
  </TrpcProvider>
)

const LABELS = ['Ask', 'Personal warning', '24 hours to think', 'Your statement', 'Questions'] as const
const AT: Record<PromotionState, number> = {
  visited: 0,
  requested: 1,
  warned: 2,
  proceeded: 3,
  categorised: 4,
  passed: 5,
}

function Way({ promotion, name, now }: Props) {
  const at = AT[promotion.state]
  return (
    <div className="grid gap-4">
      <Steps
        steps={LABELS.map((label, index) => ({
          label,
          state: index < at ? 'done' : index === at ? 'current' : 'todo',
        }))}
      />
      <Step promotion={promotion} name={name} now={now} />
    </div>
  )
}

function Step({ promotion, name, now }: Props) {
  const { state, coolingUntil } = promotion
  const client = useTRPCClient()
  const { busy, error, run } = useAct()
  const step = (event: 'request' | 'warn' | 'proceed' | 'leave') =>
    run(event, () => client.protection.step.mutate({ event }))
  const cooled = coolingUntil !== null && now >= coolingUntil
  return (
    <>
      <ActError error={error} />
      {state === 'visited' && (
        <>
          <p>Ask to see what is offered here. From then on you have 24 hours to think.</p>
          <Button className="justify-self-start" busy={busy !== null} onClick={() => step('request')}>
            Ask to see the offers
          </Button>
        </>
      )}
      {state === 'requested' && <Warning name={name} busy={busy} step={step} />}
      {state === 'warned' && coolingUntil && (
        <>
          <p>
            {cooled ? (
              'Your 24 hours are over. Do you still want to go on?'
            ) : (
              <>
                Your time to think ends <When instant={coolingUntil} now={now} />. Nothing is shown before.
              </>
            )}
          </p>
          <Two
            busy={busy}
            first={{ label: 'Leave', event: 'leave' }}
            second={{ label: 'Go on', event: 'proceed' }}
            step={step}
            off={!cooled}
          />
        </>
      )}
      {state === 'proceeded' && <p>Now say below where you live and what kind of investor you are.</p>}
      {state === 'categorised' && <Questions asked={promotion.asked} />}
      {state === 'passed' && <Alert tone="good" title="Every step is done. You can see what is offered." />}
    </>
  )
}

type Act = (event: 'warn' | 'proceed' | 'leave') => Promise<boolean>
type Choice = { label: string; event: 'warn' | 'proceed' | 'leave' }

/** Two ways that weigh the same to the eye. `off`: the second one is not open yet. */
const Two = ({
  first,
  second,
  step,
  busy,
  off,
}: {
  first: Choice
  second: Choice
  step: Act
  busy: string | null
  off?: boolean
}) => (
  <div className="grid grid-cols-2 gap-3">
    {[first, second].map(({ label, event }, index) => (
      <Button
        key={event}
        look="secondary"
        busy={busy === event}
        disabled={busy !== null || (index === 1 && off === true)}
        onClick={() => step(event)}
      >
        {label}
      </Button>
    ))}
  </div>
)

/** The personal warning, in a window of its own with the reader's name. */
function Warning({ name, busy, step }: { name: string; busy: string | null; step: Act }) {
  const [open, setOpen] = useState(false)
  const learn = () => {
    setOpen(false)
    location.hash = 'risks'
  }
  return (
    <>
      <p>Before anything else there is a warning that is meant for you.</p>
      <Button className="justify-self-start" onClick={() => setOpen(true)}>
        Read the warning
      </Button>
      <Dialog title={`${name}, this is a high-risk investment`} open={open} onOpenChange={setOpen}>
        <p className="mb-3">How would you feel if you lost the money that you are about to invest?</p>
        <Button look="quiet" className="mb-4" onClick={learn}>
          Take 2 mins to learn more
        </Button>
        <Two
          busy={busy}
          first={{ label: 'Leave', event: 'leave' }}
          second={{ label: 'Continue', event: 'warn' }}
          step={step}
        />
      </Dialog>
    </>
  )
}

type Result = { right: number; passed: boolean }

/** The questions of one attempt; the next attempt has others. */
function Questions({ asked }: { asked: Promotion['asked'] }) {
  const client = useTRPCClient()
  const { busy, error, run } = useAct()
  const [answers, setAnswers] = useState<Record<number, number>>({})
  const [result, setResult] = useState<Result | null>(null)
  if (!asked) {
    const begin = () => {
      setAnswers({})
      return run('begin', () => client.protection.beginQuestions.mutate())
    }
    return (
      <>
        <ActError error={error} />
        {result && <Alert tone="warn" title={`${result.right} of 6 are right; five are needed.`} />}
        <p>Six questions about what can go wrong. If it does not work out, the next attempt has other ones.</p>
        <Button className="justify-self-start" busy={busy !== null} onClick={begin}>
          Show me the questions
        </Button>
      </>
    )
  }
  const { attempt, questions } = asked
  const given = questions.map((_, index) => answers[index])
  const send = () =>
    run('answer', async () =>
      setResult(await client.protection.answerQuestions.mutate({ attempt, answers: given.map((one) => one ?? 0) })),
    )
  return (
    <form
      className="grid gap-6"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <ActError error={error} />
      {questions.map(({ question, answers: choices }, index) => (
        <Choices
          key={question}
          {...{ question, choices, name: `appropriateness-${index}`, chosen: answers[index] }}
          choose={(place) => setAnswers((before) => ({ ...before, [index]: place }))}
        />
      ))}
      <Button
        type="submit"
        busy={busy !== null}
        disabled={given.some((one) => one === undefined)}
        className="justify-self-start"
      >
        Hand in the answers
      </Button>
    </form>
  )
}
