import { createHash } from 'node:crypto'
import pg from 'pg'
import { type Db, openDatabase } from '@/server/db'
import { Dice } from './dice'
import { type Plant, planted } from './plants'

/** What waits for its turn: a statement of a connection, or a question to the chain or to a service. */
type Waiting = {
  name: string
  /** The server process that runs it; null where it is no statement. */
  pid: number | null
  /** Whether another transaction can make it wait. */
  mayBeHeld: boolean
  /** After it, others may get the locks that they wait for. */
  freesLocks: boolean
  begin: () => void
  /** Resolves once there is an answer, which nobody hears before `deliver`. */
  ended: Promise<void>
  isOver: boolean
  deliver: () => void
}

/** One of so many that have waited longest is next, so that nobody is left behind in a crowd. */
const LONGEST_WAITING = 16
/** After so many turns of the event loop without a new question everybody waits for an answer. */
const QUIET_TURNS = 4
/** What may have to wait for a lock that another transaction holds. */
const LOCKS = /^(insert|update|delete|with)|advisory_xact_lock|for (no key )?update|for (key )?share|graphile_worker/i
/** A statement without an answer for so long may be waiting for a lock: PostgreSQL is asked, ever more seldom. */
const [LOCK_SUSPECTED_MS, SELDOM_MS] = [10, 80]
/** Nobody gives up because the others had their turns first. */
const UNHURRIED = { connectMs: 600_000, beginMs: 600_000, transactionMs: 600_000 }

/**
 * Many people at once, and yet the same story for the same seed: everything that waits for an answer from outside waits for its
 * turn here, and dice say whose it is. A statement runs alone to its answer, or until PostgreSQL says that a lock holds it; then
 * others go on, and it is heard when it gets the lock. So transactions overlap statement by statement, in an order that lives again.
 */
export class Turns {
  /** A client whose every statement takes its turn while a story is lived. */
  readonly db: Db
  /** How many turns were taken. */
  count = 0
  readonly #pool: pg.Pool
  readonly #dice: Dice
  readonly #locks: pg.Client
  /** Only its own connections make a statement wait its turn: what PostgreSQL does by itself is no part of the story. */
  #pids: readonly number[] = []
  readonly #story = createHash('sha256')
  readonly #waiting: Waiting[] = []
  #held: Waiting[] = []
  #lives = false
  #noise = 0

