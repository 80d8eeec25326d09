import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '@/chain/raise/layout'
import { KOII } from '@/kit/money'
import { EXAMPLE_MINT, examination, exampleDraft, NOW, POLICY, WALLETS } from '@/test/application'
import type { MintFacts, TermsDraft } from '../schema/terms'
import { examine } from './examine'
import { type TermsContext, termsProblems } from './terms'

const examined = examine(exampleDraft(), examination())
if (examined.problems) throw new Error(JSON.stringify(examined.problems))
const { terms: TERMS } = examined

const MINT: MintFacts = EXAMPLE_MINT
const USDK = { symbol: 'USDK', decimals: 6, mint: WALLETS.member }
const CONTEXT: TermsContext = {
  projectId: TERMS.projectId,
  contentDigest: TERMS.contentDigest,
  payment: KOII,
  paymentMint: null,
  saleMint: null,
  policy: POLICY,
}
const fieldsAtFault = (change: Partial<TermsDraft>, context: Partial<TermsContext> = {}) =>
  termsProblems({ ...TERMS, ...change }, { ...CONTEXT, ...context, now: NOW }).map(
    ({ section, field }) => `${section}.${field}`,
  )
const DAY = 86_400
const now = NOW.getTime() / 1_000

test('the example stands', () => {
  expect(fieldsAtFault({})).toEqual([])
})

describe('every term for which the program would refuse to create a raise is refused here, by its field', () => {
  const native = { ...CONTEXT, saleMint: { ...MINT, address: POLICY.wrappedNative } }
  const paid = { payment: USDK, paymentMint: { ...MINT, address: USDK.mint } }
  test.each<[string, Partial<TermsDraft>, Partial<TermsContext>, string[]]>([
    [
      'payment and sale token are one',
      { paymentMint: USDK.mint },
      { ...paid, saleMint: paid.paymentMint },
      ['terms.paymentMint'],
    ],
    ['wrapped KOII is paid', { paymentMint: POLICY.wrappedNative }, { paymentMint: MINT }, ['terms.paymentMint']],
    ['wrapped KOII is sold', {}, native, ['token.mint']],
    [
      'a Token-2022 token is paid',
      { paymentMint: USDK.mint },
      { paymentMint: { ...MINT, program: 'token-2022' } },
      ['terms.paymentMint'],
    ],
    ['a token is paid that does not exist', { paymentMint: USDK.mint }, {}, ['terms.paymentMint']],
    ['the issuer is the guardian', { issuerWallet: WALLETS.guardian }, {}, ['terms.issuerWallet']],
    ['the issuer is the fee wallet', { issuerWallet: WALLETS.fee }, {}, ['terms.issuerWallet']],
    ['the minimum is 0', { minimum: '0' }, {}, ['terms.minimum']],
    ['the cap is one unit below the minimum', { minimum: '4000000000001' }, {}, ['terms.cap']],
    ['a hundred caps overflow', { cap: '184467440737095517', tokensAtCap: '18446744073709551615' }, {}, ['terms.cap']],
    [
      'it opens a second later than in a year',
      {
        opensAt: now + LIMITS.opensWithinSeconds + 1,
        closesAt: now + LIMITS.opensWithinSeconds + 2,
        withdrawUntil: now,
      },
      {},
      ['terms.opensAt'],
    ],
    ['it closes when it opens', { closesAt: TERMS.opensAt, withdrawUntil: TERMS.opensAt }, {}, ['terms.closesAt']],
    [
      'it is open a second longer than a year',
      { closesAt: TERMS.opensAt + LIMITS.durationSeconds + 1 },
      {},
      ['terms.closesAt'],
    ],
    [
      'free withdrawal outlasts the close by a second',
      { withdrawUntil: TERMS.closesAt + 1 },
      {},
      ['terms.withdrawUntil'],
    ],
    ['reflection lasts 31 days', { reflectionSeconds: 31 * DAY }, {}, ['terms.reflectionDays']],
    ['confirmation lasts 31 days', { confirmSeconds: 31 * DAY }, {}, ['terms.confirmDays']],
    ['confirmation lasts 4 days', { confirmSeconds: 4 * DAY }, {}, ['terms.confirmDays']],
    [
      'the cliff is longer than the vesting',
      { vesting: { start: 'settlement', cliffSeconds: 2, durationSeconds: 1 } },
      {},
      ['terms.cliffDays'],
    ],
    [
      'vesting takes 3,651 days',
      { vesting: { start: 'settlement', cliffSeconds: 0, durationSeconds: 3_651 * DAY } },
      {},
      ['terms.vestingDays'],
    ],
    ['the fee is above 10 %', { feeBps: 1_001 }, {}, ['terms.minimum']],
    [
      'the smallest position buys 9,999 base units',
      { positionMinimum: '10000000000', tokensAtCap: '3999999' },
      {},
      ['terms.positionMinimum'],
    ],
    [
      'the smallest position is below the rent of a wallet',
      { positionMinimum: '890879', tokensAtCap: '400000000000000' },
      {},
      ['terms.positionMinimum'],
    ],
    [
      'one position is more than a tenth without oversubscription',
      { oversubscription: false },
      {},
      ['terms.positionMaximum'],
    ],
    ['the largest position is below the smallest', { positionMaximum: '1' }, {}, ['terms.positionMaximum']],
    [
      'a tranche is 0 %',
      { tranches: [{ bps: 0, notBefore: 1, approveBy: 0 }] },
      {},
      ['tranches.rows.0.percent', 'tranches.rows'],
    ],
    ['tranches sum to 99.99 %', { tranches: [{ bps: 9_999, notBefore: 1, approveBy: 0 }] }, {}, ['tranches.rows']],
    [
      'a tranche comes more than 5 years after the close',
      { tranches: [{ bps: 10_000, notBefore: TERMS.closesAt + LIMITS.trancheSecondsMax + 1, approveBy: 0 }] },
      {},
      ['tranches.rows.0.notBefore'],
    ],
    ['it closed already', { opensAt: now - 20, closesAt: now, withdrawUntil: now }, {}, ['terms.closesAt']],
  ])('%s', (_, change, context, fields) => {
    expect(fieldsAtFault(change, context)).toEqual(fields)
  })

  test('a second tranche too early after the close, or not rising', () => {
    const first = { bps: 5_000, notBefore: TERMS.closesAt, approveBy: 0 }
    const second = { bps: 5_000, notBefore: TERMS.closesAt, approveBy: TERMS.closesAt + 12 * DAY - 1 }
    expect(fieldsAtFault({ tranches: [first, second] })).toEqual([
      'tranches.rows.1.notBefore',
      'tranches.rows.1.approveBy',
    ])
    const good = { ...second, notBefore: TERMS.closesAt + 1, approveBy: TERMS.closesAt + 12 * DAY }
    expect(fieldsAtFault({ tranches: [first, good] })).toEqual([])
  })
})

