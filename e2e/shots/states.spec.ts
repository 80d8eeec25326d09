import { randomUUID } from 'node:crypto'
import { expect, test } from '@playwright/test'
import pg from 'pg'
import { askForVerification } from '../support/acts'
import { companyOf, sendPapers } from '../support/company'
import { demoMember, type Person, staffMember, walletOwner } from '../support/people'
import { untilStill } from '../support/places'
import { agree, raiseOf, type Setting, verify } from '../support/procedures'
import { picture } from './picture'

test.use({ trace: 'off' })

/** States of pages to which no link of the demo world leads: each is made, and then its picture taken. */
async function staff(browser: Parameters<typeof staffMember>[0]) {
  return {
    ada: await staffMember(browser, 'Ada'),
    chidi: await staffMember(browser, 'Chidi'),
    rosa: await staffMember(browser, 'Rosa'),
  }
}

async function pictureOf({ page }: Person, address: string, name: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(address)
  await picture(page, name)
}

test('a company before staff, filled in, and its appeal', async ({ browser }) => {
  const { chidi, rosa } = await staff(browser)
  const issuer = await walletOwner(browser, 0n)
  await verify(issuer, 'Mara Example', rosa, chidi)
  const { now } = await issuer.api.local.time.query()
  const { id: applicationId } = await issuer.api.projects.start.mutate()
  const { companyId } = await issuer.api.projects.beginCompany.mutate({ applicationId })
  await issuer.api.companies.save.mutate({ companyId, version: 1, data: companyOf('Mara Example', now) })
  await sendPapers(issuer, companyId)
  await issuer.api.companies.submit.mutate({ companyId })
  const own = await issuer.api.companies.own.query({ projectId: applicationId })
  await issuer.api.companies.isMe.mutate({ partyId: own?.parties[0]?.id ?? '' })
  await rosa.api.companies.claim.mutate({ companyId })
  await pictureOf(rosa, `/staff/companies/${companyId}`, 'staff-company-filled')
  const note = 'The chart has a gap.'
  await rosa.api.companies.propose.mutate({ companyId, outcome: 'reject', reason: 'owners_hidden', note })
  await pictureOf(chidi, `/staff/companies/${companyId}`, 'staff-company-second')
  await chidi.api.companies.confirm.mutate({ companyId })
  await pictureOf(issuer, `/apply/${applicationId}/company`, 'company-rejected')
  await issuer.api.companies.appeal.mutate({ companyId, text: 'The gap is closed: see the new chart.' })
  await pictureOf(rosa, `/staff/companies/${companyId}`, 'staff-company-appeal')
})

test('the steps before an offer in the United Kingdom', async ({ browser }) => {
  const { ada, chidi, rosa } = await staff(browser)
  const nell = await walletOwner(browser, 0n)
  await verify(nell, 'Nell Example', rosa, chidi, 'GB')
  const regime = (on: boolean): Setting => ({ kind: 'regime', subject: 'FCA_RMMI', payload: { on } })
  await agree(ada, chidi, [regime(true)])
  try {
    const worth = { country: 'GB', usPerson: false, category: 'retail' as const, yearlyIncome: '1', netWorth: '1' }
    await nell.api.protection.state.mutate({ ...worth, evidence: '' })
    await pictureOf(nell, '/protection', 'promotion-visited')
    await nell.api.protection.step.mutate({ event: 'request' })
    await nell.page.goto('/protection')
    await untilStill(nell.page)
    await nell.page.getByRole('button', { name: 'Read the warning' }).click()
    await picture(nell.page, 'promotion-warning')
    await nell.api.protection.step.mutate({ event: 'warn' })
    await pictureOf(nell, '/protection', 'promotion-cooling')
    await pictureOf(ada, '/staff/regimes', 'regimes-on')
  } finally {
    await agree(ada, chidi, [regime(false)])
  }
})

