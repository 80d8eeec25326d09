import type { Connection, PublicKey } from '@solana/web3.js'
import bs58 from 'bs58'
import { send } from '@/chain/send'
import { withSignatures } from '@/chain/transactions'

/** What was handed to the chain. `again` hands over the same bytes once more; null where a wallet sends by itself. */
export type Handed = { signature: string; again: (() => Promise<void>) | null }

/** Whoever pays the fees: signs a compiled message, and has it sent. */
export type Payer = { address: PublicKey; hand: (message: Uint8Array) => Promise<Handed> }

type Signing = { address: PublicKey; sign: (message: Uint8Array) => Promise<Uint8Array> }

/** A payer that signs, while we send through our own connection. */
export const signingPayer = (connection: Connection, { address, sign }: Signing): Payer => ({
  address,
  hand: async (message) => {
    const bytes = await sign(message)
    const wire = withSignatures(message, { [address.toBase58()]: bytes })
    const again = () => send(connection, wire)
    await again()
    return { signature: bs58.encode(bytes), again }
  },
})
