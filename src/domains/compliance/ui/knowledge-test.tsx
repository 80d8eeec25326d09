'use client'
import { type FormEvent, useState } from 'react'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { KNOWLEDGE } from '../rules/questions'
import { TEST_WARNING } from '../rules/regime-words'
import { ActError, useAct } from './act'
import { Choices } from './choices'

/** Five questions about what can go wrong. Failing bars nobody. */
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
  const complete = KNOWLEDGE.every((_, index) => answers[index] !== undefined)
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const given = KNOWLEDGE.map((_, index) => answers[index] ?? 0)
    await run('test', async () => setResult(await client.protection.finishTest.mutate({ answers: given })))
  }
  return (
    <form onSubmit={send} className="mt-4 grid gap-6">
      <ActError error={error} />
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
      <Button type="submit" busy={busy !== null} disabled={!complete} className="justify-self-start">
        {taken || result ? 'Take it again' : 'See what you know'}
      </Button>
    </form>
  )
}
