import { parseArgs } from 'node:util'
import type { Explanation, Limit } from '@/domains/rounds/rules/explain'
import { readInputs } from '@/domains/rounds/rules/round-sheet'
import { simulate } from '@/domains/rounds/rules/simulate'
import { baseUnits } from '@/domains/rounds/schema/units'
import { parseInteger } from '@/kit/integer'
import { type Asset, formatMoney, money, parseMoney } from '@/kit/money'
import { readExport } from '@/recompute/read'

const USAGE = `Usage:
  flotilla simulate EXPORT --recipient ID --people 40 --commit 5
    What a project of a round gets as things are, and what it would get if so many more verified people committed so much each (in
    whole coins). EXPORT is a round's export, a folder or one file. Needs no network and no database.`

const LIMITS: Readonly<Record<Limit, string>> = {
  none: '',
  'cap-of-recipient': 'The cap for one recipient was reached.',
  'units-times-rate': 'All accepted work is paid; there is no more to pay for.',
  'minimum-backers': 'Too few verified people stand behind it, so its weight is 0.',
  'no-weight': 'What was given matches nothing under this rule.',
  excluded: 'It was excluded, with a reason and two signatures.',
  fraud: 'One of its submissions is fraud.',
  'not-accepted': 'None of its submissions was accepted.',
  'not-eligible': 'It does not take part in this round.',
}

/** `flotilla simulate`: 0 with an answer, 2 for a wrong call. */
export async function main(args: readonly string[], say: (line: string) => void = console.log): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { recipient: { type: 'string' }, people: { type: 'string' }, commit: { type: 'string' } },
    allowPositionals: true,
  })
  const [from, ...rest] = positionals
  const { recipient, people, commit } = values
  if (!from || rest.length > 0 || !recipient || !people || !commit) {
    say(USAGE)
    return 2
  }
  const inputs = readInputs((await readExport(from)).given)
  const { symbol, decimals, mint } = inputs.sheet.asset
  const asset: Asset = { symbol, decimals, mint }
  const each = parseMoney(commit, asset)
  if (!each.ok) throw new Error(`--commit: ${each.problem}`)
  const count = parseInteger(people)
  if (count === null) throw new Error('--people: Write a whole number.')
  const { before, after } = simulate(inputs, { recipient, people: count, each: baseUnits(each.money.units) })
  say(`${recipient} now: ${words(before, asset)}`)
  say(`With ${count} more people who commit ${formatMoney(each.money)} each: ${words(after, asset)}`)
  return 0
}

function words({ units, backers, counted, peopleCapped, limit }: Explanation, asset: Asset): string {
  const of = (amount: bigint) => formatMoney(money(asset, amount))
  const capped = peopleCapped > 0 ? `, ${peopleCapped} of them cut to the cap of a person` : ''
  return `${of(units)} (${backers} ${backers === 1 ? 'person' : 'people'}${capped}, ${of(counted)} counted). ${LIMITS[limit]}`.trimEnd()
}
