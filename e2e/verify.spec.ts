import { type Browser, expect, test } from '@playwright/test'
import { compareDocument } from './support/acts'
import { paper } from './support/application'
import { canary } from './support/canaries'
import { expectOnly, expectQuiet, type Person, staffMember, walletOwner } from './support/people'
import { untilStill } from './support/places'

/** Starts a verification and gives the profile. */
async function giveProfile({ page }: Person, name: string): Promise<void> {
  await page.goto('/verify')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.getByLabel('Full name').fill(canary(name))
  await page.getByLabel('Date of birth').fill(canary('1988-02-29'))
  await page.getByLabel('Country where you live').selectOption('PT')
  await page.getByLabel('Address', { exact: true }).fill(canary('Rua do Exemplo 1, 1100-001 Lisboa'))
  await page.getByRole('button', { name: 'Save profile' }).click()
  await expect(page.getByRole('button', { name: 'Send a file instead' })).toBeVisible()
}

const staffOf = async (browser: Browser) =>
  [await staffMember(browser, 'Rosa'), await staffMember(browser, 'Chidi')] as const

/** The case of a member, opened by a member of staff. */
async function openCase({ page }: Person, member: Person): Promise<void> {
  const { caseId } = await member.api.compliance.mine.query()
  await page.goto(`/staff/verifications/${caseId}`)
}

async function confirmApproval(checker: Person, member: Person): Promise<void> {
  await openCase(checker, member)
  await checker.page.getByRole('button', { name: 'Confirm the approval' }).click()
  await expect(checker.page.getByRole('button', { name: 'Suspend' })).toBeVisible()
  await member.page.goto('/verify')
  await expect(member.page.getByText('You are verified')).toBeVisible()
}

test('somebody is checked by the provider: once it fails, once it succeeds, and two people approve', async ({
  browser,
}) => {
  const member = await walletOwner(browser, 1n)
  const [reviewer, checker] = await staffOf(browser)
  const { page } = member
  await page.goto('/verify')
  for (const known of ['What it costs', 'What you need', 'How long we usually take', 'If you stop half-way'])
    await expect(page.getByText(known, { exact: true })).toBeVisible()
  await giveProfile(member, 'Petra Example')
  await page.getByRole('button', { name: 'Start the check' }).click()
  await expect(page.getByText('stands in for the identity provider')).toBeVisible()
  await page.getByRole('button', { name: 'document_unverified_other' }).click()
  await expect(page.getByText('Take sharp pictures in good light and try once more')).toBeVisible()
  await expect(page.getByText('2 tries are left.')).toBeVisible()
  await page.getByRole('button', { name: 'Start the check' }).click()
  await page.getByRole('button', { name: 'Verified', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'We are looking at it' })).toBeVisible()
  await openCase(reviewer, member)
  await reviewer.page.getByRole('button', { name: 'Take this verification' }).click()
  await expect(reviewer.page.getByText('name agrees: yes, date of birth agrees: yes')).toBeVisible()
  await expect(reviewer.page.getByText('Petra Example')).toHaveCount(0)
  await reviewer.page.getByRole('button', { name: 'Show all' }).click()
  await expect(reviewer.page.getByText('Petra Example')).toBeVisible()
  for (const box of await reviewer.page.getByRole('group', { name: 'Compared' }).getByRole('checkbox').all())
    await box.check()
  await reviewer.page.getByLabel('Note').fill('The provider’s findings agree with the profile.')
  await reviewer.page.getByRole('button', { name: 'Propose approval' }).click()
  await expect(reviewer.page.getByText('You proposed this. Another person has to confirm')).toBeVisible()
  await confirmApproval(checker, member)
  await closeAndOpen(checker, reviewer, member)
  expectQuiet(member, reviewer, checker)
})

/** A checker closes the case to two; one of them proposes to open it again, and the other confirms. */
async function closeAndOpen(checker: Person, reviewer: Person, member: Person): Promise<void> {
  const named = ['Chidi (checker)', 'Rosa (reviewer)']
  await openCase(checker, member)
  await untilStill(checker.page)
  for (const name of named) await checker.page.getByRole('checkbox', { name }).check()
  await checker.page.getByRole('button', { name: 'Only those named' }).click()
  await expect(checker.page.getByText('letting somebody in takes two people')).toBeVisible()
  await openCase(reviewer, member)
  await untilStill(reviewer.page)
  for (const name of named) await reviewer.page.getByRole('checkbox', { name }).uncheck()
  await reviewer.page.getByLabel('Why more people may open it').fill('The reason for it is over.')
  await reviewer.page.getByRole('button', { name: 'Propose to let them in' }).click()
  await expect(reviewer.page.getByText('You proposed that everybody whose work it is may open it')).toBeVisible()
  await checker.page.goto('/staff/verifications')
  await expect(checker.page.getByText('The reason for it is over.')).toBeVisible()
  await checker.page.getByRole('button', { name: 'Let them in' }).click()
  await expect(checker.page.getByText('The reason for it is over.')).toHaveCount(0)
}

test('somebody shows their document to people, mends only what was asked for, and is approved', async ({ browser }) => {
  const member = await walletOwner(browser, 1n)
  const [reviewer, checker] = await staffOf(browser)
  const { page } = member
  await giveProfile(member, 'Olu Example')
  await page.getByRole('button', { name: 'Send a file instead' }).click()
  await page.getByLabel('File').setInputFiles(paper(canary('Olu Example passport.png')))
  await page.getByRole('button', { name: 'Add document' }).click()
  await page.getByRole('button', { name: 'Hand in for verification' }).click()
  await expect(page.getByRole('heading', { name: 'We are looking at it' })).toBeVisible()
  await openCase(reviewer, member)
  await reviewer.page.getByRole('button', { name: 'Take this verification' }).click()
  await reviewer.page.getByLabel('Outcome').selectOption('changes')
  await reviewer.page.getByLabel('Passport, number 1').selectOption('unreadable')
  await reviewer.page.getByLabel('Note').fill('The lower half is dark.')
  await reviewer.page.getByRole('button', { name: 'Send back to the member' }).click()
  await expect(reviewer.page.getByText('waiting for the member')).toBeVisible()
  await page.reload()
  await expect(page.getByText('The document cannot be read.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save profile' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Hand in for verification' }).click()
  await expect(page.getByText('is still as it was')).toBeVisible()
  await page.getByRole('button', { name: 'Remove Olu Example passport.png' }).click()
  await page.getByLabel('File').setInputFiles(paper(canary('Olu Example again.png')))
  await page.getByRole('button', { name: 'Add document' }).click()
  await expect(page.getByRole('button', { name: 'Remove Olu Example again.png' })).toBeVisible()
  await page.getByRole('button', { name: 'Hand in for verification' }).click()
  await expect(page.getByRole('heading', { name: 'We are looking at it' })).toBeVisible()
  await reviewer.page.goto('/staff/verifications')
  await openCase(reviewer, member)
  await reviewer.page.getByRole('button', { name: 'Take this verification' }).click()
  await compareDocument(reviewer)
  await reviewer.page.getByRole('button', { name: 'Propose approval' }).click()
  await expect(reviewer.page.getByText('You proposed this. Another person has to confirm')).toBeVisible()
  await confirmApproval(checker, member)
  expectOnly([/409/], member, reviewer, checker)
})
