'use client'
import { type FormEvent, useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { KNOWLEDGE, UNANSWERED } from '../rules/questions'
import { TEST_WARNING } from '../rules/regime-words'
import { ActError, useAct } from './act'
import { Choices } from './choices'

/** Five questions about what can go wrong. Whoever answers none of them sees the warning, like whoever fails. */
export const KnowledgeTest = (props: { taken: boolean }) => (
  <TrpcProvider>
    <Questions {...props} />
  </TrpcProvider>
)

type Result = { right: number; passed: boolean }

function Questions({ taken }: { taken: boolean }) {
  const client = useTRPCClient()
  const { busy, error, run } = useAct()
  const [answers, setAnswers] = useState<Record<number, number>>({})
  const [result, setResult] = useState<Result | null>(null)
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const given = KNOWLEDGE.map((_, index) => answers[index] ?? UNANSWERED)
    await run('test', async () => setResult(await client.protection.finishTest.mutate({ answers: given })))
  }
  return (
    <form onSubmit={send} className="mt-4 grid gap-6">
      <ActError error={error} />
      <p className="text-soft">A question that you leave out counts as one that you do not know.</p>
      {KNOWLEDGE.map(({ question, answers: choices }, index) => (
        <Choices
          key={question}
          {...{ question, choices, name: `question-${index}`, chosen: answers[index] }}
          choose={(place) => setAnswers((before) => ({ ...before, [index]: place }))}
        />
      ))}
      {result && (
        <Alert tone={result.passed ? 'good' : 'warn'} title={`${result.right} of ${KNOWLEDGE.length} are right.`}>
          {!result.passed && TEST_WARNING}
        </Alert>
      )}
      <Button type="submit" busy={busy !== null} className="justify-self-start">
        {taken || result ? 'Take it again' : 'See what you know'}
      </Button>
    </form>
  )
}
