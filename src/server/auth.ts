import { cookies } from 'next/headers'
import type { NextAuthOptions } from 'next-auth'
import type { Adapter, AdapterSession, AdapterUser } from 'next-auth/adapters'
import CredentialsProvider from 'next-auth/providers/credentials'
import EmailProvider from 'next-auth/providers/email'
import { findDemoPerson } from '@/domains/identity/actions/demo'
import { endSessionOf, MEMBER_SESSION_MS, type SessionMethod, startSession } from '@/domains/identity/actions/sessions'
import { redeemSignInLink } from '@/domains/identity/actions/sign-in-link'
import { signInWithWallet } from '@/domains/identity/actions/wallets'
import { signInWithPasskey, thisSite } from '@/domains/identity/flows'
import { mailPersonById, personById, viewerOf } from '@/domains/identity/queries'
import { keyAnswer, personChoice, walletAnswer } from '@/domains/identity/schema'
import { Refusal } from '@/kit/refusal'
import { isDatabaseAway, refuseAway } from './away'
import { now, refreshClock } from './clock'
import { database } from './db'
import { env } from './env'
import { isLocal } from './local'
import { log } from './log'
import { type Client, NO_CLIENT, staffCookie, staffCookieOptions } from './session-cookie'

// next-auth reads its own address from this variable only.
if (process.env.SITE_URL) process.env.NEXTAUTH_URL ??= process.env.SITE_URL

const userOf = (person: { id: string; displayName: string }): AdapterUser => ({
  id: person.id,
  name: person.displayName,
  // next-auth wants an address; ours stays in its table, and the id stands for it.
  email: person.id,
  emailVerified: null,
})

const never = (): never => {
  throw new Error('next-auth asked for something that this site does not do')
}

/**
 * next-auth over our tables. "E-mail" here is the person's id, so that no address stands in a sign-in link. People are made by
 * a wallet's signature or an admin's invitation, never by next-auth.
 */
const adapter: Adapter = {
  createUser: never,
  linkAccount: never,
  createVerificationToken: never,
  getUserByAccount: async () => null,
  getUser: async (id) => {
    const person = await personById(database().db, id)
    return person && userOf(person)
  },
  getUserByEmail: async (id) => {
    const person = await mailPersonById(database().db, id)
    return person && userOf(person)
  },
  updateUser: async ({ id }) => {
    const person = await personById(database().db, id)
    return person ? userOf(person) : never()
  },
  useVerificationToken: ({ identifier, token }) =>
    database().db.$transaction((tx) => redeemSignInLink(tx, { identifier, tokenHash: token })),
  createSession: async ({ sessionToken, userId, expires }) => {
    const session = { personId: userId, method: 'email' as const, token: sessionToken, at: new Date(), now: now() }
    await database().db.$transaction((tx) => startSession(tx, session))
    return { sessionToken, userId, expires }
  },
  getSessionAndUser: async (sessionToken) => {
    const viewer = await viewerOf(database().db, { session: sessionToken, staff: null, client: NO_CLIENT })
    if (!viewer) return null
    const expires = new Date(Date.now() + MEMBER_SESSION_MS)
    const session: AdapterSession = { sessionToken, userId: viewer.personId, expires }
    return { session, user: userOf({ id: viewer.personId, displayName: viewer.displayName }) }
  },
  // A session's end is fixed when it starts.
  updateSession: async () => null,
  deleteSession: async (token) => {
    await database().db.$transaction((tx) => endSessionOf(tx, { token, now: now() }))
    ;(await cookies()).set(staffCookie(), '', { ...staffCookieOptions(), maxAge: 0 })
  },
}

/** Turns a refusal into the sentence that the sign-in page shows; anything else is a bug and says nothing. */
async function answering<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    await refreshClock()
    return await work()
  } catch (error) {
    if (error instanceof Refusal) throw new Error(error.message)
    if (isDatabaseAway(error)) throw new Error(refuseAway.databaseAway().message)
    log.error({ err: error }, 'sign-in failed')
    throw new Error('Something went wrong. Nothing was done; try again in a minute.')
  }
}

const wallet = CredentialsProvider({
  id: 'wallet',
  name: 'Wallet',
  credentials: { nonce: {}, signature: {}, signedMessage: {} },
  authorize: (given) =>
    answering(async () => {
      const { nonce, signature, signedMessage } = given ?? {}
      const answer = walletAnswer.safeParse({ nonce, signature, ...(signedMessage && { signedMessage }) })
      if (!answer.success) return null
      const sign = { answer: answer.data, site: thisSite(), at: new Date(), now: now() }
      const { personId } = await database().db.$transaction((tx) => signInWithWallet(tx, sign))
      return { id: personId }
    }),
})

/** Staff with a passkey. `answer` is the browser's, as JSON text. */
const passkey = CredentialsProvider({
  id: 'passkey',
  name: 'Passkey',
  credentials: { answer: {} },
  authorize: (given) =>
    answering(async () => {
      const answer = keyAnswer.safeParse(parsed(given?.answer))
      if (!answer.success) return null
      const { personId } = await signInWithPasskey(database().db, { answer: answer.data, at: new Date(), now: now() })
      return { id: personId }
    }),
})

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return null
  }
}

/** One-click sign-in. The action behind it refuses on every network but the local one. */
const demo = CredentialsProvider({
  id: 'demo',
  name: 'Demo',
  credentials: { personId: {} },
  authorize: (given) =>
    answering(async () => {
      const choice = personChoice.safeParse({ personId: given?.personId })
      if (!choice.success) return null
      return database().db.$transaction((tx) => findDemoPerson(tx, choice.data.personId))
    }),
})

/** Redeems the links that identity's own procedure mails; next-auth itself never sends one. */
const email = EmailProvider({ server: {}, from: '', sendVerificationRequest: never })

/** How a client signs in. One kind of session for all: a row that can be ended, never a token that speaks for itself. */
export const authOptions = (client: Client): NextAuthOptions => ({
  adapter,
  secret: env().AUTH_SECRET,
  useSecureCookies: env().SITE_URL.startsWith('https://'),
  providers: [wallet, passkey, ...(isLocal() ? [demo] : []), email],
  pages: { signIn: '/sign-in', error: '/sign-in', verifyRequest: '/sign-in' },
  session: { strategy: 'database', maxAge: MEMBER_SESSION_MS / 1_000 },
  jwt: {
    // With database sessions next-auth calls this for one thing: the cookie's value after a credentials sign-in.
    encode: async ({ token }) => {
      if (!token?.sub) throw new Error('a sign-in without a person')
      const method = token.method as SessionMethod
      const session = { personId: token.sub, method, at: new Date(), now: now(), client }
      const started = await database().db.$transaction((tx) => startSession(tx, session))
      if (started.staffToken) (await cookies()).set(staffCookie(), started.staffToken, staffCookieOptions())
      return started.token
    },
    decode: async () => null,
  },
  callbacks: {
    jwt: ({ token, user, account }) => ({ sub: user?.id ?? token.sub, method: account?.provider }),
    session: ({ session }) => ({ expires: session.expires }),
    signIn: async ({ account, user, email: request }) => {
      if (request?.verificationRequest) return false
      return account?.provider !== 'email' || (await mailPersonById(database().db, user.id)) !== null
    },
  },
  logger: {
    error: (code) => log.error({ code }, 'next-auth'),
    warn: (code) => log.warn({ code }, 'next-auth'),
    debug: () => undefined,
  },
})
