import { createHash } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { expectQuiet, staffMember, walletOwner } from './support/people'
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
  const [ada, chidi] = [await staffMember(browser, 'Ada'), await staffMember(browser, 'Chidi')]
  await ada.page.goto('/staff/regimes')
  await expect(ada.page.getByText('A lawyer must decide')).toBeVisible()
  const regimes = ada.page.getByRole('table', { name: 'Regimes' })
  await expect(regimes.getByText('off', { exact: true })).toHaveCount(6)
  const rate = ada.page.locator('form', { has: ada.page.getByLabel('What one KOII costs') })
  await rate.getByLabel('What one KOII costs').fill('0.052')
  await rate.getByLabel('Why').fill('Price of the exchange at noon.')
  await rate.getByRole('button', { name: 'Propose' }).click()
  await expect(ada.page.getByText('waits for another person').first()).toBeVisible()
  await chidi.page.goto('/staff/regimes')
  await chidi.page.getByRole('button', { name: 'Confirm' }).click()
  await expect(chidi.page.getByText('confirmed', { exact: true })).toBeVisible()

  // A regime's numbers: from tomorrow on, with their source, and put in force by another person. The regime stays off.
  const numbers = ada.page.locator('form', { has: ada.page.getByLabel('Regime of this version') })
  await numbers.getByLabel('Regime of this version').selectOption({ label: 'European crypto-assets' })
  await numbers.getByLabel('First day', { exact: true }).fill('2031-01-01')
  await numbers.getByLabel('Days to withdraw').fill('14')
  await numbers.getByLabel('Address of the source').fill('https://eur-lex.europa.eu/eli/reg/2023/1114/oj')
  await numbers.getByLabel('What the source says').fill('Article 13: fourteen calendar days.')
  await numbers.getByLabel('Why now').fill('The version of the next years.')
  await numbers.getByRole('button', { name: 'Propose the version' }).click()
  await expect(ada.page.getByText('European crypto-assets, version 2')).toBeVisible()
  await chidi.page.reload()
  await chidi.page.getByRole('button', { name: 'Put it in force' }).click()
  await expect(chidi.page.getByText('No version waits')).toBeVisible()
  await expect(chidi.page.getByRole('row', { name: /European crypto-assets.*2031-01-01/ })).toContainText('off')
  expectQuiet(ada, chidi)
})

test('an information sheet is read and downloaded, and its hash is that of the file', async ({ browser }) => {
  const member = await walletOwner(browser, 0n)
  const { page } = member
  await page.goto('/projects?state=open')
  const link = page.getByRole('main').getByRole('link').and(page.locator('[href^="/projects/"]')).first()
  const slug = (await link.getAttribute('href'))!.split('/').at(-1)
  await page.goto(`/projects/${slug}`)
  await page.getByRole('link', { name: 'Read version 1' }).click()
  await expect(page.getByRole('heading', { name: 'C. Risks' })).toBeVisible()
  await expect(page.getByText('neither verified nor approved by competent authorities')).toBeVisible()
  const json = await page.request.get(`/api/sheets/${slug}/1.json`)
  const hash = createHash('sha256')
    .update(await json.body())
    .digest('hex')
  await expect(page.getByRole('table', { name: 'Versions' })).toContainText(hash.slice(0, 4))
  const pdf = await page.request.get(`/api/sheets/${slug}/1.pdf`)
  expect([pdf.headers()['content-type'], (await pdf.body()).subarray(0, 5).toString()]).toEqual([
    'application/pdf',
    '%PDF-',
  ])
  for (const none of [`${slug}/99.pdf`, `${slug}/0.pdf`, `${slug}/1.html`, 'nothing/1.pdf'])
    expect((await page.request.get(`/api/sheets/${none}`)).status()).toBe(404)
  expectQuiet(member)
})
