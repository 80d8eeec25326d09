import type pg from 'pg'

type Query = (config: unknown, values?: unknown) => Promise<unknown>
type Heard = (error: unknown, result?: unknown) => void

/** A cursor or a stream, which asks by itself. */
const asksItself = (config: unknown): boolean =>
  typeof config === 'object' && config !== null && typeof Reflect.get(config, 'submit') === 'function'

/**
 * Makes a connection do one thing at a time: whoever asks meanwhile waits here, in the order of asking. Prisma asks for all relations of
 * an `include` at once; `pg` keeps a queue of its own for that no longer than version 8.
 */
export function oneAtATime(client: pg.ClientBase): void {
  const query = client.query.bind(client) as Query
  let asked: Promise<unknown> | null = null
  const inTurn = (config: unknown, values?: unknown, heard?: Heard) => {
    if (asksItself(config)) return query(config, values)
    const callback = typeof values === 'function' ? (values as Heard) : heard
    const ask = () => query(config, typeof values === 'function' ? undefined : values)
    const answer = asked ? asked.then(ask, ask) : ask()
    asked = answer
    const over = () => {
      if (asked === answer) asked = null
    }
    answer.then(over, over)
    if (!callback) return answer
    answer.then(
      (result) => callback(null, result),
      (error: unknown) => callback(error),
    )
  }
  client.query = inTurn as pg.ClientBase['query']
}
