// The WebAssembly schema engine talks to a database through a driver adapter; this one is a single pg.Client.
import { randomUUID } from 'node:crypto'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum as Column,
  DriverAdapterError,
} from '@prisma/driver-adapter-utils'
import pg from 'pg'

const COLUMN_BY_OID = new Map([
  [16, Column.Boolean],
  [17, Column.Bytes],
  [18, Column.Character],
  [19, Column.Text],
  [20, Column.Int64],
  [21, Column.Int32],
  [23, Column.Int32],
  [26, Column.Int64],
  [114, Column.Json],
  [3802, Column.Json],
  [700, Column.Float],
  [701, Column.Double],
  [790, Column.Numeric],
  [1700, Column.Numeric],
  [1082, Column.Date],
  [1083, Column.Time],
  [1266, Column.Time],
  [1114, Column.DateTime],
  [1184, Column.DateTime],
  [2950, Column.Uuid],
  [1000, Column.BooleanArray],
  [1002, Column.CharacterArray],
  [1003, Column.TextArray],
  [1005, Column.Int32Array],
  [1007, Column.Int32Array],
  [1009, Column.TextArray],
  [1014, Column.TextArray],
  [1015, Column.TextArray],
  [1016, Column.Int64Array],
  [1021, Column.FloatArray],
  [1022, Column.DoubleArray],
  [1028, Column.Int64Array],
])

// The engine wants wide numbers, JSON and dates as text, and times in ISO form.
const asText = (value) => value
const asIsoTime = (value) => `${value.replace(' ', 'T').replace(/[+-]\d{2}(:?\d{2})?$/, '')}+00:00`
const PARSERS = new Map([20, 26, 114, 3802, 1700, 790, 1082, 1083, 1266].map((oid) => [oid, asText]))
PARSERS.set(1114, asIsoTime).set(1184, asIsoTime)
const types = { getTypeParser: (oid, format) => PARSERS.get(oid) ?? pg.types.getTypeParser(oid, format) }

/** Turns an error of `pg` into one that the engine can tell apart. */
function translate(error) {
  if (typeof error?.code === 'string' && typeof error?.severity === 'string') {
    const { code, severity, message, detail, column, hint } = error
    return new DriverAdapterError({
      kind: 'postgres',
      code,
      severity,
      message,
      detail,
      column,
      hint,
      originalCode: code,
      originalMessage: message,
    })
  }
  if (error?.code === 'ECONNREFUSED' || error?.code === 'ENOTFOUND') {
    return new DriverAdapterError({
      kind: 'DatabaseNotReachable',
      host: error.address ?? error.hostname,
      port: error.port,
    })
  }
  return error
}

/** `base` with another database name and without Prisma's own parameters. */
export function urlOf(base, database) {
  const url = new URL(base)
  if (database) url.pathname = `/${encodeURIComponent(database)}`
  url.searchParams.delete('schema')
  return url.href
}

export const schemaOf = (base) => (base ? (new URL(base).searchParams.get('schema') ?? 'public') : 'public')

/** Connects in UTC, with the search path of the URL's schema. */
export async function connect(base, database) {
  const client = new pg.Client({ connectionString: urlOf(base, database), application_name: 'prisma-schema-engine' })
  client.on('error', (error) =>
    process.stderr.write(`${JSON.stringify({ level: 'ERROR', fields: { message: error.message } })}\n`),
  )
  try {
    await client.connect()
    await client.query("SET TIME ZONE 'UTC'")
    const schema = schemaOf(base)
    if (schema !== 'public') await client.query(`SET search_path = ${client.escapeIdentifier(schema)}`)
  } catch (error) {
    throw translate(error)
  }
  return client
}

class Queryable {
  provider = 'postgres'
  adapterName = 'flotilla-schema-engine'
  constructor(client) {
    this.client = client
  }
  async #run({ sql, args }) {
    const values = args.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value))
    return this.client
      .query({ text: sql, values, rowMode: 'array', types })
      .catch((error) => Promise.reject(translate(error)))
  }
  async queryRaw(query) {
    const { fields, rows } = await this.#run(query)
    return {
      columnNames: fields.map(({ name }) => name),
      columnTypes: fields.map(({ dataTypeID }) => COLUMN_BY_OID.get(dataTypeID) ?? Column.Text),
      rows,
    }
  }
  async executeRaw(query) {
    return (await this.#run(query)).rowCount ?? 0
  }
}

class Transaction extends Queryable {
  options = { usePhantomQuery: false }
  commit = () => this.client.query('COMMIT').then(() => undefined)
  rollback = () => this.client.query('ROLLBACK').then(() => undefined)
  createSavepoint = (name) => this.client.query(`SAVEPOINT ${name}`)
  rollbackToSavepoint = (name) => this.client.query(`ROLLBACK TO SAVEPOINT ${name}`)
  releaseSavepoint = (name) => this.client.query(`RELEASE SAVEPOINT ${name}`)
}

class Adapter extends Queryable {
  constructor(client, schemaName, afterwards) {
    super(client)
    this.schemaName = schemaName
    this.afterwards = afterwards
  }
  // One simple-protocol query: dollar-quoted bodies stay whole and the script is atomic.
  executeScript = (script) =>
    this.client.query(script).then(
      () => undefined,
      (error) => Promise.reject(translate(error)),
    )
  async startTransaction(level) {
    await this.client.query(level ? `BEGIN ISOLATION LEVEL ${level}` : 'BEGIN')
    return new Transaction(this.client)
  }
  getConnectionInfo = () => ({ schemaName: this.schemaName, supportsRelationJoins: true })
  async dispose() {
    await this.client.end()
    await this.afterwards?.()
  }
}

/** The factory that the engine calls for the real database and for a shadow copy, which is dropped again. */
export const adapterFactory = (base) =>
  bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: 'flotilla-schema-engine',
    connect: async () => new Adapter(await connect(base), schemaOf(base)),
    async connectToShadowDb() {
      const name = `shadow_${randomUUID().replaceAll('-', '')}`
      const admin = await connect(base)
      await admin.query(`CREATE DATABASE "${name}"`)
      return new Adapter(await connect(base, name), schemaOf(base), async () => {
        await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
        await admin.end()
      })
    },
  })
