'use client'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from '@/ui/button'
import { Field, Input, Select, Textarea } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { CURRENCY_OF, REGIMES, type Regime } from '../rules/regime'
import { PARAMS } from '../rules/regime-params'
import { REGIME_WORDS } from '../rules/regime-words'
import type { DatedProposal } from '../schema/dated'
import { ActError, useAct } from './act'

/** Enters a new version of a regime's numbers. */
export const ProposeRuleVersion = () => (
  <TrpcProvider>
    <RuleFields />
  </TrpcProvider>
)

/** Enters a new version of the countries by risk. */
export const ProposeCountries = () => (
  <TrpcProvider>
    <CountryFields />
  </TrpcProvider>
)

/** Enters a new version of the holidays. */
export const ProposeHolidays = () => (
  <TrpcProvider>
    <HolidayFields />
  </TrpcProvider>
)

type Typed = { label: string; value: string; set: (value: string) => void; hint?: string | undefined; error?: string }
type More = { type?: 'date' | 'url'; inputMode?: 'numeric' }

const TextField = ({ label, value, set, hint, error, ...more }: Typed & More) => (
  <Field label={label} hint={hint} error={error}>
    {(control) => <Input {...control} {...more} value={value} onChange={({ target }) => set(target.value)} />}
  </Field>
)

const LongField = ({ label, value, set, hint, error }: Typed) => (
  <Field label={label} hint={hint} error={error}>
    {(control) => <Textarea {...control} rows={4} value={value} onChange={({ target }) => set(target.value)} />}
  </Field>
)

type Source = Pick<DatedProposal, 'sourceUrl' | 'sourceText' | 'reason'>

/** The fields of one proposal with its source, and what became of it. */
function Entry({ make, children }: { make: (source: Source) => DatedProposal; children: (at: At) => ReactNode }) {
  const client = useTRPCClient()
  const { busy, error, run } = useAct()
  const [source, setSource] = useState<Source>({ sourceUrl: '', sourceText: '', reason: '' })
  const [sent, setSent] = useState(false)
  const set = (name: keyof Source) => (value: string) => setSource((before) => ({ ...before, [name]: value }))
  const at: At = (field) => (error?.field === field ? { error: error.message.replace(`${field}: `, '') } : {})
  const send = async (event: FormEvent) => {
    event.preventDefault()
    setSent(await run('propose', () => client.protection.proposeDated.mutate(make(source))))
  }
  return (
    <form onSubmit={send} className="grid gap-4" noValidate>
      <ActError error={error} />
      {children(at)}
      <TextField
        label="Address of the source"
        type="url"
        value={source.sourceUrl}
        set={set('sourceUrl')}
        {...at('sourceUrl')}
      />
      <LongField
        label="What the source says"
        hint="In your own words, with its article or page."
        value={source.sourceText}
        set={set('sourceText')}
        {...at('sourceText')}
      />
      <TextField label="Why now" value={source.reason} set={set('reason')} {...at('reason')} />
      <Button type="submit" busy={busy !== null} className="justify-self-start">
        Propose the version
      </Button>
      <p role="status">{sent && 'It waits for another person.'}</p>
    </form>
  )
}
type At = (field: string) => { error?: string }

function RuleFields() {
  const [regime, setRegime] = useState<Regime>('ECSPR')
  const [span, setSpan] = useState({ effectiveFrom: '', effectiveTo: '' })
  const [numbers, setNumbers] = useState<Record<string, string>>({})
  const [checkedBy, setCheckedBy] = useState('')
  const params = Object.fromEntries(
    PARAMS[regime].map(({ name, unit }) => [name, `${numbers[name] ?? ''}${unit === 'cents' ? '00' : ''}`]),
  )
  const currency = CURRENCY_OF[regime].toUpperCase()
  return (
    <Entry make={(source) => ({ what: 'regime', regime, ...span, params, checkedBy, ...source })}>
      {(at) => (
        <>
          <Field label="Regime of this version">
            {(control) => (
              <Select {...control} value={regime} onChange={({ target }) => setRegime(target.value as Regime)}>
                {REGIMES.map((one) => (
                  <option key={one} value={one}>
                    {REGIME_WORDS[one].name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <TextField
            label="First day"
            hint="UTC, after today: a version never reaches back."
            type="date"
            value={span.effectiveFrom}
            set={(effectiveFrom) => setSpan((before) => ({ ...before, effectiveFrom }))}
            {...at('effectiveFrom')}
          />
          <TextField
            label="First day on which it no longer holds"
            hint="Empty: until a later version."
            type="date"
            value={span.effectiveTo}
            set={(effectiveTo) => setSpan((before) => ({ ...before, effectiveTo }))}
            {...at('effectiveTo')}
          />
          {PARAMS[regime].map(({ name, label, unit }) => (
            <TextField
              key={name}
              label={label}
              hint={unit === 'cents' ? `Whole ${currency}.` : undefined}
              inputMode="numeric"
              value={numbers[name] ?? ''}
              set={(value) => setNumbers((before) => ({ ...before, [name]: value }))}
            />
          ))}
          <TextField
            label="Checked by which lawyer"
            hint="Empty: by none, and the table says so."
            value={checkedBy}
            set={setCheckedBy}
            {...at('checkedBy')}
          />
        </>
      )}
    </Entry>
  )
}

/** Codes or days, apart by spaces, commas or lines. */
const parts = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean)

function CountryFields() {
  const [asOf, setAsOf] = useState('')
  const [high, setHigh] = useState('')
  const [medium, setMedium] = useState('')
  const codes = (text: string) => parts(text.toUpperCase())
  return (
    <Entry make={(source) => ({ what: 'fatf', asOf, high: codes(high), medium: codes(medium), ...source })}>
      {(at) => (
        <>
          <TextField label="As of" type="date" value={asOf} set={setAsOf} {...at('asOf')} />
          <LongField
            label="Under a call for action"
            hint="Two letters each, for example IR KP."
            value={high}
            set={setHigh}
            {...at('high')}
          />
          <LongField label="Under increased monitoring" value={medium} set={setMedium} {...at('medium')} />
        </>
      )}
    </Entry>
  )
}

function HolidayFields() {
  const [asOf, setAsOf] = useState('')
  const [days, setDays] = useState('')
  return (
    <Entry make={(source) => ({ what: 'holidays.us', asOf, days: parts(days), ...source })}>
      {(at) => (
        <>
          <TextField label="As of" type="date" value={asOf} set={setAsOf} {...at('asOf')} />
          <LongField
            label="Holidays"
            hint="All of them, as 2027-01-01, past ones too."
            value={days}
            set={setDays}
            {...at('days')}
          />
        </>
      )}
    </Entry>
  )
}
