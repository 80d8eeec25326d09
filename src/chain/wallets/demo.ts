import { BaseMessageSignerWalletAdapter, type WalletName, WalletReadyState } from '@solana/wallet-adapter-base'
import { PublicKey, Transaction, type TransactionVersion, type VersionedTransaction } from '@solana/web3.js'
import bs58 from 'bs58'
import { type BrowserKey, openBrowserKey } from './browser-key'

/** What people see: nobody should take it for a wallet that holds anything. */
export const DEMO_WALLET = 'Demo wallet (local chain only)' as WalletName<'Demo wallet (local chain only)'>

const SEED_KEY = 'flotilla.demoWalletSeed'
/** Where the wallet adapter keeps which wallet was used last. */
const LAST_WALLET_KEY = 'walletName'
const ICON =
  'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCAyNCAyNCI+PHJlY3Qgd2lkdGg9IjI0IiBoZWlnaHQ9IjI0IiByeD0iNiIgZmlsbD0iIzdhNGIwMCIvPjxwYXRoIGZpbGw9IiNmZmYiIGQ9Ik0xMiA0djEySDZ6TTE0IDdsNSA5aC01eiIvPjwvc3ZnPg=='

/** Puts a demo person's key (32 bytes in base58) into this browser and makes the demo wallet the one that connects by itself. */
export function keepDemoKey(seed: string): void {
  localStorage.setItem(SEED_KEY, seed)
  localStorage.setItem(LAST_WALLET_KEY, JSON.stringify(DEMO_WALLET))
}

/** Takes the demo key out of this browser, at sign-out. */
export function forgetDemoKey(): void {
  localStorage.removeItem(SEED_KEY)
  if (localStorage.getItem(LAST_WALLET_KEY) === JSON.stringify(DEMO_WALLET)) localStorage.removeItem(LAST_WALLET_KEY)
}

/**
 * A wallet that lives in the browser's storage, for the local chain: its key is worth nothing anywhere else.
 * `onFresh` is told the address of a key made just now, which has no coins yet.
 */
export class DemoWalletAdapter extends BaseMessageSignerWalletAdapter<typeof DEMO_WALLET> {
  name = DEMO_WALLET
  url = 'https://github.com/'
  icon = ICON
  readonly supportedTransactionVersions: ReadonlySet<TransactionVersion> = new Set(['legacy', 0])
  readyState = WalletReadyState.Installed
  publicKey: PublicKey | null = null
  connecting = false
  #key: BrowserKey | null = null
  readonly #onFresh: (address: string) => Promise<void>

  constructor(onFresh: (address: string) => Promise<void>) {
    super()
    this.#onFresh = onFresh
  }

  async connect(): Promise<void> {
    if (this.connected || this.connecting) return
    this.connecting = true
    try {
      const stored = localStorage.getItem(SEED_KEY)
      const seed = stored ? bs58.decode(stored) : crypto.getRandomValues(new Uint8Array(32))
      this.#key = await openBrowserKey(seed)
      const publicKey = new PublicKey(this.#key.address)
      if (!stored) {
        await this.#onFresh(publicKey.toBase58())
        localStorage.setItem(SEED_KEY, bs58.encode(seed))
      }
      this.publicKey = publicKey
      this.emit('connect', publicKey)
    } finally {
      this.connecting = false
    }
  }

  async disconnect(): Promise<void> {
    this.publicKey = null
    this.#key = null
    this.emit('disconnect')
  }

  async signMessage(message: Uint8Array): Promise<Uint8Array> {
    return this.#opened().sign(message)
  }

  async signTransaction<T extends Transaction | VersionedTransaction>(transaction: T): Promise<T> {
    const key = this.#opened()
    const publicKey = new PublicKey(key.address)
    if (transaction instanceof Transaction) {
      transaction.addSignature(publicKey, Buffer.from(await key.sign(transaction.serializeMessage())))
    } else {
      transaction.addSignature(publicKey, await key.sign(transaction.message.serialize()))
    }
    return transaction
  }

  #opened(): BrowserKey {
    if (!this.#key) throw new Error('The demo wallet is not connected.')
    return this.#key
  }
}
