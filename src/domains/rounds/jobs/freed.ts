import { PublicKey } from '@solana/web3.js'
import { bondsBeyond } from '@/chain/distributor/bonds'
import { recordFreed } from '../actions/payment'
import type { PayGround } from '../jobs'
import type { OpenList } from '../queries'

/**
 * Books bonds that a posted list can judge no more: whoever took theirs back on its last day keeps nobody else waiting. Returns their
 * lines.
 */
export async function bookFreed(
  { db, connection, programId }: Pick<PayGround, 'db' | 'connection' | 'programId'>,
  { address, lines }: Pick<OpenList, 'address' | 'lines'>,
  now: Date,
): Promise<ReadonlySet<number>> {
  const waiting = lines.filter(({ kind, state }) => kind === 'bond' && state === 'waiting')
  const list = { programId, distribution: new PublicKey(address) }
  const owned = waiting.map(({ index, recipient }) => ({ index, owner: new PublicKey(recipient) }))
  const indices = await bondsBeyond(connection, list, owned)
  if (indices.length > 0) await db.$transaction((tx) => recordFreed(tx, { address, indices, now }))
  return new Set(indices)
}
