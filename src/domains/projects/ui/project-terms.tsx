import type { ReactNode } from 'react'
import { DAY, SECOND } from '@/kit/time'
import { Address } from '@/ui/address'
import { Alert } from '@/ui/badge'
import { Card, Facts, Heading } from '@/ui/card'
import { Amount, Percent } from '@/ui/money'
import { When } from '@/ui/when'
import { instantOf } from '../rules/numbers'
import type { Terms, TermsDraft } from '../schema/terms'

/** A duration in days where it is whole days, else in hours or seconds. */
export function duration(seconds: number): string {
  const day = DAY / SECOND
  const [count, unit] =
    seconds % day === 0
      ? [seconds / day, 'day']
      : seconds % 3_600 === 0
        ? [seconds / 3_600, 'hour']
        : [seconds, 'second']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

function vesting({ cliffSeconds, durationSeconds }: TermsDraft['vesting']): string {
  if (durationSeconds === 0) return 'all tokens at once, when the raise is settled'
  if (cliffSeconds === durationSeconds) return `all tokens at once, ${duration(cliffSeconds)} after settlement`
  const cliff = cliffSeconds > 0 ? `nothing in the first ${duration(cliffSeconds)}, then ` : ''
  return `${cliff}evenly over ${duration(durationSeconds)} from settlement`
}

/** Until when nobody can pass on what they bought, where that is longer than until the settlement. */
const lockOf = ({ cliffSeconds }: TermsDraft['vesting']): [string, string][] =>
  cliffSeconds === 0 ? [] : [['No token can be passed on', `before ${duration(cliffSeconds)} after settlement`]]

/** The approved terms in words: what the program on chain holds everybody to. */
export function ProjectTerms({ terms, termsHash }: { terms: Terms | TermsDraft; termsHash: string | null }) {
  const payment = { symbol: terms.paymentSymbol, decimals: terms.paymentDecimals }
  const sale = { symbol: terms.saleSymbol, decimals: terms.saleDecimals }
  const paid = (units: string) => <Amount units={BigInt(units)} asset={payment} />
  const at = (seconds: number) => <When instant={instantOf(seconds)} />
  const facts: [string, ReactNode][] = [
    ['Minimum', paid(terms.minimum)],
    ['Cap', paid(terms.cap)],
    ['Tokens for the whole cap', <Amount key="tokens" units={BigInt(terms.tokensAtCap)} asset={sale} />],
    ['Smallest position', paid(terms.positionMinimum)],
    ['Largest position', paid(terms.positionMaximum)],
    ['More than the cap', terms.oversubscription ? 'is accepted in part, everybody by the same share' : 'is refused'],
    ['Who may invest', terms.audience === 'everyone' ? 'every verified member' : 'verified node operators'],
    ['Opens', at(terms.opensAt)],
    ['Closes', at(terms.closesAt)],
    ['Free withdrawal until', at(terms.withdrawUntil)],
    ['After that, new money may go back within', duration(terms.reflectionSeconds)],
    ['Time to confirm changed terms', duration(terms.confirmSeconds)],
    ['Tokens are released', vesting(terms.vesting)],
    ...lockOf(terms.vesting),
    ['Fee, paid by the project', <Percent key="fee" basisPoints={BigInt(terms.feeBps)} />],
    ['Paid to', <Address key="issuer" address={terms.issuerWallet} />],
    ...terms.tranches.map(({ bps, notBefore, approveBy }, index): [string, ReactNode] => [
      `Payment ${index + 1}`,
      <span key={notBefore}>
        <Percent basisPoints={BigInt(bps)} /> from <When instant={instantOf(notBefore)} />
        {approveBy > 0 && (
          <>
            , if approved by <When instant={instantOf(approveBy)} />
          </>
        )}
      </span>,
    ]),
    [
      'Hash of the terms',
      termsHash ? <Address key="hash" address={termsHash} what="hash" /> : 'known once the token exists',
    ],
  ]
  return (
    <Card>
      <Heading>Terms</Heading>
      {terms.saleMintAuthority && (
        <Alert tone="bad" title={`More ${terms.saleSymbol} can be made`}>
          The key <Address address={terms.saleMintAuthority} /> can make more of this token at any time, and so shrink
          every share of it.
        </Alert>
      )}
      {terms.paymentFreezeAuthority && (
        <Alert tone="warn" title={`${terms.paymentSymbol} can be frozen`}>
          The key <Address address={terms.paymentFreezeAuthority} /> can freeze balances of this token, also those of
          this raise.
        </Alert>
      )}
      <Facts facts={facts} />
    </Card>
  )
}
