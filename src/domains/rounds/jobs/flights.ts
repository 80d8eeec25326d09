import type { Connection } from '@solana/web3.js'
import { deliveriesOf } from '@/chain/send'

/** A transaction that was sent, with the work that it does. */
export type Flight = { signature: string; lastValidBlockHeight: number; items: readonly string[] }

/** getSignatureStatuses takes so many. */
const MOST_STATUSES = 256

/** What was sent and is not yet known to have arrived. Lost at a restart: then a repeat at worst pays a fee for nothing. */
export class Flights {
  #open: Flight[] = []
  #items = new Set<string>()

  has(item: string): boolean {
    return this.#items.has(item)
  }

  add(flight: Flight): void {
    this.#open.push(flight)
    for (const item of flight.items) this.#items.add(item)
  }

  /** Forgets what has arrived for good, failed or expired: the chain itself says what is still to be done. */
  async land(connection: Connection): Promise<void> {
    const asked = [...this.#open]
    const landed = new Set<Flight>()
    for (let from = 0; from < asked.length; from += MOST_STATUSES) {
      const part = asked.slice(from, from + MOST_STATUSES)
      const deliveries = await deliveriesOf(connection, part)
      for (const [index, flight] of part.entries())
        if (!['unseen', 'seen', 'confirmed'].includes(deliveries[index]!.kind)) landed.add(flight)
    }
    this.#open = this.#open.filter((flight) => !landed.has(flight))
    this.#items = new Set(this.#open.flatMap(({ items }) => items))
  }
}
