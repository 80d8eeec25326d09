/** What a process writes into its log, each level with those after it. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const

/** The level of LOG_LEVEL; `info` for what is none, so that src/server/env.ts can say so before anything breaks on it. */
export const logLevel = (asked: string | undefined): (typeof LOG_LEVELS)[number] =>
  LOG_LEVELS.find((level) => level === asked) ?? 'info'
