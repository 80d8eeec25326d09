import type { TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import type { AppRouter } from '@/server/router'

/** Asks the person to show a key for an act (a procedure's name); false where they would rather not. */
type Ask = (act: string) => Promise<boolean>

let asker: Ask | null = null
let waiting: ((ask: Ask) => void)[] = []

/** Puts whatever asks people for their keys in its place, once a page has it. */
export function askForKeysWith(ask: Ask): void {
  asker = ask
  for (const tell of waiting) tell(ask)
  waiting = []
}

/** The codes of the refusals that a key answers: an act that asks for one, and a session of staff that is over. */
const ANSWERED_BY_KEY: readonly string[] = ['server.stepUp', 'server.staffOver']

/** Whether a key answers the refusal with this code. */
export const isAnsweredByKey = (code: string | undefined): boolean => ANSWERED_BY_KEY.some((one) => one === code)

/** Asks for a key for an act; whoever clicks before the page can ask waits for it. */
export const showKeyFor: Ask = async (act) => {
  const ask = asker ?? (await new Promise<Ask>((tell) => waiting.push(tell)))
  return ask(act)
}

/** Sends a call once more after its refusal was answered with a key, so that no form has to know of it. */
export const stepUpLink: TRPCLink<AppRouter> = () => {
  return ({ next, op }) =>
    observable((observer) => {
      let call = next(op).subscribe({
        next: (value) => observer.next(value),
        complete: () => observer.complete(),
        error: async (error) => {
          if (!isAnsweredByKey(error.data?.refusal?.code) || !(await showKeyFor(op.path))) return observer.error(error)
          call = next(op).subscribe(observer)
        },
      })
      return () => call.unsubscribe()
    })
}
