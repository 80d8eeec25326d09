import { Refusal } from '@/kit/refusal'

/** Whether this installation runs on the private local chain, where stand-ins and one-click sign-in exist. */
export const isLocal = (): boolean => (process.env.FLOTILLA_NETWORK ?? 'local') === 'local'

/** Refuses (404) whatever exists for trying things out, on any network but the local one. */
export function localOnly(): void {
  if (!isLocal()) throw new Refusal('server.notHere', 'missing', 'There is nothing at this address.')
}
