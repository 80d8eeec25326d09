import { parseArgs } from 'node:util'
import { formatMoney, money } from '@/kit/money'
import { formatInstant, fromUnix } from '@/kit/time'
import { ACTS, type Due, dueOf, verbsOf } from '@/refund/due'
import type { ProgramCheck } from '@/refund/program'
import type { SeenRaise } from '@/refund/read'
import { comesNext, stateInWords, trancheInWords, WHERE_IT_GOES } from '@/refund/words'
import {
  addressOf,
  asking,
  both,
  lookAt,
  nodeOf,
  programInWords,
  STANDALONE_OPTIONS,
  toJson,
  understood,
} from './standalone'

type Say = (line: string) => void

const USAGE = `Usage:
  flotilla raise RAISE [--rpc URL] [--owner WALLET]... [--position ADDRESS]... [--json]
    Shows a raise and its positions from the chain alone. Changes nothing.
    --rpc       the node; RPC_URL when left out, else a public node of FLOTILLA_NETWORK
    --owner     only the position of this wallet (needs no list of positions from the node)
    --position  only the position at this address`

const instant = (seconds: bigint) => formatInstant(fromUnix(seconds))

function terms({ raise, payment, sale }: SeenRaise): string[] {
  const pay = (units: bigint) => both(money(payment, units))
  return [
    `Pays in    ${payment.symbol}, ${payment.decimals} decimals${payment.mint ? `, mint ${payment.mint}` : ' (native)'}`,
    `Sells      ${both(money(sale, raise.tokensAtCap))} at the cap, mint ${sale.mint}`,
    `Minimum    ${pay(raise.minimum)}`,
    `Cap        ${pay(raise.cap)}`,
    `Terms      version ${raise.termsVersion}, SHA-256 ${Buffer.from(raise.termsHash).toString('hex')}`,
    `Issuer     ${raise.issuer.toBase58()}`,
    `Fee        ${raise.feeBps / 100} % to ${raise.feeWallet.toBase58()}`,
    `Opens      ${instant(raise.opensAt)}`,
    `Closes     ${instant(raise.closesAt)}; free withdrawal until ${instant(raise.withdrawUntil)}`,
    `Settles    from ${instant(raise.settleAfter)}`,
    ...raise.tranches.map((tranche, index) => `Tranche ${index + 1}  ${trancheInWords(tranche, raise.state)}`),
  ]
}

function totals({ raise, payment, sale, paymentVault, saleVault }: SeenRaise): string[] {
  const pay = (units: bigint) => both(money(payment, units))
  return [
    `Committed  ${pay(raise.committed)}`,
    `Confirmed  ${pay(raise.confirmed)} by ${raise.positionsConfirmed} positions`,
    `Returned   ${pay(raise.returned)}`,
    `Released   ${pay(raise.released)}`,
    `Delivered  ${both(money(sale, raise.delivered))}`,
    `In vault   ${pay(paymentVault)} and ${both(money(sale, saleVault))}`,
  ]
}

function positions({ positions: all, payment, sale, raise }: SeenRaise, due: readonly Due[]): string[] {
  if (all.length === 0) return ['  none']
  return all.flatMap((position) => {
    const own = due.filter(({ investor }) => investor === position.wallet)
    const stale = position.termsVersion === raise.termsVersion ? '' : '; made under earlier terms'
    return [
      `  ${position.wallet}  ${both(money(payment, position.committed))}${stale}`,
      `    position ${position.address}; delivered ${formatMoney(money(sale, position.delivered))}; ${own.map((one) => `${one.verb}: ${paid({ payment, sale }, one)}`).join('; ') || 'nothing due now'}`,
    ]
  })
}

/** What one act pays to the owner of a position. */
export function paid({ payment, sale }: Pick<SeenRaise, 'payment' | 'sale'>, due: Due): string {
  const parts = [
    ...(due.payment > 0n ? [both(money(payment, due.payment))] : []),
    ...(due.tokens > 0n ? [both(money(sale, due.tokens))] : []),
  ]
  return parts.join(' and ') || 'closes'
}

/** The verbs of the command line; what is left serves the issuer alone and is sent from the page. */
const COMMANDS: Partial<Record<Due['verb'], string>> = {
  ...{ settle: 'settle', refund: 'refund', claim: 'claim', unwind: 'unwind' },
  ...{ release: 'tranche release', expire: 'tranche expire' },
}

/** How to do what is due, one line for each verb. */
function doable(address: string, due: readonly Due[]): string[] {
  const verbs = verbsOf(due)
  if (verbs.length === 0) return ['  nothing']
  return verbs.map((verb) => {
    const some = due.filter((one) => one.verb === verb)
    const command = COMMANDS[verb]
    const how = command ? `flotilla ${command} ${address} --key FILE` : 'with public/refund.html'
    const count = some[0]!.investor === null ? '' : ` (${some.length} positions)`
    return `  ${ACTS[verb].about}${count}\n    ${how}`
  })
}

function inWords(seen: SeenRaise, check: ProgramCheck, say: Say): void {
  const due = dueOf(seen)
  const next = comesNext(seen)
  say(`Raise      ${seen.address}
Program    ${programInWords(seen.programId, check)}
State      ${seen.raise.state}${seen.raise.paused ? ' (paused: no new commitments)' : ''}. ${stateInWords(seen)}
Clock      ${instant(seen.now)}, the chain's own
${[...terms(seen), '', ...totals(seen)].join('\n')}

Positions
${positions(seen, due).join('\n')}

What anybody can do now
${doable(seen.address, due).join('\n')}
What comes next
${next.map((step) => `  ${step}`).join('\n') || '  nothing that waits for a time'}

${WHERE_IT_GOES}`)
}

/** `flotilla raise`. */
export async function main(args: readonly string[], say: Say = console.log): Promise<number> {
  const { values, positionals } = understood(USAGE, () =>
    parseArgs({ args: [...args], options: STANDALONE_OPTIONS, allowPositionals: true }),
  )
  if (positionals.length !== 1) throw new Error(`Name one raise, by its address.\n${USAGE}`)
  const address = addressOf(positionals[0], 'The raise')
  const connection = nodeOf(values)
  const { seen, check } = await asking(connection, () => lookAt(connection, address, values))
  if (values.json)
    say(toJson({ ...seen, raise: hexed(seen.raise), program: check, due: dueOf(seen), next: comesNext(seen) }))
  else inWords(seen, check, say)
  return 0
}

/** Hashes and ids as hex. */
const hexed = (record: object) =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
    ]),
  )
