import { createPrivateKey, sign } from 'node:crypto'
import { Keypair, type PublicKey, SystemProgram, Transaction } from '@solana/web3.js'
import bs58 from 'bs58'
import { afterEach, describe, expect, test } from 'vitest'
import { verifiesEd25519 } from '@/kit/ed25519'
import { DEMO_WALLET, DemoWalletAdapter, forgetDemoKey, keepDemoKey } from './demo'
import { type FinnieProvider, FinnieWalletAdapter } from './finnie'
import { refuseChanged } from './signed'
import { signerOf, WalletDeclined } from './signer'

const cosigner = Keypair.generate()

/** A transfer that the wallet pays and our key has signed, as bytes. */
function cosigned(payer: PublicKey, lamports = 5): Uint8Array {
  const transaction = new Transaction({ feePayer: payer, recentBlockhash: Keypair.generate().publicKey.toBase58() })
  transaction.add(SystemProgram.transfer({ fromPubkey: payer, toPubkey: cosigner.publicKey, lamports }))
  transaction.add(SystemProgram.transfer({ fromPubkey: cosigner.publicKey, toPubkey: payer, lamports: 1 }))
  transaction.partialSign(cosigner)
  return transaction.serialize({ requireAllSignatures: false })
}

/** A browser's storage, as far as the demo wallet uses it. */
function browserStorage() {
  const kept = new Map<string, string>()
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
  Object.assign(globalThis, { localStorage: storage })
  return kept
}

/** Finnie as its documentation describes it: `window.k2` with connect, signMessage of a string, and signAndSendTransaction. */
function installFinnie(own = Keypair.generate()) {
  const seen: { sent: Transaction[]; accountChanged: ((key: PublicKey | null) => void)[] } = {
    sent: [],
    accountChanged: [],
  }
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), own.secretKey.subarray(0, 32)])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const k2: FinnieProvider = {
    isFinnie: true,
    publicKey: null,
    connect: async () => own.publicKey,
    disconnect: async () => undefined,
    on: (_event, listener) => void seen.accountChanged.push(listener as (key: PublicKey | null) => void),
    signMessage: async (text) => ({ signature: sign(null, Buffer.from(text, 'utf8'), key), publicKey: own.publicKey }),
    signAndSendTransaction: async (transaction) => {
      transaction.partialSign(own)
      seen.sent.push(transaction)
      return bs58.encode(transaction.signature!)
    },
  }
  Object.assign(globalThis, { window: Object.assign(new EventTarget(), { k2 }) })
  return { own, k2, seen }
}

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'window')
  Reflect.deleteProperty(globalThis, 'localStorage')
})

