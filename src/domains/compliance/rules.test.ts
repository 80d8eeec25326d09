import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KOII, U64_MAX } from '@/kit/money'
import { DAY, HOUR, after as plus } from '@/kit/time'
import { assertAllowed, evaluateInvestment, type InvestmentContext } from './rules'

const now = new Date('2026-05-01T12:00:00Z')
const koii = (amount: number) => BigInt(amount) * 10n ** 9n

const clear = (perRaise: bigint | null = null, perYear: bigint | null = null) => ({
  personId: 'ann',
  until: plus(now, DAY),
  level: 'standard' as const,
  limits: { KOII: { perRaise, perYear } },
})
const operator = { verified: true, task: 'task', until: plus(now, HOUR) }

function asked(change: {
  person?: Partial<InvestmentContext['person']>
  raise?: Partial<InvestmentContext['raise']>
  position?: Partial<InvestmentContext['position']>
  amount?: bigint | null
  wallet?: string
  chainHealthy?: boolean
}): InvestmentContext {
  const { person, raise, position, ...rest } = change
  return {
    now,
    person: { clearance: clear(), operator, underReview: false, ...person },
    raise: {
      audience: 'everyone',
      state: 'open',
      paused: false,
      opensAt: plus(now, -DAY),
      closesAt: plus(now, DAY),
      issuerWallet: 'issuer',
      positionMinimum: koii(10),
      positionMaximum: koii(1_000),
      cap: koii(10_000),
      oversubscription: false,
      confirmedTotal: koii(2_000),
      ...raise,
    },
    position: { committed: 0n, stale: false, ...position },
    amount: koii(250),
    asset: KOII,
    wallet: 'ann-1',
    chainHealthy: true,
    ...rest,
  }
}

const codes = (context: InvestmentContext) => evaluateInvestment(context).blocks.map(({ code }) => code)

describe('a verified member and an open raise', () => {
  test('may add 250 KOII, also with a wallet whose time is over now', () => {
    expect(codes(asked({ person: { walletHeldUntil: now } }))).toEqual([])
    expect(evaluateInvestment(asked({}))).toMatchObject({ allow: true, blocks: [], left: koii(1_000) })
  })

  test('250 KOII is refused when only 200 KOII of the limit is left', () => {
    const decision = evaluateInvestment(
      asked({ person: { clearance: clear(koii(500)) }, position: { committed: koii(300) } }),
    )
    expect(decision.left).toBe(koii(200))
    expect(decision.blocks).toEqual([
      { code: 'compliance.overLimit', field: 'amount', message: 'Your verification allows 200 KOII more here.' },
    ])
    expect(() => assertAllowed(decision)).toThrow('Your verification allows 200 KOII more here.')
  })

  test('a limit counts what the same person committed with another wallet', () => {
    const person = { clearance: clear(koii(500)), committedElsewhere: koii(450) }
    expect(evaluateInvestment(asked({ person })).left).toBe(koii(50))
  })

  test('a yearly limit whose sum is not known leaves nothing', () => {
    expect(codes(asked({ person: { clearance: clear(null, koii(500)) } }))).toEqual(['compliance.overLimit'])
    const person = { clearance: clear(null, koii(500)), committedInYear: koii(100) }
    expect(evaluateInvestment(asked({ person })).left).toBe(koii(400))
  })

  test('an oversubscribed raise takes more than its cap, up to a hundred times', () => {
    const raise = { oversubscription: true, confirmedTotal: koii(999_900) }
    expect(evaluateInvestment(asked({ raise })).left).toBe(koii(100))
  })

  test('nothing is left when what is left would not make a position', () => {
    const decision = evaluateInvestment(asked({ raise: { confirmedTotal: koii(9_995) }, amount: null }))
    expect(decision).toMatchObject({ allow: false, left: 0n })
    expect(decision.blocks[0]?.code).toBe('compliance.capReached')
  })

  test('a position above the minimum may grow by a single base unit', () => {
    expect(evaluateInvestment(asked({ position: { committed: koii(10) }, amount: 1n })).allow).toBe(true)
    expect(codes(asked({ position: { committed: koii(10) - 2n }, amount: 1n }))).toEqual(['compliance.belowMinimum'])
  })
})

