import { type Browser, expect, test } from '@playwright/test'
import { canary, watchAddresses } from './support/canaries'
import { companyOf, sendPapers } from './support/company'
import { apiOf, expectOnly, type Person, staffMember, walletOwner } from './support/people'
import { untilStill } from './support/places'
import { verify } from './support/procedures'

/** Somebody without an account, with a browser of their own. */
async function stranger(browser: Browser): Promise<Person> {
  const context = await browser.newContext()
  watchAddresses(context)
  return { page: await context.newPage(), api: apiOf(context), complaints: [] }
}

/** Where the newest mail to somebody leads. */
async function invitationTo({ api }: Person, address: string): Promise<string> {
  const mails = await api.local.mails.query()
  const mail = mails.find(({ to }) => to === address)
  const [, token] = /#token=([\w-]{43})/.exec(mail?.text ?? '') ?? []
  return `/invited#token=${token}`
}

test('a company with two owners is checked: each is verified on their own, then two people approve it', async ({
  browser,
}) => {
  const issuer = await walletOwner(browser, 0n)
  const staff = [await staffMember(browser, 'Rosa'), await staffMember(browser, 'Chidi')] as const
  const [reviewer, checker] = staff
  const { page, api } = issuer
  const { now } = await api.local.time.query()
  const tag = now.getTime().toString(36)
  const second = canary(`ines.${tag}@example.org`)
  const { id: applicationId } = await api.projects.start.mutate()

  await page.goto(`/apply/${applicationId}`)
  await page.getByRole('link', { name: 'Company', exact: true }).click()
  for (const known of ['What it costs', 'Who else has to do something', 'Who decides'])
    await expect(page.getByText(known, { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Start with the company' }).click()
  await page.getByLabel('Name in the register').fill('Exemplo Lda')
  await page.getByLabel('IBAN').fill('PT50000201231234567890155')
  await page.getByRole('button', { name: 'Save the company' }).click()
  // Fields say what is wrong with them once the form was saved.
  await expect(page.getByLabel('IBAN')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByText('Its length or check digits are wrong.').first()).toBeVisible()

  const own = await api.companies.own.query({ projectId: applicationId })
  const companyId = own?.id ?? ''
  const one = companyOf(`Mara ${tag}`, now)
  const people = [...one.people, { ref: 'p2', name: canary('Ines Example'), email: second, roles: [] }]
  const holdings = ['p1', 'p2'].map((owner) => ({ owner, owned: 'company', shares: '1/2', votes: '' }))
  await api.companies.save.mutate({ companyId, version: own?.version ?? 0, data: { ...one, people, holdings } })
  await sendPapers(issuer, companyId)
  await page.reload()
  await expect(page.getByText(`Ines Example: owner (50 %)`)).toBeVisible()
  await page.getByRole('button', { name: 'Hand in the company' }).click()
  await expect(page.getByText('Everybody below has to be verified')).toBeVisible()
  await page.getByRole('button', { name: 'Invite Ines Example' }).click()
  await expect(page.getByText('invited, has not accepted yet')).toBeVisible()
  await page.getByRole('button', { name: new RegExp(`This is me.*Mara ${tag}`) }).click()
  await expect(page.getByText('you: accepted, verification under way')).toBeVisible()
  await verify(issuer, `Mara ${tag}`, ...staff)

  const ines = await stranger(browser)
  await ines.page.goto(await invitationTo(ines, second))
  await ines.page.getByRole('button', { name: 'See which company' }).click()
  await expect(ines.page.getByText('Exemplo Infrastructure Lda')).toBeVisible()
  await ines.page.getByRole('button', { name: 'Go on with this mail address' }).click()
  await ines.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(ines.page.getByRole('heading', { name: 'Verification', exact: true })).toBeVisible()
  await untilStill(ines.page)
  await ines.page.getByRole('button', { name: 'Start', exact: true }).click()
  await ines.page.getByLabel('Full name').fill('Ines Example')
  await ines.page.getByLabel('Date of birth').fill(canary('1988-02-29'))
  await ines.page.getByLabel('Country where you live').selectOption('PT')
  await ines.page.getByLabel('Address', { exact: true }).fill(canary('Rua do Exemplo 1, 1100-001 Lisboa'))
  await ines.page.getByRole('button', { name: 'Save profile' }).click()
  await ines.page.getByRole('button', { name: 'Start the check' }).click()
  await ines.page.getByRole('button', { name: 'Verified', exact: true }).click()
  await expect(ines.page.getByRole('heading', { name: 'We are looking at it' })).toBeVisible()
  expect((await api.companies.own.query({ projectId: applicationId }))?.standing).toBe('people')
  const { caseId } = await ines.api.compliance.mine.query()
  await reviewer.api.compliance.claim.mutate({ caseId: caseId ?? '' })
  const checks = ['document_genuine', 'face_agrees', 'name_agrees', 'birth_date_agrees'] as const
  const approval = { outcome: 'approve' as const, checks: [...checks], document: null, note: 'As the provider says.' }
  await reviewer.api.compliance.propose.mutate({ caseId: caseId ?? '', ...approval })
  await checker.api.compliance.confirm.mutate({ caseId: caseId ?? '' })

  await expect(async () => {
    await reviewer.page.goto(`/staff/companies/${companyId}`)
    await expect(reviewer.page.getByRole('button', { name: 'Take this company' })).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await reviewer.page.getByRole('button', { name: 'Take this company' }).click()
  await expect(reviewer.page.getByText('50 % of the shares, 50 % of the votes')).toHaveCount(2)
  await expect(reviewer.page.getByText('name agrees')).toHaveCount(2)
  await expect(reviewer.page.getByText('Ines Example')).toHaveCount(0)
  await reviewer.page.getByRole('button', { name: 'Show the names' }).click()
  await expect(reviewer.page.getByText('Ines Example')).toBeVisible()
  await reviewer.page.getByLabel('Note for the second person').fill('All agrees.')
  await reviewer.page.getByRole('button', { name: 'Propose approval' }).click()
  await expect(reviewer.page.getByText('Compare and declare every point')).toBeVisible()
  const compared = reviewer.page.getByRole('group', { name: 'Compared and declared' })
  for (const box of await compared.getByRole('checkbox').all()) await box.check()
  await reviewer.page.getByRole('button', { name: 'Propose approval' }).click()
  await expect(reviewer.page.getByText('You proposed this. Another person has to confirm')).toBeVisible()
  await checker.page.goto(`/staff/companies/${companyId}`)
  await checker.page.getByRole('button', { name: 'Confirm the approval' }).click()
  await expect(checker.page.getByText('Nothing is to be decided.')).toBeVisible()
  await page.reload()
  await expect(page.getByText('The company is approved')).toBeVisible()
  expectOnly([/400/], issuer, reviewer, checker, ines)
})
