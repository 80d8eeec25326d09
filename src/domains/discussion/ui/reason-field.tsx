import { Field, Select } from '@/ui/field'
import { REASON_WORDS } from '../rules'
import { REASONS, type Reason } from '../schema'

/** Why a post is reported, or hidden. */
export const ReasonField = ({ value, onValue }: { value: Reason; onValue: (reason: Reason) => void }) => (
  <Field label="What it is">
    {(control) => (
      <Select {...control} value={value} onChange={({ target }) => onValue(target.value as Reason)}>
        {REASONS.map((one) => (
          <option key={one} value={one}>
            {REASON_WORDS[one]}
          </option>
        ))}
      </Select>
    )}
  </Field>
)
