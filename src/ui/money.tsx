import { formatUnits, groupDigits } from '@/kit/money'

/** Groups the digits of every amount in a sentence: what stands before a symbol in capitals. */
export const groupAmounts = (sentence: string): string =>
  sentence.replace(/\b\d{4,}(\.\d+)?(?= [A-Z]{2})/g, (digits) => groupDigits(digits))

/** An amount with its symbol, always both, never rounded. */
export function Amount({ units, asset }: { units: bigint; asset: { symbol: string; decimals: number } }) {
  const exact = formatUnits(units, asset.decimals)
  return (
    <data value={exact} className="tabular whitespace-nowrap">
      {groupDigits(exact)}
      {'\u00a0'}
      {asset.symbol}
    </data>
  )
}

/** Basis points as percent, exact to two decimals: 3045 -> 30.45 %. */
export const Percent = ({ basisPoints }: { basisPoints: bigint }) => (
  <span className="tabular whitespace-nowrap">{`${formatUnits(basisPoints, 2)}\u00a0%`}</span>
)
