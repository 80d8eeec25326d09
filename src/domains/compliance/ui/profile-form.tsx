'use client'
import { type FormEvent, useState } from 'react'
import { Button } from '@/ui/button'
import { Field, Input, Select, Textarea } from '@/ui/field'
import { TrpcProvider, useTRPCClient } from '@/ui/trpc'
import type { Profile } from '../schema'
import { ActError, useAct } from './act'

type Country = { code: string; name: string }

/** The profile of a verification. What was typed stays, whatever the server says to it. */
export function ProfileForm({ profile, countries }: { profile: Profile | null; countries: readonly Country[] }) {
  return (
    <TrpcProvider>
      <Fields profile={profile} countries={countries} />
    </TrpcProvider>
  )
}

const EMPTY: Profile = { legalName: '', dateOfBirth: '', country: '', residentialAddress: '' }
const NAMES = Object.keys(EMPTY)

function Fields({ profile, countries }: { profile: Profile | null; countries: readonly Country[] }) {
  const trpc = useTRPCClient()
  const { busy, error, run } = useAct()
  const [typed, setTyped] = useState<Profile>(profile ?? EMPTY)
  const [saved, setSaved] = useState(false)
  const bind = (name: keyof Profile) => ({
    name,
    value: typed[name],
    onChange: ({ target }: { target: { value: string } }) => {
      setSaved(false)
      setTyped((before) => ({ ...before, [name]: target.value }))
    },
  })
  const at = (name: keyof Profile) => (error?.field === name ? error.message.replace(`${name}: `, '') : undefined)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setSaved(await run('save', () => trpc.compliance.saveProfile.mutate(typed)))
  }
  return (
    <form onSubmit={save} className="grid gap-4" noValidate>
      <ActError error={error && !NAMES.includes(error.field ?? '') ? error : null} />
      <Field label="Full name" hint="As it stands in your document." error={at('legalName')}>
        {(control) => <Input {...control} {...bind('legalName')} autoComplete="name" />}
      </Field>
      <Field label="Date of birth" error={at('dateOfBirth')}>
        {(control) => <Input {...control} {...bind('dateOfBirth')} type="date" autoComplete="bday" />}
      </Field>
      <Field label="Country where you live" error={at('country')}>
        {(control) => (
          <Select {...control} {...bind('country')} autoComplete="country">
            <option value="">Choose a country</option>
            {countries.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Address" hint="Street, postal code and town." error={at('residentialAddress')}>
        {(control) => (
          <Textarea
            {...control}
            {...bind('residentialAddress')}
            rows={3}
            autoComplete="street-address"
            maxLength={280}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" busy={busy !== null}>
          Save profile
        </Button>
        <span role="status" className="text-good">
          {saved && 'Saved.'}
        </span>
      </div>
    </form>
  )
}
