import { expect, test } from '@playwright/test'

test('the page that refunds without us is reached from a raise, works under the headers of the site, and can be kept', async ({
  page,
}) => {
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await page.goto('/projects')
  await page.getByRole('link', { name: 'Driftnet Compute' }).first().click()
  const kept = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Keep a copy of it' }).click()
  expect((await kept).suggestedFilename()).toBe('flotilla-refund.html')
  await page.getByRole('link', { name: 'a page that is one file' }).click()
  await page.getByLabel('Address of a node (RPC)').fill(process.env.RPC_URL ?? '')
  await page.getByRole('button', { name: 'Show the raise' }).click()
  await expect(page.getByText(/is the published code/)).toBeVisible()
  await expect(page.locator('#positions tbody tr').first()).toBeVisible()
  await page.getByRole('button', { name: 'Make a key in this page' }).click()
  await expect(page.getByText('Holds 0 KOII.')).toBeVisible()
  expect(complaints).toEqual([])
})
