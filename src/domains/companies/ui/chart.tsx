import { Heading } from '@/ui/card'
import { Checkbox } from '@/ui/field'
import { type CompanyData, OTHERS, PERSON_ROLES, ROOT } from '../schema'
import { Choice, Rows, Text } from './fields'

export type Country = { code: string; name: string }
export type Part = {
  data: CompanyData
  set: (part: Partial<CompanyData>) => void
  problem: (field: string) => string | undefined
  countries: readonly Country[]
}

/** The first short name that nobody has: `p3`. */
function freeRef(letter: string, taken: readonly { ref: string }[]): string {
  for (let number = taken.length + 1; ; number += 1) {
    const ref = `${letter}${number}`
    if (!taken.some((one) => one.ref === ref)) return ref
  }
}

const ROLE_LABELS = {
  director: 'Director or manager',
  signatory: 'May sign for the company',
  controller: 'Controls the company by other means than shares or votes',
} as const

/** The people who matter: whoever leads, signs, owns or controls. */
export const PeoplePart = ({ data, set, problem }: Part) => (
  <section className="grid gap-3">
    <Heading level={3}>People</Heading>
    <p className="max-w-prose text-soft">
      Every director, everybody who may sign, and every person at the end of a chain of owners. Write names as passports
      have them.
    </p>
    {problem('people') && <p className="font-medium text-bad">{problem('people')}</p>}
    <Rows
      rows={data.people}
      set={(people) => set({ people })}
      what="person"
      most={40}
      keyOf={({ ref }) => ref}
      blank={() => ({ ref: freeRef('p', data.people), name: '', email: '', roles: [] })}
    >
      {(row, change, index) => (
        <>
          <div className="grid items-end gap-3 sm:grid-cols-2">
            <Text
              label="Full name"
              value={row.name}
              set={(name) => change({ name })}
              problem={problem(`people.${index}.name`)}
            />
            <Text
              label="Mail address"
              type="email"
              value={row.email}
              set={(email) => change({ email })}
              problem={problem(`people.${index}.email`)}
            />
          </div>
          <div className="grid">
            {PERSON_ROLES.map((role) => (
              <Checkbox
                key={role}
                label={ROLE_LABELS[role]}
                checked={row.roles.includes(role)}
                onChange={({ target }) =>
                  change({
                    roles: PERSON_ROLES.filter((one) => (one === role ? target.checked : row.roles.includes(one))),
                  })
                }
              />
            ))}
          </div>
        </>
      )}
    </Rows>
  </section>
)

/** Companies between the company and its owners. */
export const CompaniesPart = ({ data, set, problem, countries }: Part) => (
  <section className="grid gap-3">
    <Heading level={3}>Companies that own a part of it</Heading>
    <p className="max-w-prose text-soft">Leave this empty when only people own the company.</p>
    {problem('companies') && <p className="font-medium text-bad">{problem('companies')}</p>}
    <Rows
      rows={data.companies}
      set={(companies) => set({ companies })}
      what="company"
      most={20}
      keyOf={({ ref }) => ref}
      blank={() => ({ ref: freeRef('c', data.companies), name: '', country: '', registrationNumber: '' })}
    >
      {(row, change, index) => (
        <div className="grid items-end gap-3 sm:grid-cols-3">
          <Text
            label="Name in the register"
            value={row.name}
            set={(name) => change({ name })}
            problem={problem(`companies.${index}.name`)}
          />
          <Choice
            label="Country of the register"
            value={row.country}
            set={(country) => change({ country })}
            problem={problem(`companies.${index}.country`)}
            options={countries.map(({ code, name }) => [code, name])}
          />
          <Text
            label="Number in the register"
            value={row.registrationNumber}
            set={(registrationNumber) => change({ registrationNumber })}
            problem={problem(`companies.${index}.registrationNumber`)}
          />
        </div>
      )}
    </Rows>
  </section>
)

/** Who owns how much of what. */
export function HoldingsPart({ data, set, problem }: Part) {
  const companies = data.companies.map(({ ref, name }) => [ref, name || 'Company without a name'] as const)
  const people = data.people.map(({ ref, name }) => [ref, name || 'Person without a name'] as const)
  const owners = [...people, ...companies, [OTHERS, 'Others, none of whom reaches 25 %'] as const]
  return (
    <section className="grid gap-3">
      <Heading level={3}>Shares</Heading>
      <p className="max-w-prose text-soft">
        In the company, and in each company above, everything has to add up to exactly 100 %. Write a percentage (33.25)
        or a fraction (1/3). Leave votes empty where they are as many as shares.
      </p>
      {problem('holdings') && <p className="font-medium text-bad">{problem('holdings')}</p>}
      <Rows
        rows={data.holdings}
        set={(holdings) => set({ holdings })}
        what="share"
        most={120}
        keyOf={(_, index) => String(index)}
        blank={() => ({ owner: '', owned: ROOT, shares: '', votes: '' })}
      >
        {(row, change, index) => (
          <div className="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-4">
            <Choice
              label="Owner"
              value={row.owner}
              set={(owner) => change({ owner })}
              problem={problem(`holdings.${index}.owner`)}
              options={owners}
            />
            <Choice
              label="Owns a part of"
              value={row.owned}
              set={(owned) => change({ owned })}
              problem={problem(`holdings.${index}.owned`)}
              options={[[ROOT, 'The company'], ...companies]}
            />
            <Text
              label="Shares"
              value={row.shares}
              set={(shares) => change({ shares })}
              problem={problem(`holdings.${index}.shares`)}
            />
            <Text
              label="Votes"
              optional
              value={row.votes}
              set={(votes) => change({ votes })}
              problem={problem(`holdings.${index}.votes`)}
            />
          </div>
        )}
      </Rows>
    </section>
  )
}
