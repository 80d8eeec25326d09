import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { positionAddress } from '@/chain/raise/addresses'
import { decodeFields, encodeFields, type RecordOf } from '@/chain/raise/codec'
import { claimable, entitlement, feeOf, releasedAfter, unwindableOf, unwound } from '@/chain/raise/formulas'
import { MAX_TRANCHES, POSITION_FIELDS, RAISE_STATES } from '@/chain/raise/layout'
import { decide } from '@/test/raise-decisions'
import { COIN, must, RaiseWorld } from '@/test/raise-world'
import { RAISE_PROGRAM_ID } from '@/test/vm'
import { RaiseAccountWriter } from './account-writer'
import { smaller } from './model-books'

/**
 * The program's arithmetic (128-bit products made by hand) against the same formulas in bigint: states that no test
 * could reach by sending transactions are written into the accounts directly.
 */
const U64_MAX = 2n ** 64n - 1n
const RUNS = 100

/** Small, everyday and enormous amounts alike: carries happen at the far end only. */
const amount = (max = U64_MAX) =>
  fc.oneof(
    fc.bigInt({ min: 1n, max: max < 1_000n ? max : 1_000n }),
    fc.bigInt({ min: 1n, max }),
    fc.bigInt({ min: max - max / 4n || 1n, max }),
  )

const writeRaise = (world: RaiseWorld, ...values: Parameters<RaiseAccountWriter['write']>): void =>
  new RaiseAccountWriter(world).write(...values)

/** A raise with one position, whose accounts can be written over. */
function prepared() {
  const world = RaiseWorld.open('mint')
  const ann = world.investor()
  must(world.commit(ann, 200n * COIN))
  const address = positionAddress(RAISE_PROGRAM_ID, world.address, ann.publicKey)
  const position = world.vm.account(address)!
  const writePosition = (values: Partial<RecordOf<typeof POSITION_FIELDS>>) => {
    const fields = { ...decodeFields(POSITION_FIELDS, position.data), ...values }
    world.vm.setAccount(address, { ...position, data: encodeFields(POSITION_FIELDS, fields) })
  }
  return { world, ann, writePosition }
}

describe('the program computes what the site shows', () => {
  test('E, at settlement', () => {
    const { world } = prepared()
    const positions = fc.integer({ min: 1, max: 2 ** 32 - 1 })
    fc.assert(
      fc.property(amount(), amount(), positions, (cap, confirmed, positionsConfirmed) => {
        world.vm.now = world.terms.closesAt + BigInt(world.terms.reflectionSeconds)
        writeRaise(world, { state: 1, minimum: 1n, cap, confirmed, committed: confirmed, positionsConfirmed })
        must(world.settle())
        expect(world.raise.entitlement).toBe(entitlement(confirmed, cap, BigInt(positionsConfirmed)))
      }),
      { numRuns: RUNS },
    )
  })

  test('accepted, excess, vested and unlocked tokens, at claim', () => {
    const { world, ann, writePosition } = prepared()
    const state = RAISE_STATES.indexOf('Succeeded')
    const cases = fc
      .record({
        cap: amount(),
        confirmed: amount(),
        tokensAtCap: amount(),
        duration: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      })
      .chain((raise) =>
        fc.record({
          raise: fc.constant(raise),
          committed: amount(raise.confirmed),
          elapsed: fc.integer({ min: 0, max: raise.duration + 1 }),
          cliff: fc.integer({ min: 0, max: raise.duration }),
          released: fc.boolean(),
        }),
      )
    fc.assert(
      fc.property(cases, ({ raise, committed, elapsed, cliff, released }) => {
        const { cap, confirmed, tokensAtCap, duration } = raise
        const settledAt = world.vm.now - BigInt(elapsed)
        const totals = { committed: U64_MAX, returned: 0n, delivered: 0n, positionsOpen: 1 }
        const vesting = { settledAt, vestingCliff: cliff, vestingDuration: duration }
        writeRaise(world, { state, cap, confirmed, tokensAtCap, ...totals, ...vesting }, [{ released }])
        writePosition({ committed })
        world.vm.setTokenAccount(
          { mint: world.paymentMint!, owner: world.address, amount: U64_MAX },
          world.paymentVault,
        )
        world.vm.setTokenAccount({ mint: world.saleMint, owner: world.address, amount: U64_MAX }, world.saleVault)
        const payments = world.giveTokens(ann.publicKey, world.paymentMint!, 0n)
        const tokens = world.giveTokens(ann.publicKey, world.saleMint, 0n)
        const expected = claimable(world.raise, world.position(ann)!, world.vm.now)
        const { error } = world.claim(ann)
        if (error) expect([error, expected]).toEqual(['NothingDue', { payment: 0n, tokens: 0n }])
        expect({ payment: world.vm.tokens(payments), tokens: world.vm.tokens(tokens) }).toEqual(expected)
      }),
      { numRuns: 2 * RUNS },
    )
  })

  test('shares and fees, tranche by tranche: together exactly E', () => {
    const { world } = prepared()
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 9_999 }), { minLength: 0, maxLength: MAX_TRANCHES - 1 })
    fc.assert(
      fc.property(amount(), cuts, fc.integer({ min: 0, max: 1_000 }), (e, unsorted, feeBps) => {
        const edges = [0, ...unsorted.sort((a, b) => a - b), 10_000]
        const tranches = edges.slice(1).map((edge, k) => ({ bps: edge - edges[k]! }))
        const written = tranches.map((tranche) => ({ ...tranche, approved: true, released: false, notBefore: 0n }))
        const fresh = { entitlement: e, released: 0n, feesDue: 0n, feeBps, trancheCount: tranches.length }
        writeRaise(world, { state: RAISE_STATES.indexOf('Succeeded'), ...fresh }, written)
        world.vm.setTokenAccount(
          { mint: world.paymentMint!, owner: world.address, amount: U64_MAX },
          world.paymentVault,
        )
        world.giveTokens(world.issuer.publicKey, world.paymentMint!, 0n)
        let fees = 0n
        for (const k of tranches.keys()) {
          const share = releasedAfter(e, tranches, k) - world.raise.released
          must(world.release(k))
          fees += feeOf(share, feeBps)
          expect(world.raise).toMatchObject({ released: releasedAfter(e, tranches, k), feesDue: fees })
        }
        expect(world.payments(world.issuer.publicKey)).toBe(e - fees)
        expect(world.raise.released).toBe(e)
      }),
      { numRuns: RUNS },
    )
  })
})

