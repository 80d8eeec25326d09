import type { Page } from '@playwright/test'
import type { Keypair } from '@solana/web3.js'
import { signerOf } from '@/server/signers'

/** Signs for the page what a wallet of this key would sign. */
const exposeSigning = (page: Page, key: Keypair) =>
  page.exposeFunction('signForTest', async (message: number[]) => [
    ...(await signerOf(key.secretKey).sign(Uint8Array.from(message))),
  ])

/** A wallet of the Wallet Standard that signs with this key, as an extension puts it into a page. */
export async function installWallet(page: Page, key: Keypair): Promise<void> {
  await exposeSigning(page, key)
  await page.addInitScript(
    ({ address, publicKey }) => {
      const account = { address, publicKey: Uint8Array.from(publicKey) }
      const signTransaction = async ({ transaction }: { transaction: Uint8Array }) => {
        const { signForTest } = window as unknown as { signForTest: (message: number[]) => Promise<number[]> }
        const signature = await signForTest([...transaction.subarray(65)])
        const signedTransaction = transaction.slice()
        signedTransaction.set(signature, 1)
        return [{ signedTransaction }]
      }
      const connect = async () => ({ accounts: [account] })
      const features = { 'standard:connect': { connect }, 'solana:signTransaction': { signTransaction } }
      const wallet = { name: 'Test wallet', accounts: [], features }
      window.addEventListener('wallet-standard:app-ready', (event) =>
        (event as CustomEvent<{ register: (one: object) => void }>).detail.register(wallet),
      )
    },
    { address: key.publicKey.toBase58(), publicKey: [...key.publicKey.toBytes()] },
  )
}

/** An older wallet, which signs web3.js transactions as `window.solana`, beside Finnie as `window.k2`. */
export async function installOlderWallets(page: Page, key: Keypair): Promise<void> {
  await exposeSigning(page, key)
  await page.addInitScript((address) => {
    type Signable = {
      feePayer: unknown
      serializeMessage(): Uint8Array
      addSignature(key: unknown, by: Uint8Array): void
    }
    const signTransaction = async (transaction: Signable) => {
      const { signForTest } = window as unknown as { signForTest: (message: number[]) => Promise<number[]> }
      const signature = await signForTest([...transaction.serializeMessage()])
      transaction.addSignature(transaction.feePayer, Uint8Array.from(signature))
      return transaction
    }
    const connect = async () => ({ publicKey: { toString: () => address } })
    const never = () => Promise.reject(new Error('asked on a network that is not its own'))
    const k2 = { isFinnie: true, connect: never, disconnect: never, signMessage: never, signAndSendTransaction: never }
    Object.assign(window, { solana: { connect, signTransaction }, k2 })
  }, key.publicKey.toBase58())
}
