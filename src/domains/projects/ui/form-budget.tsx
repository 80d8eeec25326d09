'use client'
import type { Asset } from '@/kit/money'
import { Checkbox } from '@/ui/field'
import { Amount } from '@/ui/money'
import { budgetSums } from '../rules/content'
import { allocated } from '../rules/numbers'
import { ALLOCATION_KINDS, type Content, TOKEN_USES, type TokenUse } from '../schema/content'
import { ChoiceField, LongField, RowList, TextField } from './fields'
import { SharesSum } from './project-numbers'
import type { SectionForm } from './section-frame'

/** Step 4: what the money is for. */
export function BudgetForm({ typed, set, problem, payment }: SectionForm<'budget'> & { payment: Asset }) {
  const sums = budgetSums(typed.lines as Content['budget']['lines'], payment)
  return (
    <>
      <RowList
        rows={typed.lines}
        set={(lines) => set({ lines })}
        what="line"
        blank={{ title: '', detail: '', minimum: '', optimum: '' }}
        most={40}
      >
        {(row, change, index) => (
          <div className="grid items-end gap-3 sm:grid-cols-2">
            <TextField
              label="What for"
              value={row.title}
              set={(title) => change({ title })}
              problem={problem(`lines.${index}.title`)}
            />
            <TextField
              label="Detail"
              optional
              value={row.detail}
              set={(detail) => change({ detail })}
              problem={problem(`lines.${index}.detail`)}
            />
            <TextField
              label={`Minimum in ${payment.symbol}`}
              inputMode="decimal"
              value={row.minimum}
              set={(minimum) => change({ minimum })}
              problem={problem(`lines.${index}.minimum`)}
            />
            <TextField
              label={`Optimum in ${payment.symbol}`}
              inputMode="decimal"
              value={row.optimum}
              set={(optimum) => change({ optimum })}
              problem={problem(`lines.${index}.optimum`)}
            />
          </div>
        )}
      </RowList>
      <p role="status">
        Together <Amount units={sums.minimum} asset={payment} /> at least,{' '}
        <Amount units={sums.optimum} asset={payment} /> at best.
      </p>
    </>
  )
}

/** Step 5: who holds the token, and what it buys. */
export function TokenomicsForm({ typed, set, problem }: SectionForm<'tokenomics'>) {
  const toggle = (use: TokenUse, on: boolean) =>
    set({ uses: on ? [...typed.uses, use] : typed.uses.filter((one) => one !== use) })
  return (
    <>
      <fieldset>
        <legend className="font-medium">The token buys</legend>
        {(Object.keys(TOKEN_USES) as TokenUse[]).map((use) => (
          <Checkbox
            key={use}
            label={TOKEN_USES[use]}
            checked={typed.uses.includes(use)}
            onChange={(event) => toggle(use, event.target.checked)}
          />
        ))}
      </fieldset>
      <LongField
        label="How"
        hint="What one token gives its holder, in plain words."
        value={typed.utility}
        set={(utility) => set({ utility })}
        problem={problem('utility')}
      />
      <h3 className="text-lg font-semibold">Shares of the whole supply</h3>
      <RowList
        rows={typed.allocations}
        set={(allocations) => set({ allocations })}
        what="share"
        blank={{ kind: '', label: '', percent: '', locked: '' }}
        most={20}
      >
        {(row, change, index) => (
          <div className="grid items-end gap-3 sm:grid-cols-2">
            <ChoiceField
              label="For"
              empty="Choose…"
              choices={ALLOCATION_KINDS}
              value={row.kind}
              set={(kind) => change({ kind })}
              problem={problem(`allocations.${index}.kind`)}
            />
            <TextField
              label="Who"
              value={row.label}
              set={(label) => change({ label })}
              problem={problem(`allocations.${index}.label`)}
            />
            <TextField
              label="Percent"
              inputMode="decimal"
              value={row.percent}
              set={(percent) => change({ percent })}
              problem={problem(`allocations.${index}.percent`)}
            />
            <TextField
              label="Locked"
              optional
              hint="For how long, and who can see it."
              value={row.locked}
              set={(locked) => change({ locked })}
              problem={problem(`allocations.${index}.locked`)}
            />
          </div>
        )}
      </RowList>
      <div role="status">
        <SharesSum basisPoints={allocated(typed.allocations.map(({ percent }) => percent))} />
      </div>
    </>
  )
}
