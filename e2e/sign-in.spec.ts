import { expect, type Page, test } from '@playwright/test'
import { generateSync } from 'otplib'
import decodeQR from 'qr/decode.js'
import { makeStaff } from './support/people'
import { declineIn, installWallet, newWallet, signInWithWallet } from './support/wallet'

test.beforeAll(() => makeStaff())

test('a wallet signs in, is remembered, and signs out', async ({ page }) => {
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  const wallet = newWallet()
  await installWallet(page, wallet)
  await signInWithWallet(page, wallet)
  await expect(page.getByRole('heading', { name: 'Account' })).toBeVisible()
  await expect(page.getByTitle(wallet.address)).toBeVisible()
  await page.reload()
  await expect(page.getByText('this browser')).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('link', { name: 'Sign in', exact: true })).toBeVisible()
  await page.goto('/account')
  await expect(page).toHaveURL(/\/sign-in\?next=%2Faccount$/)
  expect(complaints).toEqual([])
})

test('a wallet that declines leaves a sentence and no session', async ({ page }) => {
  const wallet = newWallet()
  await installWallet(page, wallet)
  await page.goto('/sign-in')
  await declineIn(page, 'signMessage')
  await page.getByRole('button', { name: 'Connect wallet' }).click()
  await page.getByRole('dialog').getByRole('button', { name: wallet.name }).click()
  await expect(page.getByText('You declined in the wallet. Nothing was sent.')).toBeVisible()
  expect((await page.context().cookies()).filter(({ name }) => name.includes('session-token'))).toEqual([])
})

test('the link of a stranger and the link of staff get the same answer', async ({ page }) => {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill('nobody@example.org')
  await page.getByRole('button', { name: 'Send me a link' }).click()
  await expect(page.getByText('Look into your mailbox')).toBeVisible()
  await page.goto('/local/mailbox')
  await expect(page.getByText('nobody@example.org')).toHaveCount(0)
})

/** What a camera would read from the QR code on the page. */
async function readQrCode(page: Page): Promise<string> {
  const drawn = page.getByRole('img', { name: 'The key for your authenticator' })
  const data = await drawn.evaluate(async (svg) => {
    const image = new Image(480, 480)
    image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`
    await image.decode()
    const pen = Object.assign(document.createElement('canvas'), { width: 480, height: 480 }).getContext('2d')
    pen?.drawImage(image, 0, 0, 480, 480)
    return [...(pen?.getImageData(0, 0, 480, 480).data ?? [])]
  })
  return decodeQR({ width: 480, height: 480, data: Uint8ClampedArray.from(data) })
}

test('staff follow the link in the mailbox, set up an authenticator and reach their pages', async ({ page }) => {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill('ada@flotilla.local')
  await page.getByRole('button', { name: 'Send me a link' }).click()
  await expect(page.getByText('Look into your mailbox')).toBeVisible()
  await page.goto('/local/mailbox')
  const link =
    (await page
      .getByRole('link', { name: /sign-in\/link#/ })
      .first()
      .getAttribute('href')) ?? ''
  await page.goto(link)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Show the key' }).click()
  const secret = ((await page.getByTestId('totp-secret').textContent()) ?? '').replace(/\s/g, '')
  expect(await readQrCode(page)).toContain(`secret=${secret}`)
  await page.getByLabel('Code').fill(generateSync({ secret }))
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('link', { name: 'I have written them down' }).click()
  await expect(page.getByRole('heading', { name: 'Staff', exact: true })).toBeVisible()
  await page.goto('/staff/people')
  await expect(page.getByRole('cell', { name: 'Rosa (reviewer)', exact: true })).toBeVisible()
  await page.goto('/staff/audit?type=identity.')
  await expect(page.getByRole('cell', { name: 'identity.secondFactorShown' }).first()).toBeVisible()

  // The link was used up: opened once more, it signs nobody in.
  await page.getByRole('button', { name: 'Sign out' }).click()
  // Signing out ends with a way to the front page: whoever goes elsewhere before that is brought back to it.
  await page.waitForURL('/')
  await page.goto(link)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByText('This link was used before')).toBeVisible()
})

test('one click signs in as a demo person with their wallet, and the time can be moved', async ({ page }) => {
  await page.goto('/sign-in?next=/account')
  await page.getByRole('button', { name: 'Olu (operator)' }).first().click()
  await expect(page.getByRole('heading', { name: 'Account' })).toBeVisible()
  await expect(page.getByText('Demo wallet (local chain only)')).toBeVisible()
  const bar = page.getByRole('complementary', { name: 'Move time' })
  const before = (await bar.locator('.tabular').textContent()) ?? ''
  await bar.getByRole('button', { name: '+1 hour' }).click()
  await expect(bar.locator('.tabular')).not.toHaveText(before)
  await page.goto('/staff')
  await expect(page.getByText('Staff', { exact: true })).toHaveCount(0)
})
