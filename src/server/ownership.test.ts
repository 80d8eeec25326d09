import { TRPCError } from '@trpc/server'
import { describe, expect } from 'vitest'
import { Refusal } from '@/kit/refusal'
import { now } from '@/test/application-world'
import { test } from '@/test/chain'
import { environmentWithKeys, localEnvironment } from '@/test/environment'
import { ownerOfThings, strangerWithThings } from '@/test/owned-things'
import { callOf, inputsAbout } from '@/test/procedure-inputs'
import { everyRow } from '@/test/rows'
import { proceduresOf } from '../../tools/authorisation.mjs'
import type { Db } from './db'
import { appRouter, createCaller } from './router'
import type { Viewer } from './viewer'

environmentWithKeys({ APPLICATION_FEE_CENTS: '2500' })

/** Owners' procedures that name nothing: they act on what the caller's own session leads to, so nobody else's can be reached. */
const OF_THE_SESSION = [
  ...['attachDocument', 'saveProfile', 'submit', 'withdraw', 'chooseManual', 'startCheck', 'followCheck', 'appeal'],
].map((name) => `compliance.${name}`)
/** A challenge of somebody else's is answered like one that was used up or never there, as a conflict. */
const LIKE_NOTHING = 'compliance.proveOperator: conflict'
/** Members' procedures that name a wallet, which must be the caller's own. */
const OF_A_WALLET = ['Commit', 'Withdraw', 'Refund', 'Claim', 'Settle', 'Unwind', 'Confirm', 'Open'].map(
  (act) => `raises.prepare${act}`,
)

const owners = proceduresOf(appRouter).filter(({ policy }) => policy === 'owner')
const naming = [...owners.map(({ name }) => name).filter((name) => !OF_THE_SESSION.includes(name)), ...OF_A_WALLET]

const callerFor = (db: Db, viewer: Viewer) => createCaller({ db, now, viewer, requestId: 'ownership' })

/** How an act was refused: the refusal's kind, or what else came of it. */
const outcomeOf = (act: Promise<unknown>): Promise<string> =>
  act.then(
    (answer) => `let through: ${JSON.stringify(answer)}`,
    (error: unknown) => {
      if (error instanceof TRPCError && error.cause instanceof Refusal) return error.cause.kind
      throw error
    },
  )

describe('E5: what belongs to somebody', () => {
  test('is refused to everybody else, and nothing changes', { timeout: 120_000 }, async ({ db, chain }) => {
    expect(chain.rpcUrl).toBe(process.env.RPC_URL)
    localEnvironment()
    const { mine, owner } = await ownerOfThings(db)
    const stranger = await strangerWithThings(db)
    const staff = { ...stranger, roles: ['member', 'reviewer', 'checker', 'admin'] as const, secondFactorAt: null }
    const before = await everyRow(db)
    const wrong: string[] = []
    for (const viewer of [stranger, staff]) {
      for (const name of naming) {
        const outcome = await outcomeOf(callOf(callerFor(db, viewer), name)(inputsAbout(mine, now)[name]))
        if (outcome !== 'missing' && outcome !== 'forbidden') wrong.push(`${name}: ${outcome}`)
      }
    }
    expect(wrong).toEqual([LIKE_NOTHING, LIKE_NOTHING])
    expect(await everyRow(db)).toEqual(before)
    const things = await callerFor(db, owner).projects.application({ applicationId: mine.applicationId })
    expect(things.staleEdits).toHaveLength(1)
  })

  test('is not opened by a wallet of one’s own: a project is its issuer’s', async ({ db, chain }) => {
    expect(chain.rpcUrl).toBe(process.env.RPC_URL)
    localEnvironment()
    const { mine } = await ownerOfThings(db)
    const stranger = await strangerWithThings(db)
    const before = await everyRow(db)
    const inputs = inputsAbout({ ...mine, wallet: stranger.wallets[0]! }, now)
    for (const act of ['CreateToken', 'Create', 'Deposit', 'Cancel'])
      expect(
        await outcomeOf(callOf(callerFor(db, stranger), `raises.prepare${act}`)(inputs[`raises.prepare${act}`])),
      ).toBe('forbidden')
    expect(await everyRow(db)).toEqual(before)
  })

  test('is not listed to others: intents, applications and staking keys are the caller’s alone', async ({ db }) => {
    const { mine, owner } = await ownerOfThings(db)
    const api = callerFor(db, await strangerWithThings(db))
    expect(await api.raises.intents({ projectId: mine.projectId })).toEqual([])
    expect(await api.compliance.stakingKeys()).toEqual([])
    expect((await api.projects.mine()).map(({ id }) => id)).not.toContain(mine.applicationId)
    expect((await callerFor(db, owner).raises.intents({})).map(({ id }) => id)).toEqual([mine.intentId])
  })
})
