import { randomUUID } from 'node:crypto'
import { TRPCError } from '@trpc/server'
import { beforeAll, describe, expect } from 'vitest'
import { withdrawCase } from '@/domains/compliance/actions/cases'
import { addWallet } from '@/domains/identity/actions/wallets'
import { confirmOrder, proposeOrder } from '@/domains/raises/actions/guardian'
import { sideOfRaise } from '@/domains/raises/queries/raise'
import * as rounds from '@/domains/rounds/actions'
import { Refusal } from '@/kit/refusal'
import { after, DAY } from '@/kit/time'
import { WALLETS } from '@/test/application'
import { approved, now, someone, world } from '@/test/application-world'
import { test } from '@/test/db'
import { environmentWithKeys, localEnvironment } from '@/test/environment'
import { callOf, inputsAbout, type Things, things } from '@/test/procedure-inputs'
import { firstFormRound } from '@/test/rounds-world'
import { everyRow } from '@/test/rows'
import { acts, now as casesNow } from '@/test/verification'
import type { Db } from './db'
import { createCaller } from './router'
import type { Viewer } from './viewer'

// What staff may not do or read when it is about themselves: their project, their verification, their raise, their round.

environmentWithKeys()
beforeAll(localEnvironment)

const EVERY_ROLE = ['member', 'issuer', 'reviewer', 'checker', 'admin'] as const
const LATER = after(now, 40 * DAY)
const asStaff = (viewer: Viewer): Viewer => ({
  ...viewer,
  roles: EVERY_ROLE,
  secondFactorAt: now,
  steppedUp: 'every act',
})
const callerFor = (db: Db, viewer: Viewer, at = now) => createCaller({ db, now: at, viewer, requestId: 'own side' })

/** Calls procedures about things and gives the codes of their refusals; refuses to go on when anything was changed. */
async function refusals(db: Db, viewer: Viewer, about: Partial<Things>, names: readonly string[], at = now) {
  const before = await everyRow(db)
  const inputs = inputsAbout(things(about), at)
  const codes: Record<string, string> = {}
  for (const name of names)
    codes[name] = await callOf(
      callerFor(db, viewer, at),
      name,
    )(inputs[name]).then(
      (answer) => `let through: ${JSON.stringify(answer)}`,
      (error: unknown) => {
        if (error instanceof TRPCError && error.cause instanceof Refusal) return error.cause.code
        throw error
      },
    )
  expect(await everyRow(db)).toEqual(before)
  return codes
}
const all = (names: readonly string[], code: string) => Object.fromEntries(names.map((name) => [name, code]))

describe('staff and their own project', () => {
  const NAMES = ['reviewCase', 'claim', 'unclaim', 'saveSheet', 'propose', 'decide'].map((act) => `projects.${act}`)

  test('an applicant with every role neither reads the review nor decides', async ({ db }) => {
    const w = await world(db)
    await w.submit()
    await w.claim()
    await w.sheet()
    const { decisionId } = await w.propose('reject')
    const about = { applicationId: w.applicationId, decisionId }
    for (const viewer of [asStaff(w.owner), { ...someone([...EVERY_ROLE]), wallets: [WALLETS.member] }]) {
      expect(await refusals(db, viewer, about, NAMES)).toEqual(all(NAMES, 'projects.ownProject'))
      const row = (await callerFor(db, viewer).projects.queue()).find(({ id }) => id === w.applicationId)
      expect(row).toMatchObject({ isOwn: true, state: 'submitted', proposal: null, assignee: null })
    }
    const row = (await callerFor(db, w.checker).projects.queue()).find(({ id }) => id === w.applicationId)
    expect(row).toMatchObject({ isOwn: false, state: 'proposed', proposal: { outcome: 'reject' } })
  })
})

