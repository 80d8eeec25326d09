import { randomUUID } from 'node:crypto'
import { TRPCError } from '@trpc/server'
import { describe, expect } from 'vitest'
import { ZodError } from 'zod'
import { createPerson } from '@/domains/identity/actions/people'
import { Refusal } from '@/kit/refusal'
import { test } from '@/test/chain'
import { environmentWithKeys, localEnvironment } from '@/test/environment'
import { callOf, inputsAbout, things } from '@/test/procedure-inputs'
import { ACTORS, answerOf, committed, pages, proceduresOf, render } from '../../tools/authorisation.mjs'
import type { Db } from './db'
import { appRouter, createCaller } from './router'
import type { Role, Viewer } from './viewer'

const now = new Date('2027-01-04T09:00:00Z')
const procedures = proceduresOf(appRouter)

environmentWithKeys()

const ROLES: Record<string, Role[]> = {
  member: ['member'],
  owner: ['member', 'issuer'],
  stranger: ['member', 'issuer'],
  reviewer: ['member', 'reviewer'],
  checker: ['member', 'checker'],
  admin: ['member', 'admin'],
  bareStaff: ['member', 'reviewer', 'checker', 'admin'],
}

/** A signed-in person of a kind; null for nobody. */
async function viewerFor(db: Db, actor: string): Promise<Viewer | null> {
  const roles = ROLES[actor]
  if (!roles) return null
  const { id: personId } = await db.$transaction((tx) => createPerson(tx, { displayName: actor, now }))
  const secondFactorAt = actor === 'bareStaff' ? null : now
  const shown = { secondFactorAt, steppedUp: 'every act' as const }
  return { personId, sessionId: randomUUID(), roles, displayName: actor, wallets: [], ...shown }
}

/** What the policy in front of an action said. An action's own refusals carry a Refusal, and of the policy's one: no open session of staff. */
function policysAnswer(error: unknown): string {
  const refused = error instanceof TRPCError && ['UNAUTHORIZED', 'FORBIDDEN'].includes(error.code)
  const isActs = refused && error.cause instanceof Refusal && error.cause.code !== 'server.staffOver'
  return refused && !isActs ? error.code : 'through'
}

/** Changes that staff make. */
const ofStaff = procedures.filter(
  ({ kind, policy }) => kind === 'mutation' && ['staff', 'reviewer', 'checker', 'admin'].includes(policy ?? ''),
)

describe('a key, shown for the act', () => {
  test('E8: every change that staff make asks for it but these, which say why', () => {
    expect(ofStaff.length).toBeGreaterThan(50)
    const without = ofStaff.filter(({ stepUp }) => stepUp !== 'asked')
    expect(without.map(({ name }) => name)).toEqual([
      ...['claim', 'claimMany', 'release', 'releaseMany'].map((act) => `companies.${act}`),
      ...['claim', 'claimMany', 'release', 'releaseMany'].map((act) => `compliance.${act}`),
      ...['claim', 'saveSheet', 'unclaim'].map((act) => `projects.${act}`),
      'screening.screenAgain',
    ])
    for (const { name, stepUp } of without) expect(whyNot(stepUp), name).toMatch(/^[A-Z].{20,120}[.]$/)
  })

  test('E8: without it each of them is refused before its input is read, whatever else was shown', async ({ db }) => {
    const bare = await viewerFor(db, 'bareStaff')
    for (const { name, stepUp } of ofStaff) {
      const others = ofStaff.map((other) => other.name).filter((other) => other !== name)
      const viewer = bare && { ...bare, secondFactorAt: now, steppedUp: others }
      const call = callOf(createCaller({ db, now, viewer, requestId: 'keys' }), name)({ unknown: 'key' })
      const refused = stepUp === 'asked' ? { cause: { code: 'server.stepUp' } } : { code: 'BAD_REQUEST' }
      await expect(call, name).rejects.toMatchObject(refused)
    }
  })
})

const whyNot = (stepUp: unknown): string => (stepUp as { notAsked?: string } | undefined)?.notAsked ?? ''

