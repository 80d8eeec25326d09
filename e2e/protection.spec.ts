import { createHash } from 'node:crypto'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { cardOf, commitInBrowser } from './support/acts'
import { canary } from './support/canaries'
import { KOII, positionOf } from './support/chain'
import { expectOnly, expectQuiet, type Person, staffMember, walletOwner } from './support/people'
import { untilStill } from './support/places'
import { agree, prepareCommit, raiseOf, refusalOf, type Setting, verify } from './support/procedures'

const OPEN = 'Driftnet Compute'

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

test('somebody who is not signed in complains, and reads the answer with the key they were shown', async ({
  browser,
}) => {
  const anybody = await browser.newContext()
  const page = await anybody.newPage()
  await page.goto('/complaints')
  await untilStill(page)
  await page.getByLabel('What happened').fill(canary('The page stood still for an hour on Sunday.'))
  await page.getByLabel('How to reach you').fill(canary('Caixa postal 77, Lisboa'))
  await page.getByRole('button', { name: 'Send the complaint' }).click()
  const filed = page.getByRole('status').filter({ hasText: 'We have your complaint' })
  const [, name] = /complaint (\w{8})/.exec((await filed.textContent())!)!
  const key = (await filed.locator('.font-mono').textContent())!

  const rosa = await staffMember(browser, 'Rosa')
  await rosa.page.goto('/staff/complaints')
  await rosa.page.getByRole('link', { name }).click()
  await rosa.page.getByRole('button', { name: 'Read it' }).click()
  await expect(rosa.page.getByText('stood still for an hour')).toBeVisible()
  await rosa.page.getByRole('button', { name: 'Take it up' }).click()
  await expect(rosa.page.getByText(/^Taken up, Rosa/)).toBeVisible()
  await rosa.page.getByLabel('Act', { exact: true }).selectOption({ label: 'Answer' })
  await rosa.page.getByLabel('The answer, point by point').fill(canary('A disk was full. It is bigger now.'))
  await rosa.page.getByRole('button', { name: 'Answer', exact: true }).click()
  await expect(rosa.page.getByText(/^Answered, Rosa/)).toBeVisible()

  await page.reload()
  await untilStill(page)
  await page.getByLabel('Key').fill(key)
  await page.getByRole('button', { name: 'See what came of it' }).click()
  await expect(page.getByText('A disk was full')).toBeVisible()
  await expect(page.getByText('You are right')).toBeVisible()
  await page.getByLabel('Why the answer does not settle it').fill('It is full again.')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(page.getByText('Being looked into')).toBeVisible()
  expect(page.url()).toMatch(/complaints$/)
  expectQuiet(rosa)
  await anybody.close()
})

