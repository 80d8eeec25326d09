import bs58 from 'bs58'

/** Bytes in base58, as signatures travel. */
export const base58 = (bytes: Uint8Array): string => bs58.encode(bytes)

/** Bytes in base64, in a browser. */
export const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))
