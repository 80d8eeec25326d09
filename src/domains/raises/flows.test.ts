import { randomUUID } from 'node:crypto'
import { PublicKey } from '@solana/web3.js'
import { describe, expect, vi } from 'vitest'
import { decodePosition, decodeRaise } from '@/chain/raise/accounts'
import { associatedTokenAddress, nativeVaultAddress, positionAddress } from '@/chain/raise/addresses'
import { release } from '@/chain/raise/instructions'
import { suspendCase } from '@/domains/compliance/actions/standing'
import { confirmMarks, noteMark } from '@/domains/identity/actions/marks'
import type { Draft } from '@/domains/projects/schema/draft'
import { KOII } from '@/kit/money'
import { after, DAY } from '@/kit/time'
import { test } from '@/test/chain'
import { commitInput, done, openRaise, saleMintOf, sendCoins, settled } from '@/test/invest-acts'
import { COIN, InvestWorld, type Person, SOON } from '@/test/invest-world'
import { readStake } from '@/test/stakes'
import { prepareClaim, prepareRefund, prepareSettle } from './flows/collect'
import { prepareCommit, previewCommit } from './flows/commit'
import { confirm, propose } from './flows/guardian'
import { submitSigned } from './flows/submit'
import { watchIntent } from './flows/watch'
import { prepareWithdraw } from './flows/withdraw'

