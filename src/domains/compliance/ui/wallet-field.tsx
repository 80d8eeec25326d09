import { Field, Select } from '@/ui/field'

/** A choice among a member's own wallets. */
export const WalletField = ({
  label,
  hint,
  error,
  wallets,
  wallet,
  onChange,
}: {
  label: string
  hint?: string
  error?: string | undefined
  wallets: readonly string[]
  wallet: string
  onChange: (wallet: string) => void
}) => (
  <Field label={label} {...(hint && { hint })} error={error}>
    {(control) => (
      <Select {...control} value={wallet} onChange={({ target }) => onChange(target.value)}>
        {wallets.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </Select>
    )}
  </Field>
)
