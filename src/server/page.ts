import { TRPCError } from '@trpc/server'
import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { Refusal } from '@/kit/refusal'
import { type Context, createContext } from './context'
import { isLocal } from './local'
import { createCaller } from './router'
import { presentedIn } from './session-cookie'
import { hasRole, type Role, type Viewer } from './viewer'

type Page<V> = { api: ReturnType<typeof createCaller>; viewer: V; now: Date }

async function sessionContext(): Promise<Context> {
  return createContext(presentedIn({ headers: await headers() }))
}

/** A page that is the same for everybody: it never reads the session, so it may be cached. */
export async function publicPage(): Promise<Page<null>> {
  const context = await createContext(null)
  return { api: createCaller(context), viewer: null, now: context.now }
}

/** A page for anybody signed in; others are sent to sign in and back. */
export async function memberPage(path: string): Promise<Page<Viewer>> {
  const context = await sessionContext()
  if (!context.viewer) redirect(`/sign-in?next=${encodeURIComponent(path)}`)
  return { api: createCaller(context), viewer: context.viewer, now: context.now }
}

/** A page for staff with one of the roles in an open session of staff; for others it does not exist. */
export async function staffPage(path: string, ...roles: readonly Role[]): Promise<Page<Viewer>> {
  const page = await memberPage(path)
  if (!hasRole(page.viewer, ...roles)) notFound()
  if (!page.viewer.secondFactorAt) redirect(`/sign-in/key?next=${encodeURIComponent(path)}`)
  return page
}

/** A page of the local network only; elsewhere 404. */
export async function localPage(): Promise<Page<Viewer | null>> {
  if (!isLocal()) notFound()
  const context = await sessionContext()
  return { api: createCaller(context), viewer: context.viewer, now: context.now }
}

/** What stands behind the `?` of an address, as Next hands it to a page. */
export type Asked = Promise<Record<string, string | string[] | undefined>>
export type Given<Name extends string> = Partial<Record<Name, string>>

/**
 * The values behind the `?` of an address, which anybody can type. A name that comes twice counts with its first value; text with
 * U+0000, which PostgreSQL cannot hold, counts as not given.
 */
export async function given(asked: Asked): Promise<Record<string, string>> {
  const values = Object.entries(await asked).map(([name, value]) => [name, [value].flat()[0]] as const)
  return Object.fromEntries(values.filter((pair): pair is [string, string] => !!pair[1] && !pair[1].includes('\0')))
}

const NOTHING_HERE: readonly TRPCError['code'][] = ['NOT_FOUND', 'BAD_REQUEST', 'FORBIDDEN']

/** Null where there is no such thing for this visitor; every other trouble is thrown on. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch((error: unknown) => {
    if (error instanceof TRPCError && NOTHING_HERE.includes(error.code)) return null
    throw error
  })
}

/** The answer, or the refusal of this code for the page to show; every other trouble is thrown on. */
export async function orRefusal<T>(answer: Promise<T>, code: string): Promise<T | Refusal> {
  return answer.catch((error: unknown) => {
    if (error instanceof TRPCError && error.cause instanceof Refusal && error.cause.code === code) return error.cause
    throw error
  })
}

/**
 * What decides whether a page exists for its visitor: an id that is none, a thing that is not there and a thing of somebody
 * else's all answer 404. Ask this before anything of the page is rendered.
 */
export async function orNotFound<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    if (error instanceof TRPCError && NOTHING_HERE.includes(error.code)) notFound()
    throw error
  })
}
