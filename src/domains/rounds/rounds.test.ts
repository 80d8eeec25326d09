import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { treeOfLines } from '@/chain/distributor/plan'
import { balanceOf } from '@/domains/ledger/queries'
import { accounts, NATIVE_ASSET } from '@/domains/ledger/schema'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import {
  firstFormRound,
  fund,
  roundInput as input,
  KOII,
  LATER as later,
  START as now,
  someWallet,
} from '@/test/rounds-world'
import { allocate, publish, sendBack, voidRound } from './actions'
import { recordEnded, recordGivenBack, recordPaid, recordPosted } from './actions/payment'
import { confirmWith } from './flows'
import { openList, openLists, publicRounds, roundById } from './queries'

const [maker, checker, third] = [randomUUID(), randomUUID(), randomUUID()]
const poster = { programId: someWallet(), operator: someWallet(), guardian: someWallet() }
const times = { postedAt: later, claimUntil: later }

describe('a bonus round', () => {
  let projects: [string, string]
  const investor = randomUUID()
  const smallestPayment = 890_880n

  async function published(db: Db) {
    projects = [
      await fund(db, [
        { personId: investor, koii: 60n },
        { personId: randomUUID(), koii: 40n },
      ]),
      await fund(db, [
        { personId: null, koii: 500n },
        { personId: randomUUID(), koii: 300n },
      ]),
    ]
    const roundId = await firstFormRound(db, { ...input(projects), personId: maker, now })
    await db.$transaction((tx) => publish(tx, { roundId, personId: checker, now }))
    return roundId
  }

  test('is defined, published, allocated, confirmed and paid, always by two people, and booked once', async ({
    db,
  }) => {
    const roundId = await published(db)
    await expect(
      db.$transaction((tx) => allocate(tx, { roundId, smallestPayment, personId: maker, now })),
    ).rejects.toMatchObject({ code: 'rounds.notEnded' })
    await db.$transaction((tx) => allocate(tx, { roundId, smallestPayment, personId: maker, now: later }))
    const proposed = await roundById(db, { roundId, staff: true, now: later })
    const shares = Object.fromEntries(proposed.allocation!.projects.map((project) => [project.projectId, project]))
    expect(shares[projects[0]]).toMatchObject({
      people: 2,
      counted: 100n * KOII,
      units: 500n * KOII,
    })
    expect(shares[projects[1]]).toMatchObject({ people: 1, peopleCapped: 1, counted: 100n * KOII, units: 500n * KOII })
    expect(
      (await roundById(db, { roundId, staff: false, now: later })).allocation,
      'nothing unconfirmed is public',
    ).toBeNull()

    const digest = proposed.allocationDigest!
    await expect(confirmWith(db, { roundId, digest, poster, personId: maker, now: later })).rejects.toMatchObject({
      code: 'rounds.samePerson',
    })
    await expect(
      confirmWith(db, { roundId, digest: 'x'.repeat(64), poster, personId: checker, now: later }),
    ).rejects.toMatchObject({ code: 'rounds.changedSince' })
    await expect(confirmWith(db, { roundId, digest, poster, personId: investor, now: later })).rejects.toMatchObject({
      code: 'rounds.ownInterest',
    })
    await confirmWith(db, { roundId, digest, poster, personId: checker, now: later })

    const { address } = (await openLists(db)).find(({ roundId: of }) => of === roundId)!
    const list = await openList(db, address)
    expect(list).toMatchObject({ state: 'planned', total: 1_000n * KOII, count: 2, round: digest })
    expect(list.root).toBe(Buffer.from(treeOfLines(address, list.lines).root).toString('hex'))
    for (const _ of [1, 2]) await db.$transaction((tx) => recordPosted(tx, { address, ...times, now: later }))
    await Promise.all(
      [[0], [0, 1], [0, 1]].map((indices) => db.$transaction((tx) => recordPaid(tx, { address, indices, now: later }))),
    )
    const paid = await roundById(db, { roundId, staff: false, now: later })
    expect(paid.state).toBe('paid')
    expect(paid.payouts.map(({ units, state }) => [units, state])).toEqual([
      [500n * KOII, 'paid'],
      [500n * KOII, 'paid'],
    ])
    expect(await unitsOf(db, accounts.treasury(poster.operator))).toBe(-1_000n * KOII)
    expect(await unitsOf(db, accounts.list(address))).toBe(0n)
  })

  test('what nobody claimed in time is booked back to the pool, once', async ({ db }) => {
    const roundId = await published(db)
    const before = await unitsOf(db, accounts.treasury(poster.operator))
    await db.$transaction((tx) => allocate(tx, { roundId, smallestPayment, personId: maker, now: later }))
    const { allocationDigest } = await roundById(db, { roundId, staff: true, now: later })
    const digest = allocationDigest!
    await confirmWith(db, { roundId, digest, poster, personId: checker, now: later })
    const { address } = (await openLists(db)).find(({ roundId: of }) => of === roundId)!
    await db.$transaction((tx) => recordPosted(tx, { address, ...times, now: later }))
    await db.$transaction((tx) => recordPaid(tx, { address, indices: [1], now: later }))
    for (const record of [recordGivenBack, recordEnded, recordEnded, recordGivenBack, recordGivenBack])
      await db.$transaction((tx) => record(tx, { address, now: later }))
    const ended = await roundById(db, { roundId, staff: false, now: later })
    expect(ended.state).toBe('paid')
    expect(ended.payouts.map(({ state }) => state)).toEqual(['lapsed', 'paid'])
    expect((await unitsOf(db, accounts.treasury(poster.operator))) - before).toBe(-500n * KOII)
    expect(await unitsOf(db, accounts.list(address))).toBe(0n)
  })

  test('an allocation that was sent back can be computed again; a void round is not paid', async ({ db }) => {
    const roundId = await published(db)
    await db.$transaction((tx) => allocate(tx, { roundId, smallestPayment, personId: maker, now: later }))
    await db.$transaction((tx) => sendBack(tx, { roundId, personId: checker, now: later }))
    await db.$transaction((tx) => allocate(tx, { roundId, smallestPayment, personId: third, now: later }))
    await db.$transaction((tx) =>
      voidRound(tx, { roundId, reason: 'A rule was wrong.', personId: checker, now: later }),
    )
    expect((await publicRounds(db, later)).find(({ id }) => id === roundId)?.state).toBe('void')
    expect((await openLists(db)).filter(({ roundId: of }) => of === roundId)).toEqual([])
  })

  test.for([
    ['one person in both places', "update round set published_by = proposed_by where state = 'proposed'"],
    [
      'a payout that two people did not confirm',
      "insert into payout_list (address, round_id, shard, operator, guardian, pool, root, count, total) select 'x', id, 0, 'x', 'y', 'z', 'r', 1, 1 from round where state = 'proposed'",
    ],
    ['another amount on a payout', 'update payout set units = units + 1'],
    ['another sheet after publication', "update round set sheet = '{}' where state = 'published'"],
    ['another recipient of a payout', "update payout set recipient = 'x'"],
    ['a payment that is taken back', "update payout set state = 'waiting', paid_at = null where state = 'paid'"],
    ['another root', "update payout_list set root = 'x'"],
    ['one key for both', 'update payout_list set operator = guardian'],
    ['deleting a payout', 'delete from payout'],
    ['deleting a list', 'delete from payout_list'],
  ] as const)('the database itself refuses %s', async ([, statement], { db, pool }) => {
    await published(db)
    await firstFormRound(db, { ...input(projects), title: `Another ${randomUUID()}`, personId: maker, now })
    await expect(pool.query(statement)).rejects.toThrow()
  })

  test('a share below what the chain can pay is refused before anybody confirms it', async ({ db }) => {
    const roundId = await published(db)
    const attempt = db.$transaction((tx) =>
      allocate(tx, { roundId, smallestPayment: 600n * KOII, personId: maker, now: later }),
    )
    await expect(attempt).rejects.toMatchObject({ code: 'rounds.shareTooSmall' })
  })
})

const unitsOf = (db: Db, account: string): Promise<bigint> => balanceOf(db, account, NATIVE_ASSET)
