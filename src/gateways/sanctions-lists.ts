import { isLoopback } from '@/chain/network'

/** Where a publisher's file lies, and the only hosts that it may come from, redirects included. */
export type ListAddress = { url: string; hosts: readonly string[] }

const PATIENCE_MS = 120_000
const MOST_REDIRECTS = 4

/**
 * Opens a publisher's file. Every step of the way must be https and lie on a host that is pinned, so that a redirect cannot bring somebody
 * else's list. Throws an Error with a sentence for staff, which holds no more of the address than its host.
 */
export async function openList({ url, hosts }: ListAddress): Promise<AsyncIterable<Uint8Array>> {
  let next = new URL(url)
  const signal = AbortSignal.timeout(PATIENCE_MS)
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    assertPinned(next, hosts)
    const answer = await fetch(next, { redirect: 'manual', signal }).catch((error: unknown) => {
      throw new Error(`${next.host} did not answer`, { cause: error })
    })
    const location = answer.headers.get('location')
    if (answer.status >= 300 && answer.status < 400 && location) {
      await answer.body?.cancel()
      next = new URL(location, next)
      continue
    }
    if (!answer.ok || !answer.body) throw new Error(`${next.host} answered ${answer.status}`)
    return answer.body
  }
  throw new Error(`${next.host} redirects too often`)
}

function assertPinned(url: URL, hosts: readonly string[]): void {
  if (!hosts.includes(url.host)) throw new Error(`${url.host} is not among the hosts of this list`)
  if (url.protocol !== 'https:' && !isLoopback(url.href)) throw new Error(`${url.host} was named without https`)
}
