import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, type Locator, test } from '@playwright/test'
import bs58 from 'bs58'
import { processArgs } from '../tools/build.mjs'
import { freePort } from '../tools/port.mjs'
import { FINAL, reviewAndSign } from './support/acts'
import { applyByProcedure, approveByProcedure, draftOf } from './support/application'
import { raiseAt } from './support/chain'
import { proveCompany } from './support/company'
import { signOffline } from './support/offline'
import { expectOnly, type Person, staffMember, walletOwner } from './support/people'
import { untilStill } from './support/places'

const root = path.resolve(import.meta.dirname, '..')

/** A second site of this world, which does not hold the guardian's key. */
let site: { url: string; process: ChildProcess }

test.beforeAll(async () => {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const own = { PORT: String(port), SITE_URL: url, NEXTAUTH_URL: url, GUARDIAN_KEY_FILE: '' }
  const options = { cwd: root, env: { ...process.env, ...own }, stdio: 'ignore' as const }
  site = { url, process: spawn(process.execPath, processArgs('main'), options) }
  const ready = async () => (await fetch(`${url}/healthz`).catch(() => null))?.ok
  await expect.poll(ready, FINAL).toBe(true)
})

test.afterAll(async () => {
  site.process.kill()
  await once(site.process, 'exit')
})

/** Another person confirms; the message goes to the offline machine, which says the same as the page, and its signature comes back. */
async function confirmAndSign({ page }: Person, heading: string): Promise<Locator> {
  await page.goto(`${site.url}/staff/raises`)
  const order = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: heading }) })
  await order.getByRole('button', { name: 'Confirm; the guardian signs' }).click()
  const message = (await order.getByTestId('message').textContent(FINAL)) ?? ''
  const { signature, words } = await signOffline(process.env.GUARDIAN_KEY_FILE ?? '', message)
  for (const row of await order.getByRole('definition').allTextContents()) expect(words).toContain(row)
  await order.getByLabel('Signature').fill(signature)
  return order
}

test('an offline guardian signs a creation and a cancellation that two people agreed on', async ({ browser }) => {
  const reviewer = await staffMember(browser, 'Rosa (reviewer)')
  const checker = await staffMember(browser, 'Chidi (checker)')
  const issuer = await walletOwner(browser, 20_000n)
  const { now: start } = await issuer.api.local.time.query()
  const title = `Ferry ${start.getTime().toString(36)}`
  const terms = { title, symbol: 'FERY', issuer: issuer.address, start, minimum: '1000', cap: '1200' }
  const projectId = await applyByProcedure(issuer, draftOf(terms))
  await proveCompany(issuer, [reviewer, checker], projectId)
  await approveByProcedure(reviewer, checker, projectId)

  await issuer.page.goto(`/apply/${projectId}/raise`)
  await reviewAndSign(issuer.page, 'Review the token')
  await issuer.page.getByRole('button', { name: 'Write it into the terms' }).click(FINAL)
  await expect(issuer.page.getByRole('heading', { name: 'Create the raise' })).toBeVisible(FINAL)
  await issuer.page.goto(`${site.url}/apply/${projectId}/raise`)
  await issuer.page.getByRole('button', { name: 'Ask for the guardian’s signature' }).click(FINAL)
  await expect(issuer.page.getByText('The guardian was asked')).toBeVisible(FINAL)

  await reviewer.page.goto(`${site.url}/staff/raises`)
  const request = reviewer.page
    .getByRole('listitem')
    .filter({ has: reviewer.page.getByRole('heading', { name: title, exact: true }) })
  await request.getByLabel('Note').fill('These are the approved terms.')
  await request.getByRole('button', { name: 'Propose its creation' }).click()
  await expect(reviewer.page.getByText('You proposed it. Another person must confirm.')).toBeVisible()

  const creation = await confirmAndSign(checker, 'Create')
  const signature = await creation.getByLabel('Signature').inputValue()
  await creation.getByLabel('Signature').fill(bs58.encode(bs58.decode(signature).map((byte) => byte ^ 1)))
  await creation.getByRole('button', { name: 'Hand in the signature' }).click()
  await expect(creation.getByText('This is not a signature of the key that must sign over this message')).toBeVisible()
  await creation.getByLabel('Signature').fill(signature)
  await creation.getByRole('button', { name: 'Hand in the signature' }).click()
  await expect(creation.getByText('Kept. The issuer signs next')).toBeVisible()

  await issuer.page.reload()
  await issuer.page.getByRole('button', { name: 'Review the terms to sign' }).click()
  // At another address the browser has to choose its wallet anew.
  await issuer.page.getByRole('button', { name: 'Connect the wallet' }).click(FINAL)
  await issuer.page.getByRole('dialog').getByRole('button', { name: 'Test Wallet' }).click()
  await issuer.page.getByRole('button', { name: 'Sign with the wallet' }).click()
  await expect(issuer.page.getByRole('heading', { name: 'Deposit the tokens' })).toBeVisible(FINAL)
  const { raise } = await issuer.api.raises.console.query({ projectId })
  expect((await raiseAt(raise ?? '')).state).toBe('Draft')

  const row = reviewer.page.getByRole('row', { name: title })
  // The raise is on the chain; that it is this project's is found out a moment later.
  const known = async () => {
    await reviewer.page.reload()
    await untilStill(reviewer.page)
    return row.count()
  }
  await expect.poll(known, FINAL).toBe(1)
  await row.getByRole('button', { name: 'Propose…' }).click()
  const dialog = reviewer.page.getByRole('dialog')
  await dialog.getByLabel('Act').selectOption('cancel')
  await dialog.getByLabel('Reason').fill('The team asked for it.')
  await dialog.getByRole('button', { name: 'Propose to a second person' }).click()
  await expect(dialog).toBeHidden()
  const cancellation = await confirmAndSign(checker, `Cancel ${title}`)
  await cancellation.getByRole('button', { name: 'Hand in the signature' }).click()
  await expect.poll(async () => (await raiseAt(raise ?? '')).state, FINAL).toBe('Failed')
  expectOnly([/raises\.handInSignature/], reviewer, checker, issuer)
})
