import { formatMoney, groupDigits, type Money, money } from '@/kit/money'
import { formatInstant, fromUnix } from '@/kit/time'
import { ACTS, type Due, verbsOf } from '../due'
import type { SeenPosition, SeenRaise } from '../read'
import { comesNext, stateInWords, trancheInWords } from '../words'
import { el, note } from './dom'
import type { Here } from './here'

/** So many rows are drawn at once; the filter finds the others. */
const MOST_ROWS = 200

const instant = (seconds: bigint) => formatInstant(fromUnix(seconds))

/** An amount with its symbol, its digits in groups. */
const inWords = (value: Money): string => {
  const [digits = '', symbol = ''] = formatMoney(value).split(' ')
  return `${groupDigits(digits)}\u00a0${symbol}`
}

const baseUnits = ({ units }: Money): string => `${groupDigits(units.toString())} base units`

/** An amount with its symbol, and beside it the base units. */
const amount = (value: Money): HTMLElement =>
  el('span', {}, `${inWords(value)} `, el('span', { class: 'units' }, baseUnits(value)))

const address = (text: string): HTMLElement => el('span', { class: 'address' }, text)

const list = (facts: readonly (readonly [string, Node | string])[]): HTMLElement =>
  el('dl', {}, ...facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]))

/** The raise: where it stands, what it holds, what comes next, and its terms. */
export function raiseView({ seen, check, networkName }: Here): HTMLElement {
  const { raise, payment, sale, paymentVault, saleVault } = seen
  const pay = (units: bigint) => amount(money(payment, units))
  const next = comesNext(seen)
  return el(
    'div',
    {},
    el('p', {}, el('strong', {}, raise.state), '. ', stateInWords(seen)),
    raise.paused ? note('warn', 'Paused: no new commitments. Nothing else is held up by that.') : null,
    programNote(seen, check),
    list([
      ['Network', networkName],
      ['Chain’s clock', instant(seen.now)],
      ['Committed', pay(raise.committed)],
      ['Confirmed', pay(raise.confirmed)],
      ['Minimum', pay(raise.minimum)],
      ['Cap', pay(raise.cap)],
      ['Paid back since the end', pay(raise.returned)],
      ['Released to the issuer', pay(raise.released)],
      ['In the vault now', pay(paymentVault)],
      ['Tokens in the vault', amount(money(sale, saleVault))],
      ['Open positions', String(raise.positionsOpen)],
    ]),
    el('h3', {}, 'What comes next'),
    next.length > 0
      ? el('ul', {}, ...next.map((step) => el('li', {}, step)))
      : el('p', { class: 'soft' }, 'Nothing waits for a time.'),
    terms(seen),
  )
}

function programNote({ programId }: SeenRaise, check: Here['check']): HTMLElement {
  const upgrades = check.upgradeAuthority ? `${check.upgradeAuthority} can replace it.` : 'Nobody can replace it.'
  const name = programId.toBase58()
  if (check.published)
    return el('p', { class: 'soft' }, 'The program ', address(name), ` is the published code. ${upgrades}`)
  return note(
    'bad',
    `The program ${name} is NOT the code that this page was made for. It could send money elsewhere, and take what the payer of the fees holds. ${upgrades}`,
  )
}

function terms({ raise, payment, sale, address: own }: SeenRaise): HTMLElement {
  const tranches = raise.tranches.map(
    (tranche, index) => [`Tranche ${index + 1}`, trancheInWords(tranche, raise.state)] as const,
  )
  const hash = [...raise.termsHash].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return el(
    'details',
    {},
    el('summary', {}, 'Terms'),
    list([
      ['Raise', address(own)],
      ['Issuer', address(raise.issuer.toBase58())],
      ['Paid in', payment.mint ? address(payment.mint) : `${payment.symbol}, the native coin`],
      ['Token sold', address(sale.mint ?? '')],
      ['Tokens at the cap', amount(money(sale, raise.tokensAtCap))],
      ['Opens', instant(raise.opensAt)],
      ['Closes', instant(raise.closesAt)],
      ['Free withdrawal until', instant(raise.withdrawUntil)],
      ['Can be settled from', instant(raise.settleAfter)],
      ['Fee', `${raise.feeBps / 100} % of what is released`],
      ['Terms', address(`version ${raise.termsVersion}, SHA-256 ${hash}`)],
      ...tranches,
    ]),
  )
}

