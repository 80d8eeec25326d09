import { type Connection, type PublicKey, SystemProgram } from '@solana/web3.js'
import { deliveriesOf } from '@/chain/send'
import { compileTransaction, networkFee } from '@/chain/transactions'
import { Sentence } from './failures'
import type { Payer } from './payer'

const POLL_MS = 500

/** Sends everything that the payer holds, less the fee for it, to one address. Returns the lamports sent; throws a Sentence. */
export async function sweep(connection: Connection, payer: Payer, to: PublicKey): Promise<bigint> {
  const transfer = (lamports: bigint) =>
    compileTransaction(connection, {
      feePayer: payer.address,
      instructions: [SystemProgram.transfer({ fromPubkey: payer.address, toPubkey: to, lamports })],
    })
  const held = BigInt(await connection.getBalance(payer.address, 'confirmed'))
  const left = held - (await networkFee(connection, (await transfer(0n)).message))
  if (left <= 0n) throw new Sentence('This key holds nothing that could be sent.')
  const { message, lastValidBlockHeight } = await transfer(left)
  const { signature } = await payer.hand(message)
  for (;;) {
    const [delivery] = await deliveriesOf(connection, [{ signature, lastValidBlockHeight }])
    if (delivery!.kind === 'confirmed' || delivery!.kind === 'finalized') return left
    if (delivery!.kind === 'failed') throw new Sentence(delivery!.failure.sentence)
    if (delivery!.kind === 'expired') throw new Sentence('The transaction expired: no money moved. Try again.')
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}
