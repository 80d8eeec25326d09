import { TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { Refusal, type RefusalKind } from '@/kit/refusal'
import { RETRY_AFTER } from './away'

const STATUS: Record<RefusalKind, number> = {
  invalid: 400,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  unavailable: 503,
}

const headersOf = (status: number) => ({
  'cache-control': 'no-store',
  ...(status === 503 && { 'retry-after': RETRY_AFTER }),
})

/** What a route handler answers to an expected no: the same code, field and sentence as a procedure. Anything else is thrown on. */
export function refusalAnswer(error: unknown): Response {
  const refusal = error instanceof TRPCError ? error.cause : error
  if (refusal instanceof Refusal) {
    const { code, field, message, kind } = refusal
    return Response.json({ code, field, message }, { status: STATUS[kind], headers: headersOf(STATUS[kind]) })
  }
  if (error instanceof TRPCError && error.code !== 'INTERNAL_SERVER_ERROR') {
    const message = error.code === 'BAD_REQUEST' ? 'Check the input.' : error.message
    const body = { code: `server.${error.code.toLowerCase()}`, message }
    const status = getHTTPStatusCodeFromError(error)
    return Response.json(body, { status, headers: headersOf(status) })
  }
  throw error
}

/** A file for download that nothing may read or run in the browser. */
export const zipAnswer = ({ fileName, bytes }: { fileName: string; bytes: Uint8Array }): Response =>
  new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${fileName}"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    },
  })
