import { TRPCError } from '@trpc/server'
import { refusals } from '@/kit/refusal'
import { AWAY_DIGEST } from './away-digest'
import { noteLoss } from './watch'

/** What people are told while the database is away. */
export const refuseAway = refusals('server', {
  databaseAway: {
    kind: 'unavailable',
    message: () => 'The database does not answer. Nothing was changed; try again in a minute.',
  },
  databaseLost: {
    kind: 'unavailable',
    message: () =>
      'The database stopped answering while this was being done. In a minute, look whether it was done before you repeat it.',
  },
})

/** After how many seconds it is worth asking again; the database itself is asked every second. */
export const RETRY_AFTER = '5'

/** Classes of SQLSTATE for connections, shutdown and statements that took too long, the sockets' own codes, and Prisma's names. */
const CODES =
  /^(08...|25P03|57014|57P0[123]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|P1001|P1002|P1017|P2024)$/
const KINDS = /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections)$/
/** Errors of `pg` and of Prisma's transactions that carry no code, or one that says too little. */
const WORDS =
  /^(Client has encountered a connection error|Connection terminated|Query read timeout|timeout exceeded when trying to connect|Transaction API error: (Unable to start a transaction|.*expired transaction))/

const textOf = (value: object, name: string): string => {
  const text: unknown = Reflect.get(value, name)
  return typeof text === 'string' ? text : ''
}

const looksAway = (value: object): boolean =>
  CODES.test(textOf(value, 'code')) || KINDS.test(textOf(value, 'kind')) || WORDS.test(textOf(value, 'message'))

/** A property that is an object; null for any other. */
function objectIn(value: object | null, name: string): object | null {
  const found: unknown = value && Reflect.get(value, name)
  return typeof found === 'object' ? found : null
}

/** What the driver said: inside an error of Prisma's, or bare, as when a connection breaks at COMMIT. */
function insideOf(error: object): object | null {
  const driver =
    textOf(error, 'name') === 'DriverAdapterError' ? error : objectIn(objectIn(error, 'meta'), 'driverAdapterError')
  return objectIn(driver, 'cause')
}

/**
 * Whether an error says that the database cannot be reached, shuts down, broke the connection or took too long: an outage, no bug.
 * The causes of other errors are not looked into: a chain node that refuses a connection has the same codes.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const inside = insideOf(error)
  return looksAway(error) || (inside !== null && looksAway(inside))
}

/**
 * The answer to whoever asked while the database is away, noted for the answer's status. A page that was half made knows it by
 * the digest.
 */
export function awayError(refusal: ReturnType<(typeof refuseAway)[keyof typeof refuseAway]>): TRPCError {
  noteLoss()
  const error = new TRPCError({ code: 'SERVICE_UNAVAILABLE', message: refusal.message, cause: refusal })
  return Object.assign(error, { digest: AWAY_DIGEST })
}
