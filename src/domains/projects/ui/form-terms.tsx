'use client'
import { MAX_TRANCHES } from '@/chain/raise/layout'
import type { Asset } from '@/kit/money'
import { Checkbox } from '@/ui/field'
import { ChoiceField, LongField, RowList, TextField } from './fields'
import type { SectionForm } from './section-frame'

type Props = SectionForm<'terms'> & { payments: readonly Asset[]; wallets: readonly string[]; saleSymbol: string }

/** Step 7: the terms that the program on chain will hold everybody to. */
export function TermsForm({ typed, set, problem, payments, wallets, saleSymbol }: Props) {
  const symbol = payments.find(({ mint }) => (mint ?? '') === typed.paymentMint)?.symbol ?? 'KOII'
  const text = (field: AmountField | DaysField | TimeField, label: string, more: object = {}) => (
    <TextField
      label={label}
      value={typed[field]}
      set={(value) => set({ [field]: value })}
      problem={problem(field)}
      {...more}
    />
  )
  const amount = (field: AmountField, label: string, hint?: string) =>
    text(field, label, { inputMode: 'decimal', hint })
  const days = (field: DaysField, label: string, hint: string) => text(field, label, { inputMode: 'numeric', hint })
  const time = (field: TimeField, label: string, hint?: string) => text(field, label, { type: 'datetime-local', hint })
  return (
    <>
      <div className="grid items-end gap-4 sm:grid-cols-2">
        <ChoiceField
          label="Paid in"
          choices={Object.fromEntries(payments.map((asset) => [asset.mint ?? '', asset.symbol]))}
          value={typed.paymentMint}
          set={(paymentMint) => set({ paymentMint })}
          problem={problem('paymentMint')}
        />
        <ChoiceField
          label="Issuer’s wallet"
          hint={
            wallets.length === 0 ? 'Add a wallet to your account first.' : 'Signs the raise and receives the money.'
          }
          empty="Choose…"
          choices={Object.fromEntries(wallets.map((wallet) => [wallet, wallet]))}
          value={typed.issuerWallet}
          set={(issuerWallet) => set({ issuerWallet })}
          problem={problem('issuerWallet')}
        />
        {amount('minimum', `Minimum in ${symbol}`, 'Below it everybody gets everything back.')}
        {amount('cap', `Cap in ${symbol}`, 'The most that is accepted.')}
        {amount('tokensAtCap', `${saleSymbol || 'Tokens'} for the whole cap`)}
        <ChoiceField
          label="Who may invest"
          choices={{ everyone: 'Every verified member', operators: 'Verified node operators' }}
          value={typed.audience}
          set={(audience) => set({ audience })}
          problem={problem('audience')}
        />
        {amount('positionMinimum', `Smallest position in ${symbol}`)}
        {amount('positionMaximum', `Largest position in ${symbol}`)}
      </div>
      <Checkbox
        label="More than the cap may be committed; then everybody is accepted by the same share and gets the rest back."
        checked={typed.oversubscription}
        onChange={(event) => set({ oversubscription: event.target.checked })}
      />
      <div className="grid items-end gap-4 sm:grid-cols-2">
        {time('opensAt', 'Opens (UTC)')}
        {time('closesAt', 'Closes (UTC)')}
        {time('withdrawUntil', 'Free withdrawal until (UTC)', 'At the close or before.')}
        {days('reflectionDays', 'Reflection period, days', 'How long new money can be taken back after that.')}
        {days('confirmDays', 'Time to confirm changed terms, days', '5 to 30.')}
        {days('vestingDays', 'Tokens are released over, days', '0: all at once when the raise is settled.')}
        {days(
          'cliffDays',
          'Of which nothing in the first, days',
          '0: no cliff. 366 where people in the United States may invest: they must not pass tokens on for a year.',
        )}
      </div>
    </>
  )
}

type AmountField = 'minimum' | 'cap' | 'tokensAtCap' | 'positionMinimum' | 'positionMaximum'
type DaysField = 'reflectionDays' | 'confirmDays' | 'cliffDays' | 'vestingDays'
type TimeField = 'opensAt' | 'closesAt' | 'withdrawUntil'

/** Step 8: when the project is paid, and for what. */
export const TranchesForm = ({ typed, set, problem }: SectionForm<'tranches'>) => (
  <RowList
    rows={typed.rows}
    set={(rows) => set({ rows })}
    what="payment"
    blank={{ percent: '', notBefore: '', approveBy: '', delivers: '' }}
    most={MAX_TRANCHES}
  >
    {(row, change, index) => (
      <>
        <div className="grid items-end gap-3 sm:grid-cols-2">
          <TextField
            label="Percent of what the raise gives"
            hint="All payments together: 100."
            inputMode="decimal"
            value={row.percent}
            set={(percent) => change({ percent })}
            problem={problem(`rows.${index}.percent`)}
          />
          <TextField
            label="Not before (UTC)"
            type="datetime-local"
            value={row.notBefore}
            set={(notBefore) => change({ notBefore })}
            problem={problem(`rows.${index}.notBefore`)}
          />
          {index > 0 && (
            <TextField
              label="To be approved by (UTC)"
              hint="If nobody approves it by then, it goes back to the investors."
              type="datetime-local"
              value={row.approveBy}
              set={(approveBy) => change({ approveBy })}
              problem={problem(`rows.${index}.approveBy`)}
            />
          )}
        </div>
        <LongField
          label="What is delivered for it"
          hint={
            index === 0 ? 'The first payment needs no approval.' : 'It is approved by this; name what can be checked.'
          }
          optional={index === 0}
          rows={3}
          value={row.delivers}
          set={(delivers) => change({ delivers })}
          problem={problem(`rows.${index}.delivers`)}
        />
      </>
    )}
  </RowList>
)
