import { type Browser, expect, test } from '@playwright/test'
import { formatUnits } from '@/kit/money'
import { FINAL, reviewAndSign, typeAmount } from './support/acts'
import { applyByProcedure, draftOf } from './support/application'
import { balanceOf, KOII, positionOf } from './support/chain'
import {
  expectOnly,
  expectQuiet,
  type Investor,
  makeFirstPasskey,
  type Person,
  staffMember,
  walletOwner,
} from './support/people'
import { prepareCommit, proposeByProcedure, raiseOf, refusalOf, verify } from './support/procedures'
import { askedOf, declineIn, holdConnecting, releaseWallet } from './support/wallet'

const OPEN = 'Driftnet Compute'
const ENDED = 'Tidewatch Sensors'
const FUNDS = 20_000n

const NOTHING = 'There is nothing at this address'
/** What a browser says of a page that is not there: the status, or, where it began to load, React's error for an end without it. */
const NOWHERE = [/status of 404/, /React error #419/]

/** A browser complains of an answer with this status from this procedure. */
const answer = (status: number, procedure: string) => new RegExp(`status of ${status} .*/api/trpc/${procedure}`)

/** Those who are needed in most of these journeys, made once. */
let cast: { reviewer: Person; checker: Person; investor: Investor } | undefined
async function everybody(browser: Browser) {
  if (cast) return cast
  const reviewer = await staffMember(browser, 'Rosa (reviewer)')
  const checker = await staffMember(browser, 'Chidi (checker)')
  const investor = await walletOwner(browser, FUNDS)
  await verify(investor, 'Vera Example', reviewer, checker)
  cast = { reviewer, checker, investor }
  return cast
}

test('who is not verified cannot commit, and the page says what to do', async ({ browser }) => {
  const stranger = await walletOwner(browser, 100n)
  const { raise, slug } = await raiseOf(stranger, OPEN)
  await stranger.page.goto(`/projects/${slug}`)
  await expect(stranger.page.getByText('Get verified before you invest')).toBeVisible()
  await expect(stranger.page.getByRole('link', { name: 'Get verified' })).toBeVisible()
  await expect(stranger.page.getByLabel('Amount in KOII')).toHaveCount(0)
  const no = { status: 403, code: 'compliance.notVerified' }
  expect(await refusalOf(prepareCommit(stranger, raise, '50'))).toMatchObject(no)
  expect(await balanceOf(stranger.address)).toBe(100n * KOII)
  expectQuiet(stranger)
})

test('staff pages do not exist for others, and procedures name the role they need', async ({ browser }) => {
  const { investor, reviewer } = await everybody(browser)
  for (const [person, path] of [
    [investor, '/staff/applications'],
    [reviewer, '/staff/people'],
  ] as const) {
    await person.page.goto(path)
    await expect(person.page.getByRole('heading', { name: NOTHING })).toBeVisible()
  }
  const roundId = crypto.randomUUID()
  expect(await refusalOf(investor.api.projects.queue.query())).toMatchObject({ status: 403 })
  const no = { status: 403, message: 'This needs the role checker.' }
  expect(await refusalOf(reviewer.api.rounds.publish.mutate({ roundId }))).toMatchObject(no)
  expect(await refusalOf(reviewer.api.identity.people.query({}))).toMatchObject({ status: 403 })
  expectOnly(NOWHERE, investor, reviewer)
  investor.complaints.length = reviewer.complaints.length = 0
})

test('E8, E9, E21: no header that skips middleware, form of another site or copied cookie opens anything', async ({
  browser,
}) => {
  const { reviewer } = await everybody(browser)
  const site = process.env.BASE_URL ?? ''
  const headers = { 'x-middleware-subrequest': Array(5).fill('middleware').join(':') }
  for (const path of ['/staff/audit', '/staff/verifications', '/staff/companies', '/portfolio']) {
    const [plain, skipping] = await Promise.all([
      fetch(`${site}${path}`, { redirect: 'manual' }),
      fetch(`${site}${path}`, { redirect: 'manual', headers }),
    ])
    expect([path, skipping.status]).toEqual([path, plain.status])
    expect([303, 307, 404]).toContain(skipping.status)
  }
  for (const procedure of ['companies.queue', 'compliance.queue', 'screening.queue'])
    expect((await fetch(`${site}/api/trpc/${procedure}`, { headers })).status).toBe(401)

  const cookies = await reviewer.page.context().cookies()
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const asStaff = (more: Record<string, string>) =>
    fetch(`${site}/api/trpc/companies.queue`, { headers: { cookie, ...more } })
  expect((await asStaff({ 'user-agent': 'Somewhere else' })).status).toBe(403)
  expect(cookies.find(({ name }) => name.endsWith('flotilla-staff'))).toMatchObject({
    ...{ sameSite: 'Strict', httpOnly: true },
  })

  const before = (await reviewer.api.identity.me.query()).viewer?.displayName
  const elsewhere = await reviewer.page.context().newPage()
  for (const enctype of ['text/plain', 'application/x-www-form-urlencoded']) {
    await elsewhere.goto('about:blank')
    const body = JSON.stringify({ json: { displayName: 'Somebody else', rest: '' } }).replaceAll('"', '&quot;')
    await elsewhere.setContent(
      `<form method="post" action="${site}/api/trpc/identity.rename" enctype="${enctype}"><input name="${body}" value=""><button>Win</button></form>`,
    )
    const answer = elsewhere.waitForResponse(/identity\.rename/)
    await elsewhere.getByRole('button', { name: 'Win' }).click()
    expect((await answer).status()).toBeGreaterThanOrEqual(400)
  }
  const { headers: framed } = await elsewhere.request.get('/staff').then((got) => ({ headers: got.headers() }))
  expect(framed['content-security-policy']).toContain("frame-ancestors 'none'")
  await elsewhere.close()
  expect((await reviewer.api.identity.me.query()).viewer?.displayName).toBe(before)
})

test('an issuer who is staff does not review their own project, and nobody confirms what they proposed', async ({
  browser,
}) => {
  const { reviewer, checker } = await everybody(browser)
  const admin = await staffMember(browser, 'Ada (admin)')
  const issuer = await walletOwner(browser, 100n)
  const { now: start } = await issuer.api.local.time.query()
  const title = `Isthmus ${start.getTime().toString(36)}`
  const plan = { title, symbol: 'ISTH', issuer: issuer.address, start, minimum: '100', cap: '200' }
  const applicationId = await applyByProcedure(issuer, draftOf(plan))
  const { viewer } = await issuer.api.identity.me.query()
  const personId = viewer?.personId ?? ''
  const email = `isthmus-${start.getTime()}@flotilla.local`
  await admin.api.identity.setEmail.mutate({ personId, email })
  const grant = { personId, role: 'checker', kind: 'grant' } as const
  const { changeId } = await admin.api.identity.proposeRole.mutate(grant)
  expect(await refusalOf(admin.api.identity.decideRole.mutate({ changeId, confirm: true }))).toMatchObject({
    status: 403,
  })
  await checker.api.identity.decideRole.mutate({ changeId, confirm: true })
  await makeFirstPasskey(issuer, email)

  await issuer.page.goto(`/staff/applications/${applicationId}`)
  await expect(issuer.page.getByRole('heading', { name: NOTHING })).toBeVisible()
  await issuer.page.goto('/staff/applications')
  await expect(issuer.page.getByText(title)).toBeVisible()
  await expect(issuer.page.getByRole('link', { name: title })).toHaveCount(0)
  const own = { status: 403, code: 'projects.ownProject' }
  expect(await refusalOf(issuer.api.projects.claim.mutate({ applicationId }))).toMatchObject(own)

  // The checker takes the reviewer's part here: then it is not the checker who may confirm.
  const decisionId = await proposeByProcedure(checker, applicationId)
  await checker.page.goto(`/staff/applications/${applicationId}`)
  await expect(checker.page.getByText('You proposed this: another person must confirm it.')).toBeVisible()
  await expect(checker.page.getByRole('button', { name: /^Confirm/ })).toHaveCount(0)
  const confirm = { decisionId, verdict: 'confirm', comment: '' } as const
  const same = { status: 403, code: 'projects.samePerson' }
  expect(await refusalOf(checker.api.projects.decide.mutate(confirm))).toMatchObject(same)
  // Without a key shown for it nobody decides anything, their own or not.
  const unshown = { status: 403, code: 'server.stepUp' }
  expect(await refusalOf(issuer.api.projects.decide.mutate(confirm))).toMatchObject(unshown)
  expect(await refusalOf(reviewer.api.projects.decide.mutate(confirm))).toMatchObject({ status: 403 })
  expectOnly(NOWHERE, reviewer, checker, admin, issuer)
})

test('an amount outside the limits, or with too many decimals, stays in its field beside the reason', async ({
  browser,
}) => {
  const { investor } = await everybody(browser)
  const { raise, slug } = await raiseOf(investor, OPEN)
  const most = formatUnits((await investor.api.raises.preview.query({ raise })).left ?? 0n, 9)
  const cases = [
    ['9.5', 'A position here is at least 10 KOII.', 'compliance.belowMinimum', 400],
    [`${most}.000000001`, `A position here has a maximum: you can add ${most} KOII.`, 'compliance.aboveMaximum', 400],
    ['25.0000000001', 'KOII has 9 decimals; this amount has 10.', 'raises.amountForm', 400],
    ['1,5', 'Write the amount as', 'server.invalidInput', 400],
  ] as const
  for (const [typed, sentence, code, status] of cases) {
    const field = await typeAmount(investor, slug, typed)
    await expect(investor.page.getByText(sentence)).toBeVisible()
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    await expect(investor.page.getByRole('button', { name: 'Review the commitment' })).toBeDisabled()
    await investor.page.reload()
    await expect(field).toHaveValue(typed)
    const refused = await refusalOf(prepareCommit(investor, raise, typed))
    expect(refused).toMatchObject({ status, code })
    expect(refused.message).toContain(sentence)
  }
  expect(await balanceOf(investor.address)).toBe(FUNDS * KOII)
  expectQuiet(investor)
})

test('a raise that has ended takes nothing', async ({ browser }) => {
  const { investor } = await everybody(browser)
  const { raise, slug } = await raiseOf(investor, ENDED)
  await investor.page.goto(`/projects/${slug}`)
  await expect(
    investor.page.getByText('This raise takes no money any more, and you have no position in it.'),
  ).toBeVisible()
  await expect(investor.page.getByText('The minimum was not reached: everybody is refunded.')).toBeVisible()
  await expect(investor.page.getByLabel('Amount in KOII')).toHaveCount(0)
  const no = { status: 409, code: 'compliance.raiseNotOpen' }
  expect(await refusalOf(prepareCommit(investor, raise, '50'))).toMatchObject(no)
  expect(await balanceOf(investor.address)).toBe(FUNDS * KOII)
  expectQuiet(investor)
})

test('while a wallet connects by itself there is nothing to click, and nothing is signed', async ({ browser }) => {
  const { investor } = await everybody(browser)
  const { page } = investor
  const { slug } = await raiseOf(investor, OPEN)
  await holdConnecting(page)
  await typeAmount(investor, slug, '30')
  await page.getByRole('button', { name: 'Review the commitment' }).click()
  await expect(page.getByText('Connecting the wallet…')).toBeVisible(FINAL)
  await expect(page.getByRole('button', { name: /the wallet$/ })).toHaveCount(0)
  await releaseWallet(page)
  await expect(page.getByRole('button', { name: 'Sign with the wallet' })).toBeVisible()
  expect(await askedOf(page)).toEqual([])
  await page.evaluate(() => sessionStorage.clear())
})

test('declined in the wallet, nothing moves, and it can be prepared again', async ({ browser }) => {
  const { investor } = await everybody(browser)
  const { page } = investor
  const { raise, slug } = await raiseOf(investor, OPEN)
  const earlier = new Set((await investor.api.raises.intents.query({ raise })).map(({ id }) => id))
  await typeAmount(investor, slug, '25')
  await declineIn(page, 'signTransaction')
  await reviewAndSign(page, 'Review the commitment')
  await expect(page.getByText('You declined in the wallet. No money has moved.')).toBeVisible()
  expect(await positionOf(raise, investor.address)).toBeNull()
  expect(await balanceOf(investor.address)).toBe(FUNDS * KOII)
  await declineIn(page)
  await reviewAndSign(page, 'Prepare it again')
  await expect(page.getByText('Final', { exact: true })).toBeVisible(FINAL)
  expect((await positionOf(raise, investor.address))?.committed).toBe(25n * KOII)
  const own = (await investor.api.raises.intents.query({ raise })).filter(({ id }) => !earlier.has(id))
  expect(own.map(({ state }) => state).toSorted()).toEqual(['declined', 'finalized'])
  expectQuiet(investor)
})

test('what expires has moved nothing: before it was sent, and after', async ({ browser }) => {
  const { investor } = await everybody(browser)
  const { page, api } = investor
  const { raise, slug } = await raiseOf(investor, OPEN)
  const before = (await positionOf(raise, investor.address))?.committed ?? 0n
  const lastHeightPasses = () => api.local.moveTime.mutate({ seconds: 60 })

  await test.step('it was prepared and lay too long before it was signed', async () => {
    await typeAmount(investor, slug, '40')
    await page.getByRole('button', { name: 'Review the commitment' }).click()
    await expect(page.getByRole('button', { name: 'Sign with the wallet' })).toBeVisible(FINAL)
    await lastHeightPasses()
    await page.getByRole('button', { name: 'Sign with the wallet' }).click()
    await expect(page.getByText('The preparation is out of date and was not sent. No money has moved')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Prepare it again' })).toBeVisible()
  })

  await test.step('it was handed to a wallet that never sent it', async () => {
    const { id } = await prepareCommit(investor, raise, '40')
    await api.raises.handOver.mutate({ intentId: id })
    await page.reload()
    await expect(page.getByText('Sent', { exact: true })).toBeVisible()
    await lastHeightPasses()
    await expect(page.getByText('Expired: it never arrived and never can. No money has moved.')).toBeVisible(FINAL)
    expect((await positionOf(raise, investor.address))?.committed ?? 0n).toBe(before)
    await reviewAndSign(page, 'Review the commitment again')
    await expect(page.getByText('Final', { exact: true })).toBeVisible(FINAL)
    expect((await positionOf(raise, investor.address))?.committed).toBe(before + 40n * KOII)
  })
  expectOnly([answer(409, 'raises.submit')], investor)
})
