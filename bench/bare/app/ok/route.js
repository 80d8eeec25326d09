export const dynamic = 'force-dynamic'

/** The least that a route handler can do: the denominator of procedure calls. */
export const GET = () => Response.json({ ok: true })
