import { isCountry } from '@/kit/country'
import type { Profile } from '../schema'
import { refuse } from './case'

/** FATF's countries under a call for action, with the day of the plenary that left them so; BLOCKED_COUNTRIES replaces the list. */
const DEFAULT_BLOCKED = 'IR,KP,MM'
const DEFAULT_AS_OF = '2026-02-13'

/** The countries whose residents are not served, from a comma-separated list of codes; an unknown code is refused loudly. */
export function blockedCountries(configured: string | undefined): ReadonlySet<string> {
  const codes = (configured ?? DEFAULT_BLOCKED).split(',').flatMap((code) => code.trim() || [])
  const unknown = codes.find((code) => !isCountry(code))
  if (unknown) throw new Error(`BLOCKED_COUNTRIES has ${unknown}, which is no country code`)
  return new Set(codes)
}

/** Whom nobody serves here, for staff: the codes, and of which day they are; null where the operator's own setting says it. */
export function notServed(configured: string | undefined): { countries: string[]; asOf: string | null } {
  return { countries: [...blockedCountries(configured)], asOf: configured === undefined ? DEFAULT_AS_OF : null }
}

/** Whether a resident of a country is served; refuses who is too young, and a birth that cannot be. The list is configuration. */
export function isServed(profile: Profile, blockedCountries: ReadonlySet<string>, now: Date): boolean {
  const age = ageOn(profile.dateOfBirth, now)
  if (age < 0 || age > 120) throw refuse.impossibleBirth()
  if (age < 18) throw refuse.tooYoung()
  return !blockedCountries.has(profile.country)
}

/** Completed years at an instant, by the UTC calendar; somebody born on 29 February is a year older on 1 March. */
export function ageOn(dateOfBirth: string, now: Date): number {
  const born = new Date(Date.parse(`${dateOfBirth}T00:00:00Z`))
  const years = now.getUTCFullYear() - born.getUTCFullYear()
  const birthday = new Date(Date.UTC(now.getUTCFullYear(), born.getUTCMonth(), born.getUTCDate()))
  return now < birthday ? years - 1 : years
}
