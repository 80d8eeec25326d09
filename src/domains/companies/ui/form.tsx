'use client'
import { useState } from 'react'
import { ActError, useAct } from '@/domains/compliance/ui/act'
import { Alert } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Heading } from '@/ui/card'
import { Checkbox } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { OwnCompany } from '../queries/own'
import type { CompanyData } from '../schema'
import { CompaniesPart, type Country, HoldingsPart, type Part, PeoplePart } from './chart'
import { Choice, Text } from './fields'

type Props = { company: OwnCompany; countries: readonly Country[] }

/** The form about a company. What was typed stays after every error, and is saved as it is, complete or not. */
export const CompanyForm = (props: Props) => (
  <TrpcProvider>
    <Form {...props} />
  </TrpcProvider>
)

function Form({ company, countries }: Props) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [data, setData] = useState<CompanyData>(company.form)
  const [version, setVersion] = useState(company.version)
  const { isChangeable, problems } = company
  // A form that was never saved is not told everything that is missing before a word was typed.
  const shown = version > 1 ? problems : []
  const part: Part = {
    ...{ data, countries, set: (change) => setData((before) => ({ ...before, ...change })) },
    problem: (field) => shown.find((one) => one.field === field)?.message,
  }
  const save = () =>
    run('save', async () => {
      const saved = await trpc.companies.save.mutate({ companyId: company.id, version, data })
      setVersion(saved.version)
    })
  return (
    <Card>
      <Heading>The company</Heading>
      <form
        className="grid gap-8"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <RegisterPart {...part} />
        <MoneyPart {...part} />
        <PeoplePart {...part} />
        <CompaniesPart {...part} />
        <HoldingsPart {...part} />
        <NoOwnerPart {...part} />
        <DeclarationPart {...part} />
        {isChangeable && (
          <Alert tone="warn" title="A change takes the approval away">
            New commitments stand still until two people have approved the company anew.
          </Alert>
        )}
        <ActError error={error} />
        <Button type="submit" className="justify-self-start" busy={busy === 'save'}>
          Save the company
        </Button>
      </form>
    </Card>
  )
}

const RegisterPart = ({ data, set, problem, countries }: Part) => (
  <section className="grid gap-3">
    <Heading level={3}>In the register</Heading>
    <div className="grid items-end gap-3 sm:grid-cols-2">
      <Text
        label="Name in the register"
        value={data.legalName}
        set={(legalName) => set({ legalName })}
        problem={problem('legalName')}
      />
      <Text
        label="Trading names"
        optional
        hint="Separated by semicolons"
        value={data.tradingNames.join('; ')}
        set={(names) => set({ tradingNames: names === '' ? [] : names.split('; ').slice(0, 10) })}
        problem={problem('tradingNames.0')}
      />
      <Choice
        label="Country of registration"
        value={data.country}
        set={(country) => set({ country })}
        problem={problem('country')}
        options={countries.map(({ code, name }) => [code, name])}
      />
      <Text
        label="Registration number"
        value={data.registrationNumber}
        set={(registrationNumber) => set({ registrationNumber })}
        problem={problem('registrationNumber')}
      />
      <Text
        label="Registered address"
        rows={2}
        value={data.registeredAddress}
        set={(registeredAddress) => set({ registeredAddress })}
        problem={problem('registeredAddress')}
      />
      <Text
        label="Trading address"
        rows={2}
        value={data.tradingAddress}
        set={(tradingAddress) => set({ tradingAddress })}
        problem={problem('tradingAddress')}
      />
      <Text
        label="Day of the extract"
        type="date"
        value={data.extractDate}
        set={(extractDate) => set({ extractDate })}
        problem={problem('extractDate')}
      />
    </div>
  </section>
)

const MoneyPart = ({ data, set, problem }: Part) => (
  <section className="grid gap-3">
    <Heading level={3}>Numbers and money</Heading>
    <div className="grid items-start gap-3 sm:grid-cols-3">
      <Text label="Tax number" value={data.taxId} set={(taxId) => set({ taxId })} problem={problem('taxId')} />
      <Text label="LEI" optional value={data.lei} set={(lei) => set({ lei })} problem={problem('lei')} />
      <Text label="IBAN" value={data.iban} set={(iban) => set({ iban })} problem={problem('iban')} />
    </div>
    <Text
      label="Where the project’s money has come from so far"
      rows={3}
      value={data.fundsSource}
      set={(fundsSource) => set({ fundsSource })}
      problem={problem('fundsSource')}
    />
  </section>
)

/** Asked for only where nobody in the chart counts as an owner. */
const NoOwnerPart = ({ data, set, problem }: Part) =>
  (data.noOwnerReason !== '' || problem('noOwnerReason')) && (
    <Text
      label="Why no owner can be named"
      rows={3}
      value={data.noOwnerReason}
      set={(noOwnerReason) => set({ noOwnerReason })}
      problem={problem('noOwnerReason')}
    />
  )

const DECLARATIONS = [
  [
    'noRecord',
    'Nobody named here has a criminal record under commercial, insolvency, financial services, money laundering, fraud or professional liability law.',
  ],
  ['notHighRisk', 'The company is not established in a country that is non-cooperative or of high risk.'],
  [
    'noTie',
    'Nobody named here owns 20 % or more of this platform, leads it, works for it, or is controlled by such a person.',
  ],
] as const

const DeclarationPart = ({ data, set, problem }: Part) => (
  <fieldset className="grid gap-1">
    <legend className="mb-2 text-lg font-semibold">Declarations</legend>
    {DECLARATIONS.map(([name, words]) => (
      <div key={name}>
        <Checkbox
          label={words}
          checked={data.declarations[name]}
          onChange={({ target }) => set({ declarations: { ...data.declarations, [name]: target.checked } })}
        />
        {problem(`declarations.${name}`) && (
          <p className="text-sm font-medium text-bad">{problem(`declarations.${name}`)}</p>
        )}
      </div>
    ))}
  </fieldset>
)
