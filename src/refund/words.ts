import type { Tranche } from '@/chain/raise/accounts'
import { isFullyReleased } from '@/chain/raise/formulas'
import type { RaiseState } from '@/chain/raise/layout'
import { failsOnSettling } from '@/domains/raises/rules/position'
import { formatMoney, money } from '@/kit/money'
import { formatInstant, fromUnix } from '@/kit/time'
import type { SeenRaise } from './read'

const at = (seconds: bigint) => formatInstant(fromUnix(seconds))

/** One sentence for the state of a raise, as its program and the chain's clock have it. */
export function stateInWords({ raise, now, payment }: SeenRaise): string {
  const minimum = formatMoney(money(payment, raise.minimum))
  switch (raise.state) {
    case 'Draft':
      return now < raise.closesAt ? 'Not open yet.' : 'Never opened, and its time is over.'
    case 'Open':
      if (now < raise.opensAt) return `Opens on ${at(raise.opensAt)}.`
      if (now < raise.closesAt) return `Takes commitments until ${at(raise.closesAt)}.`
      if (now < raise.settleAfter) return `Closed to new commitments; can be settled from ${at(raise.settleAfter)}.`
      return failsOnSettling(raise, now)
        ? `Over, and below its minimum of ${minimum}: whoever settles it makes it fail, and everybody gets their money back.`
        : `Over, with its minimum of ${minimum} reached: whoever settles it makes it succeed.`
    case 'Failed':
      return 'Everybody gets back everything they committed.'
    case 'Succeeded':
      return isFullyReleased(raise)
        ? 'Everything is released to the issuer, and owners can claim what is theirs.'
        : 'Tranches are released one by one, and tokens unlock with them.'
    case 'Unwinding':
      return 'What is not released goes back to the investors.'
    case 'Closed':
      return 'Nothing is left in it.'
  }
}

/** The program has the first tranche as approved from the beginning. Before a raise has succeeded, and where it failed, that says too much. */
const APPROVED: Partial<Record<RaiseState, string>> = {
  Draft: 'paid if the raise succeeds',
  Open: 'paid if the raise succeeds',
  Failed: 'never paid',
}

/** A tranche with where it stands and when. */
export function trancheInWords(
  { bps, released, rejected, approved, notBefore, approveBy }: Tranche,
  state: RaiseState,
): string {
  const yes = APPROVED[state] ?? 'approved'
  const said = released ? 'released' : rejected ? 'rejected' : approved ? yes : 'not approved'
  const until = approveBy > 0n ? `, to be approved by ${at(approveBy)}` : ''
  return `${bps / 100} %, ${said}, not before ${at(notBefore)}${until}`
}

/** What waits for a time that has not come, the next one first. */
export function comesNext({ raise, now }: SeenRaise): string[] {
  const steps: [bigint, string][] = []
  if (raise.state === 'Open') {
    steps.push([raise.opensAt, 'commitments begin'], [raise.withdrawUntil, 'free withdrawal ends'])
    steps.push([raise.closesAt, 'commitments end'], [raise.settleAfter, 'anybody can settle'])
  }
  if (raise.state === 'Succeeded' || raise.state === 'Unwinding') {
    if (raise.settledAt > 0n && raise.vestingDuration > 0)
      steps.push([raise.settledAt + BigInt(raise.vestingDuration), 'all tokens have vested'])
    for (const [index, tranche] of raise.tranches.entries()) {
      const name = `tranche ${index + 1} (${tranche.bps / 100} %)`
      if (tranche.released) continue
      if (tranche.approved || index === 0) steps.push([tranche.notBefore, `${name} can be released`])
      else if (raise.state === 'Succeeded')
        steps.push([tranche.approveBy, `${name} expires unless both approvers have approved it`])
    }
  }
  return steps
    .filter(([when]) => when > now)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([when, what]) => `${at(when)}: ${what}`)
}

/** Where the money goes, whoever sends it. */
export const WHERE_IT_GOES =
  'Whoever sends these instructions pays a network fee and decides nothing: the program pays each position to the wallet that committed it, and to nobody else.'
