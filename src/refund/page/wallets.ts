import { PublicKey, Transaction } from '@solana/web3.js'
import type { Network } from '@/chain/programs'
import { signatureIn, withSignatures } from '@/chain/transactions'
import type { FinnieProvider } from '@/chain/wallets/finnie'
import { refuseChanged } from '@/chain/wallets/signed'
import { Sentence } from '../failures'
import { type Payer, signingPayer } from '../payer'
import type { Here } from './here'

/** A wallet that has put itself into this page. `connect` asks the person. */
export type FoundWallet = { name: string; connect: (here: Here) => Promise<Payer> }

/** What of the Wallet Standard is used here. */
type StandardAccount = { address: string; publicKey: Uint8Array }
type StandardWallet = {
  name: string
  accounts: readonly StandardAccount[]
  features: {
    'standard:connect'?: { connect: () => Promise<{ accounts: readonly StandardAccount[] }> }
    'solana:signTransaction'?: {
      signTransaction: (input: {
        account: StandardAccount
        transaction: Uint8Array
      }) => Promise<readonly { signedTransaction: Uint8Array }[]>
    }
  }
}
type Register = { register: (...wallets: StandardWallet[]) => () => void }

/** The older way: one object on the page, which signs web3.js transactions. */
type InjectedWallet = {
  connect: () => Promise<{ publicKey?: { toString(): string } } | undefined>
  publicKey?: { toString(): string } | null
  signTransaction: (transaction: Transaction) => Promise<Transaction>
}

const FINNIE = 'Finnie'

/** Tells of each wallet as it appears: some put themselves into the page late. A page opened from a file may get none. */
export function findWallets(found: (wallet: FoundWallet) => void): void {
  const names = new Set<string>()
  const offer = (wallet: FoundWallet) => {
    if (!names.has(wallet.name)) found(wallet)
    names.add(wallet.name)
  }
  const register = (...wallets: StandardWallet[]) => {
    for (const wallet of wallets) if (wallet.features['solana:signTransaction']) offer(standard(wallet))
    return () => undefined
  }
  const api: Register = { register }
  window.addEventListener('wallet-standard:register-wallet', (event) => {
    ;(event as CustomEvent<(api: Register) => void>).detail(api)
  })
  window.dispatchEvent(new CustomEvent('wallet-standard:app-ready', { detail: api }))
  const injected = () => {
    if (window.k2?.isFinnie) offer(finnie(window.k2))
    const { solana } = window as { solana?: InjectedWallet }
    // A wallet of the standard puts itself here too, for older pages.
    if (solana?.signTransaction && ![...names].some((name) => name !== FINNIE)) offer(legacy(solana))
  }
  window.addEventListener('finnieWalletLoaded', injected)
  window.addEventListener('load', injected)
  injected()
}

const standard = (wallet: StandardWallet): FoundWallet => ({
  name: wallet.name,
  connect: async ({ connection }) => {
    const answer = await wallet.features['standard:connect']?.connect()
    const account = (answer?.accounts ?? wallet.accounts)[0]
    if (!account) throw new Sentence(`${wallet.name} gave no account.`)
    const sign = async (wire: Uint8Array) => {
      const signed = await wallet.features['solana:signTransaction']!.signTransaction({ account, transaction: wire })
      return signed[0]!.signedTransaction
    }
    return walletPayer({ connection }, new PublicKey(account.address), sign)
  },
})

const legacy = (wallet: InjectedWallet): FoundWallet => ({
  name: 'the wallet of this browser',
  connect: async ({ connection }) => {
    const answer = await wallet.connect()
    const key = answer?.publicKey ?? wallet.publicKey
    if (!key) throw new Sentence('The wallet gave no account.')
    return walletPayer({ connection }, new PublicKey(key.toString()), async (wire) =>
      (await wallet.signTransaction(Transaction.from(wire))).serialize(),
    )
  },
})

/** The wallet signs and we send: its own connection could lead to another chain. What it changed is refused. */
function walletPayer(
  { connection }: Pick<Here, 'connection'>,
  address: PublicKey,
  signWire: (wire: Uint8Array) => Promise<Uint8Array>,
): Payer {
  const sign = async (message: Uint8Array) => {
    const wire = withSignatures(message, {})
    const signed = await declined(() => signWire(wire))
    refuseChanged(wire, signed)
    const signature = signatureIn(signed, message, address.toBase58())
    if (!signature) throw new Sentence('The wallet did not sign. Nothing was sent.')
    return signature
  }
  return signingPayer(connection, { address, sign })
}

/** Finnie has no way to sign without sending, and sends to K2 alone. */
const finnie = (wallet: FinnieProvider): FoundWallet => ({
  name: FINNIE,
  connect: async ({ network }) => {
    if (!isK2(network))
      throw new Sentence('Finnie sends to K2 only, and this node belongs to another network. Use a key instead.')
    const given = (await wallet.connect()) ?? wallet.publicKey
    return {
      address: new PublicKey(given.toString()),
      hand: async (message) => ({
        signature: await declined(() => wallet.signAndSendTransaction(Transaction.from(withSignatures(message, {})))),
        again: null,
      }),
    }
  },
})

const isK2 = (network: Network | null): boolean => network?.startsWith('k2-') ?? false

async function declined<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    const message = (error as { message?: unknown } | null)?.message
    throw new Sentence(
      `The wallet did not sign (${typeof message === 'string' ? message : 'declined'}). Nothing more was sent.`,
    )
  }
}
