import { PublicKey } from '@solana/web3.js'

/** Whether an address is a key that can sign: 32 bytes that are a point of the curve. Program-derived addresses are not. */
export function isOnCurve(address: string): boolean {
  try {
    return PublicKey.isOnCurve(new PublicKey(address).toBytes())
  } catch (error) {
    // PublicKey says so with a plain Error when the text is not 32 bytes of base58.
    if (error instanceof Error) return false
    throw error
  }
}
