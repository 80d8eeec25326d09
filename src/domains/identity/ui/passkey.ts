import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'
import { clientError } from '@/ui/trpc'

const device = () => import('@simplewebauthn/browser')

/** Asks the browser for a passkey that exists. Throws what `keyProblem` reads. */
export const keyFor = async (options: PublicKeyCredentialRequestOptionsJSON) =>
  (await device()).startAuthentication({ optionsJSON: options })

/** Asks the browser to make a passkey. Throws what `keyProblem` reads. */
export const newKeyFor = async (options: PublicKeyCredentialCreationOptionsJSON) =>
  (await device()).startRegistration({ optionsJSON: options })

/** What went wrong, as a sentence: the site's own refusal, or what the browser and the device said. */
export function keyProblem(error: unknown): string {
  const known = clientError(error)
  if (known.code !== 'server.unreachable' || !(error instanceof Error)) return known.message
  const { cause } = error
  const name = cause instanceof Error ? cause.name : error.name
  if (name === 'NotAllowedError' || name === 'AbortError')
    return 'No passkey was shown: the request was closed, or took too long. Nothing was done.'
  if (name === 'InvalidStateError') return 'This device has a passkey for you already. Use that one.'
  if (name === 'SecurityError')
    return 'The browser keeps no passkeys for this address. Open the site by its name, not by its number.'
  if (/not supported/.test(error.message)) return 'This browser cannot use passkeys. Use another browser or device.'
  return known.message
}
