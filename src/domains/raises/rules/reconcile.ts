import type { RaiseReading } from '@/chain/follower'
import type { RaiseAccount } from '@/chain/raise/accounts'
import { accepted, keptTokens, paymentsHeld, tokensFor } from '@/chain/raise/formulas'

/** What the ledger says that a raise holds, at the slot of the reading. */
export type Books = { payment: bigint; sale: bigint }

/** Chain, positions and books of one raise, compared. Amounts are base units. */
export type Comparison = {
  chainPayment: bigint
  chainSale: bigint
  /** What the payment vault must hold by the program's own totals. */
  owedPayment: bigint
  /** The tokens that open positions still receive. */
  owedSale: bigint
  /** What the open positions have paid in and not got back. */
  positionsTotal: bigint
  booksPayment: bigint
  booksSale: bigint
  /** Books less obligations: 0 when all is well. */
  difference: bigint
  ok: boolean
  findings: string[]
}

/** Compares what one reading shows with itself and with the books. A gift to a vault is no difference: it belongs to nobody. */
export function compare({ raise, positions, paymentVault, saleVault }: RaiseReading, books: Books): Comparison {
  const owedPayment = paymentsHeld(raise)
  const owedSale = tokensOwed(raise, positions)
  const positionsTotal = positions.reduce((sum, { position }) => sum + position.committed - position.returned, 0n)
  const difference = books.payment - owedPayment
  const findings = [
    ...(paymentVault < owedPayment ? [`The payment vault lacks ${owedPayment - paymentVault} base units.`] : []),
    ...(saleVault < owedSale ? [`The token vault lacks ${owedSale - saleVault} base units.`] : []),
    ...(difference === 0n ? [] : [`The books differ from the program's totals by ${difference} base units.`]),
    ...(books.sale === saleVault
      ? []
      : [`The books differ from the token vault by ${books.sale - saleVault} base units.`]),
    ...(positionsFit(raise, positionsTotal) ? [] : ['The positions do not add up to what the raise counts.']),
  ]
  return {
    ...{ chainPayment: paymentVault, chainSale: saleVault, owedPayment, owedSale, positionsTotal },
    ...{ booksPayment: books.payment, booksSale: books.sale, difference, findings, ok: findings.length === 0 },
  }
}

/** Before the split every unit belongs to a position; afterwards the issuer's part has been taken out of the same sum. */
function positionsFit(raise: RaiseAccount, positionsTotal: bigint): boolean {
  if (raise.state === 'Draft' || raise.state === 'Open' || raise.state === 'Failed')
    return positionsTotal === raise.committed - raise.returned
  return positionsTotal <= raise.committed - raise.returned
}

/** The tokens that the open positions still get if all goes well, or of the approved part once the raise unwinds. */
function tokensOwed(raise: RaiseAccount, positions: RaiseReading['positions']): bigint {
  if (raise.state === 'Draft' || raise.state === 'Failed') return 0n
  if (raise.state === 'Open') return raise.tokensAtCap
  return positions.reduce((sum, { position }) => {
    return sum + keptTokens(raise, tokensFor(raise, accepted(raise, position))) - position.delivered
  }, 0n)
}
