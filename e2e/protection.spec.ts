import { expect, test } from '@playwright/test'
import { expectQuiet, makeStaff, staffMember, walletOwner } from './support/people'
import { untilStill } from './support/places'

test('what somebody can bear to lose is worked out in the browser: nothing that is typed leaves it', async ({
  browser,
}) => {
  const member = await walletOwner(browser, 0n)
  const { page } = member
  await page.goto('/protection')
  await expect(page.getByRole('heading', { name: 'Knowledge test' })).toBeVisible()
  await page.waitForLoadState('networkidle')
  const sent: string[] = []
  page.on('request', (request) => sent.push(request.url()))
  await page.getByLabel('Net income in a year').fill('40000')
  await page.getByLabel('Money and savings').fill('15000')
  await page.getByLabel('Fixed costs in a year').fill('25000')
  await expect(page.getByText('3\u202f000')).toBeVisible()
  await page.getByLabel('Fixed costs in a year').fill('25,000')
  await expect(page.getByText('Write a whole amount in digits')).toBeVisible()
  expect(sent).toEqual([])
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie)
  expect(kept).not.toMatch(/40000|15000|25000/)
  const { pathname, search, hash } = new URL(page.url())
  expect(pathname + search + hash).toBe('/protection')
  expectQuiet(member)
})

test('the knowledge test tells what was right, and failing it bars nobody', async ({ browser }) => {
  const member = await walletOwner(browser, 0n)
  const { page } = member
  await page.goto('/protection')
  await untilStill(page)
  for (const group of await page.getByRole('group').all()) await group.getByRole('radio').first().check()
  await page.getByRole('button', { name: 'See what you know' }).click()
  await expect(page.getByText('2 of 5 are right.')).toBeVisible()
  await expect(page.getByText('risk of losing the entirety of the money invested')).toBeVisible()
  expectQuiet(member)
})

test('every regime is off; a rate takes two people', async ({ browser }) => {
  makeStaff()
  const [ada, chidi] = [await staffMember(browser, 'Ada'), await staffMember(browser, 'Chidi')]
  await ada.page.goto('/staff/regimes')
  await expect(ada.page.getByText('A lawyer must decide')).toBeVisible()
  const regimes = ada.page.getByRole('table', { name: 'Regimes' })
  await expect(regimes.getByText('off', { exact: true })).toHaveCount(5)
  await ada.page.getByLabel('What one KOII costs').fill('0.052')
  await ada.page.getByLabel('Why').last().fill('Price of the exchange at noon.')
  await ada.page.getByRole('button', { name: 'Propose' }).last().click()
  await expect(ada.page.getByText('waits for another person')).toBeVisible()
  await chidi.page.goto('/staff/regimes')
  await chidi.page.getByRole('button', { name: 'Confirm' }).click()
  await expect(chidi.page.getByText('confirmed', { exact: true })).toBeVisible()
  expectQuiet(ada, chidi)
})
