import { LIMITS } from '@/chain/raise/layout'
import { parseInteger } from '@/kit/integer'
import { type Asset, formatUnits, mulDiv, parseMoney, U64_MAX } from '@/kit/money'
import { DAY, SECOND, toUnix } from '@/kit/time'
import type { Content } from '../schema/content'
import type { Problem } from '../schema/draft'
import type { MintFacts, RaisePolicy, TermsDraft } from '../schema/terms'
import { saleAsset } from './content'
import { basisPoints, unixOf } from './numbers'

const DAY_SECONDS = DAY / SECOND
const AMOUNTS = ['minimum', 'cap', 'positionMinimum', 'positionMaximum', 'tokensAtCap'] as const

export type TermsContext = {
  projectId: string
  contentDigest: string
  payment: Asset
  paymentMint: MintFacts | null
  saleMint: MintFacts | null
  policy: RaisePolicy
}

/** The terms in base units and seconds, or the amounts that are none. The content must be complete. */
export function termsOf(content: Content, context: TermsContext): { terms: TermsDraft } | { problems: Problem[] } {
  const sale = saleAsset(content)
  const parsed = AMOUNTS.map((field) => {
    const asset = field === 'tokensAtCap' ? sale : context.payment
    return { field, ...parseMoney(content.terms[field], asset) }
  })
  const problems = parsed.flatMap((amount) =>
    amount.ok ? [] : [{ section: 'terms' as const, field: amount.field, message: amount.problem }],
  )
  if (problems.length > 0) return { problems }
  const amounts = Object.fromEntries(
    parsed.flatMap((amount) => (amount.ok ? [[amount.field, amount.money.units.toString()]] : [])),
  ) as Record<(typeof AMOUNTS)[number], string>
  return {
    terms: {
      ...amounts,
      ...partiesOf(context, sale),
      ...scheduleOf(content),
      issuerWallet: content.terms.issuerWallet,
    },
  }
}

function partiesOf(context: TermsContext, sale: Asset) {
  return {
    format: 'flotilla.terms/1' as const,
    projectId: context.projectId,
    contentDigest: context.contentDigest,
    feeWallet: context.policy.feeWallet,
    feeBps: context.policy.feeBps,
    paymentMint: context.payment.mint,
    paymentSymbol: context.payment.symbol,
    paymentDecimals: context.payment.decimals,
    paymentFreezeAuthority: context.paymentMint?.freezeAuthority ?? null,
    saleSymbol: sale.symbol,
    saleDecimals: sale.decimals,
    saleMintAuthority: context.saleMint?.mintAuthority ?? null,
  }
}

/** A number of days in seconds; the schema admits digits only, and one that is absurdly long is refused by the limits below. */
const daysOf = (text: string): number => (parseInteger(text) ?? 0) * DAY_SECONDS

function scheduleOf({ terms, tranches }: Content) {
  return {
    oversubscription: terms.oversubscription,
    audience: terms.audience,
    opensAt: unixOf(terms.opensAt),
    closesAt: unixOf(terms.closesAt),
    withdrawUntil: unixOf(terms.withdrawUntil),
    reflectionSeconds: daysOf(terms.reflectionDays),
    confirmSeconds: daysOf(terms.confirmDays),
    vesting: {
      start: 'settlement' as const,
      cliffSeconds: daysOf(terms.cliffDays),
      durationSeconds: daysOf(terms.vestingDays),
    },
    tranches: tranches.rows.map((row, index) => ({
      bps: basisPoints(row.percent) ?? 0,
      notBefore: unixOf(row.notBefore),
      approveBy: index === 0 || row.approveBy === '' ? 0 : unixOf(row.approveBy),
    })),
  }
}

type Check = [broken: boolean, section: Problem['section'], field: string, message: string]

/** Everything for which the program's `create` would refuse these terms, and what this installation adds. */
export function termsProblems(terms: TermsDraft, context: TermsContext & { now: Date }): Problem[] {
  return [...moneyChecks(terms, context), ...timeChecks(terms, toUnix(context.now)), ...trancheChecks(terms)]
    .filter(([broken]) => broken)
    .map(([, section, field, message]) => ({ section, field, message }))
}