describe('Finnie', () => {
  test('connects, signs the exact text, and disconnects', async () => {
    const { own } = installFinnie()
    const adapter = new FinnieWalletAdapter('k2-testnet')
    await adapter.connect()
    const signer = signerOf(adapter)!
    expect(signer).toMatchObject({ address: own.publicKey.toBase58(), kind: 'finnie' })
    const text = new TextEncoder().encode('Sign in to Flotilla.\nNonce: 1 ✓')
    expect(verifiesEd25519(own.publicKey.toBytes(), text, await signer.signMessage(text))).toBe(true)
    await adapter.disconnect()
    expect(signerOf(adapter)).toBeNull()
  })

  test('sends our co-signed legacy transaction itself on K2, both signatures on it', async () => {
    const { own, seen } = installFinnie()
    const adapter = new FinnieWalletAdapter('k2-mainnet')
    await adapter.connect()
    const bytes = cosigned(own.publicKey)
    const signature = await signerOf(adapter)!.signAndSend!(bytes)
    expect(seen.sent).toHaveLength(1)
    expect(seen.sent[0]!.verifySignatures()).toBe(true)
    expect(bs58.encode(seen.sent[0]!.signature!)).toBe(signature)
    refuseChanged(bytes, seen.sent[0]!.serialize())
  })

  test.each(['local', 'solana-devnet'])('on %s it gets no transaction: it would send it to K2', async (network) => {
    const { own, seen } = installFinnie()
    const adapter = new FinnieWalletAdapter(network)
    await adapter.connect()
    await expect(signerOf(adapter)!.signAndSend!(cosigned(own.publicKey))).rejects.toThrow('Finnie sends to K2 only')
    await expect(signerOf(adapter)!.signTransaction(cosigned(own.publicKey))).rejects.toThrow('cannot sign without')
    expect(seen.sent).toEqual([])
  })

  test('a decline is told apart from a fault', async () => {
    const { own, k2 } = installFinnie()
    const adapter = new FinnieWalletAdapter('k2-testnet')
    await adapter.connect()
    k2.signAndSendTransaction = () => Promise.reject({ code: 4001 })
    await expect(signerOf(adapter)!.signAndSend!(cosigned(own.publicKey))).rejects.toBeInstanceOf(WalletDeclined)
    k2.signAndSendTransaction = () => Promise.reject(new Error('no connection'))
    await expect(signerOf(adapter)!.signAndSend!(cosigned(own.publicKey))).rejects.toThrow('no connection')
  })

  test('another account in the extension becomes the account here, none disconnects', async () => {
    const { seen } = installFinnie()
    const adapter = new FinnieWalletAdapter('k2-testnet')
    await adapter.connect()
    const other = Keypair.generate().publicKey
    for (const tell of seen.accountChanged) tell(other)
    expect(adapter.publicKey?.toBase58()).toBe(other.toBase58())
    for (const tell of seen.accountChanged) tell(null)
    expect(adapter.connected).toBe(false)
  })

  test('a message signed by another account than the connected one is refused', async () => {
    const { k2 } = installFinnie()
    const adapter = new FinnieWalletAdapter('k2-testnet')
    await adapter.connect()
    k2.signMessage = async () => ({ signature: new Uint8Array(64), publicKey: Keypair.generate().publicKey })
    await expect(adapter.signMessage(new Uint8Array(1))).rejects.toThrow('another account')
  })

  test('without the extension it says so', async () => {
    await expect(new FinnieWalletAdapter('k2-testnet').connect()).rejects.toThrow('not installed')
  })
})

describe('the demo wallet', () => {
  test('makes a key once, has it funded once, and signs what verifies', async () => {
    browserStorage()
    const funded: string[] = []
    const open = async () => {
      const adapter = new DemoWalletAdapter(async (address) => void funded.push(address))
      await adapter.connect()
      return signerOf(adapter)!
    }
    const [first, second] = [await open(), await open()]
    expect(second.address).toBe(first.address)
    expect(funded).toEqual([first.address])
    const text = new TextEncoder().encode('hello')
    expect(verifiesEd25519(bs58.decode(first.address), text, await first.signMessage(text))).toBe(true)
  })

  test("takes a demo person's key, adds its signature beside ours and changes nothing else", async () => {
    const kept = browserStorage()
    const person = Keypair.generate()
    keepDemoKey(bs58.encode(person.secretKey.subarray(0, 32)))
    const adapter = new DemoWalletAdapter(async () => undefined)
    await adapter.connect()
    const signer = signerOf(adapter)!
    expect(signer).toMatchObject({ address: person.publicKey.toBase58(), kind: 'demo', name: DEMO_WALLET })
    const signed = await signer.signTransaction(cosigned(person.publicKey))
    expect(Transaction.from(signed).verifySignatures()).toBe(true)
    forgetDemoKey()
    expect([...kept.keys()]).toEqual([])
  })
})

test('a wallet that changes the transaction is refused', () => {
  const payer = Keypair.generate().publicKey
  expect(() => refuseChanged(cosigned(payer, 5), cosigned(payer, 6))).toThrow('changed the transaction')
})
