import { expect } from '@playwright/test'
import { FINAL, moveTo } from './acts'
import { daysFrom, minuteOf } from './application'
import type { Person } from './people'

type Bonus = { reviewer: Person; checker: Person; title: string; project: string; pool: string }
const MINUTE = 1 / 1_440

/** Two people approve a bonus round, it runs, closes, waits for objections, and two people approve its list, which is paid. */
export async function payBonus({ reviewer, checker, title, project, pool }: Bonus): Promise<void> {
  const { now } = await reviewer.api.local.time.query()
  const { page } = reviewer
  const [opens, closes] = [daysFrom(now, 20 * MINUTE), daysFrom(now, 30 * MINUTE)]
  await page.goto('/staff/bonus')
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Pool in KOII').fill(pool)
  await page.getByLabel('Counts at most per person').fill('500')
  await page.getByLabel('Counts at most per project').fill('2000')
  await page.getByLabel('Opens (UTC)').fill(minuteOf(opens))
  await page.getByLabel('Closes (UTC)').fill(minuteOf(closes))
  await page.getByLabel('Days for objections').fill('1')
  await page.getByLabel(project).check()
  await page.getByRole('button', { name: 'Propose the round' }).click()
  await page.waitForURL(/\/staff\/bonus\/[0-9a-f-]{36}/)
  const path = new URL(page.url()).pathname
  const roundId = path.split('/').at(-1)!
  const round = () => reviewer.api.bonus.forStaff.query({ roundId })
  const reaches = (state: string) => expect.poll(async () => (await round()).state, FINAL).toBe(state)

  await page.getByRole('button', { name: 'Approve the sheet' }).click()
  await expect(page.getByText('1 of two people said yes to this sheet.')).toBeVisible()
  await checker.page.goto(path)
  await checker.page.getByRole('button', { name: 'Approve the sheet' }).click()
  await expect(checker.page.getByText('Two people approved it.')).toBeVisible()
  await expect.poll(async () => (await round()).written !== null, FINAL).toBe(true)
  await moveTo(reviewer, opens)
  await reaches('submission')
  await moveTo(reviewer, daysFrom(closes, 3 * MINUTE))
  await reaches('appeal')
  await moveTo(reviewer, daysFrom(closes, 1 + 10 * MINUTE))
  await reaches('distribution')
  for (const { page: theirs } of [reviewer, checker]) {
    await theirs.goto(path)
    await theirs.getByRole('button', { name: 'Approve the list' }).click()
    await expect(theirs.getByText(/1 of two people said yes to this list|Nothing is left to decide/)).toBeVisible()
  }
  await expect(checker.page.getByText('Nothing is left to decide.')).toBeVisible()
}
