import { BaseMessageSignerWalletAdapter, type WalletName, WalletReadyState } from '@solana/wallet-adapter-base'
import { PublicKey, Transaction, type TransactionVersion, type VersionedTransaction } from '@solana/web3.js'

export const FINNIE = 'Finnie' as WalletName<'Finnie'>

const ICON =
  'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCAyNCAyNCI+PHJlY3Qgd2lkdGg9IjI0IiBoZWlnaHQ9IjI0IiByeD0iNiIgZmlsbD0iIzE3MTc1MyIvPjxwYXRoIGZpbGw9IiM1ZWQ5ZDEiIGQ9Ik03IDVoMTB2M2gtN3YzaDZ2M2gtNnY1SDd6Ii8+PC9zdmc+'

/** What the Finnie extension puts on the page as `window.k2`, as far as its documentation says. */
export type FinnieProvider = {
  isFinnie?: boolean
  publicKey?: { toString(): string } | null
  connect(): Promise<{ toString(): string }>
  disconnect(): Promise<void>
  on?(event: 'accountChanged', listener: (publicKey: { toString(): string } | null) => void): void
  signMessage(message: string): Promise<{ signature: Uint8Array; publicKey?: { toString(): string } }>
  signAndSendTransaction(transaction: Transaction): Promise<string>
}

declare global {
  interface Window {
    k2?: FinnieProvider
  }
}

const provider = (): FinnieProvider | undefined =>
  typeof window !== 'undefined' && window.k2?.isFinnie ? window.k2 : undefined

/**
 * Finnie, Koii's browser wallet. It has no way to sign a transaction without sending it, and it sends to K2 only:
 * `signAndSend` therefore refuses on any other network, where the same signature would go to the wrong chain.
 */
export class FinnieWalletAdapter extends BaseMessageSignerWalletAdapter<typeof FINNIE> {
  name = FINNIE
  url = 'https://www.koii.network/finnie'
  icon = ICON
  readonly supportedTransactionVersions: ReadonlySet<TransactionVersion> = new Set(['legacy'])
  readyState = provider() ? WalletReadyState.Installed : WalletReadyState.NotDetected
  publicKey: PublicKey | null = null
  connecting = false
  readonly #network: string
  #listens = false

  constructor(network: string) {
    super()
    this.#network = network
    if (typeof window === 'undefined') return
    window.addEventListener('finnieWalletLoaded', () => {
      if (!provider()) return
      this.readyState = WalletReadyState.Installed
      this.emit('readyStateChange', this.readyState)
    })
  }

  async connect(): Promise<void> {
    if (this.connected || this.connecting) return
    const finnie = this.#installed()
    this.connecting = true
    try {
      const given = await finnie.connect()
      if (!this.#listens) finnie.on?.('accountChanged', (key) => this.#changeAccount(key))
      this.#listens = true
      this.#changeAccount(given ?? finnie.publicKey)
    } finally {
      this.connecting = false
    }
  }

  /** Connects without asking, only where the person already allowed this page. */
  override async autoConnect(): Promise<void> {
    if (provider()?.publicKey) await this.connect()
  }

  async disconnect(): Promise<void> {
    await provider()?.disconnect()
    this.#changeAccount(null)
  }

  async signMessage(message: Uint8Array): Promise<Uint8Array> {
    const { signature, publicKey } = await this.#installed().signMessage(new TextDecoder().decode(message))
    if (publicKey && publicKey.toString() !== this.publicKey?.toBase58()) {
      throw new Error('Finnie signed with another account than the one that is connected.')
    }
    return new Uint8Array(signature)
  }

  async signTransaction<T extends Transaction | VersionedTransaction>(_transaction: T): Promise<T> {
    throw new Error('Finnie cannot sign without sending. Use signAndSend.')
  }

  /** Hands over a legacy transaction that our key has signed already; Finnie adds its signature and sends. Returns base58. */
  async signAndSend(bytes: Uint8Array): Promise<string> {
    if (!this.#network.startsWith('k2-')) {
      throw new Error('Finnie sends to K2 only, and this site works on another network. Use another wallet.')
    }
    return this.#installed().signAndSendTransaction(Transaction.from(bytes))
  }

  #installed(): FinnieProvider {
    const finnie = provider()
    if (!finnie) throw new Error('Finnie is not installed in this browser.')
    return finnie
  }

  #changeAccount(key: { toString(): string } | null | undefined): void {
    const address = key?.toString()
    if (address && address === this.publicKey?.toBase58()) return
    const had = this.publicKey !== null
    this.publicKey = address ? new PublicKey(address) : null
    if (this.publicKey) this.emit('connect', this.publicKey)
    else if (had) this.emit('disconnect')
  }
}
