import { CLIENT_HEADER } from './client-address'

/** Where a request comes from: the address as attempts are counted, and the browser's own name. */
export type Client = { address: string | null; userAgent: string | null }

/** What a request shows of who it is from: the tokens of its cookies, and where it comes from. */
export type Presented = { session: string | null; staff: string | null; client: Client }

/** A request that comes from nowhere, as our own calls do. */
export const NO_CLIENT: Client = { address: null, userAgent: null }

const isHttps = (): boolean => (process.env.SITE_URL ?? '').startsWith('https://')

/** The cookie that carries the session: next-auth's name, with the prefix it uses over https. */
export const sessionCookie = (): string => (isHttps() ? '__Secure-next-auth.session-token' : 'next-auth.session-token')

/**
 * The second cookie of staff. `__Host-` over https: no other host of the domain can set it. Its path is the whole site because their
 * pages, procedures and documents have no path in common; only what is for staff ever asks for it.
 */
export const staffCookie = (): string => (isHttps() ? '__Host-flotilla-staff' : 'flotilla-staff')

/** How browsers keep the staff's cookie: no script reads it, no other site makes a browser send it, it goes with the browser. */
export const staffCookieOptions = () => ({ path: '/', httpOnly: true, sameSite: 'strict', secure: isHttps() }) as const

/** The Set-Cookie header that hands a browser the staff's cookie. */
export const staffCookieHeader = (token: string): string =>
  `${staffCookie()}=${token}; Path=/; HttpOnly; SameSite=Strict${isHttps() ? '; Secure' : ''}`

/** Reads what a request shows; `header` gives a header by its lower-case name. */
export function presentedBy(header: (name: string) => string | null | undefined): Presented {
  const cookies = header('cookie') ?? ''
  return {
    session: tokenIn(cookies, sessionCookie()),
    staff: tokenIn(cookies, staffCookie()),
    client: { address: header(CLIENT_HEADER) ?? null, userAgent: header('user-agent') ?? null },
  }
}

/** What a request of the web's own kind shows. */
export const presentedIn = ({ headers }: { headers: Headers }): Presented => presentedBy((name) => headers.get(name))

/** The token of a cookie in a Cookie header; null when there is none. */
function tokenIn(cookies: string, name: string): string | null {
  const wanted = `${name}=`
  const found = cookies
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(wanted))
  return found ? decoded(found.slice(wanted.length)) : null
}

/** What stands percent-encoded in a cookie; null where it is broken. */
function decoded(value: string): string | null {
  try {
    return decodeURIComponent(value)
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}
