import { readFileSync } from 'node:fs'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { pdf } from '@/test/files'
import { paper } from './support/application'
import { canary } from './support/canaries'
import { expectOnly, expectQuiet, type Investor, type Person, staffMember, walletOwner } from './support/people'

const NAME = 'Canary Example'

/** Somebody whose verification waits for a document. */
async function beginner(browser: Browser): Promise<Investor> {
  const member = await walletOwner(browser, 100n)
  await member.api.compliance.start.mutate()
  await member.api.compliance.saveProfile.mutate({
    ...{ legalName: canary(NAME), dateOfBirth: '1988-02-29', country: 'PT' },
    residentialAddress: 'Rua do Exemplo 1, 1100-001 Lisboa',
  })
  await member.api.compliance.chooseManual.mutate({ reason: 'consent_declined' })
  await member.page.goto('/verify')
  return member
}

async function add(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.getByLabel('File').setInputFiles({ name, mimeType: 'application/octet-stream', buffer })
  await page.getByRole('button', { name: 'Add document' }).click()
}

async function download(page: Page, button: string): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()])
  return readFileSync(await file.path())
}

/** The demo world's staff, at the evidence of a case: one who took it. */
async function atWork(browser: Browser, caseId: string): Promise<Person> {
  const reviewer = await staffMember(browser, 'Rosa (reviewer)')
  await reviewer.api.compliance.claim.mutate({ caseId })
  await reviewer.page.goto(`/staff/verifications/${caseId}`)
  return reviewer
}

test('E2, E3: hostile files end in a clear sentence, a good one comes back to its sender and reaches staff as pages', async ({
  browser,
}) => {
  const member = await beginner(browser)
  const { page } = member
  await add(page, 'photo.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'))
  await expect(page.getByText('Send a JPEG, PNG, WebP or PDF file').first()).toBeVisible()
  await add(page, 'scripted.pdf', pdf('/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>'))
  await expect(page.getByText('The PDF carries a script').first()).toBeVisible()
  await expect(page.getByText('Refused')).toHaveCount(2)
  await expect(page.getByRole('button', { name: 'Open scripted.pdf' })).toHaveCount(0)
  const sent = pdf('', { pages: 2 })
  await add(page, 'passport.pdf', sent)
  await expect(page.getByRole('button', { name: 'Remove passport.pdf' })).toBeVisible()
  expect((await download(page, 'Open passport.pdf')).equals(sent)).toBe(true)
  expectOnly([/status of 400 .*\/api\/documents/], member)

  await member.api.compliance.submit.mutate()
  const { caseId } = await member.api.compliance.mine.query()
  const reviewer = await atWork(browser, caseId!)
  const dialogs: string[] = []
  reviewer.page.on('dialog', (dialog) => dialogs.push(dialog.message()))
  await reviewer.page.getByRole('button', { name: 'Open passport.pdf' }).click()
  const second = reviewer.page.getByRole('img', { name: 'Page 2 of passport.pdf' })
  await expect(second).toBeVisible()
  expect(await second.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(300)
  expect(dialogs).toEqual([])
  await reviewer.page.getByRole('button', { name: 'Close passport.pdf' }).click()
  await expect(second).toHaveCount(0)
  expectQuiet(reviewer)
})

test('somebody takes a copy of their data, has them deleted, and is nobody here any more', async ({ browser }) => {
  const member = await beginner(browser)
  const { page } = member
  await add(page, 'passport.png', paper('passport.png').buffer)
  await expect(page.getByRole('button', { name: 'Remove passport.png' })).toBeVisible()
  await page.goto('/account')
  const copy = JSON.parse((await download(page, 'Download my data')).toString())
  expect(copy).toMatchObject({
    account: { wallets: [{ address: member.address }] },
    verifications: [{ profile: { legalName: NAME } }],
    documents: [{ fileName: 'passport.png', base64: paper('passport.png').buffer.toString('base64') }],
  })
  await page.getByLabel('Type “delete my data”').fill('delete')
  await page.getByRole('button', { name: 'Delete my data' }).click()
  await expect(page.getByText('Nothing was deleted.')).toBeVisible()
  await page.getByLabel('Type “delete my data”').fill('delete my data')
  await page.getByRole('button', { name: 'Delete my data' }).click()
  await expect(page.getByText('Your account is closed')).toBeVisible()
  await page.goto('/account')
  await page.waitForURL(/sign-in/)
  expectOnly([/status of 400 .*erasure.request/], member)
})
