import { createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import bs58 from 'bs58'

/** The DER prefix of an Ed25519 private key in PKCS#8; the 32-byte seed follows. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const ICON = 'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4='

/** A wallet for one test: `secretKey` is seed and public key (64 bytes), as Solana's tools write it. */
export type BrowserWallet = { name: string; address: string; secretKey: Uint8Array }

const privateKey = (seed: Uint8Array) =>
  createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' })

/** Signs a text outside any browser, as the key's owner would on their node. Returns hex. */
export const signatureOf = ({ secretKey }: BrowserWallet, text: string): string =>
  sign(null, Buffer.from(text), privateKey(secretKey.subarray(0, 32))).toString('hex')

/** Makes a wallet, from a seed where the test needs the same one again. */
export function newWallet(name = 'Test Wallet', seed: Uint8Array = randomBytes(32)): BrowserWallet {
  const publicKey = createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' }).subarray(-32)
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

/** Makes the installed wallet wait, on every page that this tab opens from now on, before it connects by itself. */
export async function holdConnecting(page: Page): Promise<void> {
  await page.evaluate(() => sessionStorage.setItem('testWallet.holds', 'yes'))
}

/** Lets a wallet that waits connect. */
export async function releaseWallet(page: Page): Promise<void> {
  await page.evaluate(() => Reflect.get(window, 'testWallet').release())
}

/** What the wallet of the open page was asked for since the page was loaded. */
export const askedOf = (page: Page): Promise<WalletAct[]> =>
  page.evaluate(() => Reflect.get(window, 'testWallet').asked)

/** Signs in with the installed wallet through the sign-in page, and waits until the site knows the person. */
export async function signInWithWallet(page: Page, { name }: BrowserWallet, next = '/account'): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
  await page.getByRole('button', { name: 'Connect wallet' }).click()
  await page.getByRole('dialog').getByRole('button', { name }).click()
  await page.waitForURL(`**${next}`)
}

/** Signs in anew with the wallet that this browser remembers: it connects by itself, one click signs. */
export async function signInAgain(page: Page, { name }: BrowserWallet, next = '/account'): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
  await page.getByRole('button', { name: `Sign in with ${name}` }).click()
  await page.waitForURL(`**${next}`)
}

/** Signs in as one of the demo people with one click. */
export async function signInAs(page: Page, demoName: string, next = '/account'): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
  await page.getByRole('button', { name: demoName }).click()
  await page.waitForURL(`**${next}`)
}