describe('from an approved project to delivered tokens', () => {
  let world: InvestWorld
  let issuer: Person
  let raise: string

  test('the issuer makes the token, creates, funds and opens the raise', { timeout: 120_000 }, async ({
    db,
    chain,
  }) => {
    world = await InvestWorld.start(db, chain)
    issuer = await world.person({ roles: ['member', 'issuer'] })
    const projectId = await world.project(issuer)
    raise = await openRaise(world, issuer, projectId, (address) =>
      sendCoins(world, address, nativeVaultAddress(world.programId, address)),
    )
    const account = await chain.connection.getAccountInfo(new PublicKey(raise), 'confirmed')
    expect(decodeRaise(account!.data)).toMatchObject({ state: 'Open', feeBps: 300, minimum: 1_000n * COIN })
  })

  test('who is not verified is told so, and nothing is prepared', async ({ db }) => {
    const stranger = await world.person()
    await expect(prepareCommit(await world.as(stranger), commitInput(raise, stranger, '250'))).rejects.toMatchObject({
      code: 'compliance.notVerified',
    })
    expect(await db.intent.count({ where: { personId: stranger.viewer.personId } })).toBe(0)
  })

  test('amounts outside the limits and with too many decimals name the field', async () => {
    const investor = await world.person()
    await world.verify(investor)
    const refused = async (amount: string) =>
      prepareCommit(await world.as(investor), commitInput(raise, investor, amount)).catch((error: unknown) => error)
    expect(await refused('9')).toMatchObject({ code: 'compliance.belowMinimum', field: 'amount' })
    expect(await refused('3001')).toMatchObject({ code: 'compliance.aboveMaximum', field: 'amount' })
    expect(await refused('10.0000000001')).toMatchObject({ code: 'raises.amountForm', field: 'amount' })
  })

  test('a wallet of somebody else is refused', async () => {
    const [investor, other] = [await world.person(), await world.person()]
    await world.verify(investor)
    await expect(prepareCommit(await world.as(investor), commitInput(raise, other, '250'))).rejects.toMatchObject({
      code: 'raises.notYourWallet',
    })
  })

  test('250 KOII go in, 100 come out, and the summary said so', { timeout: 60_000 }, async ({ chain }) => {
    const investor = await world.person()
    await world.verify(investor)
    const address = positionAddress(world.programId, new PublicKey(raise), investor.keypair.publicKey)
    await sendCoins(world, address)
    const intent = await prepareCommit(await world.as(investor), commitInput(raise, investor, '250'))
    expect(intent.summary.title).toBe('Commit 250 KOII to Harbour Storage')
    expect(intent.summary.changes).toMatchObject([{ amount: '-250 KOII' }, { amount: '+250 KOII' }])
    await done(world, investor, intent)
    const position = async () => decodePosition((await chain.connection.getAccountInfo(address, 'confirmed'))!.data)
    expect((await position()).committed).toBe(250n * COIN)
    await done(world, investor, await prepareWithdraw(await world.as(investor), commitInput(raise, investor, '100')))
    expect((await position()).committed).toBe(150n * COIN)
    await done(world, investor, await prepareWithdraw(await world.as(investor), commitInput(raise, investor, '150')))
    expect(await chain.connection.getAccountInfo(address, 'confirmed')).toBeNull()
  })

  test('without a worker the owner still learns the end, and can go on', { timeout: 60_000 }, async () => {
    const investor = await world.person()
    await world.verify(investor)
    const intent = await prepareCommit(await world.as(investor), commitInput(raise, investor, '50'))
    await world.sign(investor, intent)
    await vi.waitFor(async () => {
      const watched = await watchIntent(await world.as(investor), { intentId: intent.id })
      expect(watched.intent.state).toBe('finalized')
    }, SOON)
    const withdrawal = await prepareWithdraw(await world.as(investor), commitInput(raise, investor, '50'))
    expect(withdrawal.summary.lines).toContain('Your position closes, and what was kept in its account comes back too.')
    await done(world, investor, withdrawal)
  })

  test('a repeated key gives the same intent, and another act under it is refused', async () => {
    const investor = await world.person()
    await world.verify(investor)
    const input = commitInput(raise, investor, '250')
    const [first, second] = await Promise.all([
      prepareCommit(await world.as(investor), input),
      prepareCommit(await world.as(investor), input),
    ])
    expect(second.id).toBe(first.id)
    await expect(prepareCommit(await world.as(investor), { ...input, amount: '251' })).rejects.toMatchObject({
      code: 'raises.keyReused',
    })
  })

  test('a second commitment waits for the first: nobody passes a limit with two at once', {
    timeout: 60_000,
  }, async () => {
    const investor = await world.person()
    await world.verify(investor)
    const one = await prepareCommit(await world.as(investor), commitInput(raise, investor, '100'))
    const two = await prepareCommit(await world.as(investor), commitInput(raise, investor, '200'))
    const results = await Promise.allSettled([world.sign(investor, one), world.sign(investor, two)])
    const refused = results.filter((result) => result.status === 'rejected')
    expect(refused).toMatchObject([{ reason: { code: 'raises.onItsWay' } }])
  })

  test('a wallet that signs something else is found out', async () => {
    const [investor, other] = [await world.person(), await world.person()]
    await world.verify(investor)
    const intent = await prepareCommit(await world.as(investor), commitInput(raise, investor, '250'))
    const signature = await world.signature(other, intent)
    await expect(submitSigned(await world.as(investor), { intentId: intent.id, signature })).rejects.toMatchObject({
      code: 'raises.changedByWallet',
    })
  })

  test('a clearance that ends between preparing and signing stops the cosignature', async () => {
    const investor = await world.person()
    await world.verify(investor)
    const intent = await prepareCommit(await world.as(investor), commitInput(raise, investor, '250'))
    const later = after(await world.now(), 301 * DAY)
    await expect(world.sign(investor, intent, { now: later })).rejects.toMatchObject({ code: 'compliance.notVerified' })
  })

  test('a suspension stops the page, the procedure and the cosignature of what was prepared before', async ({ db }) => {
    const investor = await world.person()
    await world.verify(investor)
    const intent = await prepareCommit(await world.as(investor), commitInput(raise, investor, '250'))
    const { personId } = investor.viewer
    const { id: caseId } = await db.verificationCase.findFirstOrThrow({ where: { personId } })
    const suspension = { caseId, actorId: null, now: await world.now(), reason: 'A doubt.' }
    await db.$transaction((tx) => suspendCase(tx, suspension))
    const page = await previewCommit(await world.as(investor), { raise, amount: '250' })
    expect(page).toMatchObject({ allow: false, blocks: [{ code: 'compliance.underReview' }] })
    const prepared = prepareCommit(await world.as(investor), commitInput(raise, investor, '250'))
    await expect(prepared).rejects.toMatchObject({ code: 'compliance.underReview' })
    await expect(world.sign(investor, intent)).rejects.toMatchObject({ code: 'compliance.underReview' })
  })

  test('E11: two accounts that showed one document have one limit between them', { timeout: 60_000 }, async ({
    db,
  }) => {
    const [one, other] = [await world.person(), await world.person()]
    const now = await world.now()
    for (const { viewer } of [one, other]) {
      await world.verify({ ...one, viewer })
      const limits = { KOII: { perRaise: null, perYear: (300n * COIN).toString() } }
      await db.clearanceGrant.updateMany({ where: { personId: viewer.personId }, data: { limits } })
      await db.$transaction((tx) => noteMark(tx, { personId: viewer.personId, mark: 'one document', now }))
      await db.$transaction((tx) => confirmMarks(tx, { personId: viewer.personId, now }))
    }
    const first = await prepareCommit(await world.as(one), commitInput(raise, one, '200'))
    await world.sign(one, first)
    const more = async (amount: string) => prepareCommit(await world.as(other), commitInput(raise, other, amount))
    await expect(more('101')).rejects.toMatchObject({ code: 'compliance.overLimit', field: 'amount' })
    await more('100')
  })

  test('what is not signed in time expires, and says that no money has moved', { timeout: 60_000 }, async () => {
    const investor = await world.person()
    await world.verify(investor)
    const intent = await prepareCommit(await world.as(investor), commitInput(raise, investor, '250'))
    await world.advance(3_600)
    await expect(world.sign(investor, intent)).rejects.toMatchObject({ code: 'raises.outOfDate' })
    expect((await settled(world, intent.id)).state).toBe('expired')
    await expect(world.sign(investor, intent)).rejects.toMatchObject({ code: 'raises.outOfDate' })
  })

  test('one person proposes a pause, another confirms it, and only new commitments stop', async () => {
    const [reviewer, checker] = [
      await world.person({ roles: ['reviewer'] }),
      await world.person({ roles: ['checker'] }),
    ]
    const order = { raise, act: 'pause' as const, reason: 'A wrong date on the page.' }
    const { orderId } = await propose(await world.as(reviewer), order)
    await expect(propose(await world.as(checker), order)).rejects.toMatchObject({ code: 'raises.orderOpen' })
    await expect(confirm(await world.as(reviewer), { orderId })).rejects.toMatchObject({ code: 'raises.samePerson' })
    await expect(confirm(await world.as(issuer), { orderId })).rejects.toMatchObject({ code: 'raises.ownRaise' })
    expect(await settled(world, (await confirm(await world.as(checker), { orderId })).id)).toMatchObject({
      state: 'finalized',
    })
    const investor = await world.person()
    await world.verify(investor)
    await expect(prepareCommit(await world.as(investor), commitInput(raise, investor, '250'))).rejects.toMatchObject({
      code: 'compliance.raisePaused',
    })
    const resume = await propose(await world.as(reviewer), { ...order, act: 'resume' })
    await settled(world, (await confirm(await world.as(checker), resume)).id)
    await prepareCommit(await world.as(investor), commitInput(raise, investor, '250'))
  })

  test('settled by anyone, tokens are claimed and arrive', { timeout: 120_000 }, async () => {
    const investor = await world.person()
    await world.verify(investor)
    await done(world, investor, await prepareCommit(await world.as(investor), commitInput(raise, investor, '2000')))
    await expect(
      prepareSettle(await world.as(investor), { raise, wallet: investor.wallet, idempotencyKey: randomUUID() }),
    ).rejects.toMatchObject({ code: 'raises.tooEarly' })
    await world.advance(13 * 86_400)
    const act = () => ({ raise, wallet: investor.wallet, idempotencyKey: randomUUID() })
    await done(world, investor, await prepareSettle(await world.as(investor), act()))
    await expect(prepareRefund(await world.as(investor), act())).rejects.toMatchObject({ code: 'raises.wrongState' })
    await expect(prepareClaim(await world.as(investor), act())).rejects.toMatchObject({
      code: 'raises.nothingToCollect',
    })
    const saleMint = await saleMintOf(world, raise)
    const reference = { ...{ programId: world.programId, address: new PublicKey(raise) }, paymentMint: null, saleMint }
    await world.send([release(reference, { issuer: issuer.keypair.publicKey, tranche: 0 })], [investor.keypair])
    await sendCoins(world, associatedTokenAddress(investor.keypair.publicKey, saleMint))
    const claim = await prepareClaim(await world.as(investor), act())
    expect(claim.summary.lines[0]).toBe('You receive 200000 HARB.')
    await done(world, investor, claim)
    const tokens = associatedTokenAddress(investor.keypair.publicKey, saleMint)
    const { value } = await world.chain.connection.getTokenAccountBalance(tokens, 'confirmed')
    expect(value.amount).toBe(`${200_000n * 1_000_000n}`)
  })
})

