import { expect, type Page, test } from '@playwright/test'
import { draftOf, saveSections } from './support/application'
import { expectQuiet, type Person, staffMember, walletOwner } from './support/people'

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** Two people reject an application, through the procedures. */
async function rejectByProcedure(reviewer: Person, checker: Person, applicationId: string): Promise<void> {
  const { projects } = reviewer.api
  await projects.claim.mutate({ applicationId })
  const reasons = [{ section: 'risks' as const, code: 'missing-risk', text: 'Name the price of disks.' }]
  await projects.propose.mutate({ applicationId, outcome: 'reject', reasons, message: 'Not yet.' })
  const { decisions } = await checker.api.projects.reviewCase.query({ applicationId })
  const decisionId = decisions.find(({ state }) => state === 'open')?.id ?? ''
  await checker.api.projects.decide.mutate({ decisionId, verdict: 'confirm', comment: '' })
}

test('an application’s fee is paid, confirmed by the bank, and returned when the application is rejected', async ({
  browser,
}) => {
  const issuer = await walletOwner(browser, 0n)
  const [rosa, chidi, ada] = [
    await staffMember(browser, 'Rosa'),
    await staffMember(browser, 'Chidi'),
    await staffMember(browser, 'Ada'),
  ]
  const { page, api } = issuer
  const { now } = await api.local.time.query()
  const plan = {
    title: 'Paid Harbour',
    symbol: 'PAID',
    issuer: issuer.address,
    start: now,
    minimum: '100',
    cap: '1000',
  }
  const { id: applicationId } = await api.projects.start.mutate()
  await saveSections(issuer, applicationId, draftOf(plan))
  await page.goto(`/apply/${applicationId}?step=submit`)
  await expect(page.getByText('within 30 days of your payment, the fee goes back to your card by itself')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Submit for review' })).toBeDisabled()

  // Declined, then by a bank that confirms later.
  await press(page, 'Pay the fee')
  await press(page, 'Pay with a card that is declined')
  await expect(page.getByText('The card was declined')).toBeVisible()
  const payment = page.url().replace(/\?.*/, '')
  await press(page, 'Pay by a bank that confirms later')
  await expect(page.getByText('Your bank is confirming the payment')).toBeVisible()
  await page.goto(payment)
  await press(page, 'The bank confirms')
  await expect(page.getByText('Paid', { exact: true })).toBeVisible()
  await page.goto(`/apply/${applicationId}?step=submit`)
  await expect(page.getByText('The application fee is paid: 25.00 USD')).toBeVisible()
  await press(page, 'Submit for review')
  await expect(page.getByText('waiting for review').first()).toBeVisible()

  // Disputed: staff see it, and it is decided for the site.
  await page.goto(payment)
  await press(page, 'The payer’s bank asks for it back')
  await expect(async () => {
    await ada.page.goto('/staff/payments')
    await expect(ada.page.getByText('the bank decides')).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await press(page, 'The bank decides for the site')
  await expect(async () => {
    await ada.page.reload()
    await expect(ada.page.getByText('won', { exact: true })).toBeVisible({ timeout: 2_000 })
  }).toPass()

  await rejectByProcedure(rosa, chidi, applicationId)
  await expect(async () => {
    await page.goto(`/apply/${applicationId}`)
    await expect(page.getByText('The fee was returned: 25.00 USD')).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await page.goto(payment)
  await expect(page.getByText('Returned to the card')).toBeVisible()
  await ada.page.reload()
  await expect(ada.page.getByRole('row', { name: /Application rejected.*returned/ })).toBeVisible()
  expectQuiet(issuer, rosa, chidi, ada)
})