/** Each condition broken alone, with the one code it must give. */
const BROKEN: readonly (readonly [name: string, code: string, change: Parameters<typeof asked>[0]])[] = [
  ['something that staff look at', 'underReview', { person: { underReview: true } }],
  [
    'something that staff look at before a clearance',
    'underReview',
    { person: { underReview: true, clearance: null } },
  ],
  ['no clearance', 'notVerified', { person: { clearance: null } }],
  ['a clearance that ends now', 'clearanceEnded', { person: { clearance: { ...clear(), until: now } } }],
  ['E15: a wallet that waits a millisecond longer', 'walletHeld', { person: { walletHeldUntil: plus(now, 1) } }],
  [
    'no operator where operators are asked for',
    'notOperator',
    { raise: { audience: 'operators' }, person: { operator: { verified: false, task: null, until: null } } },
  ],
  [
    'an operator check that counts no more',
    'notOperator',
    { raise: { audience: 'operators' }, person: { operator: { ...operator, until: now } } },
  ],
  ["the issuer's own wallet", 'ownRaise', { wallet: 'issuer' }],
  ["the issuer's second wallet", 'ownRaise', { person: { wallets: ['ann-1', 'issuer'] } }],
  ['a chain that does not answer', 'chainUnavailable', { chainHealthy: false }],
  ['a draft', 'raiseNotOpen', { raise: { state: 'draft' } }],
  ['a succeeded raise', 'raiseNotOpen', { raise: { state: 'succeeded' } }],
  ['a failed raise', 'raiseNotOpen', { raise: { state: 'failed' } }],
  ['an unwinding raise', 'raiseNotOpen', { raise: { state: 'unwinding' } }],
  ['a closed account', 'raiseNotOpen', { raise: { state: 'closed' } }],
  ['a paused raise', 'raisePaused', { raise: { paused: true } }],
  ['an offer whose company is held', 'offerHeld', { raise: { held: true } }],
  ['a raise that opens a millisecond later', 'notYetOpen', { raise: { opensAt: plus(now, 1) } }],
  ['a raise that closes now', 'raiseClosed', { raise: { closesAt: now } }],
  ['changed terms', 'termsChanged', { position: { stale: true } }],
  ['an amount of 0', 'notPositive', { amount: 0n }],
  ['a negative amount', 'notPositive', { amount: -1n }],
  ['an amount below the minimum', 'belowMinimum', { amount: koii(10) - 1n }],
  ['an amount above the maximum', 'aboveMaximum', { amount: koii(1_000) + 1n }],
  ['an amount above the cap', 'capReached', { raise: { confirmedTotal: koii(9_900) }, amount: koii(100) + 1n }],
  ['an amount above the limit', 'overLimit', { person: { clearance: clear(koii(100)) }, amount: koii(100) + 1n }],
]

describe('one broken condition is enough', () => {
  test.each(BROKEN)('%s', (_, code, change) => {
    expect(codes(asked(change))).toEqual([`compliance.${code}`])
    expect(evaluateInvestment(asked(change)).allow).toBe(false)
  })

  test('and asking without an amount says so too', () => {
    for (const [, code, change] of BROKEN.filter(([, , { amount }]) => amount === undefined)) {
      expect(codes(asked({ ...change, amount: null }))).toEqual([`compliance.${code}`])
      expect(evaluateInvestment(asked({ ...change, amount: null })).left).toBeNull()
    }
  })
})

const units = fc.bigInt(0n, U64_MAX)
const optional = fc.option(units, { nil: null })
const anyContext = fc
  .record({
    perRaise: optional,
    perYear: optional,
    committedInYear: units,
    committed: units,
    positionMinimum: units,
    positionMaximum: units,
    cap: units,
    oversubscription: fc.boolean(),
    confirmedTotal: units,
  })
  .map(({ perRaise, perYear, committedInYear, committed, ...raise }) =>
    asked({ person: { clearance: clear(perRaise, perYear), committedInYear }, position: { committed }, raise }),
  )
/** Small numbers, where bounds meet each other often. */
const few = fc.bigInt(0n, 40n)
const crowded = fc
  .record({
    perRaise: fc.option(few, { nil: null }),
    committed: few,
    positionMinimum: few,
    positionMaximum: few,
    cap: few,
    confirmedTotal: few,
  })
  .map(({ perRaise, committed, ...raise }) =>
    asked({ person: { clearance: clear(perRaise) }, position: { committed }, raise }),
  )

describe('for every raise, position and limit', () => {
  test('an amount is allowed exactly when it reaches the minimum and is at most what is left', () => {
    fc.assert(
      fc.property(fc.oneof(anyContext, crowded), fc.oneof(units, fc.bigInt(0n, 50n)), (context, amount) => {
        const { allow, left, blocks } = evaluateInvestment({ ...context, amount })
        const fits = amount > 0n && left !== null && amount <= left
        expect(allow).toBe(fits && context.position.committed + amount >= context.raise.positionMinimum)
        expect(blocks.length === 0).toBe(allow)
      }),
      { numRuns: 2_000 },
    )
  })

  test('exactly what is left may be added, and not one unit more', () => {
    fc.assert(
      fc.property(fc.oneof(anyContext, crowded), (context) => {
        const { left, allow } = evaluateInvestment({ ...context, amount: null })
        expect(allow).toBe(left! > 0n)
        if (left! > 0n) expect(evaluateInvestment({ ...context, amount: left }).allow).toBe(true)
        expect(evaluateInvestment({ ...context, amount: left! + 1n }).allow).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })

  test('less is allowed wherever more is, down to the minimum', () => {
    fc.assert(
      fc.property(fc.oneof(anyContext, crowded), units, units, (context, a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a]
        if (!evaluateInvestment({ ...context, amount: more }).allow) return
        const reaches = less > 0n && context.position.committed + less >= context.raise.positionMinimum
        expect(evaluateInvestment({ ...context, amount: less }).allow).toBe(reaches)
      }),
    )
  })

  test('nothing is allowed once a condition on person or raise is broken, whatever the numbers are', () => {
    const standing = BROKEN.filter(([, , change]) => change.amount === undefined)
    fc.assert(
      fc.property(
        anyContext,
        fc.constantFrom(...standing),
        fc.option(units, { nil: null }),
        (context, [, code, change], amount) => {
          const broken: InvestmentContext = {
            ...context,
            ...(change.wallet && { wallet: change.wallet }),
            ...(change.chainHealthy === false && { chainHealthy: false }),
            person: { ...context.person, ...change.person },
            raise: { ...context.raise, ...change.raise },
            position: { ...context.position, ...change.position },
            amount,
          }
          expect(evaluateInvestment(broken)).toMatchObject({ allow: false, left: null })
          expect(codes(broken)).toContain(`compliance.${code}`)
        },
      ),
    )
  })
})
