import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { balances } from '@/domains/ledger/queries'
import { after, DAY } from '@/kit/time'
import type { Db } from '@/server/db'
import { test } from '@/test/db'
import {
  allocate,
  bookPayment,
  confirm,
  expirePayment,
  propose,
  publish,
  sendBack,
  storePayment,
  voidRound,
} from './actions'
import { openPayouts, publicRounds, roundById } from './queries'

const now = new Date('2026-05-01T00:00:00Z')
const later = after(now, 40 * DAY)
const [maker, checker, third] = [randomUUID(), randomUUID(), randomUUID()]
const ISSUER = 'BPFLoaderUpgradeab1e11111111111111111111111'
const KOII = 1_000_000_000n

/** A listed project whose raise succeeded with these accepted positions. Rows of other rooms, as their own code writes them. */
async function fund(db: Db, positions: readonly { personId: string | null; koii: bigint }[]): Promise<string> {
  const projectId = randomUUID()
  const address = randomUUID()
  const total = positions.reduce((sum, { koii }) => sum + koii, 0n) * KOII
  await db.$executeRaw`insert into application (id, owner_id, created_at, updated_at) values (${projectId}::uuid, ${randomUUID()}::uuid, now(), now())`
  await insertRaise(db, address, total)
  await insertListing(db, projectId, address)
  for (const { personId, koii } of positions) await insertPosition(db, address, personId, koii * KOII)
  return projectId
}

/** Fills every column that a table demands with something of its type, but for the ones given. */
async function insertRow(db: Db, table: string, given: Record<string, unknown>): Promise<void> {
  const columns = await db.$queryRaw<{ name: string; type: string; udt: string }[]>`
    select column_name as name, data_type as type, udt_name as udt from information_schema.columns
    where table_name = ${table} and table_schema = 'public' and is_nullable = 'NO' and column_default is null`
  const row: Record<string, unknown> = { ...given }
  for (const { name, type, udt } of columns) row[name] ??= await fillerOf(db, type, udt)
  const names = Object.keys(row)
  const json = JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? value.toString() : value))
  const list = names.map((name) => `"${name}"`).join(', ')
  await db.$executeRawUnsafe(
    `insert into "${table}" (${list}) select ${list} from jsonb_populate_record(null::"${table}", $1::jsonb)`,
    json,
  )
}

async function fillerOf(db: Db, type: string, udt: string): Promise<unknown> {
  if (type === 'USER-DEFINED') {
    const rows = await db.$queryRaw<{ label: string }[]>`
      select enumlabel as label from pg_enum join pg_type on pg_type.oid = enumtypid where typname = ${udt} order by enumsortorder limit 1`
    return rows[0]?.label
  }
  if (type.startsWith('timestamp')) return now.toISOString()
  if (type === 'boolean') return false
  if (type === 'jsonb') return {}
  if (type === 'bytea') return '\\x00'
  if (type === 'ARRAY') return '{}'
  if (type === 'uuid') return randomUUID()
  return type === 'text' ? randomUUID() : 1
}

const insertRaise = (db: Db, address: string, confirmed: bigint) =>
  insertRow(db, 'raise', {
    address,
    recognised: true,
    issuer: ISSUER,
    payment_asset: 'KOII',
    state: 'succeeded',
    cap: 10n ** 15n,
    minimum: 1n,
    confirmed,
    committed: confirmed,
    terms_version: 1,
  })

async function insertListing(db: Db, projectId: string, address: string) {
  const given = {
    project_id: projectId,
    slug: `project-${projectId}`,
    title: 'A project',
    raise_address: address,
    state: 'approved',
    version: 1,
    terms_hash: null,
    sale_mint: null,
  }
  const content = { team: { members: [] }, terms: { issuerWallet: ISSUER } }
  const number = { application_id: projectId, number: 1, content }
  await insertRow(db, 'application_version', number)
  await insertRow(db, 'listing', given)
}

const insertPosition = (db: Db, raise: string, personId: string | null, committed: bigint) =>
  insertRow(db, 'position', {
    address: randomUUID(),
    raise_address: raise,
    wallet: randomUUID(),
    person_id: personId,
    state: 'open',
    committed,
    terms_version: 1,
  })

