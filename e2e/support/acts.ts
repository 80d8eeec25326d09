import { randomUUID } from 'node:crypto'
import { expect, type Locator, type Page } from '@playwright/test'
import { CHECKLIST, CRITERIA } from '@/domains/projects/rules/review'
import { paper } from './application'
import { canary } from './canaries'
import type { Investor, Person } from './people'
import { type BrowserWallet, signatureOf } from './wallet'

/** The end of a transaction takes a few blocks, and on a busy machine a while. */
export const FINAL = { timeout: 60_000 }

/** Presses the button that reviews an act, reads the summary, and signs with the wallet of this browser. */
export async function reviewAndSign(page: Page, label: string, scope: Page | Locator = page): Promise<void> {
  await scope.getByRole('button', { name: label, exact: true }).click()
  await expect(scope.getByText('The chain was asked what this transaction does')).toBeVisible(FINAL)
  const sign = scope.getByRole('button', { name: 'Sign with the wallet' })
  const connect = scope.getByRole('button', { name: 'Connect the wallet' })
  // A wallet may have connected by itself between the look and the click.
  await expect(async () => {
    if (await connect.isVisible()) await connect.click({ timeout: 2_000 })
    await expect(sign).toBeVisible({ timeout: 5_000 })
  }).toPass(FINAL)
  await sign.click()
}

/** The card of a page that carries a heading. */
export const cardOf = (page: Page, heading: string): Locator =>
  page.locator('section').filter({ has: page.getByRole('heading', { name: heading, exact: true }) })

/** A reviewer takes an application, fills in the sheet, and proposes its approval. */
export async function proposeApproval({ page }: Person, title: string): Promise<void> {
  await page.goto('/staff/applications')
  await page.getByRole('link', { name: title }).click()
  await page.getByRole('button', { name: 'Take it for review' }).click()
  for (const { text } of CHECKLIST) await page.getByLabel(text).check()
  for (const { text } of CRITERIA) await page.getByLabel(text).selectOption('4')
  await page.getByRole('button', { name: 'Save the sheet' }).click()
  await expect(page.getByRole('button', { name: 'Sheet is saved' })).toBeVisible()
  await page.getByLabel('Decision').selectOption('approve')
  await page.getByLabel('What the team reads').fill('Approved. Next: make the token and create the raise.')
  await page.getByRole('button', { name: 'Propose to approve' }).click()
  await expect(page.getByRole('heading', { name: 'Proposed: approve' })).toBeVisible()
}

/** Another person confirms the proposed approval. */
export async function confirmApproval({ page }: Person, title: string): Promise<void> {
  await page.goto('/staff/applications')
  await page.getByRole('link', { name: title }).click()
  await page.getByRole('button', { name: 'Confirm: approve' }).click()
  await expect(page.getByText('approved', { exact: true }).first()).toBeVisible()
}

/** From the approved project to the open raise, each step signed with the issuer's wallet. Returns the raise's address. */
export async function launchInBrowser(issuer: Investor, projectId: string): Promise<string> {
  const { page, api } = issuer
  await page.goto(`/apply/${projectId}/raise`)
  await reviewAndSign(page, 'Review the token')
  await page.getByRole('button', { name: 'Write it into the terms' }).click(FINAL)
  await reviewAndSign(page, 'Review the terms to sign')
  await expect(page.getByRole('heading', { name: 'Deposit the tokens' })).toBeVisible(FINAL)
  await reviewAndSign(page, 'Review the deposit')
  await expect(page.getByRole('heading', { name: 'Open the raise' }).or(openHeading(page))).toBeVisible(FINAL)
  await expect(async () => {
    await page.reload()
    await expect(openHeading(page)).toBeVisible()
  }).toPass(FINAL)
  const { raise } = await api.raises.console.query({ projectId })
  return raise ?? ''
}

const openHeading = (page: Page) => page.getByRole('heading', { name: 'The raise is open' })

