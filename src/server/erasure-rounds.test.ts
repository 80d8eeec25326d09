import { randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { createPerson } from '@/domains/identity/actions/people'
import { addWallet } from '@/domains/identity/actions/wallets'
import { addMonths } from '@/domains/vault/rules/erasure'
import { tablesWith } from '@/test/canary'
import { test } from '@/test/db'
import { now } from '@/test/verification'
import { testWallet } from '@/test/wallet'
import { carryOutErasures, everythingAbout, requestErasure } from './erasure'

const CANARY = 'zwoelfender-4712'

test('who decided about a round keeps the record for its time, and then what they wrote is gone', async ({
  db,
  pool,
}) => {
  const wallet = testWallet().address
  const personId = await db.$transaction(async (tx) => {
    const { id } = await createPerson(tx, { displayName: CANARY, email: `${CANARY}@example.org`, now })
    await addWallet(tx, { address: wallet, personId: id, now })
    return id
  })
  const round = {
    ...{ title: 'Spring', state: 'void' as const, sheet: '{}', sheetDigest: randomBytes(32).toString('hex'), pool: 5 },
    ...{ startsAt: now, endsAt: addMonths(now, 1), proposedBy: randomUUID(), createdAt: now },
  }
  await db.round.create({ data: { ...round, voidedBy: personId, voidReason: `Asked by ${CANARY}.` } })
  expect((await everythingAbout(db, personId, now)).about.rounds).toMatchObject({
    acts: [{ title: 'Spring', acts: ['voidedBy'], wrote: `Asked by ${CANARY}.` }],
  })
  const wish = { personId, confirmation: 'delete my data', now }
  expect(await requestErasure(db, wish)).toMatchObject({ outcome: 'partial' })
  expect(await tablesWith(pool, CANARY)).toEqual(['round'])
  const { retentionUntil } = await db.erasureRequest.findFirstOrThrow({ where: { personId } })
  await carryOutErasures(db, retentionUntil!)
  expect([await tablesWith(pool, CANARY), await tablesWith(pool, wallet)]).toEqual([[], []])
  expect(await db.round.count({ where: { voidedBy: personId, voidReason: '' } })).toBe(1)
})