/** What one act would pay, over all positions, in words. */
export function paidInWords({ payment, sale }: SeenRaise, due: readonly Due[]): string {
  const sum = (pick: (one: Due) => bigint) => due.reduce((total, one) => total + pick(one), 0n)
  const parts = [
    money(
      payment,
      sum((one) => one.payment),
    ),
    money(
      sale,
      sum((one) => one.tokens),
    ),
  ]
  return parts
    .filter(({ units }) => units > 0n)
    .map((value) => `${inWords(value)} (${baseUnits(value)})`)
    .join(' and ')
}

/** One line for each kind of act, with its button. */
export function actsView(seen: SeenRaise, due: readonly Due[], send: (verb: Due['verb']) => void): HTMLElement {
  const verbs = verbsOf(due)
  if (verbs.length === 0) return el('p', { class: 'soft' }, 'Nothing, for the positions that are shown.')
  const line = (verb: Due['verb']) => {
    const some = due.filter((one) => one.verb === verb)
    const paid = paidInWords(seen, some)
    const label = some[0]!.investor === null ? ACTS[verb].name : `${ACTS[verb].name} ${countOf(some.length)}`
    return el(
      'li',
      {},
      el('p', {}, ACTS[verb].about, paid ? ` Together ${paid}.` : ''),
      el('button', { type: 'button', class: 'primary', 'data-verb': verb, click: () => send(verb) }, label),
    )
  }
  return el('ul', { class: 'acts' }, ...verbs.map(line))
}

const countOf = (count: number) => (count === 1 ? '1 position' : `${count} positions`)

/** The positions that pass the filter, each with what is due for it and a button for it alone. */
export function positionsView(
  seen: SeenRaise,
  due: readonly Due[],
  { filter, send }: { filter: string; send: (due: Due) => void },
): HTMLElement {
  const wanted = seen.positions.filter(({ wallet }) => wallet.includes(filter))
  if (wanted.length === 0)
    return el('p', { class: 'soft' }, filter ? 'No position’s wallet contains this.' : 'There are no open positions.')
  const names = ['Owner’s wallet', 'Committed', 'Delivered', 'Due now']
  const row = (position: SeenPosition) => {
    const own = due.find(({ investor }) => investor === position.wallet)
    const stale = position.termsVersion !== seen.raise.termsVersion
    return el(
      'tr',
      {},
      el('th', { scope: 'row', class: 'address' }, position.wallet),
      el(
        'td',
        { 'data-name': names[1]! },
        amount(money(seen.payment, position.committed)),
        stale ? ' (earlier terms)' : null,
      ),
      el('td', { 'data-name': names[2]! }, inWords(money(seen.sale, position.delivered))),
      el('td', { 'data-name': names[3]! }, own ? paidInWords(seen, [own]) || 'closes' : 'nothing'),
      el('td', {}, own ? positionButton(own, position, send) : null),
    )
  }
  const head = el('thead', {}, el('tr', {}, ...names.map((name) => el('th', { scope: 'col' }, name)), el('td')))
  const hidden = wanted.length - MOST_ROWS
  return el(
    'div',
    {},
    el('table', {}, head, el('tbody', {}, ...wanted.slice(0, MOST_ROWS).map(row))),
    hidden > 0 ? el('p', { class: 'soft' }, `${hidden} more are not shown: filter by wallet.`) : null,
  )
}

const positionButton = (own: Due, { wallet }: SeenPosition, send: (due: Due) => void) =>
  el(
    'button',
    { type: 'button', 'aria-label': `${ACTS[own.verb].name} ${wallet}`, click: () => send(own) },
    ACTS[own.verb].name,
  )
