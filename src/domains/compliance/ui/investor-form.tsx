'use client'
import { type FormEvent, useState } from 'react'
import { Button } from '@/ui/button'
import { Checkbox, Field, Input, Select, Textarea } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import { UK_CATEGORIES } from '../rules/promotion'
import type { InvestorCategory } from '../rules/protection'
import { ActError, useAct } from './act'

type Country = { code: string; name: string }
const EMPTY = { country: '', category: 'retail', yearlyIncome: '', netWorth: '', evidence: '' }

const CATEGORIES = {
  retail: 'For myself, now and then',
  sophisticated: 'As an accredited or sophisticated investor',
} as const

/** What a regime asks a member about themselves. Of the amounts only the limit that follows is kept. */
export const InvestorForm = (props: { countries: readonly Country[] }) => (
  <TrpcProvider>
    <Fields {...props} />
  </TrpcProvider>
)

function Fields({ countries }: { countries: readonly Country[] }) {
  const client = useTRPCClient()
  const { busy, error, run } = useAct()
  const [typed, setTyped] = useState(EMPTY)
  const [usPerson, setUsPerson] = useState(false)
  const bind = (name: keyof typeof EMPTY) => ({
    value: typed[name],
    onChange: ({ target }: { target: { value: string } }) =>
      setTyped((before) => ({ ...before, [name]: target.value })),
  })
  const british = typed.country === 'GB'
  const at = (name: string) => (error?.field === name ? error.message.replace(`${name}: `, '') : undefined)
  const send = (event: FormEvent) => {
    event.preventDefault()
    return run('state', () =>
      client.protection.state.mutate({ ...typed, category: typed.category as InvestorCategory, usPerson }),
    )
  }
  return (
    <form onSubmit={send} className="mt-4 grid gap-4" noValidate>
      <ActError error={error && !error.field ? error : null} />
      <Field label="Country where you live" error={at('country')}>
        {(control) => (
          <Select {...control} {...bind('country')}>
            <option value="">Choose a country</option>
            {countries.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Checkbox
        label="I am a citizen or resident of the United States for tax."
        checked={usPerson}
        onChange={({ target }) => setUsPerson(target.checked)}
      />
      <Field label="How you invest" error={at('category')}>
        {(control) => (
          <Select {...control} {...bind('category')}>
            {Object.entries(british ? UK_CATEGORIES : CATEGORIES).map(([category, words]) => (
              <option key={category} value={category}>
                {words}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {british && typed.category !== 'retail' && (
        <Field
          label="Why this is you"
          hint="In your own words. It is sealed with a key of yours, and goes when you are forgotten."
          error={at('evidence')}
        >
          {(control) => <Textarea {...control} {...bind('evidence')} rows={3} />}
        </Field>
      )}
      <Field
        label="Income in a year"
        hint="In dollars as a US person, pounds in the United Kingdom, else euros. Only the limit that follows is kept."
        error={at('yearlyIncome')}
      >
        {(control) => <Input {...control} {...bind('yearlyIncome')} inputMode="numeric" autoComplete="off" />}
      </Field>
      <Field label="Net worth without your home" hint="Only the limit that follows is kept." error={at('netWorth')}>
        {(control) => <Input {...control} {...bind('netWorth')} inputMode="numeric" autoComplete="off" />}
      </Field>
      <Button type="submit" busy={busy !== null} className="justify-self-start">
        State it
      </Button>
    </form>
  )
}
