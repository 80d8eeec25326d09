import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { acknowledgeWarning, finishTest, stateInvestor } from '@/domains/compliance/actions/investor'
import { decideRule, proposeRule } from '@/domains/compliance/actions/rule-change'
import type { RuleProposal } from '@/domains/compliance/schema/regime'
import { sha256 } from '@/kit/digest'
import { DAY, after as plus } from '@/kit/time'
import { test } from '@/test/chain'
import { COIN, InvestWorld } from '@/test/invest-world'
import { WorkerWorld } from '@/test/worker-world'
import { prepareCommit, previewCommit } from './flows/commit'
import { tellCommitted } from './jobs/tell-committed'
import { shortRaises } from './queries/short'

test('a regime that two people switched on closes the gate step by step, counts what is sent, and off it asks nothing', {
  timeout: 120_000,
}, async ({ db, chain }) => {
  const worker = await WorkerWorld.start(await InvestWorld.start(db, chain))
  const { world } = worker
  const issuer = () => world.person({ roles: ['member', 'issuer'] })
  const openFor = async (days: number, free: number, locked = '366') =>
    worker.raise(await issuer(), (draft, at) => {
      Object.assign(draft.terms, {
        closesAt: at(days),
        withdrawUntil: at(free),
        cliffDays: locked,
        vestingDays: locked,
      })
      Object.assign(draft.tranches.rows[0]!, { notBefore: at(days + 3) })
    })
  const raise = await openFor(22, 20.5)
  const { projectId } = await db.listing.findFirstOrThrow({ where: { raiseAddress: raise } })
  const investor = await world.person()
  await world.verify(investor, { country: 'US' })
  const { personId } = investor.viewer
  const by = async () => ({ personId, now: await world.now() })
  const set = async (proposal: Pick<RuleProposal, 'kind' | 'subject' | 'payload'>) => {
    const now = await world.now()
    await db.$transaction(async (tx) => {
      const agreed = { ...proposal, reason: 'As agreed.', actorId: randomUUID(), now } as RuleProposal & {
        actorId: string
        now: Date
      }
      const { changeId } = await proposeRule(tx, agreed)
      await decideRule(tx, { changeId, confirm: true, actorId: randomUUID(), now })
    })
  }
  const input = (amount: string) => ({ raise, wallet: investor.wallet, amount, idempotencyKey: randomUUID() })
  const gate = async (asked = raise) => {
    const offer = { raise: asked, wallet: investor.wallet }
    const { allow, blocks, left } = await previewCommit(await world.as(investor), offer)
    return { allow, left, codes: blocks.map(({ code }) => code) }
  }
  const listed = async () => (await shortRaises(db, await world.now())).map(({ address, gaps }) => ({ address, gaps }))
  const blocked = (reason: string) => ({ allow: false, left: null, codes: [`compliance.${reason}`] })
  expect(await gate()).toMatchObject({ allow: true })

  // E15: a wallet that somebody verified links waits for 24 hours; one that was there before does not.
  const { now: linkedAt } = await by()
  await db.person.create({ data: { id: personId, displayName: 'A', createdAt: linkedAt } })
  await db.wallet.create({ data: { address: investor.wallet, personId, linkedAt } })
  expect(await gate()).toEqual(blocked('walletHeld'))
  await expect(prepareCommit(await world.as(investor), input('100'))).rejects.toMatchObject({
    code: 'compliance.walletHeld',
  })
  const grant = await db.clearanceGrant.findFirstOrThrow({ where: { personId } })
  const grantedAt = (at: Date) => db.clearanceGrant.update({ where: { id: grant.id }, data: { grantedAt: at } })
  await grantedAt(linkedAt)
  expect(await gate()).toMatchObject({ allow: true })
  await grantedAt(grant.grantedAt)
  await db.wallet.updateMany({ data: { linkedAt: plus(linkedAt, -DAY) } })
  expect(await gate()).toMatchObject({ allow: true })

  await set({ kind: 'regime', subject: 'REG_CF', payload: { on: true } })
  expect(await gate()).toEqual(blocked('statementNeeded'))
  await expect(prepareCommit(await world.as(investor), input('100'))).rejects.toMatchObject({
    code: 'compliance.statementNeeded',
  })
  const stated = {
    country: 'US',
    usPerson: true,
    category: 'retail' as const,
    yearlyIncome: '20000',
    netWorth: '10000',
  }
  await db.$transaction(async (tx) => stateInvestor(tx, { ...stated, ...(await by()) }))
  expect(await gate()).toEqual(blocked('regimeUnknown'))
  const payload = { instrument: 'TRANSFERABLE_SECURITY' as const, only: [], blocked: [], concentrationBps: null }
  await set({ kind: 'raise', subject: projectId, payload })
  expect(await gate()).toEqual(blocked('rateOld'))
  const asOf = (await world.now()).toISOString()
  await set({ kind: 'rate', subject: 'KOII/usd', payload: { micros: '10000000', asOf } })
  expect(await gate()).toEqual(blocked('testNeeded'))
  // Opened a day ago by its terms, and seen from now on: 20.9 days; and its tokens may be passed on at once.
  const short = await openFor(20.9, 19, '0')
  const { projectId: other } = await db.listing.findFirstOrThrow({ where: { raiseAddress: short } })
  const lacks = (sold: boolean) => ['openShort', 'resaleShort'].map((gap) => ({ regime: 'REG_CF', gap, sold }))
  expect(await listed()).toEqual([{ address: short, gaps: lacks(false) }])
  await set({ kind: 'raise', subject: other, payload })
  expect(await gate(short)).toEqual(blocked('openShort'))
  expect(await listed()).toEqual([{ address: short, gaps: lacks(true) }])
  const answer = async (answers: number[]) =>
    db.$transaction(async (tx) => finishTest(tx, { answers, ...(await by()) }))
  await answer([1, 1, 0, 0, 1])
  expect(await gate()).toEqual(blocked('testFailed'))
  await answer([2, 0, 1, 2, 1])
  expect(await gate()).toEqual(blocked('warningNeeded'))
  await db.$transaction(async (tx) => acknowledgeWarning(tx, { regime: 'REG_CF', ...(await by()) }))

  // 2,500 dollars a year at 10 dollars a coin are 250 coins.
  expect(await gate()).toEqual({ allow: true, left: 250n * COIN, codes: [] })
  await chain.rpc('flotilla_timeTravel', [{ seconds: 60 }])
  await worker.done(investor, await prepareCommit(await world.as(investor), input('200')))
  expect(await db.limitEntry.findMany({ select: { regime: true, personId: true, projectId: true } })).toEqual([
    { regime: 'REG_CF', personId, projectId },
  ])
  // Once it is final its person is told, once: how much, into what, what it buys, and until when it can be taken back.
  const site = 'http://127.0.0.1:3000'
  const tell = async () => tellCommitted(db, { site, now: await world.now() })
  expect([await tell(), await tell()]).toEqual([1, 0])
  const { text } = await db.notice.findFirstOrThrow({ where: { personId, cause: { startsWith: 'raises.committed:' } } })
  for (const said of [
    'You send 200 KOII to the raise of',
    'You can take it back until',
    '366 days after the settlement',
    'it buys',
  ])
    expect(text).toContain(said)
  // Before each commitment anew.
  expect(await gate()).toEqual(blocked('testNeeded'))
  await answer([2, 0, 1, 2, 0])
  expect(await gate()).toEqual(blocked('warningNeeded'))
  await db.$transaction(async (tx) => acknowledgeWarning(tx, { regime: 'REG_CF', ...(await by()) }))
  expect(await gate()).toMatchObject({ left: 50n * COIN })
  await expect(prepareCommit(await world.as(investor), input('50.1'))).rejects.toMatchObject({
    code: 'compliance.overLimit',
  })
  await set({ kind: 'regime', subject: 'REG_CF', payload: { on: false } })
  expect((await gate()).left).toBeGreaterThan(250n * COIN)
  expect(await listed()).toEqual([])

  // Every commitment keeps which information sheet its summary named, and none is cosigned under another one.
  const { hash } = await db.informationSheet.findFirstOrThrow({ where: { projectId } })
  const prepared = await prepareCommit(await world.as(investor), input('10'))
  expect(prepared.summary.lines).toContain(`You were shown version 1 of the information sheet: ${hash}.`)
  expect(await db.intent.findUniqueOrThrow({ where: { id: prepared.id } })).toMatchObject({ sheetHash: hash })
  const { termsHash } = await db.informationSheet.findFirstOrThrow({ where: { projectId } })
  const newer = { document: '{}', hash: sha256('{}').toString('hex'), complete: false, at: await world.now() }
  await db.informationSheet.create({ data: { projectId, number: 2, termsHash, ...newer } })
  await expect(world.sign(investor, prepared)).rejects.toMatchObject({ code: 'raises.sheetChanged' })
})
