import { expect, type Page } from '@playwright/test'
import { FINAL, moveTo } from './acts'
import { daysFrom, minuteOf, paper } from './application'
import type { Investor, Person } from './people'

const MINUTE = 60_000

type Cast = { issuer: Investor; investors: readonly Investor[]; staff: readonly Person[] }

/** Presses what the wallet of this browser signs, connecting it first where it is not, and waits for what the page then says. */
async function sign(page: Page, button: string, then: string): Promise<void> {
  const connect = page.getByRole('button', { name: /^Connect (a|your|the) wallet/ })
  await expect(async () => {
    if (await connect.first().isVisible()) await connect.first().click({ timeout: 2_000 })
    await expect(page.getByRole('button', { name: button })).toBeVisible({ timeout: 3_000 })
  }).toPass(FINAL)
  await page.getByRole('button', { name: button }).click()
  await expect(page.getByText(then).first()).toBeVisible(FINAL)
}

/**
 * A team asks its investors about the second payment of its raise, shows what it spent, and each of them votes for it: from the question
 * to the order for the approvers. `from` is a day of the journey on which the payment is next.
 */
export async function judgePayment({ issuer, investors, staff }: Cast, projectId: string, from: Date): Promise<void> {
  const { page, api } = issuer
  await expect(async () => {
    await page.goto(`/apply/${projectId}/raise`)
    await page.getByLabel('Evidence is taken from').fill(minuteOf(daysFrom(from, 0.05)), { timeout: 5_000 })
  }).toPass(FINAL)
  await page.getByLabel('Who judges').selectOption({ label: 'All who can, one vote each' })
  await page.getByLabel('Evidence is taken until').fill(minuteOf(daysFrom(from, 0.2)))
  await page.getByLabel('Hours for each step of judging').fill('2')
  await page.getByRole('button', { name: 'Ask the investors' }).click()
  await expect(page.getByText('Waits for two people')).toBeVisible()

  const round = async () => (await api.milestones.own.query({ projectId })).rounds[0]
  const { id: roundId, times, title } = (await round())!
  for (const { page: desk } of staff) {
    await desk.goto('/staff/raises')
    await desk.getByRole('link', { name: title }).click()
    await desk.getByRole('button', { name: /^Approve the sheet/ }).click()
    await expect(
      desk
        .getByText('Nothing is left to decide now')
        .or(desk.getByText('You said yes. Somebody else must say it too.')),
    ).toBeVisible()
  }
  await expect.poll(async () => (await round())?.isApproved, FINAL).toBe(true)
  const written = async () => (await api.bounties.byId.query({ roundId })).sheetSignature !== null
  await expect.poll(written, FINAL).toBe(true)
  const step = async (name: keyof typeof times, state: string, more = 0) => {
    await moveTo(issuer, new Date(new Date(times[name]).getTime() + more))
    await expect.poll(async () => (await round())?.state, FINAL).toBe(state)
  }

  await step('opens', 'submission')
  await page.goto(`/apply/${projectId}/raise`)
  await page.getByLabel('What was delivered', { exact: true }).fill('Ten nodes prove.')
  await page.getByLabel('Spent on Development, in KOII').fill('480.5')
  await page.getByLabel(/^Paper for Development/).setInputFiles(paper('invoice.png'))
  await page.getByLabel('Where the paper for Development can be read').fill('https://breakwater.example/invoice')
  await sign(page, 'Sign and hand in the evidence', 'The team has handed in its evidence.')

  const at = `/bounties/${roundId}`
  await expect(page.getByLabel('What was delivered for payment 2'), 'it reports in the round alone').toBeHidden()
  await step('submissionsEnd', 'audit', 2 * MINUTE)
  for (const { page: desk } of investors) {
    await desk.goto(at)
    await sign(desk, 'Sign and fix my judgement', 'Your judgement is fixed')
  }
  await moveTo(issuer, new Date(times.commitsEnd))
  for (const { page: desk } of investors) {
    await desk.goto(at)
    await sign(desk, 'Sign and show my judgement', 'Your judgement is shown')
  }
  await step('revealsEnd', 'appeal')
  await step('appealRevealsEnd', 'distribution')
}
