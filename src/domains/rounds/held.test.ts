import { randomBytes } from 'node:crypto'
import { beforeAll, expect } from 'vitest'
import { createPerson } from '@/domains/identity/actions/people'
import { addWallet } from '@/domains/identity/actions/wallets'
import { screenSubject } from '@/domains/screening/actions/subjects'
import type { Compared } from '@/domains/screening/schema'
import { DAY, HOUR, after as plus } from '@/kit/time'
import { test } from '@/test/db'
import { freshLists, LISTED, LISTED_WALLET, NOBODY } from '@/test/screening'
import { heldRecipients } from './jobs/held'

const now = new Date('2026-05-01T12:00:00Z')
beforeAll(() => {
  process.env.DOCUMENT_KEY ??= randomBytes(32).toString('base64')
})

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
