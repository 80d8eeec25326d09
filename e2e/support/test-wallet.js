// A wallet that lives in the page and announces itself as wallet-standard wallets do. It signs with the key that the test gives
// and writes down what it was asked. `window.testWallet.declines = ['signMessage']` makes it
// refuse those acts. While the tab's
// storage says so (holdConnecting in wallet.ts), it connects by itself only when `release` is called.
;(({ seed, address, publicKey, name, icon }) => {
  const own = Uint8Array.from(publicKey)
  const key = crypto.subtle.importKey('pkcs8', Uint8Array.from(seed), { name: 'Ed25519' }, false, ['sign'])
  const sign = async (bytes) => new Uint8Array(await crypto.subtle.sign('Ed25519', await key, bytes))
  const released = Promise.withResolvers()
  const state = { asked: [], declines: [], release: released.resolve }
  window.testWallet = state

  /** Reads a compact-u16 at the front: [value, bytes taken]. */
  const compactU16 = (bytes) => {
    let value = 0
    for (let at = 0; ; at += 1) {
      value |= (bytes[at] & 127) << (7 * at)
      if (bytes[at] < 128) return [value, at + 1]
    }
  }

  /** Puts this wallet's signature in its place: [count][64 bytes each][message], the message legacy or version 0. */
  const signTransaction = async (transaction) => {
    const signed = Uint8Array.from(transaction)
    const [count, start] = compactU16(signed)
    const message = signed.slice(start + 64 * count)
    const header = message[0] > 127 ? 1 : 0
    const [, taken] = compactU16(message.slice(header + 3))
    const keys = header + 3 + taken
    for (let index = 0; index < message[header]; index += 1) {
      const signer = message.slice(keys + 32 * index, keys + 32 * (index + 1))
      if (signer.every((byte, at) => byte === own[at])) {
        signed.set(await sign(message), start + 64 * index)
        return signed
      }
    }
    throw new Error('This wallet is not a signer of the transaction.')
  }

  const ask = (what) => {
    state.asked.push(what)
    if (state.declines.includes(what)) throw Object.assign(new Error('User rejected the request.'), { code: 4001 })
  }
  const chains = ['solana:mainnet', 'solana:devnet', 'solana:testnet', 'solana:localnet']
  const account = { address, publicKey: own, chains, features: ['solana:signMessage', 'solana:signTransaction'] }
  const listeners = new Set()
  let accounts = []
  const setAccounts = (next) => {
    accounts = next
    for (const listener of listeners) listener({ accounts })
    return { accounts }
  }
  const wallet = {
    version: '1.0.0',
    name,
    icon,
    chains,
    get accounts() {
      return accounts
    },
    features: {
      'standard:connect': {
        version: '1.0.0',
        connect: async ({ silent } = {}) => {
          if (!silent) ask('connect')
          else if (sessionStorage.getItem('testWallet.holds')) await released.promise
          return setAccounts([account])
        },
      },
      'standard:disconnect': { version: '1.0.0', disconnect: async () => void setAccounts([]) },
      'standard:events': {
        version: '1.0.0',
        on: (_event, listener) => {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      },
      'solana:signMessage': {
        version: '1.0.0',
        signMessage: async (...inputs) => {
          ask('signMessage')
          return Promise.all(
            inputs.map(async ({ message }) => ({ signedMessage: message, signature: await sign(message) })),
          )
        },
      },
      'solana:signTransaction': {
        version: '1.0.0',
        supportedTransactionVersions: ['legacy', 0],
        signTransaction: async (...inputs) => {
          ask('signTransaction')
          return Promise.all(
            inputs.map(async ({ transaction }) => ({ signedTransaction: await signTransaction(transaction) })),
          )
        },
      },
    },
  }
  const register = (api) => api.register(wallet)
  class RegisterWallet extends Event {
    detail = register
    constructor() {
      super('wallet-standard:register-wallet', { bubbles: false, cancelable: false, composed: false })
    }
  }
  window.dispatchEvent(new RegisterWallet())
  window.addEventListener('wallet-standard:app-ready', ({ detail }) => register(detail))
})(__WALLET__)
