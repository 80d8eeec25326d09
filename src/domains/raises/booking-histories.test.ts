import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { balances } from '@/domains/ledger/queries'
import { accounts } from '@/domains/ledger/schema'
import { test } from '@/test/db'
import { FollowedRaise } from '@/test/followed-raise'
import { COIN, DAY, type PaymentKind } from '@/test/raise-world'

type Step = { do: 'commit' | 'withdraw' | 'crank' | 'time'; who: number; amount: bigint; read: boolean }

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('commit', 'commit', 'withdraw', 'crank', 'time'),
  who: fc.integer({ min: 0, max: 3 }),
  amount: fc.bigInt(1n, 900n).map((coins) => coins * COIN + 1n),
  read: fc.boolean(),
})

/** Does one step, or nothing when the program refuses it. */
function play({ world, investors }: FollowedRaise, { do: what, who, amount }: Step): void {
  const investor = investors[who]!
  if (what === 'time') world.vm.advance(6n * DAY)
  if (what === 'commit') world.commit(investor, amount)
  if (what === 'withdraw') {
    const held = world.position(investor)?.committed ?? 0n
    world.withdraw(investor, amount % 3n === 0n || amount > held ? held : amount)
  }
  if (what === 'crank') crank({ world, investors } as FollowedRaise, who)
}

function crank({ world, investors }: FollowedRaise, who: number): void {
  world.settle()
  world.release()
  world.payFee()
  world.refund(investors[who]!)
  world.claim(investors[who]!)
  if (who === 0) world.reclaim()
}

/** Ends the raise and everything in it. */
async function finish(raise: FollowedRaise, readAt: (point: number) => boolean): Promise<void> {
  raise.world.vm.advance(60n * DAY)
  raise.world.settle()
  if (readAt(0)) await raise.read()
  raise.world.vm.advance(60n * DAY)
  for (const who of raise.investors.keys()) {
    crank(raise, who)
    if (readAt(1 + who)) await raise.read()
  }
  raise.world.close()
  await raise.read()
}

const terms = fc.record({
  oversubscription: fc.boolean(),
  feeBps: fc.constantFrom(0, 1, 500, 1_000),
  vestingDuration: fc.constantFrom(0, 40 * 86_400),
  minimum: fc.constantFrom(1n, 100n * COIN, 900n * COIN),
  positionMaximum: fc.constant(100n * COIN),
})

describe('any history, any readings', () => {
  const history = fc.array(step, { minLength: 4, maxLength: 16 })
  const changesOf = (chosen: { oversubscription: boolean; positionMaximum: bigint }) => ({
    ...chosen,
    positionMaximum: chosen.oversubscription ? 2_000n * COIN : chosen.positionMaximum,
  })

  test('a reading after settlement is enough for everybody’s account to be exact', { timeout: 120_000 }, async ({
    db,
  }) => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('mint', 'native'), terms, history, async (payment, chosen, steps) => {
        const raise = new FollowedRaise(db, payment as PaymentKind, changesOf(chosen), 4)
        for (const next of steps) {
          const state = raise.world.raise.state
          play(raise, next)
          const mustRead = next.do === 'crank' || (raise.world.raise.state !== state && state === 'Open')
          if (next.read || mustRead) {
            await raise.read()
            await raise.expectVaults()
          }
        }
        await finish(raise, (point) => point === 0)
        await raise.expectVaults()
        if (payment === 'mint') await raise.expectWallets()
        expect(raise.world.isClosed).toBe(true)
      }),
      { numRuns: 12 },
    )
  })

  test('whatever was missed, no unit is lost: vaults agree and all accounts sum to zero', { timeout: 120_000 }, async ({
    db,
  }) => {
    await fc.assert(
      fc.asyncProperty(
        terms,
        history,
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        async (chosen, steps, reads) => {
          const raise = new FollowedRaise(db, 'mint', changesOf(chosen), 4)
          for (const next of steps) {
            play(raise, next)
            if (next.read) await raise.read()
          }
          await finish(raise, (point) => reads[point]!)
          await raise.expectVaults()
          const people = raise.investors.map((_, index) => raise.wallet(index))
          const found = await balances(db, [
            ...people,
            ...[accounts.unseen(raise.address), accounts.issuer(raise.world.issuer.publicKey.toBase58())],
            accounts.fee(raise.world.feeWallet.publicKey.toBase58()),
          ])
          const sum = found.reduce((total, { asset, units }) => (asset === raise.asset ? total + units : total), 0n)
          expect(sum).toBe(0n)
        },
      ),
      { numRuns: 12 },
    )
  })
})
