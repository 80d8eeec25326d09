import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { test } from '@/test/db'
import { localEnvironment } from '@/test/environment'
import { orRefusal } from './page'
import { createCaller } from './router'
import type { Viewer } from './viewer'

localEnvironment()

const now = new Date('2027-01-04T09:00:00Z')
const ADMIN: Viewer = {
  ...{ personId: randomUUID(), sessionId: randomUUID(), displayName: 'Ada', wallets: [] },
  ...{ roles: ['member', 'admin'], secondFactorAt: now, steppedUp: 'every act' },
}

test('balances: a chain that does not answer is named on the page, and nothing else is taken for it', async ({
  db,
}) => {
  const { balances } = createCaller({ db, now, viewer: ADMIN, requestId: 'balances' }).operations
  const code = 'server.chainAway'
  await expect(balances()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE', cause: { code } })
  expect(await orRefusal(balances(), code)).toMatchObject({
    message: expect.stringContaining('The chain does not answer'),
  })
  await expect(orRefusal(balances(), 'server.databaseAway')).rejects.toMatchObject({ cause: { code } })
  const lost = () => Promise.reject(new Error('Connection terminated unexpectedly'))
  const broken = createCaller({ db, now, viewer: ADMIN, requestId: 'lost', noteStaffAct: lost }).operations
  await expect(orRefusal(broken.balances(), code)).rejects.toMatchObject({ cause: { code: 'server.databaseAway' } })
})
