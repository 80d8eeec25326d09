// Ports of this machine.
import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Where ports are looked for: below those that systems give to outgoing connections (from 32,768 on Linux, 49,152 elsewhere). One
 * of these would be handed to anybody while the server on it is down, even to a client that tries to reach it and meets itself.
 */
const [FIRST, LAST] = [20_000, 32_000]
const TRIES = 1_000

const isFree = (port) =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })

/** Whether somebody listens on a port already. */
export const isTaken = async (port) => !(await isFree(port))

/** The given port when it is free, else (and for 0) any free one; with `width`, the first of so many in a row. */
export async function freePort(wanted = 0, width = 1) {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const first = wanted && tried === 0 ? wanted : randomInt(FIRST, LAST)
    const all = await Promise.all(Array.from({ length: width }, (_, index) => isFree(first + index)))
    if (all.every(Boolean)) return first
  }
  throw new Error(`No free port was found between ${FIRST} and ${LAST}.`)
}
