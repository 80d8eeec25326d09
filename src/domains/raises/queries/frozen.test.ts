import { randomUUID } from 'node:crypto'
import { Keypair } from '@solana/web3.js'
import { expect } from 'vitest'
import { addWallet } from '@/domains/identity/actions/wallets'
import { clearMatch, confirmMatch, proposeHit } from '@/domains/screening/actions/review'
import { screenSubject } from '@/domains/screening/actions/subjects'
import { world } from '@/test/application-world'
import { test } from '@/test/db'
import { LISTED, lastingLists } from '@/test/screening'
import { frozenWallets } from './frozen'

const now = new Date('2026-05-01T12:00:00Z')

test('the wallets of somebody who was confirmed to be on a list, and of nobody else, are left alone', async ({
  db,
}) => {
  await lastingLists(db)
  const { owner } = await world(db)
  const { personId } = owner
  const address = Keypair.generate().publicKey.toBase58()
  await db.$transaction((tx) => addWallet(tx, { address, personId, now }))
  const screened = { key: `person:${personId}`, compared: LISTED, cause: 'submitted' as const }
  const { runId } = await db.$transaction((tx) => screenSubject(tx, screened, now))
  const [first, second] = await db.screeningMatch.findMany({ where: { runId } })
  const staff = (matchId: string, actorId: string) => ({ matchId, actorId, now, note: 'Compared.' })
  const rosa = randomUUID()
  await db.$transaction((tx) =>
    clearMatch(tx, { ...staff(second!.id, rosa), reasons: ['place_different', 'name_only_common'] }),
  )
  await db.$transaction((tx) => proposeHit(tx, staff(first!.id, rosa)))
  expect(await frozenWallets(db)).toEqual(new Set())
  await db.$transaction((tx) => confirmMatch(tx, staff(first!.id, randomUUID())))
  expect((await frozenWallets(db)).has(address)).toBe(true)
})
