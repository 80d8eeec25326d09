import { type Browser, expect, test } from '@playwright/test'
import { askForVerification } from './support/acts'
import { expectQuiet, type Investor, type Person, staffMember, walletOwner } from './support/people'

/** Somebody hands in a verification; returns their browser. */
async function applicant(browser: Browser, name: string, born: string, country: string): Promise<Investor> {
  const person = await walletOwner(browser, 0n)
  await askForVerification(person, name, { born, country })
  return person
}

/** Opens the newest comparison of the queue. */
async function openNewest({ page }: Person): Promise<void> {
  await page.goto('/staff/screening')
  await page.getByRole('table', { name: 'Hits that wait' }).getByRole('link').last().click()
  await expect(page.getByRole('heading', { name: 'Who was compared' })).toBeVisible()
}

test('a namesake is cleared by one person, and learns nothing of it', async ({ browser }) => {
  const rosa = await staffMember(browser, 'Rosa')
  const clean = await applicant(browser, 'Marit Ordinary', '1988-02-29', 'PT')
  const namesake = await applicant(browser, 'Nadezhda Voskrobova', '1999-05-06', 'RU')
  // E19: to both it looks the same.
  const own = async ({ page, address }: Investor) =>
    (await page.getByRole('main').textContent())
      ?.replaceAll(address, 'Own')
      .replace(/Marit Ordinary|Nadezhda Voskrobova/g, 'Name')
      .replace(/\d{4}-\d\d-\d\d|\d\d:\d\d|Portugal|Russia/g, 'Own')
  expect(await own(namesake)).toBe(await own(clean))

  const { page } = rosa
  await openNewest(rosa)
  await page.getByLabel('Why you look').fill('To compare the dates.')
  await page.getByRole('button', { name: 'Show date of birth' }).click()
  await expect(page.getByText('1999-05-06')).toBeVisible()
  await page.getByLabel('Another date of birth').check()
  await page.getByLabel('What you saw').fill('Fourteen years younger.')
  await page.getByRole('button', { name: 'It is somebody else' }).click()
  await expect(page.getByText('closed without a hit')).toBeVisible()
  await expect(page.getByText('To compare the dates.')).toBeVisible()
  expectQuiet(rosa, clean, namesake)
})

test('a hit is confirmed by a second person, and a report falls due', async ({ browser }) => {
  const [rosa, chidi] = [await staffMember(browser, 'Rosa'), await staffMember(browser, 'Chidi')]
  await applicant(browser, 'Gulnara Tashmukha', '1974-11-05', 'UZ')
  await openNewest(rosa)
  await rosa.page.getByLabel('What you saw').fill('Name, date and country agree.')
  await rosa.page.getByRole('button', { name: 'Propose: it is the one' }).click()
  await expect(rosa.page.getByText('You proposed this.')).toBeVisible()
  await openNewest(chidi)
  await chidi.page.getByRole('button', { name: 'Confirm: it is the one' }).click()
  await expect(chidi.page.getByText('closed with a confirmed hit')).toBeVisible()
  await expect(chidi.page.getByText('Tell the person nothing.')).toBeVisible()
  await expect(chidi.page.getByRole('heading', { name: 'Report to the authority' })).toBeVisible()
  await chidi.page.goto('/staff/screening')
  await expect(chidi.page.getByRole('table', { name: 'Reports that are due' })).toBeVisible()
  expectQuiet(rosa, chidi)
})
