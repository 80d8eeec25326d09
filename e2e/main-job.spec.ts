import { expect, test } from '@playwright/test'
import { PublicKey } from '@solana/web3.js'
import { associatedTokenAddress } from '@/chain/raise/addresses'
import {
  approveVerification,
  askForVerification,
  cardOf,
  commitInBrowser,
  confirmApproval,
  FINAL,
  launchInBrowser,
  moveTo,
  proposeApproval,
  proveStakingKey,
  reviewAndSign,
  untilItMay,
} from './support/acts'
import { applyByProcedure, applyInBrowser, daysFrom, draftOf } from './support/application'
import { payBonus } from './support/bonus'
import { balanceOf, feesPaidBy, KOII, positionOf, raiseAt, stakeIn, tokensOf, vaultOf } from './support/chain'
import { proveCompany } from './support/company'
import { expectOnly, staffMember, walletOwner } from './support/people'
import { newWallet } from './support/wallet'

const START = 20_000n
const CAP = 1_200n * KOII
const TOKENS_AT_CAP = 400_000n * 10n ** 6n

test('from the application to the bonus: everybody gets what the terms say, to the unit', async ({ browser }) => {
  test.setTimeout(900_000)
  const reviewer = await staffMember(browser, 'Rosa (reviewer)')
  const checker = await staffMember(browser, 'Chidi (checker)')
  const issuer = await walletOwner(browser, START)
  const olu = await walletOwner(browser, START)
  const petra = await walletOwner(browser, START)
  const { now: start } = await issuer.api.local.time.query()
  const tag = start.getTime().toString(36)
  const common = { issuer: issuer.address, start }
  const harbour = draftOf({
    ...common,
    title: `Harbour ${tag}`,
    symbol: 'HARB',
    minimum: '1000',
    cap: '1200',
    vestingDays: '28',
    audience: 'operators',
  })
  const tide = draftOf({ ...common, title: `Tidewatch ${tag}`, symbol: 'TIDE', minimum: '5000', cap: '9000' })

  const { harbourId, tideId } = await test.step('the issuer applies, two people of the staff approve', async () => {
    const harbourId = await applyInBrowser(issuer, harbour)
    const tideId = await applyByProcedure(issuer, tide)
    for (const applicationId of [harbourId, tideId]) await proveCompany(issuer, [reviewer, checker], applicationId)
    for (const { title } of [harbour.project, tide.project]) {
      await proposeApproval(reviewer, title)
      await confirmApproval(checker, title)
    }
    return { harbourId, tideId }
  })

  const { raise, failing } = await test.step('the issuer makes the tokens, creates and funds the raises', async () => {
    const raise = await launchInBrowser(issuer, harbourId)
    expect((await raiseAt(raise)).state).toBe('Open')
    expect(await tokensOf(raise, (await raiseAt(raise)).saleMint)).toBe(TOKENS_AT_CAP)
    return { raise, failing: await launchInBrowser(issuer, tideId) }
  })

  await test.step('two operators hand in their documents, are verified, and prove their staking keys', async () => {
    const keys = [newWallet(), newWallet()] as const
    await stakeIn(...keys.map(({ address }) => address))
    await askForVerification(olu, 'Olu Example')
    await approveVerification(reviewer, checker)
    await askForVerification(petra, 'Petra Example')
    await approveVerification(reviewer, checker)
    await proveStakingKey(olu, keys[0])
    await proveStakingKey(petra, keys[1])
  })

  await test.step('both commit with their wallets, one takes a part back', async () => {
    await moveTo(olu, daysFrom(start, 0.06))
    const slugOf = async (projectId: string) => (await issuer.api.raises.console.query({ projectId })).project.slug
    await commitInBrowser(olu, await slugOf(harbourId), '900')
    await commitInBrowser(olu, await slugOf(tideId), '200')
    await commitInBrowser(petra, await slugOf(harbourId), '600')
    await commitInBrowser(petra, await slugOf(tideId), '123.456789')
    expect(await vaultOf(raise)).toBe(1_500n * KOII)
    await untilItMay(olu, raise, 'withdrawable')
    await olu.page.goto('/portfolio')
    const card = cardOf(olu.page, harbour.project.title)
    await card.getByLabel('Withdraw KOII').fill('100')
    await reviewAndSign(olu.page, 'Review the withdrawal', card)
    await expect(card.getByText('Final', { exact: true })).toBeVisible(FINAL)
    expect((await positionOf(raise, olu.address))?.committed).toBe(800n * KOII)
    expect(await vaultOf(raise)).toBe(1_400n * KOII)
  })

  await test.step('the second raise missed its minimum: a refund needs no worker', async () => {
    const worker = Number(process.env.WORKER_PID)
    process.kill(worker, 'SIGSTOP')
    try {
      await moveTo(olu, daysFrom(start, 3.01))
      await olu.page.goto('/portfolio')
      await reviewAndSign(olu.page, 'Refund now', cardOf(olu.page, tide.project.title))
      await expect.poll(() => positionOf(failing, olu.address), FINAL).toBeNull()
      expect((await raiseAt(failing)).state).toBe('Failed')
      expect(await vaultOf(failing)).toBe(123_456_789_000n)
    } finally {
      process.kill(worker, 'SIGCONT')
    }
    await expect.poll(() => positionOf(failing, petra.address), FINAL).toBeNull()
    expect(await vaultOf(failing)).toBe(0n)
  })

  const share = (committed: bigint) => (committed * KOII * CAP) / (1_400n * KOII)
  await test.step('the first raise is settled: what passes the cap comes back', async () => {
    await expect.poll(async () => (await raiseAt(raise)).state, FINAL).toBe('Succeeded')
    await expect.poll(async () => (await positionOf(raise, olu.address))?.excessPaid, FINAL).toBe(true)
    await expect.poll(async () => (await positionOf(raise, petra.address))?.excessPaid, FINAL).toBe(true)
    expect(await vaultOf(raise)).toBe(share(800n) + share(600n))
  })

  await test.step('the project and the fee are paid', async () => {
    const { feeWallet, feeBps, entitlement } = await raiseAt(raise)
    expect(entitlement).toBe(CAP - 2n)
    const fee = (entitlement * BigInt(feeBps)) / 10_000n
    const [project, treasury] = [await balanceOf(issuer.address), await balanceOf(feeWallet)]
    await moveTo(issuer, daysFrom(start, 4.01))
    await expect.poll(async () => (await balanceOf(issuer.address)) - project, FINAL).toBe(entitlement - fee)
    await expect.poll(async () => (await balanceOf(feeWallet)) - treasury, FINAL).toBe(fee)
  })

  await test.step('tokens are claimed while they vest, and delivered when they have', async () => {
    const { saleMint, settledAt } = await raiseAt(raise)
    const bought = (committed: bigint) => (share(committed) * TOKENS_AT_CAP) / CAP
    await untilItMay(olu, raise, 'claimableTokens')
    await olu.page.goto('/portfolio')
    const card = cardOf(olu.page, harbour.project.title)
    await card.getByText('Confirmation of what you bought').click()
    await expect(card.getByText(/^You bought [\d.]+ HARB for [\d.]+ KOII\.$/)).toBeVisible()
    const before = await tokensOf(olu.address, saleMint)
    await reviewAndSign(olu.page, 'Claim now', card)
    await expect(card.getByText('Final', { exact: true })).toBeVisible(FINAL)
    const claimed = await tokensOf(olu.address, saleMint)
    expect(claimed).toBeGreaterThan(before)
    expect((await positionOf(raise, olu.address))?.delivered).toBe(claimed)
    await moveTo(olu, new Date(Number(settledAt) * 1_000 + 28 * 86_400_000 + 60_000))
    await expect.poll(() => tokensOf(olu.address, saleMint), FINAL).toBe(bought(800n))
    await expect.poll(() => tokensOf(petra.address, saleMint), FINAL).toBe(bought(600n))
  })

  await test.step('each wallet has what it had, less what was accepted and its own network fees', async () => {
    const { saleMint } = await raiseAt(raise)
    for (const [person, committed] of [
      [olu, 800n],
      [petra, 600n],
    ] as const) {
      await expect.poll(() => positionOf(raise, person.address), FINAL).toBeNull()
      const tokenAccount = associatedTokenAddress(new PublicKey(person.address), saleMint)
      const own = await feesPaidBy(person.address)
      expect(START * KOII - (await balanceOf(person.address)) - own - share(committed)).toBe(
        await balanceOf(tokenAccount),
      )
    }
  })

  await test.step('a bonus round is approved by two people, its project excluded and let in again, and paid', async () => {
    const before = await balanceOf(issuer.address)
    const round = { title: `Bonus ${tag}`, project: harbour.project.title, pool: '500' }
    await payBonus({ issuer, reviewer, checker, ...round })
    await expect.poll(async () => (await balanceOf(issuer.address)) - before, FINAL).toBe(500n * KOII)
  })
  await test.step('the books agree with the chain', async () => {
    const compared = async () => {
      const { raises } = await reviewer.api.raises.reconciliations.query()
      return raises.filter(({ address }) => address === raise || address === failing).map((one) => one.comparison?.ok)
    }
    await expect.poll(compared, FINAL).toEqual([true, true])
  })
  // A reviewer tried to confirm an exclusion.
  expectOnly([/403 .*consensus\.decideExclusion/], reviewer, checker, issuer, olu, petra)
})
