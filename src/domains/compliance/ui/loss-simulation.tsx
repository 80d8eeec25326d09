'use client'
import { useState } from 'react'
import { groupDigits } from '@/kit/money'
import { Facts } from '@/ui/card'
import { Field, Input } from '@/ui/field'
import { bearableLoss, ecsprExtraStepAbove, netWorthOf } from '../rules/investor-limit'

const FIELDS = [
  ['income', 'Net income in a year', 'After tax and social contributions; wages, pension, rents, interest.'],
  ['liquid', 'Money and savings', 'What you can turn into money within a month. No home, no earlier crowdfunding.'],
  ['commitments', 'Fixed costs in a year', 'Rent or mortgage, loans, insurance, utilities, taxes.'],
] as const

type Sums = Record<(typeof FIELDS)[number][0], string>

/** The floor of the extra step, in whole units. */
const FLOOR = 1_000n

/**
 * What somebody can bear to lose, worked out in this browser alone: nothing that is typed here leaves it or is kept, so the
 * fields have no names, belong to no form, and no request is made.
 */
export function LossSimulation() {
  const [sums, setSums] = useState<Sums>({ income: '', liquid: '', commitments: '' })
  const complete = FIELDS.every(([name]) => /^\d{1,12}$/.test(sums[name]))
  const wrong = (text: string) =>
    text !== '' && !/^\d{1,12}$/.test(text) ? 'Write a whole amount in digits, without points or commas.' : undefined
  return (
    <div className="grid gap-4">
      <p className="max-w-prose">
        This stays in your browser: nothing you write here is sent or kept. Use any currency, whole amounts.
      </p>
      {FIELDS.map(([name, label, hint]) => (
        <Field key={name} label={label} hint={hint} error={wrong(sums[name])}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              autoComplete="off"
              value={sums[name]}
              onChange={({ target }) => setSums((before) => ({ ...before, [name]: target.value }))}
            />
          )}
        </Field>
      ))}
      <div role="status">{complete && <Result sums={sums} />}</div>
    </div>
  )
}

function Result({ sums }: { sums: Sums }) {
  const [income, liquid, commitments] = [BigInt(sums.income), BigInt(sums.liquid), BigInt(sums.commitments)]
  const netWorth = netWorthOf({ income, liquid, commitments })
  const bearable = bearableLoss(netWorth)
  return (
    <div className="grid gap-3">
      <Facts
        facts={[
          ['Net worth', groupDigits(netWorth.toString())],
          ['A loss that you can bear', groupDigits(bearable.toString())],
          ['Think twice above', groupDigits(ecsprExtraStepAbove(netWorth, FLOOR).toString())],
        ]}
      />
      <p className="max-w-prose text-soft">
        A tenth of the net worth is what the European rules take for a bearable loss, over all projects together. More
        than the last amount in one project is a risk of its own.
      </p>
    </div>
  )
}
