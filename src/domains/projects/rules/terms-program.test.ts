import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LIMITS, MAX_TRANCHES } from '@/chain/raise/layout'
import { KOII } from '@/kit/money'
import { fromUnix } from '@/kit/time'
import { EXAMPLE_MINT, examination, exampleDraft, POLICY } from '@/test/application'
import { RaiseWorld } from '@/test/raise-world'
import { EPOCH, Vm } from '@/test/vm'
import type { TermsDraft } from '../schema/terms'
import { examine } from './examine'
import { termsProblems } from './terms'

const examined = examine(exampleDraft(), examination())
if (examined.problems) throw new Error(JSON.stringify(examined.problems))
const now = Number(EPOCH)
const DAY = 86_400
const BASE: TermsDraft = {
  ...examined.terms,
  ...{ opensAt: now + DAY, closesAt: now + 31 * DAY, withdrawUntil: now + 20 * DAY },
  tranches: [{ bps: 10_000, notBefore: now + 40 * DAY, approveBy: 0 }],
}
const CAP = BigInt(BASE.cap)

/** Values at a limit and one step to either side of it. */
const near = (...edges: number[]) => fc.constantFrom(...edges.flatMap((edge) => [edge - 1, edge, edge + 1]))
const nearUnits = (...edges: bigint[]) =>
  fc.constantFrom(...edges.flatMap((edge) => [edge - 1n, edge, edge + 1n])).map((units) => `${units < 0n ? 0n : units}`)

const changes = fc.oneof(
  nearUnits(1n, CAP).map((minimum) => ({ minimum })),
  nearUnits(BigInt(BASE.minimum)).map((cap) => ({ cap })),
  nearUnits(4_000_000n, 10_000_000n).map((tokensAtCap) => ({ tokensAtCap })),
  nearUnits(890_880n, 10_000_000_000n, BigInt(BASE.positionMaximum)).map((positionMinimum) => ({ positionMinimum })),
  nearUnits(CAP / 10n, BigInt(BASE.positionMinimum)).map((positionMaximum) => ({ positionMaximum })),
  fc.boolean().map((oversubscription) => ({ oversubscription })),
  near(now, now + LIMITS.opensWithinSeconds).map((opensAt) => ({
    opensAt,
    closesAt: opensAt + DAY,
    withdrawUntil: opensAt,
  })),
  near(BASE.opensAt, BASE.opensAt + LIMITS.durationSeconds).map((closesAt) => ({
    closesAt,
    withdrawUntil: BASE.opensAt - 1,
  })),
  near(BASE.closesAt).map((withdrawUntil) => ({ withdrawUntil })),
  near(LIMITS.reflectionSecondsMax).map((reflectionSeconds) => ({ reflectionSeconds })),
  near(LIMITS.confirmSecondsMin, LIMITS.confirmSecondsMax).map((confirmSeconds) => ({ confirmSeconds })),
  fc
    .tuple(near(LIMITS.vestingSecondsMax, 100), near(LIMITS.vestingSecondsMax, 100))
    .map(([cliffSeconds, durationSeconds]) => ({
      vesting: { start: 'settlement' as const, cliffSeconds, durationSeconds },
    })),
  near(LIMITS.feeBpsMax).map((feeBps) => ({ feeBps })),
  near(BASE.closesAt + LIMITS.trancheSecondsMax).map((notBefore) => ({
    tranches: [{ bps: 10_000, notBefore, approveBy: 0 }],
  })),
  fc
    .tuple(
      near(BASE.closesAt + BASE.confirmSeconds + LIMITS.approvalMarginSeconds),
      fc.integer({ min: 2, max: MAX_TRANCHES }),
      fc.constantFrom(0, 1, 30 * DAY),
    )
    .map(([approveBy, count, apart]) => ({
      tranches: Array.from({ length: count }, (_, index) => ({
        bps: index === 0 ? 10_000 - 1_000 * (count - 1) : 1_000,
        notBefore: BASE.closesAt + index * apart,
        approveBy: index === 0 ? 0 : approveBy + (index - 1) * apart,
      })),
    })),
  near(10_000).map((bps) => ({ tranches: [{ bps, notBefore: BASE.closesAt, approveBy: 0 }] })),
)

/** Creates a raise with these terms in the real virtual machine; the name of the program's refusal, or null. */
function createdOnChain(vm: Vm, terms: TermsDraft, run: number): string | null {
  const id = new Uint8Array(32)
  new DataView(id.buffer).setUint32(0, run)
  const world = new RaiseWorld(
    'native',
    {
      id,
      ...{ minimum: BigInt(terms.minimum), cap: BigInt(terms.cap), tokensAtCap: BigInt(terms.tokensAtCap) },
      ...{ positionMinimum: BigInt(terms.positionMinimum), positionMaximum: BigInt(terms.positionMaximum) },
      ...{ oversubscription: terms.oversubscription, audience: terms.audience, feeBps: terms.feeBps },
      ...{
        opensAt: BigInt(terms.opensAt),
        closesAt: BigInt(terms.closesAt),
        withdrawUntil: BigInt(terms.withdrawUntil),
      },
      ...{ reflectionSeconds: terms.reflectionSeconds, confirmSeconds: terms.confirmSeconds },
      ...{ vestingCliff: terms.vesting.cliffSeconds, vestingDuration: terms.vesting.durationSeconds },
      tranches: terms.tranches.map(({ bps, notBefore, approveBy }) => ({
        ...{ bps, notBefore: BigInt(notBefore), approveBy: BigInt(approveBy) },
      })),
    },
    vm,
  )
  return world.create().error
}

test('terms that pass here are never refused by the program, and each side knows both answers', () => {
  const vm = new Vm()
  let run = 0
  const seen = { accepted: 0, refused: 0 }
  fc.assert(
    fc.property(fc.array(changes, { minLength: 1, maxLength: 2 }), (several) => {
      const terms: TermsDraft = Object.assign({}, BASE, ...several)
      const context = { payment: KOII, paymentMint: null, saleMint: EXAMPLE_MINT, policy: POLICY }
      const now = fromUnix(EPOCH)
      const problems = termsProblems(terms, {
        ...context,
        now,
        projectId: BASE.projectId,
        contentDigest: BASE.contentDigest,
      })
      run += 1
      const refused = createdOnChain(vm, terms, run)
      if (problems.length === 0) expect(refused, JSON.stringify(several)).toBeNull()
      if (refused) expect(problems.length, refused).toBeGreaterThan(0)
      seen[refused ? 'refused' : 'accepted'] += 1
    }),
    { numRuns: 400 },
  )
  expect(seen.accepted).toBeGreaterThan(50)
  expect(seen.refused).toBeGreaterThan(50)
}, 120_000)