test('each limit is accepted exactly at its edge', () => {
  expect(
    fieldsAtFault({
      opensAt: now + LIMITS.opensWithinSeconds,
      closesAt: now + LIMITS.opensWithinSeconds + LIMITS.durationSeconds,
      withdrawUntil: now + LIMITS.opensWithinSeconds + LIMITS.durationSeconds,
      reflectionSeconds: LIMITS.reflectionSecondsMax,
      confirmSeconds: LIMITS.confirmSecondsMin,
      vesting: {
        start: 'settlement',
        cliffSeconds: LIMITS.vestingSecondsMax,
        durationSeconds: LIMITS.vestingSecondsMax,
      },
      feeBps: LIMITS.feeBpsMax,
      minimum: TERMS.cap,
      positionMinimum: '100000000',
      oversubscription: false,
      positionMaximum: (BigInt(TERMS.cap) / 10n).toString(),
    }),
  ).toEqual([])
})

test('no accepted smallest position loses more than one part in 10,000 to rounding', () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 17n })
  fc.assert(
    fc.property(amount, amount, amount, (least, tokens, cap) => {
      const change = {
        cap: `${cap}`,
        minimum: '1',
        tokensAtCap: `${tokens}`,
        positionMinimum: `${least}`,
        positionMaximum: `${least}`,
      }
      if (fieldsAtFault(change).length > 0) return
      const bought = (least * tokens) / cap
      expect(bought >= 10_000n && (least * tokens) % cap <= (least * tokens) / 10_000n).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})
