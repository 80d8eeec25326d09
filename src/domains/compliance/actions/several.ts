import { Refusal } from '@/kit/refusal'
import type { Tx } from '@/server/db'

/**
 * Does one act to several things, as far as each may be done; returns those that were. What is refused stays as it is. Only for acts that
 * decide nothing and refuse before they write.
 */
export async function eachOf(
  tx: Tx,
  ids: readonly string[],
  act: (tx: Tx, id: string) => Promise<void>,
): Promise<{ done: string[] }> {
  const done: string[] = []
  // In one order for everybody, so that two who take the same ones do not wait for each other.
  for (const id of [...new Set(ids)].sort()) {
    const isDone = await act(tx, id).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Refusal) return false
        throw error
      },
    )
    if (isDone) done.push(id)
  }
  return { done }
}
