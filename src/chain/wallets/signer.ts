import type { Adapter, MessageSignerWalletAdapter, SignerWalletAdapter } from '@solana/wallet-adapter-base'
import { VersionedTransaction } from '@solana/web3.js'
import { DEMO_WALLET } from './demo'
import { FinnieWalletAdapter } from './finnie'
import { refuseChanged } from './signed'

/** A connected wallet, as the rest of the product sees it: it signs, and we send. Finnie alone sends by itself. */
export type Signer = {
  /** Base58. */
  address: string
  name: string
  kind: 'standard' | 'finnie' | 'demo'
  /** The 64 bytes of the signature over exactly these bytes. */
  signMessage(message: Uint8Array): Promise<Uint8Array>
  /** The same transaction with this wallet's signature added; throws when the wallet changed anything else. */
  signTransaction(transaction: Uint8Array): Promise<Uint8Array>
  /** Finnie's only way: signs and sends; returns the signature in base58. Null for every other wallet. */
  signAndSend: ((transaction: Uint8Array) => Promise<string>) | null
}

/** The wallet said no, because the person did. */
export class WalletDeclined extends Error {
  constructor() {
    super('You declined in the wallet. Nothing was sent.')
    this.name = 'WalletDeclined'
  }
}

/** Turns a refusal by the person into one kind of error: wallets say it with code 4001 or in their own words. */
async function asking<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    if (wasDeclined(error)) throw new WalletDeclined()
    throw error
  }
}

function wasDeclined(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, message, error: inner } = error as { code?: unknown; message?: unknown; error?: unknown }
  if (code === 4001) return true
  return (
    (typeof message === 'string' && /\b(reject|declin|denied|cancel)/i.test(message)) ||
    (inner !== undefined && wasDeclined(inner))
  )
}

const canSign = (adapter: Adapter): adapter is MessageSignerWalletAdapter & SignerWalletAdapter =>
  'signMessage' in adapter && 'signTransaction' in adapter

/** The signer behind a connected adapter; null when it is not connected or cannot sign messages and transactions. */
export function signerOf(adapter: Adapter | null): Signer | null {
  if (!adapter?.publicKey || !canSign(adapter)) return null
  const finnie = adapter instanceof FinnieWalletAdapter ? adapter : null
  return {
    address: adapter.publicKey.toBase58(),
    name: adapter.name,
    kind: finnie ? 'finnie' : adapter.name === DEMO_WALLET ? 'demo' : 'standard',
    signMessage: (message) => asking(() => adapter.signMessage(message)),
    signTransaction: (bytes) =>
      asking(async () => {
        const signed = (await adapter.signTransaction(VersionedTransaction.deserialize(bytes))).serialize()
        refuseChanged(bytes, signed)
        return signed
      }),
    signAndSend: finnie && ((bytes) => asking(() => finnie.signAndSend(bytes))),
  }
}
