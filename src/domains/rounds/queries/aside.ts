import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { type AnswerTo, answer, type InputTexts, type Question } from '../rules/compute'
import { refuseInput } from '../rules/round-sheet'
import type { Told } from './aside-thread'

/** Texts up to here (characters) are computed at once: it takes some hundredths of a second, and a thread half a second to start. */
const AT_ONCE = 500_000
/** A thread that nobody asked anything for so long ends: it holds the code of the engine once more. */
const IDLE_MS = 60_000

type Waiting = { resolve: (answer: never) => void; reject: (error: unknown) => void }

/** The thread of this process, with what it was asked and has not answered. */
let thread: { worker: Worker; waiting: Map<number, Waiting>; idle: NodeJS.Timeout | null } | null = null
let asked = 0

/**
 * Answers a question about a round. A long one is computed by a thread of its own, one after the other, so that a site that is asked
 * for a round of tens of thousands keeps answering everybody else. `atOnce`: up to how many characters it is computed here.
 */
export async function computed<Asked extends Question>(
  texts: InputTexts,
  question: Asked,
  atOnce = AT_ONCE,
): Promise<AnswerTo<Asked>> {
  const length = Object.values(texts).reduce((sum, text) => sum + text.length, 0)
  if (length <= atOnce) return answer(texts, question) as AnswerTo<Asked>
  const { worker, waiting, idle } = thread ?? start()
  if (idle) clearTimeout(idle)
  asked += 1
  const number = asked
  return new Promise((resolve, reject) => {
    waiting.set(number, { resolve, reject })
    worker.ref()
    worker.postMessage({ number, texts, question })
  })
}

function start(): NonNullable<typeof thread> {
  // Named from the checkout: a page's bundle lies elsewhere, and would take the file apart.
  const worker = new Worker(path.join(process.cwd(), 'build/processes/aside-thread.js'))
  const started = { worker, waiting: new Map<number, Waiting>(), idle: null as NodeJS.Timeout | null }
  worker.on('message', (told: Told) => {
    hear(started.waiting, told)
    if (started.waiting.size > 0) return
    worker.unref()
    started.idle = setTimeout(() => end(started), IDLE_MS).unref()
  })
  const fail = (error: unknown) => {
    end(started)
    for (const { reject } of started.waiting.values()) reject(error)
    started.waiting.clear()
  }
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('the thread that computes rounds has ended')))
  thread = started
  return started
}

function end(started: NonNullable<typeof thread>): void {
  if (thread === started) thread = null
  void started.worker.terminate()
}

function hear(waiting: Map<number, Waiting>, told: Told): void {
  const one = waiting.get(told.number)
  waiting.delete(told.number)
  if (!one) return
  if ('answer' in told) one.resolve(told.answer as never)
  else one.reject(told.refused ? refuseInput[told.refused.name](told.refused) : new Error(told.error))
}
