import type pg from 'pg'
import { type Db, poolOf, type Tx } from './db'

/** A statement of a hot path. A connection prepares it once, under its name. */
export type Statement = { name: string; text: string }

/** A transaction on a plain connection: twice as fast as one through Prisma, for booking and other bulk work. */
export class Sql {
  constructor(private readonly client: pg.PoolClient) {}

  /** Runs a statement. numeric and int8 come back as text, which BigInt reads. */
  run<Row extends pg.QueryResultRow>({ name, text }: Statement, values: unknown[]): Promise<pg.QueryResult<Row>> {
    return this.client.query<Row>({ name, text, values })
  }
}

/** The rows of a statement, in whichever transaction it is to run. The statement casts numeric and int8 to text. */
export async function rowsOf<Row extends pg.QueryResultRow>(
  tx: Db | Tx | Sql,
  statement: Statement,
  values: unknown[],
): Promise<Row[]> {
  if (tx instanceof Sql) return (await tx.run<Row>(statement, values)).rows
  return tx.$queryRawUnsafe<Row[]>(statement.text, ...values)
}

/** Runs a statement that changes rows; returns how many. */
export async function change(tx: Db | Tx | Sql, statement: Statement, values: unknown[]): Promise<number> {
  if (tx instanceof Sql) return (await tx.run(statement, values)).rowCount ?? 0
  return tx.$executeRawUnsafe(statement.text, ...values)
}

/** Runs work in one transaction on a plain connection: all of it or nothing. */
export async function inTransaction<Result>(db: Db, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const client = await poolOf(db).connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(new Sql(client))
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure // the connection itself is gone; the database has rolled back by itself
    })
    throw error
  } finally {
    client.release(broken)
  }
}
