import { Refusal } from '@/kit/refusal'

const refuseUpload = {
  tooLarge: (limit: number) => {
    const most = `${Math.floor(limit / 1_000_000)} MB`
    return new Refusal(
      'server.uploadTooLarge',
      'invalid',
      `A file like this has at most ${most}. Send a smaller one.`,
      'file',
    )
  },
  elsewhere: () =>
    new Refusal('server.foreignSite', 'forbidden', 'This request did not come from a page of this site.'),
}

/**
 * Reads a request's body up to a limit; what is longer is cut off while it arrives, so that memory stays bounded whatever the
 * sender claims.
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const length = request.headers.get('content-length')
  if (length !== null && BigInt(/^\d{1,15}$/.test(length) ? length : '0') > BigInt(limit))
    throw refuseUpload.tooLarge(limit)
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of request.body ?? []) {
    size += part.length
    if (size > limit) throw refuseUpload.tooLarge(limit)
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** Refuses a request that another site's page made a browser send. A cookie alone does not prove who asks. */
export function assertOwnPage(request: Request, siteUrl: string): void {
  const origin = request.headers.get('origin')
  if (origin !== new URL(siteUrl).origin) throw refuseUpload.elsewhere()
}
