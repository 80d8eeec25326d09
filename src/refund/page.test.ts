import { readFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import AxeBuilder from '@axe-core/playwright'
import { type Browser, chromium, type Page } from '@playwright/test'
import { Keypair, type PublicKey } from '@solana/web3.js'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startChain } from '@/test/chain'
import { installOlderWallets, installWallet } from '@/test/page-wallets'
import { COIN } from '@/test/raise-world'
import { changeProgram } from '@/test/tampered-program'
import { prepareChain, type Transplanted, TWO_TRANCHES, transplant } from '@/test/transplant'
import { chromium as chromiumPath, NO_BROWSER } from '../../tools/browser.mjs'
import { refundPage } from '../../tools/refund-page.mjs'

// A node, a browser and one file: no web app, no worker, no database.
vi.setConfig({ testTimeout: 180_000 })

const FILE = path.resolve('public/refund.html')
let chain: Awaited<ReturnType<typeof startChain>>
let browser: Browser
/** A bare web server that knows this one file. */
let server: http.Server

beforeAll(async () => {
  const executablePath = chromiumPath()
  if (!executablePath) throw new Error(NO_BROWSER)
  for (const name of ['DATABASE_URL', 'RPC_URL']) delete process.env[name]
  chain = await startChain()
  await prepareChain(chain)
  browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  })
  const page = readFileSync(FILE)
  server = http
    .createServer((_, response) => response.setHeader('content-type', 'text/html').end(page))
    .listen(0, '127.0.0.1')
}, 60_000)
afterAll(async () => {
  await browser?.close()
  server?.close()
  await chain?.stop()
})

const all = <T>(people: readonly { publicKey: PublicKey }[], ask: (owner: PublicKey) => Promise<T>) =>
  Promise.all(people.map(({ publicKey }) => ask(publicKey)))

/** The page on a raise. Whatever it asks for must be itself or the node, and it must complain about nothing. */
class Visit {
  readonly asked = new Set<string>()
  readonly complaints: string[] = []
  private constructor(readonly page: Page) {
    page.setDefaultTimeout(60_000)
    page.on('request', (request) => this.asked.add(new URL(request.url()).origin))
    page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()))
    page.on('pageerror', (error) => this.complaints.push(error.message))
  }

  static async to(where: string, raise: string, before: (page: Page) => Promise<unknown> = async () => undefined) {
    const page = await (await browser.newContext()).newPage()
    const visit = new Visit(page)
    await before(page)
    await page.goto(`${where}#${new URLSearchParams({ rpc: chain.rpcUrl, raise })}`)
    return visit
  }

  /** Makes a key in the page, and gives it something to pay with. */
  async payWithNewKey(lamports = 50_000_000): Promise<string> {
    await this.page.getByRole('button', { name: 'Make a key in this page' }).click()
    const address = (await this.page.locator('#payer-address').textContent())!
    await chain.rpc('flotilla_fund', [{ address, lamports: String(lamports) }])
    await this.page.getByRole('button', { name: 'Look again' }).click()
    await this.says('Holds 0.05 KOII.')
    return address
  }

  /** Presses the button of an act and waits until the page has written down that it is done so many times. */
  async act(name: RegExp, lines: number): Promise<void> {
    const done = this.page.locator('#record > li')
    const before = await done.count()
    await this.page.locator('#acts').getByRole('button', { name }).click()
    await done.nth(before + lines - 1).waitFor()
    const said = (await done.allTextContents()).slice(before)
    expect(said).toHaveLength(lines)
    for (const line of said) expect(line).toMatch(/^Done: /)
    await expect.poll(() => this.page.locator('#acts [aria-disabled="true"]').count(), { timeout: 60_000 }).toBe(0)
  }

  says(text: string | RegExp): Promise<void> {
    return this.page.getByText(text).first().waitFor()
  }

  async leave(): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
    expect(this.complaints).toEqual([])
    for (const origin of this.asked) expect([new URL(chain.rpcUrl).origin, 'null', ORIGIN()]).toContain(origin)
    await this.page.context().close()
  }
}

const ORIGIN = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const DISK = pathToFileURL(FILE).href

test('the committed page is what its sources make', async () => {
  expect(readFileSync(FILE, 'utf8') === (await refundPage()), 'run: node tools/refund-page.mjs').toBe(true)
})

