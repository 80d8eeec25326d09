import { type Browser, expect, test } from '@playwright/test'
import pg from 'pg'
import { commitInBrowser, launchInBrowser, moveTo, reviewAndSign } from '../support/acts'
import {
  applyByProcedure,
  approveByProcedure,
  changeTermsByProcedure,
  daysFrom,
  draftOf,
  minuteOf,
} from '../support/application'
import { raiseAt } from '../support/chain'
import { proveCompany } from '../support/company'
import { judgePayment } from '../support/milestone'
import { keyFile, signOffline } from '../support/offline'
import { type Investor, type Person, staffMember, walletOwner } from '../support/people'
import { verify } from '../support/procedures'
import { picture } from './picture'

test.use({ trace: 'off' })
const SOON = { timeout: 240_000 }

/** A raise in two payments that as many investors, two at first, bring to 1,200 KOII, and its people. */
async function running(browser: Browser, name: string, count = 2) {
  const [rosa, chidi] = [await staffMember(browser, 'Rosa'), await staffMember(browser, 'Chidi')]
  const issuer = await walletOwner(browser, 20_000n)
  const investors: Investor[] = []
  while (investors.length < count) investors.push(await walletOwner(browser, 20_000n))
  const { now: start } = await issuer.api.local.time.query()
  const at = (days: number) => minuteOf(daysFrom(start, days))
  const title = `${name} ${start.getTime().toString(36)}`
  const draft = draftOf({ title, symbol: 'MNEY', issuer: issuer.address, start, minimum: '1000', cap: '2000' })
  draft.tranches.rows = [
    { percent: '40', notBefore: at(4), approveBy: '', delivers: '' },
    { percent: '60', notBefore: at(17), approveBy: at(16), delivers: 'The prover runs on ten nodes.' },
  ]
  const projectId = await applyByProcedure(issuer, draft)
  await proveCompany(issuer, [rosa, chidi], projectId)
  await approveByProcedure(rosa, chidi, projectId)
  const raise = await launchInBrowser(issuer, projectId)
  const { slug } = (await issuer.api.raises.console.query({ projectId })).project
  for (const [index, person] of investors.entries()) await verify(person, `Olu ${index} Example`, rosa, chidi)
  await moveTo(issuer, daysFrom(start, 0.06))
  for (const person of investors) await commitInBrowser(person, slug, `${1_200 / count}`)
  return { rosa, chidi, issuer, investors, start, title, projectId, raise, slug }
}

/** As if the site had found stakes of these investors' nodes in a task on the day that is given. */
async function areOperators(investors: readonly Investor[], found: Date): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await client.connect()
  for (const { address } of investors) {
    await client.query(
      `insert into operator_proof (id, person_id, staking_key, task, stake, proven_at, checked_at, checked_slot)
       select gen_random_uuid(), person_id, 'node of ' || address, 'A task', 5, $2, $2, 1 from wallet where address = $1`,
      [address, found],
    )
  }
  await client.end()
}

async function pictureOf({ page }: Person, address: string, name: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(address)
  await picture(page, name)
}

test('terms that change, and who agrees', async ({ browser }) => {
  test.setTimeout(1_200_000)
  const { rosa, chidi, issuer, investors, projectId, slug } = await running(browser, 'Change')
  const [olu] = investors as [Investor]
  const console = `/apply/${projectId}/raise`
  await pictureOf(issuer, console, 'console-open')
  await changeTermsByProcedure(issuer, [rosa, chidi], projectId, 'A second supplier is under contract.')
  await pictureOf(issuer, console, 'change-to-sign')
  await issuer.page.setViewportSize({ width: 1280, height: 800 })
  await reviewAndSign(issuer.page, 'Review the new terms to sign')
  await expect(issuer.page.getByText('Final', { exact: true }).first()).toBeVisible(SOON)
  await picture(issuer.page, 'change-signed')
  await expect.poll(async () => (await olu.api.raises.portfolio.query())[0]?.standing.stale, SOON).toBe(true)
  await pictureOf(olu, `/projects/${slug}`, 'change-project')
  await pictureOf(olu, '/portfolio', 'change-portfolio')
  await olu.page.setViewportSize({ width: 1280, height: 800 })
  await reviewAndSign(olu.page, 'Agree to the new terms')
  await expect.poll(async () => (await olu.api.raises.portfolio.query())[0]?.standing.stale, SOON).toBe(false)
  await pictureOf(olu, '/portfolio', 'change-agreed')
  await pictureOf(issuer, console, 'change-console-after')
})

test('a payment that both approvers reject', async ({ browser }) => {
  test.setTimeout(1_200_000)
  const { rosa, chidi, issuer, investors, start, projectId, title, raise, slug } = await running(browser, 'Reject')
  await moveTo(issuer, daysFrom(start, 4.01))
  await expect.poll(async () => (await raiseAt(raise)).tranches[0]?.released, SOON).toBe(true)
  await pictureOf(rosa, '/staff/raises', 'reject-staff')
  const reason = 'The team has stopped to answer.'
  await rosa.api.raises.proposeVerdict.mutate({ raise, tranche: 1, verdict: 'reject', reason })
  await pictureOf(chidi, '/staff/raises', 'reject-proposed')
  await chidi.page.setViewportSize({ width: 1280, height: 800 })
  const heading = chidi.page.getByRole('heading', { name: `Reject payment 2 of ${title}` })
  const order = chidi.page.getByRole('listitem').filter({ has: heading })
  await order.getByRole('button', { name: 'Confirm; the approvers sign' }).click()
  const message = (await order.getByTestId('message').textContent(SOON)) ?? ''
  await picture(chidi.page, 'reject-signing')
  await chidi.page.setViewportSize({ width: 1280, height: 800 })
  for (const name of ['approver-a', 'approver-b'] as const) {
    const { signature } = await signOffline(keyFile(name), message)
    await order.getByLabel('Signature').fill(signature)
    await order.getByRole('button', { name: 'Hand in the signature' }).click()
    if (name === 'approver-a') await expect(order.getByText('Approver A has signed.')).toBeVisible(SOON)
  }
  await expect.poll(async () => (await raiseAt(raise)).state, SOON).toBe('Unwinding')
  await pictureOf(investors[0]!, `/projects/${slug}`, 'reject-project')
  await pictureOf(investors[0]!, '/portfolio', 'reject-portfolio')
  await pictureOf(issuer, `/apply/${projectId}/raise`, 'reject-console')
})

test('a payment that the operators among the investors judge alone', async ({ browser }) => {
  test.setTimeout(1_200_000)
  const { rosa, chidi, issuer, investors, start, projectId, raise, slug } = await running(browser, 'Operators', 4)
  await moveTo(issuer, daysFrom(start, 4.01))
  await expect.poll(async () => (await raiseAt(raise)).tranches[0]?.released, SOON).toBe(true)
  const operators = investors.slice(1)
  await areOperators(operators, daysFrom(start, 4.2))
  await judgePayment({ issuer, investors: operators, staff: [rosa, chidi] }, projectId, daysFrom(start, 4.01))
  const [round] = (await issuer.api.milestones.own.query({ projectId })).rounds
  const [investor] = investors
  await pictureOf(investor!, `/bounties/${round?.id}`, 'payment-operators')
  await pictureOf(investor!, `/projects/${slug}`, 'payment-operators-project')
})
