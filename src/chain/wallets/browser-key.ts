/** An Ed25519 key inside a browser. */
export type BrowserKey = { address: Uint8Array; sign: (bytes: Uint8Array) => Promise<Uint8Array> }

/** The DER prefix of an Ed25519 private key in PKCS#8; the 32-byte seed follows. */
const PKCS8_PREFIX = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]

/** Opens a seed of 32 bytes with the browser's own cryptography. */
export async function openBrowserKey(seed: Uint8Array): Promise<BrowserKey> {
  const pkcs8 = Uint8Array.from([...PKCS8_PREFIX, ...seed])
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'Ed25519' }, true, ['sign'])
  const { x = '' } = await crypto.subtle.exportKey('jwk', key)
  const address = Uint8Array.from(atob(x.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0))
  const sign = async (bytes: Uint8Array) =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', key, Uint8Array.from(bytes)))
  return { address, sign }
}