/** A member hands in profile and document. */
export async function askForVerification(
  { page }: Person,
  legalName: string,
  { born, country } = { born: '1988-02-29', country: 'PT' },
): Promise<void> {
  await page.goto('/verify')
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByLabel('Full name').fill(canary(legalName))
  await page.getByLabel('Date of birth').fill(canary(born))
  await page.getByLabel('Country where you live').selectOption(country)
  await page.getByLabel('Address', { exact: true }).fill(canary('Rua do Exemplo 1, 1100-001 Lisboa'))
  await page.getByRole('button', { name: 'Save profile' }).click()
  await page.getByRole('button', { name: 'Send a file instead' }).click()
  await page.getByLabel('File').setInputFiles(paper(canary(`${legalName} passport.png`)))
  await page.getByRole('button', { name: 'Add document' }).click()
  await expect(page.getByRole('button', { name: `Remove ${legalName} passport.png` })).toBeVisible()
  await page.getByRole('button', { name: 'Hand in for verification' }).click()
  await expect(page.getByRole('heading', { name: 'We are looking at it' })).toBeVisible()
}

/** A reviewer compares every point and writes down what the document says; each call is about another document. */
export async function compareDocument({ page }: Person): Promise<void> {
  const compared = page.getByRole('group', { name: 'Compared' })
  await expect(compared).toBeVisible()
  for (const box of await compared.getByRole('checkbox').all()) await box.check()
  await page.getByLabel('Issued by').selectOption('PT')
  await page.getByLabel('Number of the document').fill(canary(randomUUID()))
  await page.getByLabel('Valid until').fill('2040-12-31')
  await page.getByLabel('Note').fill('Name and date agree with the passport.')
}

/** One person looks at the newest verification and proposes approval; another confirms it. */
export async function approveVerification(reviewer: Person, checker: Person): Promise<void> {
  await reviewer.page.goto('/staff/verifications')
  const next = reviewer.page.getByRole('row', { name: /nobody yet/ }).last()
  await next.getByRole('link').click()
  await reviewer.page.getByRole('button', { name: 'Take this verification' }).click()
  await compareDocument(reviewer)
  await reviewer.page.getByRole('button', { name: 'Propose approval' }).click()
  await expect(reviewer.page.getByText('You proposed this. Another person has to confirm')).toBeVisible()
  await checker.page.goto(new URL(reviewer.page.url()).pathname)
  await checker.page.getByRole('button', { name: 'Confirm the approval' }).click()
  await expect(checker.page.getByRole('button', { name: 'Suspend' })).toBeVisible()
}

/** A member proves on the verification page that a staking key is theirs: the text is signed where the key lies. */
export async function proveStakingKey({ page }: Person, key: BrowserWallet): Promise<void> {
  await page.goto('/verify')
  await page.getByRole('button', { name: 'Prove a staking key' }).click()
  const text = (await page.locator('pre').first().textContent()) ?? ''
  await page.getByLabel('Staking key', { exact: true }).fill(key.address)
  await page.getByLabel('Signature').fill(signatureOf(key, text))
  await page.getByRole('button', { name: 'Check the signature' }).click()
  await expect(page.getByText('You are a node operator')).toBeVisible()
}

/** Opens a project's page and types an amount to commit. */
export async function typeAmount({ page }: Person, slug: string, amount: string): Promise<Locator> {
  await page.goto(`/projects/${slug}`)
  const field = page.getByLabel('Amount in KOII')
  await field.fill(amount)
  return field
}

/** Commits an amount on the project's page, and waits until the chain has it for good. */
export async function commitInBrowser(investor: Investor, slug: string, amount: string): Promise<void> {
  await typeAmount(investor, slug, amount)
  await reviewAndSign(investor.page, 'Review the commitment')
  await expect(investor.page.getByText('Final', { exact: true })).toBeVisible(FINAL)
}

/** Waits until the site lets a wallet do something with its position: pages follow what is final on the chain a moment later. */
export async function untilItMay({ api }: Investor, raise: string, act: 'withdrawable' | 'claimableTokens') {
  const may = async () => (await api.raises.portfolio.query()).find((held) => held.raise === raise)?.standing[act] ?? 0n
  await expect.poll(may, FINAL).toBeGreaterThan(0n)
}

/** Moves the chain's clock, as the time bar does; back once the site, which follows it to within two seconds, is there too. */
export async function moveTo({ api }: Person, instant: Date): Promise<void> {
  const time = async () => (await api.local.time.query()).now.getTime()
  const seconds = Math.ceil((instant.getTime() - (await time())) / 1_000)
  if (seconds > 0) await api.local.moveTime.mutate({ seconds })
  await expect.poll(time, FINAL).toBeGreaterThanOrEqual(instant.getTime())
}
