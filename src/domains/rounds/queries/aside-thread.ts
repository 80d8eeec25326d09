// The other end of `aside.ts`: a thread that computes rounds from texts, one question after the other.
import { parentPort } from 'node:worker_threads'
import { Refusal } from '@/kit/refusal'
import { type AnswerTo, answer, type InputTexts, type Question } from '../rules/compute'

type Asked = { readonly number: number; readonly texts: InputTexts; readonly question: Question }
/** What comes back. A refusal of the inputs is told by its parts, since an error loses its kind on the way. */
export type Told = { readonly number: number } & (
  | { readonly answer: AnswerTo<Question> }
  | {
      readonly error: string
      readonly refused: { name: 'badSheet' | 'badInputs'; field: string; problem: string } | null
    }
)

function told({ number, texts, question }: Asked): Told {
  try {
    return { number, answer: answer(texts, question) }
  } catch (error) {
    return { number, error: `${error}`, refused: error instanceof Refusal ? partsOf(error) : null }
  }
}

/** "The round's inputs, people: Write ..." is what `refuseInput` makes of a field and a problem. */
function partsOf({ code, message }: Refusal) {
  const name = code === 'rounds.badSheet' ? ('badSheet' as const) : ('badInputs' as const)
  const [, field = '', problem = ''] = /^The (?:rule sheet|round's inputs), ([^:]*): (.*)$/s.exec(message) ?? []
  return { name, field, problem }
}

parentPort?.on('message', (asked: Asked) => parentPort!.postMessage(told(asked)))
