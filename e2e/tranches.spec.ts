import { expect, test } from '@playwright/test'
import { PublicKey } from '@solana/web3.js'
import { associatedTokenAddress } from '@/chain/raise/addresses'
import {
  approveVerification,
  askForVerification,
  cardOf,
  commitInBrowser,
  FINAL,
  launchInBrowser,
  moveTo,
  reviewAndSign,
} from './support/acts'
import {
  approveByProcedure,
  changeTermsByProcedure,
  daysFrom,
  draftOf,
  minuteOf,
  payFee,
  saveSections,
} from './support/application'
import { balanceOf, feesPaidBy, KOII, positionOf, raiseAt, tokensOf, vaultOf } from './support/chain'
import { proveCompany } from './support/company'
import { judgePayment } from './support/milestone'
import { keyFile, signOffline } from './support/offline'
import { expectQuiet, type Investor, type Person, staffMember, walletOwner } from './support/people'

const START = 20_000n

/** Both approvers sign what two people agreed on; what their machines print is what the page says. */
async function signAsApprovers({ page }: Person, heading: string): Promise<void> {
  await page.goto('/staff/raises')
  const order = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: heading }) })
  await order.getByRole('button', { name: 'Confirm; the approvers sign' }).click()
  const message = (await order.getByTestId('message').textContent(FINAL)) ?? ''
  for (const name of ['approver-a', 'approver-b'] as const) {
    const { signature, words } = await signOffline(keyFile(name), message)
    for (const row of await order.getByRole('definition').allTextContents()) expect(words).toContain(row)
    await order.getByLabel('Signature').fill(signature)
    await order.getByRole('button', { name: 'Hand in the signature' }).click()
    if (name === 'approver-a') await expect(order.getByText('Approver A has signed.')).toBeVisible(FINAL)
  }
}

