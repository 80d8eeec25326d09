import { expect } from '@playwright/test'
import { cardOf, FINAL, moveTo } from './acts'
import { daysFrom, minuteOf } from './application'
import type { Person } from './people'

type Bonus = { issuer: Person; reviewer: Person; checker: Person; title: string; project: string; pool: string }
const MINUTE = 1 / 1_440

/**
 * Two people approve a bonus round, and take its project out; its team objects, two people uphold that, and two people approve the list,
 * which is paid.
 */
export async function payBonus({ issuer, reviewer, checker, title, project, pool }: Bonus): Promise<void> {
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
  await expect(page.getByText('1 of two people said yes to this sheet, and')).toBeVisible()
  await checker.page.goto(path)
  await checker.page.getByRole('button', { name: 'Approve the sheet' }).click()
  await expect(checker.page.getByText('Two people approved it.')).toBeVisible()
  await expect.poll(async () => (await round()).written !== null, FINAL).toBe(true)
  await moveTo(reviewer, opens)
  await reaches('submission')
  await exclude([reviewer, checker], path)
  await moveTo(reviewer, daysFrom(closes, 3 * MINUTE))
  await reaches('appeal')
  await objectTo({ issuer, reviewer, checker, roundId, path })
  await moveTo(reviewer, daysFrom(closes, 1 + 10 * MINUTE))
  await reaches('distribution')
  for (const { page: theirs } of [reviewer, checker]) {
    await theirs.goto(path)
    await theirs.getByRole('button', { name: 'Approve the list' }).click()
    await expect(theirs.getByText(/You said yes. Somebody else must|Nothing is left to decide/)).toBeVisible()
  }
  await expect(checker.page.getByText('Nothing is left to decide.')).toBeVisible()
}

/** One person proposes to exclude the project, with a reason; only a checker confirms it. */
async function exclude([{ page }, { page: second }]: readonly [Person, Person], path: string): Promise<void> {
  await page.goto(path)
  await expect(page.getByText('Void the round'), 'offered to admins alone').toBeHidden()
  await page.getByText('Exclude a recipient').click()
  await page.getByLabel('Reason for the exclusion').fill('Its node list is not its own.')
  await page.getByRole('button', { name: 'Propose the exclusion' }).click()
  await expect(page.getByText('You proposed it, so another person, a checker, must confirm it.')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Confirm/ }), 'never offered to be refused').toBeHidden()
  await second.goto(path)
  await second.getByRole('button', { name: /^Confirm/ }).click()
  await expect(cardOf(second, 'Excluded by two people').getByText('Its node list is not its own.')).toBeVisible()
}

type Objection = Pick<Bonus, 'issuer' | 'reviewer' | 'checker'> & { roundId: string; path: string }

/** The team objects, once, for everybody to read; one person writes the answer and another confirms it. */
async function objectTo({ issuer: { page }, reviewer, checker, roundId, path }: Objection): Promise<void> {
  await page.goto(`/rounds/${roundId}`)
  await page.getByText('Object for your project').click()
  await page.getByLabel('What is wrong').fill('Every node of that list answers to our key.')
  await page.getByRole('button', { name: 'Send the objection' }).click()
  await expect(page.getByText('Two people have not answered yet.')).toBeVisible()
  await reviewer.page.goto(path)
  await reviewer.page.getByLabel('Outcome').selectOption({ label: 'Upheld' })
  await reviewer.page.getByLabel('Answer').fill('We asked every node: they are its own.')
  await reviewer.page.getByRole('button', { name: 'Write the answer' }).click()
  await expect(reviewer.page.getByText('You wrote it, so a checker must confirm it.')).toBeVisible()
  await checker.page.goto(path)
  await checker.page.getByRole('button', { name: /^Confirm this answer/ }).click()
  await expect(checker.page.getByText('Lifted after an objection.')).toBeVisible()
  await expect(checker.page.getByText('Upheld by two people: We asked every node: they are its own.')).toBeVisible()
}
