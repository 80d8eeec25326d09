import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { Prisma, PrismaClient } from '@/generated/prisma/client'
import { oneAtATime } from './one-at-a-time'
import { databaseSocket, NOTICE_GONE } from './sockets'

/** The client inside one transaction: what every action takes. */
export type Tx = Prisma.TransactionClient
export type Db = PrismaClient

type Connections = { pool: pg.Pool; db: PrismaClient }
const shared = globalThis as typeof globalThis & {
  flotillaConnections?: Connections
  flotillaPools?: WeakMap<PrismaClient, pg.Pool>
}

/**
 * PostgreSQL ends what takes too long; where its word does not arrive either, the connection is given up. No transaction of ours
 * waits for anything but its own statements: one that stays idle has lost its client, and others wait for what it has locked.
 */
const DEADLINES = {
  ...{ statement_timeout: 15_000, idle_in_transaction_session_timeout: 5_000, query_timeout: 20_000 },
  ...{ stream: databaseSocket, options: NOTICE_GONE },
}

/** How long, in milliseconds, one waits for a connection, for a transaction to begin, and for it to end. */
type Waits = { connectMs: number; beginMs: number; transactionMs: number }
const WAITS: Waits = { connectMs: 5_000, beginMs: 5_000, transactionMs: 15_000 }

/** So many statements at most has a connection prepared, none longer than so many characters: every length of a list is one of its own. */
const [MOST_PREPARED, LONGEST_PREPARED] = [500, 8_000]

/** Names for statements: PostgreSQL reads and plans one that has a name once a connection, not each time. */
function statementNames(): (statement: { sql: string }) => string {
  const names = new Map<string, string>()
  return ({ sql }) => {
    const known = names.get(sql)
    if (known !== undefined) return known
    if (names.size === MOST_PREPARED || sql.length > LONGEST_PREPARED) return '' // without a name it is forgotten after its answer
    const name = `p${names.size}`
    names.set(sql, name)
    return name
  }
}

/** Opens a pool and a Prisma client over it. Tests open their own; the processes share one (`database`). */
export function openDatabase(connectionString: string, waits = WAITS): Connections {
  const { connectMs: connectionTimeoutMillis, beginMs: maxWait, transactionMs: timeout } = waits
  const pool = new pg.Pool({ connectionString, max: 10, connectionTimeoutMillis, ...DEADLINES })
  // An idle connection that breaks is replaced by the pool; the next query that fails tells the caller.
  pool.on('error', () => undefined)
  // One that breaks while it is lent out is the borrower's to notice; unheard, it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  pool.on('connect', oneAtATime)
  const adapter = new PrismaPg(pool, { statementNameGenerator: statementNames() })
  const db = new PrismaClient({ adapter, transactionOptions: { timeout, maxWait } })
  shared.flotillaPools ??= new WeakMap()
  shared.flotillaPools.set(db, pool)
  return { pool, db }
}

/** The pool under a client, for the hot paths of `server/sql.ts`. */
export function poolOf(db: PrismaClient): pg.Pool {
  const pool = shared.flotillaPools?.get(db)
  if (!pool) throw new Error('this client was not opened by openDatabase')
  return pool
}

/** The process's one pool: the bundled pages and the unbundled server share it through globalThis. */
export function database(): Connections {
  const connectionString = process.env.DATABASE_URL
  if (!connectionString) throw new Error('DATABASE_URL is not set')
  shared.flotillaConnections ??= openDatabase(connectionString)
  return shared.flotillaConnections
}

/** A numeric(20,0) column as base units. Throws when the column holds a fraction, which no column of ours can. */
export const units = (decimal: Prisma.Decimal): bigint => BigInt(decimal.toFixed(0))

/** Base units for a numeric(20,0) column. */
export const decimal = (amount: bigint): Prisma.Decimal => new Prisma.Decimal(amount.toString())

/** Whether an error is the database's refusal of a second row where one is allowed. */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