/** Tranches whose first `approved` are approved; the shares are the distances between the cuts. */
const cutTranches = (cuts: readonly number[], approved: number) => {
  const edges = [0, ...[...cuts].sort((a, b) => a - b), 10_000]
  return edges.slice(1).map((edge, k) => ({ bps: edge - edges[k]!, approved: k < approved, approveBy: 0n }))
}

describe('the program unwinds as the site says', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 9_999 }), { minLength: 1, maxLength: MAX_TRANCHES - 1 })

  test('U, at expiry', () => {
    const { world } = prepared()
    fc.assert(
      fc.property(amount(), cuts, fc.nat(MAX_TRANCHES - 1), (e, edges, most) => {
        const approved = 1 + (most % edges.length)
        const tranches = cutTranches(edges, approved)
        const state = RAISE_STATES.indexOf('Succeeded')
        writeRaise(world, { state, entitlement: e, trancheCount: tranches.length }, tranches)
        must(decide.expire(world, approved))
        expect(world.raise).toMatchObject({ state: 'Unwinding', unwindable: unwindableOf(e, tranches) })
      }),
      { numRuns: RUNS },
    )
  })

  test('excess and share, at unwind', () => {
    const { world, ann, writePosition } = prepared()
    const state = RAISE_STATES.indexOf('Unwinding')
    const cases = fc
      .record({ cap: amount(), confirmed: amount(), tokensAtCap: amount(), excessPaid: fc.boolean() })
      .chain((raise) => {
        const most = smaller(raise.confirmed, raise.cap)
        return fc.record({ raise: fc.constant(raise), committed: amount(raise.confirmed), unwindable: amount(most) })
      })
    fc.assert(
      fc.property(cases, ({ raise: { excessPaid, ...raise }, committed, unwindable }) => {
        const totals = { committed: U64_MAX, returned: 0n, released: 0n, delivered: 0n, positionsOpen: 1 }
        writeRaise(world, { state, ...raise, ...totals, unwindable }, [
          { bps: 10_000, approved: true, released: false },
        ])
        writePosition({ committed, excessPaid, unwound: false, returned: 0n })
        const vault = { mint: world.paymentMint!, owner: world.address, amount: U64_MAX }
        world.vm.setTokenAccount(vault, world.paymentVault)
        const payments = world.giveTokens(ann.publicKey, world.paymentMint!, 0n)
        const expected = unwound(world.raise, world.position(ann)!)
        expect(expected).toBeLessThanOrEqual(committed)
        must(decide.unwind(world, ann))
        expect(world.vm.tokens(payments)).toBe(expected)
        expect(world.position(ann)).toMatchObject({ unwound: true, excessPaid: true, returned: expected })
      }),
      { numRuns: 2 * RUNS },
    )
  })
})

test('totals that the chain could not count are refused', () => {
  const world = RaiseWorld.open('mint', { cap: U64_MAX, tokensAtCap: U64_MAX, positionMaximum: U64_MAX })
  const half = 2n ** 63n
  const [ann, ben] = [world.investor(U64_MAX), world.investor(U64_MAX)]
  must(world.commit(ann, half))
  expect(world.commit(ben, half).error).toBe('Overflow')
  expect(world.commit(ann, half).error).toBe('Overflow')
  expect(world.commit(ben, half - 1n).error).toBeNull()
  expect(world.raise.committed).toBe(U64_MAX)
})