test('from a disk, with a key made in the page: a failed raise in KOII is settled and refunded to the unit', async () => {
  const amounts = Array.from({ length: 6 }, (_, index) => BigInt(index + 1) * COIN + BigInt(index))
  const failed = await transplant(chain, 'native', amounts)
  const before = await all(failed.investors, failed.payments)
  const kept = await Promise.all(failed.investors.map((one) => failed.lamports(failed.position(one))))
  const visit = await Visit.to(DISK, failed.address.toBase58())
  await visit.says('The recipients are fixed by the program.')
  await visit.says(/below its minimum of 100 KOII/)
  await visit.page.locator('#acts').getByRole('button', { name: 'Settle' }).click()
  await visit.says('Choose first who pays the fees.')
  await visit.payWithNewKey()
  await visit.act(/^Settle$/, 1)
  await visit.says('Everybody gets back everything they committed.')

  const first = failed.investors[2]!.publicKey.toBase58()
  await visit.page.getByLabel('Show only wallets that contain').fill(first.slice(4, 20))
  expect(await visit.page.locator('#positions tbody tr').count()).toBe(1)
  await visit.page.getByRole('button', { name: `Refund ${first}` }).click()
  await visit.says('No position’s wallet contains this.')
  await visit.act(/^Refund 5 positions$/, 5)
  const after = await all(failed.investors, failed.payments)
  expect(after).toEqual(before.map((held, index) => held + amounts[index]! + kept[index]!))
  expect(await visit.page.locator('#acts').textContent()).toContain('Return unsold tokens')

  const heir = Keypair.generate().publicKey
  await visit.page.getByText('Take out what is left, or the key itself').click()
  await visit.page.getByRole('button', { name: 'Forget this key' }).click()
  await visit.says('This key still holds KOII.')
  await visit.page.getByLabel('Send everything that is left to').fill(heir.toBase58())
  await visit.page.getByRole('button', { name: 'Send what is left' }).click()
  await visit.says('Holds 0 KOII.')
  expect(await failed.lamports(heir)).toBeGreaterThan(49_000_000n)
  await visit.leave()
})

test('from a bare web server, with a pasted key: a failed raise in a token', async () => {
  const amounts = [3n * COIN + 1n, 20n * COIN]
  const failed = await transplant(chain, 'mint', amounts)
  const payer = Keypair.generate()
  await chain.rpc('flotilla_fund', [{ address: payer.publicKey.toBase58(), lamports: '50000000' }])
  const visit = await Visit.to(ORIGIN(), failed.address.toBase58())
  await visit.page.getByText('Paste a secret key').click()
  await visit.page.getByLabel('Secret key: 64 numbers, or base58').fill('[1,2,3]')
  await visit.page.getByRole('button', { name: 'Use this key' }).click()
  await visit.says(/This is no secret key/)
  await visit.page.getByLabel('Secret key: 64 numbers, or base58').fill(JSON.stringify([...payer.secretKey]))
  await visit.page.getByRole('button', { name: 'Use this key' }).click()
  await visit.says('Holds 0.05 KOII.')
  await visit.act(/^Settle$/, 1)
  await visit.act(/^Refund 2 positions$/, 2)
  expect(await all(failed.investors, failed.payments)).toEqual(amounts)
  await visit.leave()
})

test('a succeeded raise is settled, released and claimed: what was too much comes back, tokens arrive', async () => {
  const amounts = [900n * COIN, 1_100n * COIN + 7n]
  const raised = await transplant(chain, 'mint', amounts)
  const visit = await Visit.to(DISK, raised.address.toBase58())
  await visit.payWithNewKey()
  await visit.act(/^Settle$/, 1)
  await visit.act(/^Release$/, 1)
  await visit.act(/^Claim 2 positions$/, 2)
  const { cap, tokensAtCap } = raised.world.terms
  const accepted = amounts.map((amount) => (amount * cap) / (2_000n * COIN + 7n))
  expect(await all(raised.investors, raised.payments)).toEqual(
    amounts.map((amount, index) => amount - accepted[index]!),
  )
  expect(await all(raised.investors, raised.saleTokens)).toEqual(accepted.map((units) => (units * tokensAtCap) / cap))
  await visit.leave()
})

test('with a wallet: a tranche that nobody approved is unwound', async () => {
  const amounts = [100n * COIN, 250n * COIN + 1n]
  const unwound = await transplant(chain, 'native', amounts, TWO_TRANCHES)
  const wallet = Keypair.generate()
  await chain.rpc('flotilla_fund', [{ address: wallet.publicKey.toBase58(), lamports: '50000000' }])
  const visit = await Visit.to(DISK, unwound.address.toBase58(), (page) => installWallet(page, wallet))
  await visit.page.getByRole('button', { name: 'Use Test wallet' }).click()
  await visit.says('Holds 0.05 KOII.')
  await visit.act(/^Settle$/, 1)
  await visit.act(/^Release$/, 1)
  await visit.act(/^Expire$/, 1)
  const before = await all(unwound.investors, unwound.payments)
  await visit.act(/^Unwind 2 positions$/, 2)
  const total = 350n * COIN + 1n
  const back = total - (total * 6_000n) / 10_000n
  const after = await all(unwound.investors, unwound.payments)
  expect(after).toEqual(before.map((held, index) => held + (amounts[index]! * back) / total))
  await visit.act(/^Claim 2 positions$/, 2)
  const { cap, tokensAtCap } = unwound.world.terms
  const tokens = amounts.map((amount) => (((amount * tokensAtCap) / cap) * 6_000n) / 10_000n)
  expect(await all(unwound.investors, unwound.saleTokens)).toEqual(tokens)
  await visit.leave()
})

