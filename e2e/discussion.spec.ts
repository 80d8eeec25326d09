import { randomUUID } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { canary } from './support/canaries'
import { demoMember, expectOnly, staffMember, walletOwner } from './support/people'
import { untilStill } from './support/places'
import { raiseOf, verify } from './support/procedures'

const OPEN = 'Driftnet Compute'

test('a verified member asks in public, the team answers, staff hide what breaks the rules and say why', async ({
  browser,
}) => {
  const [rosa, chidi] = [await staffMember(browser, 'Rosa'), await staffMember(browser, 'Chidi')]
  const [nora, ines] = [await walletOwner(browser, 0n), await demoMember(browser, 'Ines')]
  const { slug } = await raiseOf(nora, OPEN)
  const publicly = async (page: Page, words: string) => {
    await page.goto(`/projects/${slug}`)
    await page.getByRole('link', { name: /questions?, / }).click()
    return page.getByRole('article').filter({ hasText: words })
  }
  await nora.page.goto(`/projects/${slug}/discussion`)
  await nora.page.getByRole('link', { name: 'Write something' }).click()
  await expect(nora.page.getByText('Only members whose identity was checked write here')).toBeVisible()
  await verify(nora, 'Nora Example', rosa, chidi)
  await nora.page.reload()
  await untilStill(nora.page)
  await nora.page.getByLabel('Your question').fill('How loud is a desktop that computes?')
  await nora.page.getByRole('button', { name: 'Publish the question' }).click()
  await expect(nora.page.getByText('Say whether anybody pays you')).toBeVisible()
  await nora.page.getByLabel('No, nobody').check()
  await nora.page.getByRole('button', { name: 'Publish the question' }).click()
  await expect(nora.page.getByText('Your question is published')).toBeVisible()

  await (await publicly(ines.page, 'How loud')).getByRole('link', { name: /^Answer/ }).click()
  await untilStill(ines.page)
  await ines.page.getByLabel('Your answer').fill('As loud as one that plays a film.')
  await ines.page.getByRole('button', { name: 'Publish the answer' }).click()
  await expect(ines.page.getByText('Your answer is published')).toBeVisible()
  const answers = (await publicly(nora.page, 'How loud')).getByRole('list', { name: 'Answers' })
  await expect(answers).toContainText(/Driftnet.*Team.*plays a film/)

  const said = { slug, answerTo: null, connection: 'paid' as const }
  const gone = canary('My neighbour in the Rua do Ouro hears it.')
  await nora.api.discussion.write.mutate({ ...said, text: gone, idempotencyKey: randomUUID() })
  await nora.api.discussion.write.mutate({ ...said, text: 'Crooked scarecrows.', idempotencyKey: randomUUID() })
  await nora.page.goto('/discussion')
  const own = nora.page.getByRole('listitem').filter({ hasText: gone })
  await own.getByRole('button', { name: 'Delete this question' }).click()
  await nora.page.getByRole('button', { name: 'Delete it' }).click()
  await expect(nora.page.getByText('Deleted by its author')).toBeVisible()
  await (await publicly(rosa.page, 'Crooked scarecrows')).getByRole('link', { name: /^Report/ }).click()
  await rosa.page.getByRole('link', { name: 'Moderate this post' }).click()
  await rosa.page.waitForURL('**/staff/discussion?**')
  await untilStill(rosa.page)
  const post = rosa.page.getByRole('main').locator('section', { hasText: 'Crooked scarecrows.' }).first()
  await post.getByLabel('What it is').selectOption({ label: 'an insult' })
  await post.getByRole('button', { name: 'Hide it' }).click()
  await expect(post.getByRole('button', { name: 'Show it again' })).toBeVisible()
  const stub = await publicly(nora.page, 'Hidden by moderators: an insult')
  await expect(stub).toContainText('Paid promoter')
  expectOnly([/400/], nora, ines, rosa, chidi)
})
