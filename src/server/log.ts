import pino from 'pino'

/** The process's own log: events and request ids. Never personal data, keys or message bodies. */
export const log = pino({
  level: process.env.LOG_LEVEL ?? 'info',
  redact: { paths: ['*.email', '*.password', '*.token', '*.secret', '*.signature'], remove: true },
})
