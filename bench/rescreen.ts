// `rescreen`: 100,000 sealed people compared with what changed in a list, in the worker's own way (cursor, batches, transactions), against
// the time that it takes only to read and open the same people. The aim is less than 60 s.
import { randomBytes, randomUUID } from 'node:crypto'
import { importList } from '@/domains/screening/flows'
import { sweepAll } from '@/domains/screening/jobs/sweeps'
import { PURPOSE, vaultSubject } from '@/domains/screening/queries/sealed'
import type { Listed } from '@/domains/screening/schema'
import { openMany } from '@/domains/vault/queries/keys'
import { digestOf } from '@/kit/digest'
import type { Db } from '@/server/db'
import { rowsOf } from '@/server/sql'
import { Dice } from '@/test/dice'
import { drawListed, listedOf } from '@/test/invented-names'
import { lastingLists } from '@/test/screening'
import { sealPeople } from '@/test/sealed-people'
import { withBooks } from './faults/books'
import { fail, round } from './figures'

const PEOPLE = 100_000
const ENTRIES = 8_000
const CHANGED = 400
const now = new Date('2026-05-01T12:00:00Z')
const dice = new Dice(100_000)

const NEXT = {
  name: 'bench.next',
  text: `
    select id::text, key, sealed from screening_subject
    where id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000') order by id limit $2`,
}

/** Reads and opens everybody, and does nothing with it. */
async function onlyOpen(db: Db): Promise<void> {
  type Row = { id: string; key: string; sealed: Uint8Array }
  for (let last: string | null = null; ; ) {
    const rows: Row[] = await rowsOf<Row>(db, NEXT, [last, 1_000])
    if (rows.length === 0) return
    await openMany(
      db,
      rows.map(({ key, sealed }) => ({ subject: vaultSubject(key), purpose: PURPOSE, sealed })),
    )
    last = rows.at(-1)!.id
  }
}

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1_000
}

async function takeList(db: Db, entries: readonly Listed[]): Promise<void> {
  const arrived = {
    source: 'eu' as const,
    origin: 'file' as const,
    sha256: digestOf(entries),
    bytes: 1,
    sizeReason: null,
    now,
  }
  const outcome = await importList(db, arrived, () => ({ entries, publishedAt: null }))
  if (outcome.kind !== 'active') fail(`the list did not come into force: ${JSON.stringify(outcome)}`)
}

await withBooks(1, [], async ([books]) => {
  const { db } = books!
  process.env.DOCUMENT_KEY ??= randomBytes(32).toString('base64')
  await lastingLists(db)
  const entries = Array.from({ length: ENTRIES }, (_, index) => listedOf(drawListed(dice), index))
  const importing = await seconds(() => takeList(db, entries))
  await sweepAll(db, now)
  await sealPeople(
    db,
    Array.from({ length: PEOPLE }, () => randomUUID()),
    { dice, at: now },
  )
  const whole = await seconds(async () => {
    await db.screeningSweep.create({ data: { startedAt: now } })
    await sweepAll(db, now)
  })
  const changed = entries.map((entry, index) => (index < CHANGED ? listedOf(drawListed(dice), index) : entry))
  await takeList(db, changed)
  const delta = await seconds(() => sweepAll(db, now))
  const opening = await seconds(() => onlyOpen(db))
  const sweep = await db.screeningSweep.findFirstOrThrow({
    orderBy: { startedAt: 'desc' },
    where: { importId: { not: null }, compared: PEOPLE },
  })
  if (delta >= 60) fail(`comparing ${PEOPLE} people took ${delta} s`)
  console.log(
    JSON.stringify({
      ...{ bench: 'rescreen', people: PEOPLE, entries: ENTRIES, changed: CHANGED, found: sweep.found },
      ...{ deltaSeconds: round(delta), openSeconds: round(opening), ratio: round(delta / opening) },
      ...{ wholeListSeconds: round(whole), importSeconds: round(importing) },
    }),
  )
})
