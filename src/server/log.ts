import pino from 'pino'
import { logLevel } from './log-level'

const ADDRESS = /[^\s<>"'`(),;:=[\]{}]+@[^\s<>"'`(),;:=[\]{}]+/g

/** What is never an e-mail address although it has an at sign: the packages in a stack. */
const withoutAddresses = (text: string): string =>
  text.replace(ADDRESS, (found) => (found.includes('/') ? found : '[e-mail]'))

/**
 * An error as the log keeps it: its kind, words, code and stack. Whatever else a driver hangs on its errors stays out: PostgreSQL's
 * `detail` holds the values of the row that it refused, a mail server's answer holds who should have got the mail.
 */
export function errorForLog(error: Error): Record<string, unknown> {
  const { type, message, stack, code } = pino.stdSerializers.err(error)
  return {
    ...{ type, message: withoutAddresses(message), stack: withoutAddresses(stack) },
    ...(typeof code === 'string' && { code }),
  }
}

/** The process's own log: events and request ids. Never personal data, keys or message bodies. */
export const log = pino({
  level: logLevel(process.env.LOG_LEVEL),
  serializers: { err: errorForLog },
  redact: { paths: ['*.email', '*.password', '*.token', '*.secret', '*.signature'], remove: true },
})