  private constructor(
    url: string,
    seed: number,
    private readonly plant?: Plant,
  ) {
    this.#dice = new Dice(seed)
    const { db, pool } = openDatabase(url, UNHURRIED)
    ;[this.db, this.#pool] = [db, pool]
    this.#locks = new pg.Client({ connectionString: url })
  }

  /** `plant` may change a statement: a fault on purpose, to see that it is found and lives again. */
  static async open(url: string, seed: number, plant?: Plant): Promise<Turns> {
    const turns = new Turns(url, seed, plant)
    await turns.#locks.connect()
    // All connections are made beforehand and kept: how long making one takes is no part of the story.
    const { options } = turns.#pool
    options.idleTimeoutMillis = 0
    turns.#pool.on('connect', (client) => turns.#watch(client))
    const all = await Promise.all(Array.from({ length: options.max }, () => turns.#pool.connect()))
    all.sort((one, other) => pidOf(one) - pidOf(other))
    turns.#pids = all.map(pidOf)
    for (const client of all) client.release()
    return turns
  }

  /** All that happened, turn by turn: two stories are the same when these are. */
  get hash(): string {
    return this.#story.copy().digest('hex').slice(0, 16)
  }

  async close(): Promise<void> {
    await this.db.$disconnect()
    await this.#pool.end()
    await this.#locks.end()
  }

  /** Asks something outside when its turn comes, and hears the answer alone. */
  ask<Answer>(name: string, act: () => Answer | Promise<Answer>): Promise<Answer> {
    return this.#take({ name, pid: null, mayBeHeld: false, freesLocks: false }, act)
  }

  /** Lives until this work is done, turn by turn. */
  async live<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#lives = true
    let isDone = false
    const done = work().finally(() => {
      isDone = true
      this.#noise += 1
    })
    done.catch(() => undefined) // it is told to whoever awaits the result
    while (!isDone) {
      await this.#quiet()
      if (this.#waiting.length > 0) await this.#turn()
      else if (this.#held.length > 0) await this.#hear(await this.#anyHeard())
    }
    this.#lives = false
    return done
  }

  #watch(client: pg.PoolClient): void {
    const query = client.query.bind(client) as (config: unknown, values?: unknown) => Promise<pg.QueryResult>
    let isInTransaction = false
    const asked = (config: string | pg.QueryConfig, values: unknown, heard?: unknown) => {
      const text = typeof config === 'string' ? config : config.text
      const [verb] = text.trim().toLowerCase().split(/\s/, 1)
      const ends = verb === 'commit' || verb === 'rollback'
      if (verb === 'begin' || ends) isInTransaction = !ends
      const mayBeHeld = LOCKS.test(text.trim())
      const about = { name: text, pid: pidOf(client), mayBeHeld, freesLocks: ends || (mayBeHeld && !isInTransaction) }
      const answer = this.#take(about, () => query(this.plant ? planted(config, this.plant) : config, values))
      if (typeof heard !== 'function') return answer
      answer.then(
        (result) => heard(null, result),
        (error: unknown) => heard(error),
      )
    }
    client.query = asked as pg.PoolClient['query']
  }

  #take<Answer>(
    about: Pick<Waiting, 'name' | 'pid' | 'mayBeHeld' | 'freesLocks'>,
    act: () => Answer | Promise<Answer>,
  ) {
    if (!this.#lives) return Promise.resolve(act())
    this.#noise += 1
    return new Promise<Answer>((resolve, reject) => {
      const over = Promise.withResolvers<void>()
      const waiting: Waiting = { ...about, begin, ended: over.promise, isOver: false, deliver: () => undefined }
      const end = (deliver: () => void) => {
        Object.assign(waiting, { isOver: true, deliver })
        over.resolve()
      }
      function begin() {
        const answer = new Promise<Answer>((answered) => answered(act()))
        answer.then(
          (result) => end(() => resolve(result)),
          (error: unknown) => end(() => reject(error)),
        )
      }
      this.#waiting.push(waiting)
    })
  }

  async #quiet(): Promise<void> {
    let heard = this.#noise
    for (let turns = 0; turns < QUIET_TURNS; turns += 1) {
      await new Promise(setImmediate)
      if (heard !== this.#noise) turns = -1
      heard = this.#noise
    }
  }

  async #turn(): Promise<void> {
    const next = this.#next()
    next.begin()
    await this.#untilOverOrHeld(next)
    this.count += 1
    this.#story.update(`${next.name} ${next.isOver}\n`)
    if (!next.isOver) this.#held.push(next)
    else {
      next.deliver()
      if (next.freesLocks) await this.#hearAll()
    }
  }

  #next(): Waiting {
    const place = this.#dice.between(0, Math.min(this.#waiting.length, LONGEST_WAITING) - 1)
    const [next] = this.#waiting.splice(place, 1) as [Waiting]
    return next
  }

  /** Whoever got a lock that was freed is heard, in the order in which they began to wait. */
  async #hearAll(): Promise<void> {
    for (const held of [...this.#held]) {
      await this.#untilOverOrHeld(held)
      if (!held.isOver) continue
      await this.#quiet()
      await this.#hear(held)
    }
  }

  async #hear(held: Waiting): Promise<void> {
    this.#held = this.#held.filter((one) => one !== held)
    this.#story.update(`${held.name} heard\n`)
    held.deliver()
    if (held.freesLocks) await this.#hearAll()
  }

  /** Nobody else can go on: PostgreSQL ends one of those that hold each other up. */
  async #anyHeard(): Promise<Waiting> {
    await Promise.race(this.#held.map(({ ended }) => ended))
    return this.#held.find(({ isOver }) => isOver)!
  }

  async #untilOverOrHeld({ pid, mayBeHeld, ended }: Waiting): Promise<void> {
    if (!mayBeHeld) return ended
    for (let patience = LOCK_SUSPECTED_MS; ; patience = Math.min(2 * patience, SELDOM_MS)) {
      if (await inTime(ended, patience)) return
      const { rows } = await this.#locks.query('select pg_blocking_pids($1) && $2::int[] as held', [pid, this.#pids])
      if ((rows[0] as { held: boolean }).held) return
    }
  }
}

/** Whether it ended within so many milliseconds. */
async function inTime(ended: Promise<void>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds)
  })
  return Promise.race([ended.then(() => true), late]).finally(() => clearTimeout(timer))
}

const pidOf = (client: pg.ClientBase): number => (client as unknown as { processID: number }).processID
