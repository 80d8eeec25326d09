import { chainTime } from '@/chain/connection'
import { isLocal } from './local'

const EVERY_MS = 500
/** How far the chain's clock may be behind what was said before without having been set back. */
const BEHIND_MS = 60_000

// Shared through globalThis because pages are bundled apart from the server and both must agree on the time.
const clock = globalThis as typeof globalThis & { flotillaClockOffset?: number; flotillaClockSaid?: number }

/**
 * The clock of business rules. On the local network it is the chain's clock, which can be moved; elsewhere the machine's.
 * Sessions and nonces use the machine's clock (`new Date()`): moving time must not sign anybody out.
 */
export function now(): Date {
  const { flotillaClockOffset: offset, flotillaClockSaid: said = 0 } = clock
  if (offset === undefined) return new Date()
  const at = Date.now() + offset
  // On a busy machine the chain falls behind. What was done a moment ago is not in the future: time waits for the chain.
  if (at < said && said - at < BEHIND_MS) return new Date(said)
  clock.flotillaClockSaid = at
  return new Date(at)
}

/** Asks the chain for its time, on the local network. An unreachable chain leaves the last known distance. */
export async function refreshClock(): Promise<void> {
  if (!isLocal()) return
  const before = Date.now()
  const seconds = await chainTime()
  const offset = Number(seconds) * 1_000 - (before + Date.now()) / 2
  // The chain counts whole seconds; small differences are its rounding, not a move.
  if (Math.abs(offset - (clock.flotillaClockOffset ?? 0)) > 2_000) clock.flotillaClockOffset = Math.round(offset)
}

/** Keeps the clock in step until the returned function is called. */
export function followChainClock(onError: (error: unknown) => void): () => void {
  if (!isLocal()) return () => undefined
  let running = false
  const timer = setInterval(() => {
    if (running) return
    running = true
    refreshClock()
      .catch(onError)
      .finally(() => {
        running = false
      })
  }, EVERY_MS)
  return () => clearInterval(timer)
}