describe('staff and their own verification', () => {
  const ACTS = ['staffCase', 'release', 'requestChanges', 'propose'].map((act) => `compliance.${act}`)
  const SECOND = ['staffCase', 'confirm', 'returnProposal'].map((act) => `compliance.${act}`)

  test('the state of the review is hidden, and no act is theirs', async ({ db }) => {
    const { submitted, claim, propose } = acts(db)
    const me = asStaff(someone(['member']))
    const { caseId } = await submitted(me.personId)
    expect(await refusals(db, me, { caseId }, ['compliance.claim'])).toEqual({
      'compliance.claim': 'compliance.ownCase',
    })
    const reviewer = randomUUID()
    await claim(caseId, reviewer)
    expect(await refusals(db, me, { caseId }, ACTS)).toEqual(all(ACTS, 'compliance.ownCase'))
    await propose(caseId, reviewer)
    expect(await refusals(db, me, { caseId }, SECOND)).toEqual(all(SECOND, 'compliance.ownCase'))
    expect(await callerFor(db, me).compliance.openEvidence({ caseId })).toBeNull()
    const row = (await callerFor(db, me).compliance.queue()).find(({ id }) => id === caseId)
    expect(row).toMatchObject({ isOwn: true, state: 'in_review', holder: null, proposedByYou: false })
  })

  test('E8: nobody decides without a key that was shown for the act', async ({ db }) => {
    const { submitted, claim, propose } = acts(db)
    const { caseId } = await submitted()
    const reviewer = randomUUID()
    await claim(caseId, reviewer)
    await propose(caseId, reviewer)
    const carl = someone(['member', 'checker'])
    const stale = callerFor(db, { ...carl, steppedUp: ['compliance.claim'] }, casesNow).compliance
    for (const act of [
      () => stale.confirm({ caseId }),
      () => stale.confirmLift({ caseId }),
      () => stale.erase({ caseId }),
    ])
      await expect(act()).rejects.toMatchObject({ cause: { code: 'server.stepUp' } })
    await callerFor(db, carl, casesNow).compliance.confirm({ caseId })
  })

  test('a withdrawn one of another member is erased by a checker with a second factor only', async ({ db }) => {
    const { run, submitted } = acts(db)
    const { caseId, personId } = await submitted()
    await run((tx) => withdrawCase(tx, { personId, now }))
    const carl = someone(['member', 'checker'])
    const bare = { ...carl, secondFactorAt: null }
    const name = 'compliance.eraseMine'
    expect(await refusals(db, bare, { caseId }, [name])).toEqual({ [name]: 'compliance.noCase' })
    await callerFor(db, carl).compliance.erase({ caseId })
    expect(await db.verificationCase.findUniqueOrThrow({ where: { id: caseId } })).toMatchObject({ erasedAt: now })
  })
})

describe('staff and their own raise', () => {
  test('neither the issuer nor a wallet of the team has a word on an order of the guardian', async ({ db }) => {
    const { applicationId, owner } = await approved(db)
    const [proposer, checker] = [someone(['reviewer']), someone(['checker'])]
    const { raise } = things()
    await db.listing.update({
      where: { projectId: applicationId },
      data: { raiseAddress: raise, saleMint: WALLETS.fee, termsHash: 'a'.repeat(64), state: 'published' },
    })
    const side = await sideOfRaise(db, raise)
    const order = (act: 'pause' | 'cancel', viewer: Viewer) =>
      db.$transaction((tx) => proposeOrder(tx, { raise, act, reason: 'A doubt.', side, viewer, now }))
    const { orderId } = await order('pause', proposer)
    const { orderId: confirmed } = await order('cancel', proposer)
    await db.$transaction((tx) => confirmOrder(tx, { orderId: confirmed, side, viewer: checker, now }))
    for (const me of [asStaff(owner), { ...someone([...EVERY_ROLE]), wallets: [WALLETS.member] }]) {
      const open = ['raises.confirmOrder', 'raises.returnOrder']
      expect(await refusals(db, me, { orderId }, open)).toEqual(all(open, 'raises.ownRaise'))
      const done = ['raises.carryOutOrder', 'raises.handInSignature']
      expect(await refusals(db, me, { orderId: confirmed }, done)).toEqual(all(done, 'raises.ownRaise'))
      await expect(order('pause', me)).rejects.toMatchObject({ code: 'raises.ownRaise' })
    }
  })
})

describe('staff and a round for their own project', () => {
  const proposed = ['rounds.publish', 'rounds.void']
  const allocated = ['rounds.confirm', 'rounds.sendBack', 'rounds.void']

  test('neither the issuer nor a member of the team defines it, publishes it, confirms it or ends it', async ({
    db,
  }) => {
    const { applicationId: projectId, owner } = await approved(db)
    const teammate = await world(db)
    await db.$transaction((tx) => addWallet(tx, { address: WALLETS.member, personId: teammate.owner.personId, now }))
    const input = { title: 'Spring', pool: '10', personCap: '1', projectCap: '5', payoutCap: null }
    const times = { startsAt: now, endsAt: after(now, DAY), now }
    const roundId = await firstFormRound(db, { ...input, ...times, projectIds: [projectId], personId: randomUUID() })
    const people = [asStaff(owner), asStaff(teammate.owner)]
    for (const me of people) {
      const names = [...proposed, 'bonus.propose']
      expect(await refusals(db, me, { roundId, projectId }, names)).toEqual(all(names, 'rounds.ownInterest'))
    }
    await db.$transaction((tx) => rounds.publish(tx, { roundId, personId: randomUUID(), now }))
    for (const { personId } of people)
      await expect(
        db.$transaction((tx) => rounds.allocate(tx, { roundId, personId, smallestPayment: 0n, now: LATER })),
      ).rejects.toMatchObject({ code: 'rounds.ownInterest' })
    const allocation = {
      allocation: '{"slot":"1","sheet":"","projects":[]}',
      allocationDigest: 'a'.repeat(64),
      allocationSlot: 1,
      allocatedBy: randomUUID(),
    }
    await db.round.update({ where: { id: roundId }, data: { state: 'allocation_proposed', ...allocation } })
    for (const me of people)
      expect(await refusals(db, me, { roundId }, allocated, LATER)).toEqual(all(allocated, 'rounds.ownInterest'))
  })
})