test('a portfolio with notices, keys and ties that wait, and who looked at how much', async ({ browser }) => {
  const { ada, chidi, rosa } = await staff(browser)
  const olu = await staffMember(browser, 'Olu')
  const { viewer } = await olu.api.identity.me.query()
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await client.connect()
  await client.query(
    `insert into notice (id, person_id, cause, title, text, link, made_at) values (gen_random_uuid(), $2, $1, $3, $4, '/portfolio', now())`,
    [
      randomUUID(),
      viewer?.personId,
      'A commitment of yours is not allowed here',
      'Your 250 KOII in Driftnet Compute go beyond what you may invest here. Take them out: nobody else can.',
    ],
  )
  await client.end()
  await pictureOf(olu, '/portfolio', 'portfolio-notices')
  const { rows } = await ada.api.identity.people.query({ search: 'Rosa', role: 'reviewer' })
  const { now } = await ada.api.local.time.query()
  const until = new Date(now.getTime() + 5 * 86_400_000).toISOString().slice(0, 10)
  await ada.api.identity.proposeKeyPermit.mutate({ personId: rows[0]?.id ?? '', kind: 'recovery', until })
  const [nia] = (await ada.api.identity.people.query({ search: 'Nia' })).rows
  await ada.api.identity.proposeTie.mutate({ personId: nia?.id ?? '', tie: 'owner', ends: false })
  await pictureOf(chidi, '/staff/people', 'people-waiting')
  await ada.api.local.moveTime.mutate({ seconds: 2 * 86_400 })
  await expect(async () => {
    await ada.page.goto('/staff/views')
    await expect(ada.page.getByRole('table').first()).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await pictureOf(ada, '/staff/views', 'views-filled')
  await rosa.page.close()
})

test('a verification and a company closed to two, their opening, and queues with boxes', async ({ browser }) => {
  const { ada, chidi, rosa } = await staff(browser)
  const member = await walletOwner(browser, 0n)
  await askForVerification(member, 'Petra Example', { born: '1988-02-29', country: 'PT' })
  const caseId = (await member.api.compliance.mine.query()).caseId ?? ''
  await pictureOf(rosa, '/staff/verifications', 'verifications-boxes')
  await pictureOf(chidi, `/staff/verifications/${caseId}`, 'verification-open-to-all')
  const { access } = await chidi.api.compliance.staffCase.query({ caseId })
  const idOf = (name: string) => access?.colleagues.find((one) => one.name.startsWith(name))?.id ?? ''
  await chidi.api.compliance.allowOnly.mutate({ caseId, personIds: [idOf('Chidi'), idOf('Rosa')] })
  await chidi.page.setViewportSize({ width: 1280, height: 800 })
  await chidi.page.goto(`/staff/verifications/${caseId}`)
  await untilStill(chidi.page)
  await chidi.page.getByLabel(/^Rosa/).uncheck()
  await chidi.page.getByLabel(/^Chidi/).uncheck()
  await picture(chidi.page, 'verification-closed')
  await rosa.api.compliance.proposeOpening.mutate({ caseId, personIds: [], note: 'She left the board of our bank.' })
  await pictureOf(chidi, '/staff/verifications', 'verifications-opening-waits')
  await pictureOf(rosa, `/staff/verifications/${caseId}`, 'verification-opening-yours')
  await pictureOf(rosa, '/staff/companies', 'companies-boxes')
  await expect(async () => {
    await ada.page.goto('/staff/audit')
    await expect(ada.page.getByText('entries fit')).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: 90_000 })
  await pictureOf(ada, '/staff/audit', 'audit-whole')
  await pictureOf(ada, '/staff/people', 'people-twins')
})

test('what is said about a project: nothing yet, each form, what was deleted and hidden', async ({ browser }) => {
  const rosa = await staffMember(browser, 'Rosa')
  const [olu, ines, nia] = [
    await demoMember(browser, 'Olu'),
    await demoMember(browser, 'Ines'),
    await demoMember(browser, 'Nia'),
  ]
  const [{ slug }, other] = [await raiseOf(olu, 'Driftnet Compute'), await raiseOf(olu, 'Mooring VPN')]
  await pictureOf(olu, `/projects/${other.slug}/discussion`, 'discussion-empty')
  await pictureOf(nia, `/discussion?project=${slug}`, 'discussion-not-verified')
  await pictureOf(olu, `/discussion?project=${other.slug}`, 'discussion-ask')
  await olu.page.getByLabel('Your question').fill('a')
  await olu.page.getByRole('button', { name: 'Publish the question' }).click()
  await expect(olu.page.getByText('Write at least 3 characters')).toBeVisible()
  await picture(olu.page, 'discussion-ask-refused')
  await pictureOf(olu, `/discussion?project=${slug}&report=5`, 'discussion-report')
  await pictureOf(ines, `/discussion?project=${slug}&answer=2`, 'discussion-answer')
  await pictureOf(ines, `/discussion?project=${slug}`, 'discussion-update')
  await pictureOf(ines, `/discussion?project=${slug}&correct=1`, 'discussion-correct')
  const text = 'Is it quiet? '.repeat(40)
  const said = { slug, answerTo: null, connection: 'none' as const, text, idempotencyKey: randomUUID() }
  await olu.api.discussion.write.mutate(said)
  await olu.page.goto('/discussion')
  await untilStill(olu.page)
  await olu.page.getByRole('button', { name: 'Delete this question' }).first().click()
  await picture(olu.page, 'discussion-delete')
  await olu.page.getByRole('button', { name: 'Delete it' }).click()
  await expect(olu.page.getByText('Deleted by its author')).toBeVisible()
  await picture(olu.page, 'discussion-own')
  await rosa.page.setViewportSize({ width: 1280, height: 800 })
  await rosa.page.goto(`/projects/${slug}/discussion`)
  await rosa.page.getByText('Version 1, of').click()
  await picture(rosa.page, 'discussion-filled')
  await pictureOf(rosa, `/staff/discussion?project=${slug}&post=5`, 'discussion-desk')
})
