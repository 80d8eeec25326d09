import { expect, test } from '@playwright/test'
import { declineIn, installWallet, newWallet, signInWithWallet } from './support/wallet'

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