function moneyChecks(terms: TermsDraft, { policy, saleMint, paymentMint }: TermsContext): Check[] {
  const [minimum, cap, tokens] = [BigInt(terms.minimum), BigInt(terms.cap), BigInt(terms.tokensAtCap)]
  const [least, most] = [BigInt(terms.positionMinimum), BigInt(terms.positionMaximum)]
  const { wrappedNative } = policy
  const native = terms.paymentMint === null
  const largestCap = U64_MAX / BigInt(LIMITS.oversubscriptionFactor)
  const written = (units: bigint) => `${formatUnits(units, terms.paymentDecimals)} ${terms.paymentSymbol}`
  return [
    [
      !!saleMint && saleMint.address === terms.paymentMint,
      'terms',
      'paymentMint',
      'The token sold and the token paid are the same.',
    ],
    [
      terms.paymentMint === wrappedNative,
      'terms',
      'paymentMint',
      'Raises take native KOII itself, never the wrapped form.',
    ],
    [saleMint?.address === wrappedNative, 'token', 'mint', 'Wrapped KOII cannot be sold.'],
    [
      !native && paymentMint?.program !== 'classic',
      'terms',
      'paymentMint',
      'Raises take tokens of the classic token program only.',
    ],
    [
      policy.keys.includes(terms.issuerWallet),
      'terms',
      'issuerWallet',
      'This wallet is one of the platform’s own keys.',
    ],
    [terms.feeWallet === terms.issuerWallet, 'terms', 'issuerWallet', 'This wallet is the platform’s fee wallet.'],
    [
      terms.feeBps > LIMITS.feeBpsMax || terms.feeBps < 0,
      'terms',
      'minimum',
      'The platform’s fee is set above 10 %: no raise can be made.',
    ],
    [minimum === 0n, 'terms', 'minimum', 'The minimum is more than 0.'],
    [cap < minimum, 'terms', 'cap', 'The cap is at least the minimum.'],
    [
      cap > largestCap,
      'terms',
      'cap',
      `The cap is at most ${written(largestCap)}: the chain must be able to count a hundredfold.`,
    ],
    [tokens === 0n, 'terms', 'tokensAtCap', 'Sell more than 0 tokens.'],
    [least === 0n, 'terms', 'positionMinimum', 'The smallest position is more than 0.'],
    [most < least, 'terms', 'positionMaximum', 'The largest position is at least the smallest.'],
    [
      cap > 0n && mulDiv(least, tokens, cap) < BigInt(LIMITS.smallestPositionTokens),
      'terms',
      'positionMinimum',
      'The smallest position would buy fewer than 10,000 base units of the token, and rounding would cost too much. Raise it, or sell more tokens.',
    ],
    [
      native && least < policy.rentMinimum,
      'terms',
      'positionMinimum',
      `The smallest position is at least ${written(policy.rentMinimum)}: a smaller refund could not reach an empty wallet.`,
    ],
    [
      !terms.oversubscription && most > cap / BigInt(LIMITS.maximumShareOfCap),
      'terms',
      'positionMaximum',
      `Without oversubscription one position is at most a tenth of the cap, ${written(cap / 10n)}.`,
    ],
  ]
}

function timeChecks(terms: TermsDraft, nowSeconds: bigint): Check[] {
  const { opensAt, closesAt, withdrawUntil, reflectionSeconds, confirmSeconds, vesting } = terms
  return [
    [BigInt(closesAt) <= nowSeconds, 'terms', 'closesAt', 'The raise closes in the future.'],
    [
      BigInt(opensAt) > nowSeconds + BigInt(LIMITS.opensWithinSeconds),
      'terms',
      'opensAt',
      'The raise opens within a year.',
    ],
    [closesAt <= opensAt, 'terms', 'closesAt', 'The raise closes after it opens.'],
    [closesAt - opensAt > LIMITS.durationSeconds, 'terms', 'closesAt', 'The raise is open for at most 365 days.'],
    [withdrawUntil > closesAt, 'terms', 'withdrawUntil', 'Free withdrawal ends at the close or before it.'],
    [
      reflectionSeconds > LIMITS.reflectionSecondsMax,
      'terms',
      'reflectionDays',
      'The reflection period is at most 30 days.',
    ],
    [
      confirmSeconds > LIMITS.confirmSecondsMax,
      'terms',
      'confirmDays',
      'Investors get at most 30 days to confirm changed terms.',
    ],
    [
      confirmSeconds < LIMITS.confirmSecondsMin,
      'terms',
      'confirmDays',
      'Investors get at least 5 days to confirm changed terms.',
    ],
    [vesting.cliffSeconds > vesting.durationSeconds, 'terms', 'cliffDays', 'The cliff is not longer than the vesting.'],
    [vesting.durationSeconds > LIMITS.vestingSecondsMax, 'terms', 'vestingDays', 'Vesting lasts at most 3,650 days.'],
  ]
}

function trancheChecks({ tranches, closesAt, reflectionSeconds, confirmSeconds }: TermsDraft): Check[] {
  const latest = closesAt + LIMITS.trancheSecondsMax
  const firstApproval = closesAt + Math.max(reflectionSeconds, confirmSeconds) + LIMITS.approvalMarginSeconds
  const sum = tranches.reduce((total, { bps }) => total + bps, 0)
  const rows = tranches.flatMap(({ bps, notBefore, approveBy }, index): Check[] => {
    const before = tranches[index - 1]
    return [
      [bps === 0, 'tranches', `rows.${index}.percent`, 'A tranche is more than 0 %.'],
      [
        !!before && notBefore <= before.notBefore,
        'tranches',
        `rows.${index}.notBefore`,
        'Each tranche is later than the one before.',
      ],
      [
        !!before && approveBy <= before.approveBy,
        'tranches',
        `rows.${index}.approveBy`,
        'Each approval date is later than the one before.',
      ],
      [notBefore > latest, 'tranches', `rows.${index}.notBefore`, 'A tranche is paid within 5 years of the close.'],
      [approveBy > latest, 'tranches', `rows.${index}.approveBy`, 'A tranche is approved within 5 years of the close.'],
      [
        index === 1 && approveBy < firstApproval,
        'tranches',
        'rows.1.approveBy',
        'The first approval falls at least 7 days after the raise can be settled.',
      ],
    ]
  })
  return [
    ...rows,
    [
      sum !== LIMITS.bpsTotal,
      'tranches',
      'rows',
      `The tranches add up to ${formatUnits(BigInt(sum), 2)} %; they must be exactly 100 %.`,
    ],
  ]
}
