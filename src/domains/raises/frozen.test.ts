import { Keypair } from '@solana/web3.js'
import { expect } from 'vitest'
import { approved } from '@/test/application-world'
import { test } from '@/test/db'
import { disputeFee } from '@/test/payments'
import { unreleasable } from './queries/crankable'

test('nothing is released to a project while the bank of its team asks for the application fee back, or took it', async ({
  db,
}) => {
  const { applicationId: projectId } = await approved(db)
  const raiseAddress = Keypair.generate().publicKey.toBase58()
  await db.listing.update({ where: { projectId }, data: { raiseAddress } })
  expect(await unreleasable(db)).toEqual(new Set())
  await disputeFee(db, projectId)
  expect(await unreleasable(db)).toEqual(new Set([raiseAddress]))
  await db.dispute.updateMany({ data: { state: 'lost', closedAt: new Date() } })
  expect(await unreleasable(db)).toEqual(new Set())
  await db.fee.updateMany({ data: { state: 'charged_back' } })
  expect(await unreleasable(db)).toEqual(new Set([raiseAddress]))
})
