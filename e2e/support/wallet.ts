import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import bs58 from 'bs58'

/** The DER prefix of an Ed25519 private key in PKCS#8; the 32-byte seed follows. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const ICON = 'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4='

/** A wallet for one test: `secretKey` is seed and public key (64 bytes), as Solana's tools write it. */
export type BrowserWallet = { name: string; address: string; secretKey: Uint8Array }

/** Makes a wallet, from a seed where the test needs the same one again. */
export function newWallet(name = 'Test Wallet', seed: Uint8Array = randomBytes(32)): BrowserWallet {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)
  return { name, address: bs58.encode(publicKey), secretKey: Uint8Array.from([...seed, ...publicKey]) }
}

/** Puts the wallet into every page that this browser page opens from now on. */
export async function installWallet(page: Page, { name, address, secretKey }: BrowserWallet): Promise<void> {
  const given = {
    ...{ name, address, icon: ICON },
    publicKey: [...secretKey.subarray(32)],
    seed: [...PKCS8_PREFIX, ...secretKey.subarray(0, 32)],
  }
  const script = readFileSync(new URL('./test-wallet.js', import.meta.url), 'utf8')
  await page.addInitScript({ content: script.replace('__WALLET__', () => JSON.stringify(given)) })
}

/** What a wallet can be asked for. */
export type WalletAct = 'connect' | 'signMessage' | 'signTransaction'

/** Makes the installed wallet refuse these acts on the open page, as a person who presses Reject. */
export async function declineIn(page: Page, ...acts: WalletAct[]): Promise<void> {
  await page.evaluate((declines) => Object.assign(Reflect.get(window, 'testWallet'), { declines }), acts)
}

/** Signs in with the installed wallet through the sign-in page, and waits until the site knows the person. */
export async function signInWithWallet(page: Page, { name }: BrowserWallet, next = '/account'): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
  await page.getByRole('button', { name: 'Connect wallet' }).click()
  await page.getByRole('dialog').getByRole('button', { name }).click()
  await page.waitForURL(`**${next}`)
}

/** Signs in as one of the demo people with one click. */
export async function signInAs(page: Page, demoName: string, next = '/account'): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
  await page.getByRole('button', { name: demoName }).click()
  await page.waitForURL(`**${next}`)
}
