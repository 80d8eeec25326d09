import { type Browser, expect, type Page, test } from '@playwright/test'
import { FINAL, reviewAndSign, typeAmount } from './support/acts'
import { KOII, positionOf } from './support/chain'
import { chainProcess, whileHeld, withoutDatabase } from './support/outage'
import { expectOnly, type Investor, staffMember, walletOwner } from './support/people'
import { prepareCommit, raiseOf, refusalOf, verify } from './support/procedures'

const OPEN = 'Driftnet Compute'
const site = process.env.BASE_URL ?? ''

/** An outage lasts as long as its slowest sign takes: the chain counts as silent after 15 s. */
const SIGN = { timeout: 60_000 }
const CHAIN_AWAY = 'The chain does not answer at the moment'
const SITE_AWAY = 'The site is not available for a moment'

/** Two who may invest, made once. */
let investors: readonly [Investor, Investor] | undefined
async function twoInvestors(browser: Browser) {
  if (investors) return investors
  const reviewer = await staffMember(browser, 'Rosa (reviewer)')
  const checker = await staffMember(browser, 'Chidi (checker)')
  const [sender, writer] = [await walletOwner(browser, 1_000n), await walletOwner(browser, 1_000n)]
  await verify(sender, 'Sabine Example', reviewer, checker)
  await verify(writer, 'Wilma Example', reviewer, checker)
  investors = [sender, writer]
  return investors
}

const signButton = (page: Page) => page.getByRole('button', { name: 'Sign with the wallet' })
const health = async () => (await fetch(`${site}/healthz`)).json()

test('the chain is down: the site serves on, says so, loses nothing, and goes on by itself', async ({ browser }) => {
  const [sender, writer] = await twoInvestors(browser)
  const { raise, slug } = await raiseOf(sender, OPEN)
  await typeAmount(writer, slug, '20')
  await writer.page.getByRole('button', { name: 'Review the commitment' }).click()
  await expect(signButton(writer.page)).toBeVisible(FINAL)
  await typeAmount(sender, slug, '30')
  const reader = await (await browser.newContext()).newPage()
  // What the site has sent the page hears of when the chain is away: it would be final in a moment.
  const [sent, away] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  await sender.page.route(/raises\.submit/, async (route) => {
    const response = await route.fetch()
    sent.resolve()
    await away.promise
    await route.fulfill({ response })
  })
  await reviewAndSign(sender.page, 'Review the commitment')
  await sent.promise

  await whileHeld(chainProcess(), async () => {
    away.resolve()
    const verifying = await writer.page.context().newPage()
    await verifying.goto('/verify', { waitUntil: 'commit' })
    const refused = refusalOf(prepareCommit(writer, raise, '20'))
    await signButton(writer.page).click()
    await expect(sender.page.getByText('Nothing is lost; it is asked again.')).toBeVisible(SIGN)
    await expect(writer.page.getByText(`${CHAIN_AWAY}. No money has moved`)).toBeVisible(SIGN)
    expect(await refused).toMatchObject({ status: 503, code: 'raises.chainUnavailable' })
    await expect(verifying.getByRole('heading', { name: 'Verification', exact: true })).toBeVisible()
    await expect(verifying.getByText('The chain cannot be reached at the moment')).toBeVisible(SIGN)

    expect((await sender.api.raises.list.query({ sort: 'newest', take: 48 })).cards.length).toBeGreaterThan(0)
    expect(await health()).toMatchObject({ database: true, chain: false })
    await expect(async () => {
      await reader.goto(`/projects/${slug}`)
      await expect(reader.getByText(CHAIN_AWAY, { exact: true })).toBeVisible({ timeout: 1_000 })
    }).toPass(SIGN)
    await expect(reader.getByRole('heading', { name: OPEN })).toBeVisible()
  })

  await expect(sender.page.getByText('Final', { exact: true })).toBeVisible(SIGN)
  expect((await positionOf(raise, sender.address))?.committed).toBe(30n * KOII)
  expect(await positionOf(raise, writer.address)).toBeNull()
  await reviewAndSign(writer.page, 'Prepare it again')
  await expect(writer.page.getByText('Final', { exact: true })).toBeVisible(FINAL)
  expect((await positionOf(raise, writer.address))?.committed).toBe(20n * KOII)
  await expect(async () => {
    await reader.reload()
    await expect(reader.getByText(CHAIN_AWAY, { exact: true })).toHaveCount(0, { timeout: 1_000 })
  }).toPass(SIGN)
  expectOnly([/status of 503 .*\/api\/trpc\/raises\.submit/], sender, writer)
})