describe('E5: the authorisation matrix', () => {
  test('every procedure has a policy', () => {
    expect(procedures.length).toBeGreaterThan(80)
    expect(procedures.filter(({ policy }) => policy === undefined).map(({ name }) => name)).toEqual([])
  })

  test('every page asks one guard who may see it', () => {
    const unclear = pages().filter(({ kinds }) => kinds.length !== 1)
    expect(unclear.map(({ file, kinds }) => `${file}: ${kinds.join(' and ') || 'none'}`)).toEqual([])
  })

  test('docs/authorisation.md says what the code says; `node tools/authorisation.mjs` writes it', () => {
    expect(committed()).toBe(render(procedures))
  })

  test('there is a valid input for every procedure that takes one, so that the answer is the action’s', () => {
    const known = inputsAbout(things(), now)
    expect(procedures.filter(({ name, takesInput }) => takesInput !== name in known).map(({ name }) => name)).toEqual(
      [],
    )
  })

  test('U+0000, which PostgreSQL cannot hold, is a wrong input of every procedure, with the field it stands in', async ({
    db,
  }) => {
    localEnvironment()
    const member = await viewerFor(db, 'bareStaff')
    const viewer = member && { ...member, secondFactorAt: now }
    const input: Record<string, unknown> = { of: [{ any: 'a\0b' }] }
    input.itself = input
    for (let deep = 0; deep < 50_000; deep += 1) input.more = [input.more]
    for (const { name } of procedures.filter(({ takesInput }) => takesInput)) {
      const call = callOf(createCaller({ db, now, viewer, requestId: 'matrix' }), name)
      const { code, cause } = await call(input).then(
        () => ({ code: 'through', cause: null }),
        (error: TRPCError) => error,
      )
      const field = cause instanceof ZodError ? cause.issues[0]?.path.join('.') : cause
      expect([name, code, field]).toEqual([name, 'BAD_REQUEST', 'of.0.any'])
    }
  })

  test('on another network every local procedure answers 404, to everybody', async ({ db }) => {
    const local = procedures.filter(({ policy }) => policy === 'local').map(({ name }) => name)
    expect(local).toEqual(expect.arrayContaining(['local.signInAs', 'local.moveTime', 'payments.standInPage']))
    process.env.FLOTILLA_NETWORK = 'k2-testnet'
    for (const actor of ['nobody', 'admin']) {
      const caller = createCaller({ db, now, viewer: await viewerFor(db, actor), requestId: 'matrix' })
      for (const name of local)
        await expect(callOf(caller, name)(inputsAbout(things(), now)[name]), name).rejects.toMatchObject({
          code: 'NOT_FOUND',
        })
    }
    process.env.FLOTILLA_NETWORK = 'local'
  })

  test.for(ACTORS)(
    'every procedure answers as the matrix says: %s',
    { timeout: 120_000 },
    async (actor, { db, chain }) => {
      expect(chain.rpcUrl).toBe(process.env.RPC_URL)
      localEnvironment()
      const inputs = inputsAbout(things(), now)
      const wrong: string[] = []
      let viewer = await viewerFor(db, actor)
      for (const { name, kind, policy } of procedures) {
        const caller = createCaller({ db, now, viewer, requestId: 'matrix' })
        const answer = await callOf(
          caller,
          name,
        )(inputs[name]).then(
          () => 'through',
          (error: unknown) => {
            if (!(error instanceof TRPCError)) throw error
            // Neither a defect nor the input's form may pass for an answer.
            if (
              error.code === 'INTERNAL_SERVER_ERROR' ||
              (error.code === 'BAD_REQUEST' && !(error.cause instanceof Refusal))
            )
              return `${error.code}: ${error.message}`
            return policysAnswer(error)
          },
        )
        const expected = answerOf(policy, actor)
        if (answer !== expected) wrong.push(`${name}: ${answer}, not ${expected}`)
        // What was let through may have changed what they are.
        if (kind === 'mutation' && answer === 'through') viewer = await viewerFor(db, actor)
      }
      expect(wrong).toEqual([])
    },
  )
})
