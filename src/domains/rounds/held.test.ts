import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { createPerson } from '@/domains/identity/actions/people'
import { addWallet } from '@/domains/identity/actions/wallets'
import { rescreenMany } from '@/domains/screening/actions/rescreen'
import { screenSubject } from '@/domains/screening/actions/subjects'
import { type Comparison, comparisonFor } from '@/domains/screening/queries/comparison'
import { CandidateIndex } from '@/domains/screening/rules/candidates'
import type { Compared } from '@/domains/screening/schema'
import { DAY, HOUR, after as plus } from '@/kit/time'
import { test } from '@/test/db'
import { freshLists, LISTED, LISTED_WALLET, NAMESAKE, NOBODY } from '@/test/screening'
import { heldRecipients } from './jobs/held'

const now = new Date('2026-05-01T12:00:00Z')
test('E19: before a payout, whoever was compared a day ago is again, and waits where something is found', async ({
  db,
}) => {
  await freshLists(db, now)
  const screen = (compared: Compared, personId: string, at = now) =>
    db.$transaction((tx) => screenSubject(tx, { key: `person:${personId}`, compared, cause: 'submitted' }, at))
  const person = async (address: string) => {
    const { id } = await db.$transaction((tx) => createPerson(tx, { displayName: 'Somebody', now }))
    await db.$transaction((tx) => addWallet(tx, { address, personId: id, now }))
    return id
  }
  const wallet = () => `Payout${randomBytes(18).toString('hex').replaceAll('0', 'A')}`.slice(0, 40)
  const [clean, hit, never] = [wallet(), wallet(), wallet()]
  const [one, two] = [await person(clean), await person(hit), await person(never)]
  await screen(NOBODY, one)
  await screen({ ...NOBODY, names: ['Marit Nyquist'] }, two)
  const all = [clean, hit, never, LISTED_WALLET, 'NobodysWallet1111111111111111111111111111111']
  expect(await heldRecipients(db, all, plus(now, DAY - 1))).toEqual(new Set([LISTED_WALLET]))
  const runs = () => db.screeningRun.count({ where: { cause: 'payout', subject: { key: `person:${one}` } } })
  expect(await runs()).toBe(0)
  const later = plus(now, DAY + HOUR)
  await freshLists(db, later)
  await screen(LISTED, two, later)
  await db.screeningSubject.updateMany({ where: { key: `person:${one}` }, data: { screenedAt: now } })
  expect(await heldRecipients(db, all, later)).toEqual(new Set([hit, LISTED_WALLET]))
  expect(await runs()).toBe(1)
  expect(await heldRecipients(db, all, later)).toEqual(new Set([hit, LISTED_WALLET]))
  expect(await runs()).toBe(1)
  // While the lists are too old nobody who has to be compared is paid, and nothing is written down for it.
  const stale = plus(later, 73 * HOUR)
  expect(await heldRecipients(db, all, stale)).toEqual(new Set([clean, hit, LISTED_WALLET]))
  expect(await runs()).toBe(1)
})

test('E19: many people are compared again as one is, with the same runs, in memory as in the database', async ({
  db,
}) => {
  const later = plus(now, 30 * DAY)
  await freshLists(db, later)
  const kinds: Compared[] = [NOBODY, LISTED, NAMESAKE, { ...NOBODY, names: ['Velimir Zorkan'] }]
  const screened = async () => {
    const ids = kinds.map(() => randomUUID())
    for (const [place, id] of ids.entries())
      await db.$transaction((tx) =>
        screenSubject(tx, { key: `person:${id}`, compared: kinds[place]!, cause: 'submitted' }, later),
      )
    return ids
  }
  const again = async (ids: readonly string[], comparison: Comparison) => {
    const people = ids.map((personId, place) => ({ personId, wallets: place < 2 ? [] : [LISTED_WALLET] }))
    const states = await db.$transaction((tx) =>
      rescreenMany(tx, [...people, { personId: randomUUID(), wallets: [] }], {
        cause: 'payout',
        now: later,
        comparison,
      }),
    )
    const keys = ids.map((id) => `person:${id}`)
    const runs = await db.screeningRun.findMany({
      where: { cause: 'payout', subject: { key: { in: keys } } },
      include: { subject: true, matches: { orderBy: { entityId: 'asc' } } },
    })
    const told = keys.map((key) => {
      const { state, near, lists, mixedScript, sealed, matches, subject } = runs.find((run) => run.subject.key === key)!
      const found = matches.map(({ entityId, score }) => ({ entityId, score }))
      return { state, near, lists, mixedScript, isSealed: sealed !== null, found, at: subject.screenedAt }
    })
    return { told, states: ids.map((id) => states.get(id)), count: states.size }
  }
  const one = await again(await screened(), await comparisonFor(db, 1, later))
  const many = await comparisonFor(db, 100_000, later)
  expect(many.index).not.toBeNull()
  expect(await again(await screened(), many)).toEqual(one)
  expect(one.count, 'whoever was never compared is left out').toBe(kinds.length)
  expect(new Set(one.states)).toEqual(new Set(['no_hit', 'in_review']))
  const clean = await again(await screened().then(([first]) => [first!]), { ...many, index: new CandidateIndex([]) })
  expect(clean.told).toMatchObject([{ state: 'no_hit', isSealed: false, found: [], at: later }])
})