test('a raise in three payments whose terms change: paid, approved, expired; what nobody approved comes back to the unit', async ({
  browser,
}) => {
  test.setTimeout(400_000)
  const reviewer = await staffMember(browser, 'Rosa (reviewer)')
  const checker = await staffMember(browser, 'Chidi (checker)')
  const issuer = await walletOwner(browser, START)
  const [olu, petra] = [await walletOwner(browser, START), await walletOwner(browser, START)]
  const { now: start } = await issuer.api.local.time.query()
  const title = `Breakwater ${start.getTime().toString(36)}`
  const at = (days: number) => minuteOf(daysFrom(start, days))

  const slug = await test.step('two people approve an application with three payments', async () => {
    const draft = draftOf({ title, symbol: 'BRKW', issuer: issuer.address, start, minimum: '1000', cap: '2000' })
    draft.tranches.rows = [
      { percent: '40', notBefore: at(4), approveBy: '', delivers: '' },
      { percent: '35', notBefore: at(17), approveBy: at(16), delivers: 'The prover runs on ten nodes.' },
      { percent: '25', notBefore: at(19), approveBy: at(18), delivers: 'It runs on forty.' },
    ]
    const { id: projectId } = await issuer.api.projects.start.mutate()
    await saveSections(issuer, projectId, draft)
    await issuer.page.goto(`/apply/${projectId}?step=preview`)
    await expect(issuer.page.getByText('The prover runs on ten nodes.')).toBeVisible()
    await payFee(issuer, projectId)
    await issuer.api.projects.submit.mutate({ applicationId: projectId })
    await proveCompany(issuer, [reviewer, checker], projectId)
    await approveByProcedure(reviewer, checker, projectId)
    await launchInBrowser(issuer, projectId)
    return (await issuer.api.raises.console.query({ projectId })).project.slug
  })
  const projectId = (await issuer.api.raises.bySlug.query({ slug }))?.project.projectId ?? ''
  const raise = (await issuer.api.raises.console.query({ projectId })).raise ?? ''

  await test.step('two investors commit', async () => {
    for (const [person, name] of [
      [olu, 'Olu Example'],
      [petra, 'Petra Example'],
    ] as const) {
      await askForVerification(person, name)
      await approveVerification(reviewer, checker)
    }
    await moveTo(olu, daysFrom(start, 0.06))
    await commitInBrowser(olu, slug, '900')
    await commitInBrowser(petra, slug, '600')
    expect(await vaultOf(raise)).toBe(1_500n * KOII)
  })

  await test.step('the terms change while it runs; both investors read what differs, and agree', async () => {
    await changeTermsByProcedure(issuer, [reviewer, checker], projectId, 'A second supplier is under contract.')
    await issuer.page.goto(`/apply/${projectId}/raise`)
    await reviewAndSign(issuer.page, 'Review the new terms to sign')
    const before = (await positionOf(raise, olu.address))?.termsVersion ?? 0
    for (const { page, address } of [olu, petra]) {
      await expect(async () => {
        await page.goto('/portfolio')
        await expect(cardOf(page, title).getByText('A second supplier is under contract.')).toBeVisible({
          timeout: 5_000,
        })
      }).toPass(FINAL)
      await reviewAndSign(page, 'Agree to the new terms', cardOf(page, title))
      await expect.poll(async () => (await positionOf(raise, address))?.termsVersion, FINAL).toBe(before + 1)
    }
    expect((await raiseAt(raise)).confirmed).toBe(1_500n * KOII)
  })

  const { feeWallet, feeBps } = await raiseAt(raise)
  const paid = (share: bigint) => share - (share * BigInt(feeBps)) / 10_000n
  const received = async (before: bigint) => (await balanceOf(issuer.address)) - before
  const project = await balanceOf(issuer.address)
  await test.step('it succeeds, and the first payment needs nobody', async () => {
    const treasury = await balanceOf(feeWallet)
    // Whoever has to agree again has five days for it.
    await moveTo(olu, daysFrom(start, 5.1))
    await expect.poll(() => received(project), FINAL).toBe(paid(600n * KOII))
    await expect.poll(async () => (await balanceOf(feeWallet)) - treasury, FINAL).toBe(600n * KOII - paid(600n * KOII))
  })

  await test.step('the investors judge what the team shows for the second, one person and both approvers agree', async () => {
    const cast = { issuer, investors: [olu, petra], staff: [reviewer, checker] }
    await judgePayment(cast, projectId, daysFrom(start, 5.1))
    await signAsApprovers(checker, `Approve payment 2 of ${title}`)
    await expect.poll(async () => (await raiseAt(raise)).tranches[1]?.approved, FINAL).toBe(true)
    const ended = async () => (await issuer.api.milestones.own.query({ projectId })).rounds[0]?.state
    await expect.poll(ended, FINAL).toBe('paid')
    await moveTo(issuer, daysFrom(start, 17.01))
    await expect.poll(() => received(project), FINAL).toBe(paid(600n * KOII) + paid(525n * KOII))
  })

  const tokens = async ({ address }: Investor) => tokensOf(address, (await raiseAt(raise)).saleMint)
  await test.step('three quarters of the tokens are unlocked by what was paid', async () => {
    await expect.poll(() => tokens(olu), FINAL).toBe(135_000n * 10n ** 6n)
    await expect.poll(() => tokens(petra), FINAL).toBe(90_000n * 10n ** 6n)
    await expect(async () => {
      await olu.page.goto('/portfolio')
      const card = cardOf(olu.page, title)
      await expect(card.getByText('Unlocked by payments so far')).toBeVisible({ timeout: 5_000 })
      await expect(card.locator('data[value="135000"]').first()).toBeVisible({ timeout: 5_000 })
    }).toPass(FINAL)
  })

  await test.step('nobody approves the third in time: it goes back', async () => {
    await moveTo(olu, daysFrom(start, 18.01))
    await expect.poll(async () => (await raiseAt(raise)).state, FINAL).toBe('Unwinding')
    for (const person of [olu, petra]) await expect.poll(() => positionOf(raise, person.address), FINAL).toBeNull()
    expect(await vaultOf(raise)).toBe(0n)
    for (const [person, committed] of [
      [olu, 900n],
      [petra, 600n],
    ] as const) {
      const { saleMint } = await raiseAt(raise)
      const account = await balanceOf(associatedTokenAddress(new PublicKey(person.address), saleMint))
      const spent = START * KOII - (await balanceOf(person.address)) - (await feesPaidBy(person.address)) - account
      expect(spent).toBe((committed * KOII * 7_500n) / 10_000n)
    }
  })

  await test.step('the pages say so, and the books agree', async () => {
    await expect(async () => {
      await olu.page.goto(`/projects/${slug}`)
      await expect(olu.page.getByText('Nobody approved it in time')).toBeVisible({ timeout: 5_000 })
    }).toPass(FINAL)
    await expect(olu.page.getByText('Ten nodes prove.')).toBeVisible()
    await expect(cardOf(olu.page, 'Judged by the investors').getByText('Accepted')).toBeVisible()
    const spending = cardOf(olu.page, 'Spent of the budget')
    await expect(spending.locator('data[value="480.5"]')).toBeVisible()
    await expect(spending.getByRole('link', { name: 'https://breakwater.example/invoice' })).toBeVisible()
    const compared = async () =>
      (await reviewer.api.raises.reconciliations.query()).raises.find(({ address }) => address === raise)?.comparison
        ?.ok
    await expect.poll(compared, FINAL).toBe(true)
    await checker.page.goto('/staff/raises')
    const done = checker.page
      .getByRole('listitem')
      .filter({ has: checker.page.getByRole('heading', { name: `Approve payment 2 of ${title}` }) })
    await expect(done.getByText('done', { exact: true })).toBeVisible(FINAL)
  })
  expectQuiet(reviewer, checker, issuer, olu, petra)
})
