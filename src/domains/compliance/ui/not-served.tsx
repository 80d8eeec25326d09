import { countryName } from '@/kit/country'

/** Whose residents are not served, and of which day that is; a day that is null is the operator's own list. */
export const NotServed = ({ countries, asOf }: { countries: readonly string[]; asOf: string | null }) => (
  <p className="mt-4 max-w-prose text-soft">
    {countries.length === 0
      ? 'Residents of every country are served: BLOCKED_COUNTRIES is empty.'
      : `Nobody is served who lives in ${countries.map(countryName).join(', ')}: ${
          asOf === null ? 'BLOCKED_COUNTRIES says so.' : `the FATF’s call for action as of ${asOf}.`
        }`}{' '}
    A change of the lists above does not change this; the setting of the server does.
  </p>
)