test('every regime is off; a rate takes two people', async ({ browser }) => {
  const [ada, chidi] = [await staffMember(browser, 'Ada'), await staffMember(browser, 'Chidi')]
  await ada.page.goto('/staff/regimes')
  await expect(ada.page.getByText('A lawyer must decide')).toBeVisible()
  const regimes = ada.page.getByRole('table', { name: 'Regimes' })
  await expect(regimes.getByText('off', { exact: true })).toHaveCount(8)
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

/** An admin proposes on the page to switch the European rules on, a checker confirms it there. */
async function switchOn(ada: Person, chidi: Person): Promise<void> {
  await ada.page.goto('/staff/regimes')
  const form = ada.page.locator('form', { has: ada.page.getByLabel('Switch it') })
  await form.getByLabel('Regime').selectOption({ label: 'European crowdfunding' })
  await form.getByLabel('Why').fill('The authorisation arrived; the lawyer agrees.')
  await form.getByRole('button', { name: 'Propose' }).click()
  await expect(ada.page.getByText('waits for another person').first()).toBeVisible()
  await chidi.page.goto('/staff/regimes')
  await chidi.page
    .getByRole('row', { name: /regime ECSPR/ })
    .getByRole('button', { name: 'Confirm' })
    .click()
  await expect(chidi.page.getByRole('row', { name: /European crowdfunding/ }).first()).toContainText('on')
}

const blocked = (page: Page, words: string) => expect(page.getByText(words)).toBeVisible()

/** Answers what the page “Protection” asks somebody in the European Union, looking at the offer between the steps. */
async function passSteps({ page }: Person, slug: string): Promise<void> {
  await page.goto(`/projects/${slug}`)
  await blocked(page, 'Say first where you live and how you invest')
  await page.getByRole('link', { name: 'Go to Protection' }).click()
  await page.getByLabel('Country where you live').selectOption('PT')
  await page.getByLabel('Income in a year', { exact: true }).fill('40000')
  await page.getByLabel('Net worth without your home').fill('20000')
  await page.getByRole('button', { name: 'State it' }).click()
  await expect(page.getByText('Stated, valid until')).toBeVisible()
  await page.goto(`/projects/${slug}`)
  await blocked(page, 'Take the knowledge test on the page')
  await page.goto('/protection')
  await untilStill(page)
  const questions = cardOf(page, 'Knowledge test').getByRole('group')
  for (const [index, right] of [2, 0, 1, 2, 0].entries())
    await questions.nth(index).getByRole('radio').nth(right).check()
  await page.getByRole('button', { name: 'See what you know' }).click()
  await expect(page.getByText('5 of 5 are right.')).toBeVisible()
  await page.goto(`/projects/${slug}`)
  await blocked(page, 'Read and acknowledge the risk warning')
  await page.goto('/protection')
  const seen = cardOf(page, 'You saw what you can bear to lose')
  await untilStill(page)
  await seen.getByLabel('I have seen the result').check()
  await seen.getByRole('button', { name: 'Confirm' }).click()
  await expect(seen.getByText('Confirmed on')).toBeVisible()
  const warning = cardOf(page, 'Risk warning: European crowdfunding')
  await warning.getByLabel('I have read this').check()
  await warning.getByRole('button', { name: 'Acknowledge' }).click()
  await expect(warning.getByText('Acknowledged on')).toBeVisible()
}

/** Somebody in the United Kingdom asks to see the offers: nothing is shown to them for 24 hours, wherever they ask. */
async function waitInTheUnitedKingdom(browser: Browser, staff: readonly [Person, Person], raise: string) {
  const nell = await walletOwner(browser, 100n)
  await verify(nell, 'Nell Example', ...staff, 'GB')
  const worth = { country: 'GB', usPerson: false, category: 'retail' as const, yearlyIncome: '1', netWorth: '1' }
  await nell.api.protection.state.mutate({ ...worth, evidence: '' })
  await nell.page.goto('/protection')
  await nell.page.getByRole('button', { name: 'Ask to see the offers' }).click()
  await nell.page.getByRole('button', { name: 'Read the warning' }).click()
  const warning = nell.page.getByRole('dialog', { name: /this is a high-risk investment/ })
  await warning.getByRole('button', { name: 'Continue' }).click()
  await expect(nell.page.getByText('Your time to think ends')).toBeVisible()
  await expect(nell.page.getByRole('button', { name: 'Go on' })).toBeDisabled()
  expect((await refusalOf(prepareCommit(nell, raise, '20'))).code).toMatch(/coolingOff|promotionNeeded/)
  return nell
}

test('with regimes on an investor is refused step by step, then accepted within the limit; in the United Kingdom one waits', async ({
  browser,
}) => {
  const [ada, chidi] = [await staffMember(browser, 'Ada'), await staffMember(browser, 'Chidi')]
  const staff = [await staffMember(browser, 'Rosa'), chidi] as const
  const petra = await walletOwner(browser, 100n)
  await verify(petra, 'Petra Example', ...staff)
  const { raise, slug } = await raiseOf(petra, OPEN)
  const { project } = (await petra.api.raises.bySlug.query({ slug }))!
  const { now } = await ada.api.local.time.query()
  const offered = (instrument: 'TRANSFERABLE_SECURITY' | null, concentrationBps: number | null): Setting => ({
    ...{ kind: 'raise', subject: project.terms.projectId },
    payload: { instrument, only: [], blocked: [], concentrationBps },
  })
  const british = (on: boolean): Setting => ({ kind: 'regime', subject: 'FCA_RMMI', payload: { on } })
  await switchOn(ada, chidi)
  try {
    const rate = { micros: '52000', asOf: now.toISOString() }
    const rates = ['KOII/eur', 'KOII/gbp'].map((subject) => ({ kind: 'rate' as const, subject, payload: rate }))
    await agree(ada, chidi, [offered('TRANSFERABLE_SECURITY', 10), british(true), ...rates])
    expect((await refusalOf(prepareCommit(petra, raise, '20'))).code).toBe('compliance.statementNeeded')
    await passSteps(petra, slug)
    const { left } = await petra.api.raises.preview.query({ raise })
    const more = ((left ?? 0n) / KOII + 1n).toString()
    await petra.page.goto(`/projects/${slug}`)
    await petra.page.getByLabel('Amount in KOII').fill(more)
    await expect(petra.page.getByLabel('Amount in KOII')).toHaveAttribute('aria-invalid', 'true')
    await commitInBrowser(petra, slug, '20')
    expect((await positionOf(raise, petra.address))?.committed).toBe(20n * KOII)
    const [sent] = await petra.api.raises.intents.query({ raise })
    expect(sent?.summary.lines.join(' ')).toContain('You were shown version 1 of the information sheet')
    const nell = await waitInTheUnitedKingdom(browser, staff, raise)
    expectOnly([/403/], ada, chidi, petra, nell)
  } finally {
    const off: Setting = { kind: 'regime', subject: 'ECSPR', payload: { on: false } }
    await agree(ada, chidi, [off, british(false), offered(null, null)])
  }
})
