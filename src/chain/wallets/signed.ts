import { VersionedTransaction } from '@solana/web3.js'

const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, index) => byte === b[index])

/**
 * Refuses a transaction that came back from a wallet as another one: wallets may add instructions of their own, such as
 * priority fees. Only signatures may differ from what was handed over.
 */
export function refuseChanged(sent: Uint8Array, signed: Uint8Array): void {
  const [before, after] = [VersionedTransaction.deserialize(sent), VersionedTransaction.deserialize(signed)]
  if (!same(before.message.serialize(), after.message.serialize())) {
    throw new Error('The wallet changed the transaction before signing it. Nothing was sent.')
  }
}
