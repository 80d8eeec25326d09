/** The cookie that carries the session: next-auth's name, with the prefix it uses over https. */
export const sessionCookie = (): string =>
  (process.env.SITE_URL ?? '').startsWith('https://') ? '__Secure-next-auth.session-token' : 'next-auth.session-token'

/** The session token in a Cookie header; null when there is none. */
export function sessionToken(header: string | undefined): string | null {
  const wanted = `${sessionCookie()}=`
  const found = header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(wanted))
  return found ? decodeURIComponent(found.slice(wanted.length)) : null
}
