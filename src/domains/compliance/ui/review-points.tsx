import { COUNTRY_CODES, countryName } from '@/kit/country'
import { Checkbox, Field, Input, Select } from '@/ui/field'
import { checksFor } from '../rules/review'
import type { Risk } from '../rules/risk'
import { CHECK_LABELS, DOCUMENT_WORDS, RESUBMISSION_WORDS } from '../rules/words'
import {
  type ApprovalCheck,
  type AskedItem,
  DOCUMENT_REASONS,
  type DocumentKind,
  PROFILE_REASONS,
  type ShownDocument,
} from '../schema'

/** What has to be compared before an approval is proposed. */
export const Checks = ({
  checks,
  risk,
  onChange,
}: {
  checks: readonly ApprovalCheck[]
  risk: Risk['level'] | undefined
  onChange: (checks: ApprovalCheck[]) => void
}) => (
  <fieldset>
    <legend className="font-medium">Compared</legend>
    {checksFor(risk).map((check) => (
      <Checkbox
        key={check}
        label={CHECK_LABELS[check]}
        checked={checks.includes(check)}
        onChange={({ target }) =>
          onChange(target.checked ? [...checks, check] : checks.filter((other) => other !== check))
        }
      />
    ))}
  </fieldset>
)

const COUNTRIES = COUNTRY_CODES.map((code) => [code, countryName(code)] as const).sort(([, one], [, other]) =>
  one.localeCompare(other, 'en'),
)

/** What the reviewer reads in the document. Its number is not kept: only whether another account showed it. */
export function DocumentFacts({
  document,
  at,
  onChange,
}: {
  document: ShownDocument
  at: (field: string) => string | undefined
  onChange: (document: ShownDocument) => void
}) {
  return (
    <>
      <Field label="Issued by" error={at('document.country')}>
        {(control) => (
          <Select
            {...control}
            value={document.country}
            onChange={({ target }) => onChange({ ...document, country: target.value })}
          >
            <option value="">Choose a country</option>
            {COUNTRIES.map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        label="Number of the document"
        hint="Compared with other accounts; not kept."
        error={at('document.number')}
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            value={document.number}
            onChange={({ target }) => onChange({ ...document, number: target.value })}
          />
        )}
      </Field>
      <Field label="Valid until" error={at('document.expires')}>
        {(control) => (
          <Input
            {...control}
            type="date"
            value={document.expires}
            onChange={({ target }) => onChange({ ...document, expires: target.value })}
          />
        )}
      </Field>
    </>
  )
}

/** What the member is asked to mend: for each document one reason, and any of the profile's. */
export function AskedItems({
  documents,
  items,
  onChange,
}: {
  documents: readonly { id: string; kind: string }[]
  items: readonly AskedItem[]
  onChange: (items: AskedItem[]) => void
}) {
  const without = (documentId: string) => items.filter((item) => item.documentId !== documentId)
  const choose = (documentId: string, value: string) => {
    const reason = DOCUMENT_REASONS.find((known) => known === value)
    onChange(reason ? [...without(documentId), { reason, documentId }] : without(documentId))
  }
  return (
    <fieldset className="grid gap-4">
      <legend className="mb-2 font-medium">What the member should mend</legend>
      {documents.map(({ id, kind }, index) => (
        <Field key={id} label={`${DOCUMENT_WORDS[kind as DocumentKind]}, number ${index + 1}`}>
          {(control) => (
            <Select
              {...control}
              value={items.find(({ documentId }) => documentId === id)?.reason ?? ''}
              onChange={({ target }) => choose(id, target.value)}
            >
              <option value="">Accepted as it is</option>
              {DOCUMENT_REASONS.map((reason) => (
                <option key={reason} value={reason}>
                  {RESUBMISSION_WORDS[reason]}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ))}
      <div>
        {PROFILE_REASONS.map((reason) => (
          <Checkbox
            key={reason}
            label={RESUBMISSION_WORDS[reason]}
            checked={items.some((item) => item.reason === reason)}
            onChange={({ target }) =>
              onChange(
                target.checked
                  ? [...items, { reason, documentId: null }]
                  : items.filter((item) => item.reason !== reason),
              )
            }
          />
        ))}
      </div>
    </fieldset>
  )
}
