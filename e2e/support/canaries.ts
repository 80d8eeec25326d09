import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { BrowserContext } from '@playwright/test'

/** Where a world of journeys writes down what its processes say and what its browsers ask for; none for a world that ran before. */
export const HEARD = process.env.HEARD ?? ''
const typed = path.join(HEARD, 'canaries')

const note = (file: string, line: string): void => {
  if (HEARD) appendFileSync(path.join(HEARD, file), `${line}\n`)
}

/** Marks what somebody types as theirs alone: e2e/leaks.spec.ts looks for it everywhere once the world has lived. */
export function canary<Text extends string>(text: Text): Text {
  note('canaries', text)
  return text
}

/** Everything that was marked in this world. */
export const canaries = (): string[] =>
  HEARD && existsSync(typed) ? [...new Set(readFileSync(typed, 'utf8').trim().split('\n'))].filter(Boolean) : []

/** Writes down every address that a browser asks for, and the one that it comes from. */
export function watchAddresses(context: BrowserContext): void {
  context.on('request', (request) => note('addresses', `${request.url()} ${request.headers().referer ?? ''}`))
}

/** Writes down an address that a journey asks for by itself. */
export const noteAddress = (address: string): void => note('addresses', address)
