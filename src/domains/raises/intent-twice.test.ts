import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { test } from '@/test/db'
import { markSent, nameSignature, recordOutcome, recordPreparation } from './actions/intent'

test('the same transaction, prepared under two keys, is sent once; the second time is refused in words', async ({
  db,
}) => {
  const now = new Date()
  const personId = randomUUID()
  const prepare = (kind: 'commit' | 'withdraw') =>
    db.$transaction((tx) =>
      recordPreparation(tx, {
        ...{ idempotencyKey: randomUUID(), personId, wallet: 'wallet', kind, raiseAddress: 'raise', projectId: null },
        ...{
          mint: null,
          listAddress: null,
          amount: 1n,
          assetKey: 'KOII',
          signatures: {},
          nonceAccount: null,
          genesis: 'genesis',
          now,
        },
        summary: { title: '', lines: [], changes: [], fee: '', rent: null },
        unsigned: { message: Uint8Array.of(1), blockhash: 'b', lastValidBlockHeight: 9, slot: 1 },
      }),
    )
  const [first, second, handed] = [await prepare('commit'), await prepare('commit'), await prepare('withdraw')]
  const send = (intentId: string, signature = 'one signature') =>
    db.$transaction((tx) => markSent(tx, { intentId, personId, signatures: {}, signature, now }))
  await send(first.id)
  await expect(send(second.id)).rejects.toMatchObject({ code: 'raises.onItsWay' })
  await db.$transaction((tx) => recordOutcome(tx, { intentId: first.id, event: 'finalize', now }))
  await expect(send(second.id)).rejects.toMatchObject({ code: 'raises.sentBefore', kind: 'conflict' })
  // The same submission once more is the same one; another is too late.
  await expect(send(first.id)).resolves.toMatchObject({ id: first.id, state: 'finalized' })
  await expect(send(first.id, 'another signature')).rejects.toMatchObject({ code: 'raises.intentOver' })
  const named = await db.$transaction((tx) =>
    nameSignature(tx, { intentId: handed.id, signature: 'one signature', now }),
  )
  expect(named).toBe(false)
})