test('a raise for operators that misses its minimum refunds to the unit, sent by a stranger; who is no operator any more withdraws and is refunded as before', {
  timeout: 180_000,
}, async ({ db, chain }) => {
  const world = await InvestWorld.start(db, chain)
  const [issuer, investor, stranger] = [await world.person(), await world.person(), await world.person()]
  const forOperators = (draft: Draft) => void Object.assign(draft.terms, { audience: 'operators' })
  const raise = await openRaise(world, issuer, await world.project(issuer, KOII, forOperators))
  await world.verify(investor)
  const before = await chain.connection.getBalance(investor.keypair.publicKey)
  const commit = async (amount: string) => prepareCommit(await world.as(investor), commitInput(raise, investor, amount))
  await expect(commit('300')).rejects.toMatchObject({ code: 'compliance.notOperator' })
  await readStake(db, investor.viewer.personId, 'task', await world.now())
  await done(world, investor, await commit('300'))
  await readStake(db, investor.viewer.personId, null, await world.now())
  await expect(commit('10')).rejects.toMatchObject({ code: 'compliance.notOperator' })
  await done(world, investor, await prepareWithdraw(await world.as(investor), commitInput(raise, investor, '50')))
  await world.advance(13 * 86_400)
  const act = { raise, wallet: stranger.wallet }
  await done(world, stranger, await prepareSettle(await world.as(stranger), { ...act, idempotencyKey: randomUUID() }))
  await done(
    world,
    stranger,
    await prepareRefund(await world.as(stranger), {
      ...{ ...act, investor: investor.wallet, idempotencyKey: randomUUID() },
    }),
  )
  // Two signatures for the commitment, one for the withdrawal.
  const fee = 15_000n
  expect(BigInt(await chain.connection.getBalance(investor.keypair.publicKey))).toBe(BigInt(before) - fee)
})