const input = (projectIds: string[]) => ({
  title: 'Autumn',
  pool: '1000',
  personCap: '100',
  projectCap: '500',
  payoutCap: null,
  projectIds,
  startsAt: now,
  endsAt: after(now, 30 * DAY),
})

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
    const roundId = await db.$transaction((tx) => propose(tx, { ...input(projects), personId: maker, now }))
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
      recipient: ISSUER,
    })
    expect(shares[projects[1]]).toMatchObject({ people: 1, peopleCapped: 1, counted: 100n * KOII, units: 500n * KOII })
    expect(
      (await roundById(db, { roundId, staff: false, now: later })).allocation,
      'nothing unconfirmed is public',
    ).toBeNull()

    const digest = proposed.allocationDigest!
    await expect(
      db.$transaction((tx) => confirm(tx, { roundId, digest, personId: maker, now: later })),
    ).rejects.toMatchObject({ code: 'rounds.samePerson' })
    await expect(
      db.$transaction((tx) => confirm(tx, { roundId, digest: 'x'.repeat(64), personId: checker, now: later })),
    ).rejects.toMatchObject({ code: 'rounds.changedSince' })
    await expect(
      db.$transaction((tx) => confirm(tx, { roundId, digest, personId: investor, now: later })),
    ).rejects.toMatchObject({ code: 'rounds.ownInterest' })
    await db.$transaction((tx) => confirm(tx, { roundId, digest, personId: checker, now: later }))

    for (const [index, payout] of (await openPayouts(db)).entries()) {
      const payment = {
        payoutId: payout.id,
        transaction: 'AA==',
        signature: `signature ${roundId} ${index}`,
        lastValidBlockHeight: 10n,
      }
      expect(await db.$transaction((tx) => storePayment(tx, payment))).toBe(true)
      expect(await db.$transaction((tx) => storePayment(tx, payment)), 'a second signature is not stored').toBe(false)
      await Promise.all(
        [1, 2].map(() =>
          db.$transaction((tx) => bookPayment(tx, { payoutId: payout.id, treasury: ISSUER, now: later })),
        ),
      )
    }
    const paid = await roundById(db, { roundId, staff: false, now: later })
    expect(paid.state).toBe('paid')
    expect(paid.payouts.map(({ units, state }) => [units, state])).toEqual([
      [500n * KOII, 'paid'],
      [500n * KOII, 'paid'],
    ])
    const [balance] = Object.values(await balances(db, [`treasury:${ISSUER}`]))
    expect(JSON.stringify(balance, (_, value) => (typeof value === 'bigint' ? value.toString() : value))).toContain(
      (-1_000n * KOII).toString(),
    )
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
    expect((await openPayouts(db)).length).toBe(0)
  })

  test('a payment that never landed is prepared anew', async ({ db }) => {
    const roundId = await published(db)
    await db.$transaction((tx) => allocate(tx, { roundId, smallestPayment, personId: maker, now: later }))
    const { allocationDigest } = await roundById(db, { roundId, staff: true, now: later })
    await db.$transaction((tx) => confirm(tx, { roundId, digest: allocationDigest!, personId: checker, now: later }))
    const [payout] = await openPayouts(db)
    const payment = {
      payoutId: payout!.id,
      transaction: 'AA==',
      signature: `lost ${roundId}`,
      lastValidBlockHeight: 10n,
    }
    await db.$transaction((tx) => storePayment(tx, payment))
    await db.$transaction((tx) => expirePayment(tx, { payoutId: payout!.id, signature: 'another' }))
    expect((await openPayouts(db)).find(({ id }) => id === payout!.id)?.state).toBe('sent')
    await db.$transaction((tx) => expirePayment(tx, { payoutId: payout!.id, signature: payment.signature }))
    expect((await openPayouts(db)).find(({ id }) => id === payout!.id)?.state).toBe('waiting')
  })

  test.for([
    ['one person in both places', "update round set published_by = proposed_by where state = 'proposed'"],
    [
      'a payout that two people did not confirm',
      "insert into payout (id, round_id, project_id, recipient, units) select gen_random_uuid(), id, gen_random_uuid(), 'x', 1 from round where state = 'proposed'",
    ],
    ['another amount on a payout', 'update payout set units = units + 1'],
    ['another sheet after publication', "update round set sheet = '{}' where state = 'published'"],
    ['deleting a payout', 'delete from payout'],
  ] as const)('the database itself refuses %s', async ([, statement], { db, pool }) => {
    await published(db)
    await db.$transaction((tx) =>
      propose(tx, { ...input(projects), title: `Another ${randomUUID()}`, personId: maker, now }),
    )
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