test('with an older wallet; Finnie is asked on K2 alone', async () => {
  const failed = await transplant(chain, 'mint', [COIN, 2n * COIN])
  const key = Keypair.generate()
  await chain.rpc('flotilla_fund', [{ address: key.publicKey.toBase58(), lamports: '50000000' }])
  const visit = await Visit.to(DISK, failed.address.toBase58(), (page) => installOlderWallets(page, key))
  await visit.page.getByRole('button', { name: 'Use Finnie' }).click()
  await visit.says('Finnie sends to K2 only, and this node belongs to another network. Use a key instead.')
  await visit.page.getByRole('button', { name: 'Use the wallet of this browser' }).click()
  await visit.says('Holds 0.05 KOII.')
  await visit.act(/^Settle$/, 1)
  await visit.act(/^Refund 2 positions$/, 2)
  expect(await all(failed.investors, failed.payments)).toEqual([COIN, 2n * COIN])
  await visit.leave()
})

test('says in one sentence what is wrong, and speaks to one node alone', async () => {
  const { address, world }: Transplanted = await transplant(chain, 'native', [COIN, 2n * COIN])
  const visit = await Visit.to(DISK, world.saleVault.toBase58())
  const { page } = visit
  const show = async (fields: Record<string, string>) => {
    for (const [label, text] of Object.entries(fields)) await page.getByLabel(label).fill(text)
    await page.getByRole('button', { name: 'Show the raise' }).click()
  }
  await visit.says(/is no raise\. Check the address/)
  await show({ 'Address of the raise': 'nonsense' })
  await visit.says('nonsense is no address.')
  await show({ 'Address of the raise': Keypair.generate().publicKey.toBase58() })
  await visit.says(/There is no account at/)
  await show({ 'Address of the raise': address.toBase58(), 'Address of a node (RPC)': 'https://elsewhere.example' })
  await visit.says(/This page speaks to .* alone until it is loaded again/)
  await show({ 'Address of a node (RPC)': chain.rpcUrl, 'Only this owner’s wallet': world.issuer.publicKey.toBase58() })
  await visit.says('There are no open positions.')
  await show({ 'Only this owner’s wallet': '' })
  await page.getByRole('button', { name: 'Make a key in this page' }).click()
  await page.locator('#acts').getByRole('button', { name: 'Settle' }).click()
  await visit.says(/holds too little KOII for the fee/)
  const blocked = await page.evaluate(() => fetch('https://elsewhere.example').then(String, () => 'blocked'))
  expect(blocked).toBe('blocked')
  expect(visit.complaints.splice(0).filter((line) => !line.includes('Content Security Policy'))).toEqual([])
  await visit.leave()
})

test('takes nothing in before its script has arrived, so that no browser sends the form by itself', async () => {
  const text = readFileSync(FILE, 'utf8')
  const scriptAt = text.lastIndexOf('<script>')
  const rest = Promise.withResolvers<void>()
  const slow = http.createServer((_, response) => {
    response.setHeader('content-type', 'text/html').write(text.slice(0, scriptAt))
    void rest.promise.then(() => response.end(text.slice(scriptAt)))
  })
  await new Promise<void>((listening) => slow.listen(0, '127.0.0.1', listening))
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${(slow.address() as AddressInfo).port}`, { waitUntil: 'commit' })
  const show = page.getByRole('button', { name: 'Show the raise' })
  await show.waitFor()
  expect(await show.isDisabled()).toBe(true)
  expect(await page.getByLabel('Address of the raise').isDisabled()).toBe(true)
  rest.resolve()
  await page.getByLabel('Address of a node (RPC)').fill(chain.rpcUrl)
  await page.getByLabel('Address of the raise').fill('nothing')
  await show.click()
  await page.getByText(/is no address/).waitFor()
  await page.close()
  slow.close()
})

test('a program with other code is called only by whoever says that they trust it', async () => {
  const failed = await transplant(chain, 'native', [COIN])
  await changeProgram(chain)
  const visit = await Visit.to(DISK, failed.address.toBase58())
  await visit.says(/is NOT the code that this page was made for/)
  await visit.payWithNewKey()
  await visit.page.locator('#acts').getByRole('button', { name: 'Settle' }).click()
  await visit.says(/Nothing was sent: the program is not the published one/)
  await visit.page.getByLabel('I know this program and trust it').check()
  await visit.act(/^Settle$/, 1)
  await visit.leave()
})
