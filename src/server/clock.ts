/** The clock of business rules. On the local network it follows the chain's clock, which can be moved. */
let offset = 0

export const now = (): Date => new Date(Date.now() + offset)

/** Sets how far the chain's clock is ahead of this machine's, in milliseconds. */
export function setClockOffset(milliseconds: number): void {
  offset = milliseconds
}
