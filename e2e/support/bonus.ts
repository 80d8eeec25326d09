import { expect } from '@playwright/test'
import { moveTo } from './acts'
import { daysFrom, minuteOf } from './application'
import type { Person } from './people'

type Bonus = { reviewer: Person; checker: Person; title: string; project: string; pool: string }

/** One person defines a bonus round, another publishes it; after its end one computes it, the other confirms and it is paid. */
export async function payBonus({ reviewer, checker, title, project, pool }: Bonus): Promise<void> {
  const { now } = await reviewer.api.local.time.query()
  const { page } = reviewer
  const ends = daysFrom(now, 0.1)
  await page.goto('/staff/bonus')
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Pool in KOII').fill(pool)
  await page.getByLabel('Counts at most per person').fill('500')
  await page.getByLabel('Counts at most per project').fill('2000')
  await page.getByLabel('Starts (UTC)').fill(minuteOf(daysFrom(now, -1)))
  await page.getByLabel('Ends (UTC)').fill(minuteOf(ends))
  await page.getByLabel(project).check()
  await page.getByRole('button', { name: 'Propose the round' }).click()
  await page.waitForURL(/\/staff\/bonus\/[0-9a-f-]{36}/)
  const path = new URL(page.url()).pathname
  await checker.page.goto(path)
  await checker.page.getByRole('button', { name: /^Publish/ }).click()
  await expect(checker.page.getByText('It is allocated after its end.')).toBeVisible()
  await moveTo(reviewer, ends)
  await page.reload()
  await page.getByRole('button', { name: 'Compute and propose the allocation' }).click()
  await expect(page.getByRole('button', { name: 'Compute it again' })).toBeVisible()
  await checker.page.reload()
  await checker.page.getByRole('button', { name: /^Confirm and pay/ }).click()
  await expect(checker.page.getByText('Nothing is left to decide.')).toBeVisible()
}
