import { createHash, randomBytes } from 'node:crypto'
import { MINUTE } from '@/kit/time'
import type { Context } from '@/server/context'
import type { Db } from '@/server/db'
import { env } from '@/server/env'
import { NO_CLIENT, staffCookieHeader } from '@/server/session-cookie'
import type { Viewer } from '@/server/viewer'
import { countAttempt } from './actions/attempts'
import * as passkeys from './actions/passkeys'
import * as factor from './actions/second-factor'
import { mailSignInLink } from './actions/sign-in-link'
import { makeFirstAdmin } from './actions/staff'
import * as wallets from './actions/wallets'
import { refuseKey } from './rules/passkey'
import { CHAIN_IDS, type SignInPurpose } from './rules/sign-in-text'
import type { KeyAnswer, NewKeyAnswer } from './schema'

/** Sign-in texts per wallet, and for everybody together: enough for people, too little to fill the table. */
const PER_WALLET = { most: 10, windowMs: 5 * MINUTE }
const ALTOGETHER = { most: 600, windowMs: MINUTE }
/** One-time codes and links per person: guessing six digits this way takes centuries. */
const PER_PERSON = { most: 5, windowMs: 15 * MINUTE }

/** This site and chain, as a sign-in text names them. */
export const thisSite = (): wallets.Site => ({ url: env().SITE_URL, chainId: CHAIN_IDS[env().FLOTILLA_NETWORK] })

/** How next-auth stores the token of a mailed link. */
export const linkHash = (token: string): string =>
  createHash('sha256').update(`${token}${env().AUTH_SECRET}`).digest('hex')

/** Makes a text for a wallet to sign, to sign in or to link the wallet. Attempts count even when the text is refused. */
export async function prepareSignIn(
  db: Db,
  input: { address: string; purpose: SignInPurpose; personId: string | null; at: Date },
): Promise<{ nonce: string; message: string }> {
  await countAttempt(db, 'intent', ALTOGETHER, input.at)
  await countAttempt(db, `intent:${input.address}`, PER_WALLET, input.at)
  return db.$transaction((tx) => wallets.prepareSignIn(tx, { ...input, site: thisSite() }))
}

/** Answers the same for every address: only staff, and who came by an invitation, get a mail. The very first one may make the first admin (ADMIN_EMAIL). */
export async function requestLink(
  db: Db,
  { email, next, at, now }: { email: string; next: string; at: Date; now: Date },
): Promise<void> {
  await countAttempt(db, `link:${email}`, PER_PERSON, at)
  const { ADMIN_EMAIL, SITE_URL } = env()
  const token = randomBytes(32).toString('base64url')
  await db.$transaction(async (tx) => {
    if (ADMIN_EMAIL?.toLowerCase() === email) await makeFirstAdmin(tx, { email, now })
    await mailSignInLink(tx, { email, siteUrl: SITE_URL, next, token, hash: linkHash, at, now })
  })
}

/** The browser behind a request: where it is, and how a cookie gets there. */
type Browser = Pick<Context, 'client' | 'setCookie'>
type At = { viewer: Viewer; at: Date; now: Date; browser: Browser }

const clientOf = ({ client = NO_CLIENT }: Browser) => client
const keepStaffToken = ({ setCookie }: Browser, token: string): void => setCookie?.(staffCookieHeader(token))

/** Checks a one-time code; wrong ones are counted outside the transaction that they roll back. */
export async function enterCode(
  db: Db,
  { browser, ...shown }: At & { code: string; act: string | null },
): Promise<{ recoveryCodes: string[] | null }> {
  await countAttempt(db, `code:${shown.viewer.personId}`, PER_PERSON, shown.at)
  const entered = { ...shown, client: clientOf(browser) }
  const { recoveryCodes, staffToken } = await db.$transaction((tx) => factor.enterCode(tx, entered))
  keepStaffToken(browser, staffToken)
  return { recoveryCodes }
}

/** To whom browsers show passkeys: the host and the address of SITE_URL. */
export function relyingParty(): passkeys.RelyingParty {
  const { hostname, origin } = new URL(env().SITE_URL)
  return { id: hostname, origin }
}

type Shown = { answer: KeyAnswer; at: Date; now: Date }

/** Takes a passkey that was shown in a session. One that was copied is switched off for good, and then refused. */
export async function showPasskey(db: Db, { browser, ...shown }: Shown & At): Promise<void> {
  const given = { ...shown, site: relyingParty(), client: clientOf(browser) }
  const taken = await db.$transaction((tx) => passkeys.showPasskey(tx, given))
  if (taken.copied) throw refuseKey.clonedKey()
  keepStaffToken(browser, taken.staffToken)
}

/** Puts a passkey into use; it counts as shown in this session. */
export async function addPasskey(
  db: Db,
  { browser, ...added }: At & { answer: NewKeyAnswer; name: string },
): Promise<void> {
  const given = { ...added, site: relyingParty(), client: clientOf(browser) }
  keepStaffToken(browser, await db.$transaction((tx) => passkeys.addPasskey(tx, given)))
}

/** The member of staff behind a passkey, for a session to start. Refuses as `showPasskey` does. */
export async function signInWithPasskey(db: Db, shown: Shown): Promise<{ personId: string }> {
  const site = relyingParty()
  const { personId, copied } = await db.$transaction((tx) => passkeys.signInWithPasskey(tx, { ...shown, site }))
  if (copied) throw refuseKey.clonedKey()
  return { personId }
}

/** The network that this installation works on. */
export const thisNetwork = () => env().FLOTILLA_NETWORK