/** Asks for each path again and again until it is answered with this status, as a crowd that knows of no outage. All the answers. */
async function askUntil(wanted: number, paths: readonly string[]): Promise<string[]> {
  const answers: string[] = []
  const crowd = paths.map(async (path) => {
    for (let status = 0; status !== wanted; ) {
      const answer = await fetch(`${site}${path}`)
      status = answer.status
      answers.push(`${path} ${status}${status === 503 ? `, again in ${answer.headers.get('retry-after')} s` : ''}`)
      await answer.arrayBuffer()
    }
  })
  await Promise.all(crowd)
  return answers
}

test('the database is down: pages and procedures answer 503 with a sentence, and all recovers by itself', async ({
  browser,
}) => {
  const [sender, writer] = await twoInvestors(browser)
  const { raise, slug } = await raiseOf(writer, OPEN)
  const before = (await positionOf(raise, writer.address))?.committed ?? 0n
  await typeAmount(writer, slug, '15.5')
  const review = writer.page.getByRole('button', { name: 'Review the commitment' })
  await expect(review).toBeEnabled()

  const paths = ['/', '/projects?sort=newest', `/projects/${slug}`, '/sign-in', '/api/trpc/raises.chain', '/rounds']
  const going = askUntil(503, paths)
  let coming: Promise<string[]> | undefined
  await withoutDatabase(async () => {
    const seen = new Set(await going)
    const foreseen = paths.flatMap((path) => [`${path} 200`, `${path} 503, again in 5 s`])
    expect([...seen].filter((answer) => !foreseen.includes(answer))).toEqual([])
    for (const path of ['/', '/portfolio', '/sign-in', '/local/mailbox']) {
      const response = await fetch(`${site}${path}`)
      expect([path, response.status, response.headers.get('retry-after')]).toEqual([path, 503, '5'])
      expect(await response.text()).toContain(SITE_AWAY)
    }
    // What pays people back when we are gone does not go with our database.
    const refunds = await fetch(`${site}/refund.html`)
    expect([refunds.status, await refunds.text()]).toEqual([200, expect.stringContaining('Refunds without the site')])
    const upload = await fetch(`${site}/api/documents`, { method: 'POST', body: 'x' })
    expect([upload.status, (await upload.json()).code]).toEqual([503, 'server.databaseAway'])
    const asked = await fetch(`${site}/api/trpc/raises.chain`)
    expect([asked.status, asked.headers.get('retry-after')]).toEqual([503, '5'])
    const no = { status: 503, code: 'server.databaseAway', message: expect.stringContaining('Nothing was changed') }
    expect(await refusalOf(writer.api.raises.portfolio.query())).toMatchObject(no)
    expect(await refusalOf(prepareCommit(writer, raise, '15.5'))).toMatchObject(no)
    expect(await health()).toMatchObject({ database: false, chain: true })

    await sender.page.goto('/portfolio')
    await expect(sender.page.getByRole('heading', { name: SITE_AWAY })).toBeVisible()
    await review.click()
    await expect(writer.page.getByText('The database does not answer. Nothing was changed')).toBeVisible()
    await expect(writer.page.getByLabel('Amount in KOII')).toHaveValue('15.5')
    coming = askUntil(200, paths)
  })
  expect((await coming)?.filter((answer) => !/ 200$| 503, again in 5 s$/.test(answer))).toEqual([])

  await expect(sender.page.getByRole('heading', { name: 'Portfolio' })).toBeVisible(SIGN)
  await expect.poll(health, SIGN).toMatchObject({ database: true, chain: true, worker: true })
  await reviewAndSign(writer.page, 'Review the commitment')
  await expect(writer.page.getByText('Final', { exact: true })).toBeVisible(FINAL)
  expect((await positionOf(raise, writer.address))?.committed).toBe(before + 15_500_000_000n)
  const portfolio = async () =>
    (await writer.api.raises.portfolio.query()).find((held) => held.raise === raise)?.standing
  await expect.poll(portfolio, SIGN).toMatchObject({ committed: before + 15_500_000_000n })
  // React error 441: a page was being made by the server when its database went.
  expectOnly([/status of 503/, /React error #441/], sender, writer)
})
